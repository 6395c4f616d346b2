"""What verification finds, what it says, and that it writes nothing."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from cts_docs.archive.lifecycle.listing import read_log_head
from cts_docs.archive.register.event_log import Event
from cts_docs.archive.verification.verdicts import VerifyRequest, VerifyResult, verify
from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.files.hashing import Json
from tests.torture.damage import DAMAGES, Damage
from tests.torture.dice import seeded
from tests.torture.invariants import files
from tests.torture.locations import Homes, alter, unguarded
from tests.torture.sample_audits import APPROVER, DATABASES, TODAY, archive, issue_request

ONE, TWO, THREE = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2, 3))
DRAFT = "CTS-TBSC034-2026-BG0004"


def _verify(
    place: Path, *, number: str | None = None, file: str | None = None, digest: str | None = None
) -> VerifyResult:
    return verify(archive(place).register, VerifyRequest(TODAY, number=number, file=file, digest=digest))


def _codes(verified: VerifyResult) -> dict[str, list[str]]:
    """The codes of the faults by entry; those of the register as a whole under `chain`."""
    found = {entry.number: [fault.code for fault in entry.faults] for entry in verified.entries}
    found["chain"] = [fault.code for fault in verified.register_faults]
    return {name: codes for name, codes in found.items() if codes}


def _report(place: Path, number: str = ONE) -> Path:
    return place / "packages" / number / "data" / "documents" / "report.docx"


def test_a_whole_archive_has_no_fault(whole: Path) -> None:
    verified = _verify(whole)
    assert verified.ok
    assert [(entry.number, entry.intact, entry.status, entry.issuer) for entry in verified.entries] == [
        (ONE, True, "valid", "unsigned"),
        (TWO, True, "no_certificate", "unsigned"),
        (THREE, True, "valid", "unsigned"),
        (DRAFT, True, "draft", "unsigned"),
    ]
    assert verified.head == read_log_head(archive(whole).register).head


@pytest.mark.parametrize(
    ("day", "status"), [(datetime.date(2029, 2, 28), "valid"), (datetime.date(2029, 3, 1), "expired")]
)
def test_a_certificate_is_valid_through_its_last_day(whole: Path, day: datetime.date, status: str) -> None:
    verified = verify(archive(whole).register, VerifyRequest(day, number=ONE))
    assert (verified.entries[0].status, verified.ok) == (status, True)


def test_verification_writes_nothing(whole: Path) -> None:
    before = files(whole), {path: path.stat().st_mtime_ns for path in whole.rglob("*")}
    _verify(whole)
    assert (files(whole), {path: path.stat().st_mtime_ns for path in whole.rglob("*")}) == before


def test_a_copy_of_the_folder_is_a_backup_that_verifies_and_goes_on(place: Path) -> None:
    assert _verify(place).ok
    assert archive(place).issue(issue_request(20)).number == "CTS-TBSC034-2026-BG0005"
    assert _verify(place).ok


def test_one_entry_by_either_of_its_numbers(whole: Path) -> None:
    for number in (THREE, "CTS-TBSC034-2026-0002-R0"):
        assert [entry.number for entry in _verify(whole, number=number).entries] == [THREE]
    with pytest.raises(RefusedError) as refused:
        _verify(whole, number="CTS-0")
    assert refused.value.problems[0].code == "ENTRY_UNKNOWN"


@pytest.mark.parametrize(
    ("path", "number", "status"),
    [
        (f"packages/{ONE}/data/documents/report.docx", ONE, "valid"),
        (f"attachments/{ONE}/0001/data/attached/scan.pdf", ONE, "valid"),
        (f"drafts/{DRAFT}/data/documents/certificate.docx", DRAFT, "draft"),
    ],
)
def test_a_file_is_known_by_its_bytes(whole: Path, path: str, number: str, status: str) -> None:
    verified = _verify(whole, file=hashlib.sha256((whole / path).read_bytes()).hexdigest())
    assert [(entry.number, entry.status) for entry in verified.entries] == [(number, status)]
    assert verified.ok


def test_the_draft_of_an_issued_document_is_never_valid(place: Path) -> None:
    draft = (place / "drafts" / DRAFT / "data/documents/certificate.docx").read_bytes()
    archive(place, APPROVER).approve(DRAFT, issue_request(9))
    verified = _verify(place, file=hashlib.sha256(draft).hexdigest())
    assert [(entry.number, entry.status) for entry in verified.entries] == [(DRAFT, "draft")]


def test_a_file_that_is_not_ours_has_no_entry(whole: Path) -> None:
    verified = _verify(whole, file=hashlib.sha256(b"not ours").hexdigest())
    assert (verified.entries, verified.register_faults, verified.ok) == ((), (), False)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?"), "BAG_FILE_CHANGED"),
        (lambda file: file.write_bytes(b""), "BAG_FILE_CHANGED"),
        (lambda file: file.unlink(), "BAG_FILE_MISSING"),
        (lambda file: (file.parent / "stray.docx").write_bytes(b"x"), "BAG_FILE_FOREIGN"),
        (lambda file: (file.parent / "empty").mkdir(), "BAG_FILE_FOREIGN"),
        (lambda file: shutil.rmtree(file.parents[2]), "BAG_MISSING"),
    ],
)
def test_damage_to_a_package_is_a_fault_of_its_entry_alone(
    place: Path, damage: Callable[[Path], object], code: str
) -> None:
    damage(_report(place))
    verified = _verify(place)
    assert _codes(verified) == {ONE: [code]}
    assert [entry.intact for entry in verified.entries] == [False, True, True, True]


@pytest.mark.parametrize("kind", DAMAGES, ids=lambda kind: kind.__name__)
def test_damage_to_the_register_s_file_or_its_seal_is_found(embedded: Path, kind: Damage) -> None:
    register, seal = embedded / "register.sqlite", embedded / "register.seal.json"
    kind(register, [seal], seeded(1))
    assert not _verify(embedded).ok


def test_no_byte_of_the_file_s_seal_is_without_meaning(embedded: Path) -> None:
    seal = embedded / "register.seal.json"
    whole = seal.read_bytes()
    for number in range(0, len(whole), 29):
        seal.write_bytes(whole[:number] + bytes([whole[number] ^ 1]) + whole[number + 1 :])
        assert _codes(_verify(embedded, number=TWO)) == {"chain": ["REGISTER_SEAL"]}


def test_a_link_is_named_and_not_followed(place: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(_report(place).read_bytes())
    _report(place).unlink()
    _report(place).symlink_to(secret)
    assert _codes(_verify(place)) == {ONE: ["BAG_FILE_ODD", "BAG_FILE_MISSING"]}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_place_of_a_document_does_not_hang(place: Path) -> None:
    _report(place).unlink()
    os.mkfifo(_report(place))
    assert _codes(_verify(place)) == {ONE: ["BAG_FILE_ODD", "BAG_FILE_MISSING"]}


def test_a_link_in_place_of_a_package_is_named(place: Path, tmp_path: Path) -> None:
    package = place / "packages" / ONE
    package.rename(tmp_path / "moved")
    package.symlink_to(tmp_path / "moved", target_is_directory=True)
    assert _codes(_verify(place)) == {ONE: ["BAG_MISSING"]}


def test_a_grown_file_is_not_read(place: Path) -> None:
    with _report(place).open("r+b") as file:
        file.truncate(1 << 40)
    assert _codes(_verify(place)) == {ONE: ["BAG_FILE_CHANGED"]}


@pytest.mark.parametrize(
    "stranger", ["packages/CTS-TBSC034-2026-BG0099", "attachments/CTS-9/0001", f"attachments/{ONE}/0002"]
)
def test_what_the_register_does_not_know_is_named(place: Path, stranger: str) -> None:
    (place / stranger).mkdir(parents=True)
    assert _codes(_verify(place)) == {"chain": ["SHELF_FOREIGN"]}


def test_removing_the_newest_events_is_found_by_a_head_kept_elsewhere_alone(
    homes: Homes, place: Path
) -> None:
    older = homes.copy(place, place.with_name("older"))
    archive(place).issue(issue_request(30))
    kept = read_log_head(archive(place).register).head
    assert _verify(older).ok
    assert _codes(_verify(older, digest=kept)) == {"chain": ["CHAIN_HEAD_UNKNOWN"]}


def test_a_head_kept_earlier_still_holds_for_an_archive_that_has_grown(place: Path) -> None:
    kept = read_log_head(archive(place).register).head
    archive(place).issue(issue_request(30))
    assert _verify(place, digest=kept).ok


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE entries SET client = '别人' WHERE number LIKE '%1'", {ONE: ["REGISTER_ROW"]}),
        ("UPDATE entries SET grade = 1 WHERE number LIKE '%2'", {TWO: ["REGISTER_ROW"]}),
        ("DELETE FROM numbers WHERE number LIKE '%BG0003'", {THREE: ["REGISTER_ROW"]}),
        (
            "INSERT INTO bags (kind, number, position, token, manifest)"
            " SELECT kind, 'X', position, 'token', manifest FROM bags LIMIT 1",
            {"chain": ["REGISTER_ROW"]},
        ),
    ],
)
def test_a_row_altered_behind_the_chain_is_found(
    place: Path, statement: str, codes: dict[str, list[str]]
) -> None:
    alter(place, statement)
    found = _codes(_verify(place))
    sealed = ["REGISTER_SEAL"] if place not in DATABASES else []
    assert found == {**codes, "chain": [*sealed, *codes.get("chain", [])]} if sealed else codes


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM events WHERE sequence = 3", "CHAIN_GAP"),
        ("UPDATE events SET record = replace(record, '水务', '水利') WHERE sequence = 3", "CHAIN_HASH"),
        ("UPDATE events SET hash = replace(hash, 'a', 'b') WHERE sequence = 2", "CHAIN_BROKEN"),
        ("UPDATE events SET record = '{}' WHERE sequence = 2", "CHAIN_RECORD"),
        ("UPDATE events SET record = '[' || record || ']' WHERE sequence = 2", "CHAIN_RECORD"),
        ("UPDATE events SET number = 'X' WHERE sequence = 2", "CHAIN_RECORD"),
    ],
)
def test_an_altered_chain_is_found(place: Path, statement: str, code: str) -> None:
    alter(place, *unguarded(place), statement)
    assert code in _codes(_verify(place))["chain"]


def test_the_register_itself_refuses_to_change_events(place: Path) -> None:
    for statement in ("DELETE FROM events", "UPDATE events SET number = 'X'"):
        with pytest.raises(DBAPIError, match="events are never"):
            alter(place, statement)


def test_a_file_that_is_no_database_is_said_to_be_damaged(embedded: Path) -> None:
    (embedded / "register.sqlite").write_bytes(b"not a database" * 1000)
    assert _codes(_verify(embedded)) == {"chain": ["REGISTER_DAMAGED"]}


def test_packages_without_the_register_s_file_are_no_empty_archive(embedded: Path) -> None:
    (embedded / "register.sqlite").unlink()
    assert _codes(_verify(embedded)) == {"chain": ["REGISTER_MISSING"]}
    with pytest.raises(RefusedError):
        archive(embedded).issue(issue_request(40))


def test_a_register_of_a_newer_program_is_refused(place: Path) -> None:
    alter(place, "INSERT INTO schema_version VALUES (99)")
    with pytest.raises(CannotRunError) as refused:
        _verify(place)
    assert refused.value.problems[0].code == "ARCHIVE_NEWER"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET record = x'ff00ff' WHERE sequence = 3",
        "UPDATE events SET number = x'ff00ff' WHERE sequence = 3",
        "UPDATE events SET hash = 7 WHERE sequence = 3",
        "UPDATE entries SET valid_until = 7",
        "UPDATE numbers SET serial = 'one' WHERE rowid = 1",
        "UPDATE files SET path = CAST(x'ff00ff' AS TEXT) WHERE rowid = 1",
    ],
)
def test_a_file_full_of_odd_values_makes_no_traceback(embedded: Path, statement: str) -> None:
    alter(embedded, *unguarded(embedded), statement)
    assert not _verify(embedded).ok


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"entry": [], "numbers": [], "content_hash": "", "bag": {}},
        {"entry": {}, "numbers": [{}], "content_hash": "", "bag": {}},
        {"entry": {"client": 7}, "numbers": [], "content_hash": "", "bag": {}},
        {"bag": {"position": "../../..", "token": "x", "manifest": "y", "files": []}},
        {
            "bag": {
                "position": 1,
                "token": "../..",
                "manifest": "y",
                "files": [{"path": "../../../etc/passwd"}],
            }
        },
    ],
)
@pytest.mark.parametrize("kind", ["issued", "attached", "founded", "strange"])
def test_a_forged_event_with_a_right_hash_is_not_believed(
    place: Path, kind: str, payload: dict[str, Json]
) -> None:
    digest = read_log_head(archive(place).register)
    forged = Event(digest.events + 1, "issued", ONE, "", "", "", "", payload, digest.head)
    record = forged.record.replace('"kind":"issued"', f'"kind":"{kind}"')
    alter(
        place,
        "INSERT INTO events VALUES (:sequence, :kind, :number, :record, :hash)",
        sequence=forged.sequence,
        kind=kind,
        number=ONE,
        record=record,
        hash=hashlib.sha256(record.encode()).hexdigest(),
    )
    assert "CHAIN_RECORD" in _codes(_verify(place))["chain"]
