"""What is asked of one entry reads that entry alone; nightly verification reads what came since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from cts_docs.archive.lifecycle.listing import entry_details, read_log_head
from cts_docs.archive.register import seal
from cts_docs.archive.register import snapshot as registers
from cts_docs.archive.register.databases import sqlite
from cts_docs.archive.register.schema import METADATA
from cts_docs.archive.verification import verdicts
from cts_docs.archive.verification.verdicts import VerifyRequest, VerifyResult, verify
from cts_docs.errors import RefusedError
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import export_packages
from cts_docs.services.context import open_context
from tests.archive.changes import do
from tests.archive.configurations import configure
from tests.conftest import Run
from tests.torture.locations import Homes, alter, unguarded
from tests.torture.sample_audits import APPROVER, TODAY, archive, issue_request

ONE, TWO, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2, 4))
GROWING = {*METADATA.tables} - {"schema_version"}
CERTIFICATE = "CTS-TBSC034-2026-0001-R0"


def codes(verified: VerifyResult) -> list[str]:
    """The codes of all faults, those of the log first."""
    entries = (fault.code for entry in verified.entries for fault in entry.faults)
    return [*(fault.code for fault in verified.register_faults), *entries]


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent to a database in this block."""
    sent: list[tuple[str, Any]] = []

    def keep(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def scans(register: Path, sent: list[tuple[str, Any]]) -> list[str]:
    """The statements that go through a whole table, as SQLite plans them."""
    found = []
    with closing(sqlite3.connect(register)) as connection:
        for statement, parameters in sent:
            if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
                continue
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            whole = [row[3] for row in plan if row[3].split()[0] == "SCAN" and row[3].split()[1] in GROWING]
            if whole and "LIMIT" not in statement:
                found.append(f"{statement}: {whole}")
    return found


def _service(place: Path) -> ArchiveService:
    return ArchiveService(archive(place), open_context(None), TODAY)


ONE_ENTRY: dict[str, Callable[[Path, Path], object]] = {
    "verify": lambda place, _: verify(archive(place).register, VerifyRequest(TODAY, number=ONE)),
    "verify by certificate": lambda place, _: _service(place).verify(CERTIFICATE),
    "show": lambda place, _: entry_details(archive(place).register, ONE, TODAY),
    "export": lambda place, out: export_packages(_service(place), [ONE], out),
    "issue": lambda place, _: archive(place).issue(issue_request(99)),
    "attach": lambda place, _: archive(place).attach(ONE, "scan.pdf", b"another scan"),
    "suspend": lambda place, _: do(place, "suspend"),
    "approve": lambda place, _: archive(place, APPROVER).approve(DRAFT, issue_request(9)),
}


@pytest.mark.parametrize("command", ONE_ENTRY)
def test_what_is_asked_of_one_entry_goes_through_no_table(
    embedded: Path, tmp_path: Path, command: str
) -> None:
    with watched() as sent:
        ONE_ENTRY[command](embedded, tmp_path / "out")
    assert len(sent) > 5
    assert scans(embedded / "register.sqlite", sent) == []


@pytest.mark.parametrize("command", ONE_ENTRY)
def test_what_is_asked_of_one_entry_reads_as_many_events_in_a_larger_register(
    embedded: Path, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    made = registers._stored

    def counting(row: Any) -> Any:
        read.append(row.sequence)
        return made(row)

    monkeypatch.setattr(registers, "_stored", counting)
    larger = Homes().copy(embedded, tmp_path / "larger")
    for number in range(20, 30):
        archive(larger).issue(issue_request(number))
    counts = []
    for place in (embedded, larger):
        read.clear()
        ONE_ENTRY[command](place, tmp_path / f"out of {place.name}")
        counts.append(len(read))
    assert counts[0] == counts[1]


def test_a_file_beyond_the_limit_is_not_hashed_and_its_rows_are_verified_still(
    embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "LARGEST_SEALED", 0)
    do(embedded, "suspend")
    monkeypatch.setattr(sqlite, "image_hash", lambda _: pytest.fail("the whole file was read"))
    do(embedded, "restore")
    archive(embedded).issue(issue_request(30))
    assert verify(archive(embedded).register, VerifyRequest(TODAY)).ok
    older = embedded.with_name("older.sqlite")
    older.write_bytes((embedded / "register.sqlite").read_bytes())
    alter(embedded, "UPDATE entries SET client = '示例伪造公司' WHERE number = :number", number=TWO)
    assert codes(verify(archive(embedded).register, VerifyRequest(TODAY))) == ["REGISTER_ROW"]
    older.replace(embedded / "register.sqlite")
    for name in ("suspend", "restore"):
        do(embedded, name)
    assert verify(archive(embedded).register, VerifyRequest(TODAY)).ok


def test_a_seal_without_a_hash_is_believed_of_no_small_file(
    embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as large:
        large.setattr(seal, "LARGEST_SEALED", 0)
        do(embedded, "suspend")
    assert codes(verify(archive(embedded).register, VerifyRequest(TODAY))) == ["REGISTER_SEAL"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM events WHERE sequence = 3", "CHAIN_GAP"),
        ("UPDATE events SET record = replace(record, '水务', '水利') WHERE sequence = 2", "CHAIN_HASH"),
        ("UPDATE events SET hash = replace(hash, 'a', 'b') WHERE sequence = 1", "CHAIN_BROKEN"),
        ("UPDATE events SET record = '{}' WHERE sequence = 3", "CHAIN_RECORD"),
    ],
)
def test_one_entry_is_held_to_its_neighbours_in_the_log(place: Path, statement: str, code: str) -> None:
    alter(place, *unguarded(place), statement)
    verified = verify(archive(place).register, VerifyRequest(TODAY, number=ONE))
    assert code in codes(verified)
    assert not verified.ok


def test_an_entry_that_the_tables_do_not_hold_any_more_is_found_in_the_log(place: Path) -> None:
    alter(place, "DELETE FROM numbers WHERE entry = :number", number=ONE)
    alter(place, "DELETE FROM files WHERE number = :number", number=ONE)
    for number in (ONE, CERTIFICATE):
        verified = verify(archive(place).register, VerifyRequest(TODAY, number=number))
        assert [entry.number for entry in verified.entries] == [ONE]
        assert "REGISTER_ROW" in codes(verified)


def test_a_draft_that_is_approved_meanwhile_is_not_missed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = verdicts.check_stored
    approved: list[str] = []

    def approve_first(paths: Any, bag: Any, files: Any) -> Any:
        if bag["kind"] == "draft" and not approved:
            approved.append(archive(place, APPROVER).approve(DRAFT, issue_request(9)).number)
        return checked(paths, bag, files)

    monkeypatch.setattr(verdicts, "check_stored", approve_first)
    verified = verify(archive(place).register, VerifyRequest(TODAY))
    assert (approved, verified.ok) == ([DRAFT], True)
    assert [(one.number, one.status) for one in verified.entries][-1] == (DRAFT, "valid")


def test_since_a_head_only_later_entries_are_verified(place: Path) -> None:
    kept = read_log_head(archive(place).register)
    archive(place).attach(TWO, "scan.pdf", b"another scan")
    number = archive(place).issue(issue_request(40)).number
    (place / "packages" / ONE / "bag-info.txt").unlink()
    verified = verify(archive(place).register, VerifyRequest(TODAY, since=kept.head))
    assert (verified.ok, verified.scope, verified.events) == (True, "since", 3)
    assert [one.number for one in verified.entries] == [TWO, number]
    (place / "packages" / TWO / "bag-info.txt").unlink()
    assert codes(verify(archive(place).register, VerifyRequest(TODAY, since=kept.head))) == [
        "BAG_FILE_MISSING"
    ]


def test_since_a_head_a_replaced_log_is_found_and_verified_whole(homes: Homes, place: Path) -> None:
    older = homes.copy(place, place.with_name("older"))
    archive(place).issue(issue_request(41))
    kept = read_log_head(archive(place).register).head
    verified = verify(archive(older).register, VerifyRequest(TODAY, since=kept))
    assert (codes(verified), len(verified.entries)) == (["CHAIN_HEAD_UNKNOWN"], 4)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE events SET record = replace(record, '示例', '实例') WHERE sequence = :last", "CHAIN_HASH"),
        ("UPDATE events SET hash = '0' WHERE sequence = :last", "CHAIN_HASH"),
        ("UPDATE entries SET client = 'X' WHERE number LIKE '%BG0005'", "REGISTER_ROW"),
    ],
)
def test_since_a_head_a_later_alteration_is_found(place: Path, statement: str, code: str) -> None:
    kept = read_log_head(archive(place).register)
    archive(place).issue(issue_request(42))
    values = {"last": kept.events + 1} if ":last" in statement else {}
    alter(place, *unguarded(place), statement, **values)
    assert code in codes(verify(archive(place).register, VerifyRequest(TODAY, since=kept.head)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_nightly_run(run: Run, place: Path, tmp_path: Path, encoding: str) -> None:
    """The commands of the administrator's page; PowerShell writes what they print as UTF-16."""
    configure(place)
    kept = tmp_path / "head.txt"
    kept.write_text(run("archive", "digest", "--archive", place).out, encoding)
    archive(place).issue(issue_request(50))
    nightly = ("archive", "verify", "--since", kept, "--archive", place)
    answer = run(*nightly)
    assert (answer.code, "2" in answer.out) == (0, True)
    found = json.loads(run(*nightly, "--json").out)
    assert (found["scope"], found["events"], len(found["entries"])) == ("since", 2, 1)
    (place / "packages" / found["entries"][0]["number"] / "bag-info.txt").unlink()
    assert run(*nightly).code == 1


@pytest.mark.parametrize("arguments", [("--since", "yesterday"), ("--since", "0" * 64, ONE)])
def test_since_asks_for_a_head_and_nothing_else(run: Run, whole: Path, arguments: tuple[str, ...]) -> None:
    assert run("archive", "verify", *arguments, "--archive", whole).code == 2


def test_an_unknown_number_is_unknown(whole: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        verify(archive(whole).register, VerifyRequest(TODAY, number="CTS-TBSC034-2026-BG0099"))
    assert refused.value.problems[0].code == "ENTRY_UNKNOWN"
