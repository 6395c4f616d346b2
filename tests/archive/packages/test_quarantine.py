"""Recovery deletes nothing that may be the last copy: file accidents by people, links, pipes, odd names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.packages.recovery import NOTE
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import RefusedError
from tests.torture.invariants import files
from tests.torture.kills import Killer, killed, points_of
from tests.torture.locations import Homes
from tests.torture.sample_audits import APPROVER, TODAY, archive, issue_request

NUMBER = "CTS-TBSC034-2026-BG0001"
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")


@pytest.fixture
def issued(home: Path) -> Path:
    """An archive with one entry that was drafted and approved."""
    archive(home).draft(issue_request(1))
    archive(home, APPROVER).approve(NUMBER, issue_request(1))
    return home


def contents(folder: Path) -> list[bytes]:
    """The contents of all files below a folder, without notes, in order."""
    return sorted(content for path, content in files(folder).items() if not path.endswith(NOTE))


def in_quarantine(folder: Path) -> list[Path]:
    """What was moved to quarantine."""
    return [path for path in sorted((folder / "quarantine").glob("*/*")) if path.name != NOTE]


def warnings(folder: Path) -> list[str]:
    """The codes of the warnings of verification."""
    return [note.code for note in verify(archive(folder).register, VerifyRequest(TODAY)).notes]


@pytest.mark.parametrize("work", ["repair", "issue", "draft", "attach"])
def test_a_package_dragged_into_drafts_is_never_deleted(issued: Path, work: str) -> None:
    package = issued / "packages" / NUMBER
    before = contents(package)
    package.rename(issued / "drafts" / NUMBER)
    acts: dict[str, Callable[[], object]] = {
        "repair": archive(issued).repair,
        "issue": lambda: archive(issued).issue(issue_request(2)),
        "draft": lambda: archive(issued).draft(issue_request(2)),
        "attach": lambda: archive(issued).attach(NUMBER, "scan.pdf", b"%PDF-"),
    }
    acts[work]()
    (moved,) = in_quarantine(issued)
    assert contents(moved) == before
    assert f"drafts/{NUMBER}" in (moved.parent / NOTE).read_text("utf-8")
    assert "QUARANTINED" in warnings(issued)
    moved.rename(package)
    moved.parent.joinpath(NOTE).unlink()
    assert verify(archive(issued).register, VerifyRequest(TODAY)).ok


def test_an_issue_reports_what_it_moved_to_quarantine(issued: Path) -> None:
    (issued / "packages" / NUMBER).rename(issued / "drafts" / NUMBER)
    assert [one.code for one in archive(issued).issue(issue_request(2)).warnings] == ["QUARANTINED"]
    assert archive(issued).issue(issue_request(3)).warnings == ()


@pytest.mark.parametrize("damage", ["none", "draft altered", "package missing", "package altered"])
def test_a_replaced_draft_is_removed_only_while_both_bags_are_verified(home: Path, damage: str) -> None:
    archive(home).draft(issue_request(1))
    kept = home.parent / "kept"
    shutil.copytree(home / "drafts" / NUMBER, kept)
    archive(home, APPROVER).approve(NUMBER, issue_request(1))
    draft, package = home / "drafts" / NUMBER, home / "packages" / NUMBER
    shutil.copytree(kept, draft)
    if damage == "draft altered":
        (draft / "data" / "documents" / "report.docx").write_bytes(b"the only copy of something")
    elif damage == "package missing":
        shutil.rmtree(package)
    elif damage == "package altered":
        (package / "data" / "result.json").write_bytes(b"")
    before = contents(draft)
    repaired = archive(home).repair()
    assert not draft.exists()
    if damage == "none":
        assert (repaired.undone, in_quarantine(home)) == ((NUMBER,), [])
    else:
        assert [contents(path) for path in in_quarantine(home)] == [before]


def test_a_cancelled_draft_stays(home: Path) -> None:
    archive(home).draft(issue_request(1))
    archive(home).apply(NUMBER, StatusChange("cancel", "示例理由"), Periods(3, 12))
    archive(home).repair()
    assert (home / "drafts" / NUMBER / "data" / "metadata.json").is_file()


def test_what_the_register_does_not_know_in_staging_is_kept(issued: Path) -> None:
    staged = issued / "staging" / ("0" * 32)
    shutil.copytree(issued / "packages" / NUMBER, staged)
    (issued / "staging" / ("1" * 32)).write_bytes(b"a file")
    before = contents(staged)
    archive(issued).repair()
    bag, file = sorted(in_quarantine(issued), key=lambda path: path.name)
    assert (contents(bag), file.read_bytes()) == (before, b"a file")
    assert list((issued / "staging").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot kill a process this way")
def test_a_committed_bag_is_stored_although_something_stands_in_its_place(homes: Homes, home: Path) -> None:
    archive(home).issue(issue_request(1))
    step = points_of("issue", home.parent, homes).index("register.committed") + 1
    assert killed(lambda: archive(home, failpoints=Killer(step)).issue(issue_request(2)))
    target = home / "packages" / "CTS-TBSC034-2026-BG0002"
    target.mkdir()
    (target / "letter.txt").write_text("示例")
    archive(home).repair()
    assert verify(archive(home).register, VerifyRequest(TODAY)).ok
    (moved,) = in_quarantine(home)
    assert (moved / "letter.txt").read_text() == "示例"


@pytest.mark.parametrize("name", ["staging", "quarantine"])
def test_a_linked_folder_is_refused_and_not_followed(issued: Path, name: str) -> None:
    elsewhere = issued.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ("2" * 32)).write_bytes(b"of somebody else")
    if (issued / name).exists():
        (issued / name).rmdir()
    (issued / name).symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(RefusedError) as refused:
        archive(issued).issue(issue_request(2))
    assert refused.value.problems[0].code == "ARCHIVE_LINKED"
    assert files(elsewhere) == {"2" * 32: b"of somebody else"}


def test_a_link_in_staging_is_moved_and_not_followed(issued: Path) -> None:
    elsewhere = issued.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter.txt").write_text("示例")
    (issued / "staging" / ("3" * 32)).symlink_to(elsewhere, target_is_directory=True)
    archive(issued).repair()
    (moved,) = in_quarantine(issued)
    assert moved.is_symlink()
    assert (elsewhere / "letter.txt").is_file()


@needs_pipes
@pytest.mark.parametrize("place", ["staging/" + "4" * 32, f"packages/{NUMBER}/pipe", "drafts/pipe", "pipe"])
def test_a_pipe_stops_nothing(issued: Path, place: str) -> None:
    os.mkfifo(issued / place)
    verify(archive(issued).register, VerifyRequest(TODAY))
    assert archive(issued).issue(issue_request(2)).number
    verify(archive(issued).register, VerifyRequest(TODAY))


@needs_pipes
def test_a_pipe_in_the_place_of_the_register_is_refused(embedded: Path) -> None:
    (embedded / "register.sqlite").unlink()
    os.mkfifo(embedded / "register.sqlite")
    with pytest.raises(RefusedError) as refused:
        archive(embedded).issue(issue_request(20))
    assert refused.value.problems[0].code == "REGISTER_DAMAGED"
    assert not verify(archive(embedded).register, VerifyRequest(TODAY)).ok


@pytest.mark.parametrize("store", ["staging", "drafts", "packages", "attachments", "."])
def test_odd_names_are_reported_and_stop_nothing(issued: Path, store: str) -> None:
    names = (b"\xff\xfe", b"a\nb", "\u202e.txt".encode(), b"%", b"%FF", b"-rf", b"x" * 255)
    folders = [issued / store / os.fsdecode(name) for name in names]
    for folder in folders:
        folder.mkdir()
    result = verify(archive(issued).register, VerifyRequest(TODAY))
    assert len([*result.register_faults, *result.notes]) >= 7
    assert archive(issued).issue(issue_request(2)).number
    assert all(folder.is_dir() for folder in folders)


def _flatten(deep: Path) -> None:
    """Take away the folders inside a deep one, for whoever removes the test's files afterwards."""
    while (deep / "d" / "d").is_dir():
        (deep / "d" / "d").rename(deep / "e")
        (deep / "d").rmdir()
        (deep / "e").rename(deep / "d")


@pytest.mark.parametrize("store", [f"packages/{NUMBER}", "staging", "drafts"])
def test_a_very_deep_folder_is_reported_and_stops_nothing(issued: Path, store: str) -> None:
    deep = issued / store / ("5" * 32)
    deep.mkdir()
    with chdir(deep):
        for _ in range(1_100):
            Path("d").mkdir()
            os.chdir("d")
    try:
        result = verify(archive(issued).register, VerifyRequest(TODAY))
        assert result.register_faults or result.notes or not result.ok or store == "staging"
        assert archive(issued).issue(issue_request(2)).number
    finally:
        deep = deep if deep.exists() else in_quarantine(issued)[0]
        _flatten(deep)
