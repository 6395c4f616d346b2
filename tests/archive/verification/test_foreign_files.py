"""What stands in an archive's folder without belonging there is told, and makes no intact archive fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cts_docs.archive.verification.verdicts import VerifyRequest, VerifyResult, verify
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.context import open_context
from tests.archive.changes import ONE
from tests.torture.sample_audits import TODAY, archive


def _verified(place: Path) -> VerifyResult:
    return verify(archive(place).register, VerifyRequest(TODAY))


def _told(place: Path) -> list[tuple[str, str]]:
    """What is told of a folder, by code and by place in it; none of it is a fault."""
    verified = _verified(place)
    assert verified.ok
    assert all(note.severity == "warning" for note in verified.notes)
    return [(note.code, Path(note.file).relative_to(place).as_posix()) for note in verified.notes]


def test_an_archive_on_its_own_has_no_bystanders(place: Path) -> None:
    (place / "cts-docs.toml").write_bytes(b"")
    (place / "register.sqlite-journal").write_bytes(b"")
    (place / "staging" / ("0" * 32)).mkdir()
    assert _told(place) == []


def test_what_the_system_leaves_everywhere_is_litter(place: Path) -> None:
    names = (".DS_Store", "Thumbs.db", "desktop.ini", "~$台账.xlsx", "._scan.pdf")
    folders = (".", "staging", "packages", "drafts", "attachments", f"attachments/{ONE}")
    places = {(Path(folder) / name).as_posix() for folder in folders for name in names}
    for one in places:
        (place / one).write_bytes(b"x")
    told = _told(place)
    assert len(told) == len(places)
    assert set(told) == {("ARCHIVE_LITTER", one) for one in places}


def test_strangers_in_the_folder_and_in_staging_are_told_with_their_places(place: Path) -> None:
    (place / "notes.txt").write_bytes(b"x")
    (place / "scans").mkdir()
    (place / "loop").symlink_to("loop")
    (place / "staging" / "half.docx").write_bytes(b"x")
    assert _told(place) == [
        ("ARCHIVE_BYSTANDER", "loop"),
        ("ARCHIVE_BYSTANDER", "notes.txt"),
        ("ARCHIVE_BYSTANDER", "scans"),
        ("ARCHIVE_BYSTANDER", "staging/half.docx"),
    ]


def test_a_folder_that_only_bears_the_name_of_litter_is_foreign_on_a_shelf(place: Path) -> None:
    (place / "packages" / ".DS_Store").mkdir()
    (fault,) = _verified(place).register_faults
    assert (fault.code, fault.found) == ("SHELF_FOREIGN", ".DS_Store")


def test_litter_inside_a_package_is_a_fault_of_the_package(place: Path) -> None:
    (place / "packages" / ONE / "data" / ".DS_Store").write_bytes(b"x")
    assert not _verified(place).ok


def test_the_files_that_the_bodys_configuration_names_belong_there(place: Path) -> None:
    for name in ("keys", "templates", "elsewhere"):
        (place / name).mkdir()
    context = open_context(None)
    settings = replace(context.settings, templates=place / "templates", path=place / "cts-docs.toml")
    service = ArchiveService(archive(place), replace(context, settings=settings), TODAY)
    told = [note.found for note in service.verify().notes]
    assert told == ["elsewhere", "keys"]
