"""A backup is whole and verified, taken while others issue; restoring one gives the archive back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.listing import list_entries, read_log_head
from cts_docs.archive.register.register import Register
from cts_docs.archive.verification import backup as backups
from cts_docs.archive.verification.backup import BackupResult, back_up, restore
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CannotRunError, CtsDocsError, RefusedError
from cts_docs.settings import load_settings
from tests.archive.configurations import configure
from tests.conftest import Run
from tests.torture.invariants import faults, files
from tests.torture.locations import Homes, alter
from tests.torture.sample_audits import APPROVER, DATABASES, TODAY, archive, issue_request

DRAFT = "CTS-TBSC034-2026-BG0004"


def taken(place: Path, output: Path) -> BackupResult:
    return back_up(archive(place).register, output)


def bags(folder: Path) -> dict[str, bytes]:
    """The files of the stores of an archive."""
    return {
        path: content
        for path, content in files(folder).items()
        if path.startswith(("packages/", "drafts/", "attachments/"))
    }


def test_a_restored_backup_is_the_archive(place: Path, tmp_path: Path) -> None:
    made = taken(place, tmp_path / "backup.zip")
    head = read_log_head(archive(place).register)
    assert (made.path, made.head, made.events) == (tmp_path / "backup.zip", head.head, head.events)
    restored = tmp_path / "restored"
    assert restore(made.path, restored).head == head.head
    assert bags(restored) == bags(place)
    assert read_log_head(archive(restored).register) == head
    assert list_entries(archive(restored).register, TODAY) == list_entries(archive(place).register, TODAY)
    verified = verify(archive(restored).register, VerifyRequest(TODAY, digest=head.head))
    assert (verified.ok, verified.notes) == (True, ())


def test_a_backup_in_a_folder_is_named_after_the_head(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    head = read_log_head(archive(place).register).head
    assert taken(place, folder).path == folder / f"archive-{head[:16]}.zip"


def test_two_backups_of_the_same_state_have_the_same_bags(place: Path, tmp_path: Path) -> None:
    lists = []
    for name in ("a.zip", "b.zip"):
        with zipfile.ZipFile(taken(place, tmp_path / name).path) as package:
            lists.append(json.loads(package.read("backup.json"))["files"])
    assert lists[0] == lists[1]


def test_a_restored_archive_of_a_file_goes_on_issuing(embedded: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    restore(taken(embedded, tmp_path / "backup.zip").path, restored)
    assert archive(restored, APPROVER).approve(DRAFT, issue_request(9)).number == DRAFT
    assert list(faults(restored)) == []


def test_others_issue_and_approve_while_a_backup_is_taken(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft is approved between the copy of the register and that of the bags, once."""
    copied = backups._copy_register
    acts = [lambda: archive(place, APPROVER).approve(DRAFT, issue_request(9))]

    def meanwhile(register: Register, copy: object) -> object:
        found = copied(register, copy)
        if acts:
            acts.pop()()
            archive(place).issue(issue_request(50))
        return found

    monkeypatch.setattr(backups, "_copy_register", meanwhile)
    made = taken(place, tmp_path / "backup.zip")
    restored = tmp_path / "restored"
    restore(made.path, restored)
    statuses = {one.number: one.status for one in list_entries(archive(restored).register, TODAY)}
    assert (statuses[DRAFT], len(statuses)) == ("valid", 5)


def test_a_damaged_archive_gives_no_backup(place: Path, tmp_path: Path) -> None:
    next((place / "packages").rglob("report.docx")).write_bytes(b"altered")
    with pytest.raises(RefusedError) as refused:
        taken(place, tmp_path / "backup.zip")
    assert refused.value.problems[0].code == "BAG_FILE_CHANGED"
    assert list(tmp_path.glob("*backup*")) == []


def test_an_altered_register_gives_no_backup(place: Path, tmp_path: Path) -> None:
    alter(place, "UPDATE entries SET client = '示例伪造公司'")
    with pytest.raises(RefusedError):
        taken(place, tmp_path / "backup.zip")
    assert list(tmp_path.glob("*backup*")) == []


def test_a_missing_package_gives_no_backup(place: Path, tmp_path: Path) -> None:
    next((place / "packages").rglob("report.docx")).unlink()
    with pytest.raises(CtsDocsError):
        taken(place, tmp_path / "backup.zip")
    assert list(tmp_path.glob("*backup*")) == []


def _rewritten(source: Path, target: Path, name: str, content: bytes | None, *, added: str = "") -> None:
    """A backup with one member replaced, or left out where there is no content, or one added to its list."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            held = content if info.filename == name else old.read(info)
            if added and info.filename == "backup.json":
                listed = json.loads(held or b"")
                listed["files"][added] = "0" * 64
                held = json.dumps(listed).encode()
            if held is not None:
                new.writestr(info.filename, held)
        if added:
            new.writestr(added, b"")


@pytest.mark.parametrize("damage", ["flip", "cut", "replaced", "missing", "no list", "outside", "no zip"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(embedded: Path, tmp_path: Path, damage: str) -> None:
    source, target = taken(embedded, tmp_path / "backup.zip").path, tmp_path / "damaged.zip"
    with zipfile.ZipFile(source) as package:
        report = next(name for name in package.namelist() if name.endswith("report.docx"))
    content = bytearray(source.read_bytes())
    if damage == "flip":
        content[content.index(b"final")] ^= 1
    if damage == "replaced":
        _rewritten(source, target, report, b"altered")
    elif damage == "missing":
        _rewritten(source, target, report, None)
    elif damage == "no list":
        _rewritten(source, target, "backup.json", None)
    elif damage == "outside":
        _rewritten(source, target, "", b"", added="../outside.txt")
    else:
        target.write_bytes({"cut": content[:-100], "no zip": b"text"}.get(damage, content))
    with pytest.raises(RefusedError) as refused:
        restore(target, tmp_path / "restored")
    assert refused.value.problems[0].code == "BACKUP_DAMAGED"
    assert not (tmp_path / "restored").exists()
    assert not (tmp_path / "outside.txt").exists()
    assert list(tmp_path.glob(".restored*")) == []


def test_a_backup_that_says_less_than_its_register_is_refused(embedded: Path, tmp_path: Path) -> None:
    """A whole bag is missing in the list and in the zip: the register knows it."""
    source, target = taken(embedded, tmp_path / "backup.zip").path, tmp_path / "less.zip"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        listed = json.loads(old.read("backup.json"))
        listed["files"] = {name: one for name, one in listed["files"].items() if "BG0001/" not in name}
        for name in listed["files"]:
            new.writestr(name, old.read(name))
        new.writestr("backup.json", json.dumps(listed))
    with pytest.raises(RefusedError):
        restore(target, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_nothing_is_restored_over_anything(embedded: Path, tmp_path: Path) -> None:
    source = taken(embedded, tmp_path / "backup.zip").path
    before = files(embedded)
    with pytest.raises(CannotRunError) as refused:
        restore(source, embedded)
    assert refused.value.problems[0].code == "ARCHIVE_NOT_EMPTY"
    assert files(embedded) == before


def test_backup_and_restore_on_the_command_line(run: Run, homes: Homes, place: Path, tmp_path: Path) -> None:
    configure(place)
    made = run("archive", "backup", "--archive", place, "-o", tmp_path / "backup.zip", "--json")
    assert (made.code, made.json["entries"]) == (0, 4)
    restored = tmp_path / "restored"
    again = run("archive", "restore", tmp_path / "backup.zip", "--archive", restored, "--json")
    assert (again.code, again.json["head"]) == (0, made.json["head"])
    found = run("archive", "verify", "--archive", restored, "--digest", made.json["head"], "--json")
    assert found.code == 0
    assert homes.socket or found.json["chain"]["head"] == made.json["head"]
    inside = run("archive", "backup", "--archive", place, "-o", place / "backup.zip")
    assert inside.code == 2


def test_a_database_is_restored_into_a_file_that_can_be_written(
    run: Run, database_server: str, tmp_path: Path
) -> None:
    from cts_docs.archive.lifecycle.status_changes import StatusChange
    from tests.archive.register.test_postgresql import PERIODS

    with Homes(database_server).lent(tmp_path / "office") as folder:
        folder.mkdir(exist_ok=True)
        archive(folder).issue(issue_request(1))
        configure(folder)
        assert folder in DATABASES
        made = run("archive", "backup", "--archive", folder, "-o", tmp_path / "backup.zip")
        assert made.code == 0
        restored = tmp_path / "restored"
        assert run("archive", "restore", tmp_path / "backup.zip", "--archive", restored).code == 0
        assert load_settings(restored / "cts-docs.toml").register.url == ""
        change = StatusChange("suspend", "示例理由")
        assert archive(restored).apply("CTS-TBSC034-2026-BG0001", change, PERIODS).after == "suspended"
        assert verify(archive(restored).register, VerifyRequest(TODAY)).ok
