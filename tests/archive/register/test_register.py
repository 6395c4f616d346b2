"""The register as a database: its schema, its lock, and what a crash leaves."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import inspect

from cts_docs.archive.lifecycle.listing import list_entries
from cts_docs.archive.lifecycle.search import search
from cts_docs.archive.register import migrations
from cts_docs.archive.register.databases import sqlite
from cts_docs.archive.register.migrations import MIGRATIONS, Migration, migrate, version
from cts_docs.archive.register.schema import METADATA
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.files.writing import Failpoints
from tests.archive.changes import do
from tests.torture.invariants import files
from tests.torture.locations import alter
from tests.torture.sample_audits import TODAY, archive, issue_request

NEWEST = len(MIGRATIONS)

_LEAVE_A_JOURNAL = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for number in range(2000):
    row = (number + 100, "issued", "X", "x" * 500, str(number))
    connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_migrations_lead_to_the_tables_that_the_program_knows() -> None:
    with sqlite.empty() as connection:
        migrate(connection)
        found = inspect(connection)
        assert set(found.get_table_names()) == set(METADATA.tables)
        for name, table in METADATA.tables.items():
            columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
            assert columns == {column.name: column.nullable for column in table.columns}
            key = found.get_pk_constraint(name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key.columns]


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version of the program, which adds a table."""
    later = (*MIGRATIONS, Migration(NEWEST + 1, ("CREATE TABLE added (name TEXT)",)))
    monkeypatch.setattr(migrations, "MIGRATIONS", later)


@pytest.mark.usefixtures("newer")
def test_an_older_register_is_brought_up_by_the_steps_that_it_lacks() -> None:
    with sqlite.empty() as connection:
        migrate(connection, up_to=NEWEST)
        assert (version(connection), inspect(connection).has_table("added")) == (NEWEST, False)
        migrate(connection)
        migrate(connection)
        assert (version(connection), inspect(connection).has_table("added")) == (NEWEST + 1, True)


def test_an_entry_of_the_first_version_stands_for_itself() -> None:
    with sqlite.empty() as connection:
        migrate(connection, up_to=1)
        connection.exec_driver_sql(
            "INSERT INTO entries (number, state, client, credit_code, scope, audit_type, specification,"
            " specification_version, outcome, content_hash, drafted_by)"
            " VALUES ('N', 'issued', 'C', '', '', '', '', '', '', '', '')"
        )
        migrate(connection)
        (entry,) = Snapshot(connection).rows("entries")
        assert (entry["client"], entry["superseded_by"]) == ("C", None)


@pytest.mark.usefixtures("newer")
def test_an_older_register_is_read_and_verified_as_it_is(place: Path) -> None:
    before = files(place)
    assert verify(archive(place).register, VerifyRequest(TODAY)).ok
    assert len(list_entries(archive(place).register, TODAY)) == 4
    assert files(place) == before


@pytest.mark.usefixtures("newer")
def test_the_first_writer_of_a_newer_program_migrates_and_keeps_everything(place: Path) -> None:
    before = list_entries(archive(place).register, TODAY)
    archive(place).issue(issue_request(50))
    assert list_entries(archive(place).register, TODAY)[:-1] == before
    assert verify(archive(place).register, VerifyRequest(TODAY)).ok


def test_a_writer_waits_for_another_program_that_holds_the_file_and_then_says_so(embedded: Path) -> None:
    with closing(sqlite3.connect(embedded / "register.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        impatient = replace(archive(embedded), wait=0.1)
        with pytest.raises(CannotRunError) as refused:
            impatient.issue(issue_request(60))
        assert refused.value.problems[0].code == "ARCHIVE_BUSY"
        assert len(list_entries(archive(embedded).register, TODAY)) == 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot kill a process this way")
def test_a_file_left_in_the_middle_of_a_write_is_read_without_writing(embedded: Path) -> None:
    command = [sys.executable, "-c", _LEAVE_A_JOURNAL, str(embedded / "register.sqlite")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert (embedded / "register.sqlite-journal").stat().st_size > 0
    before = files(embedded)
    verified = verify(archive(embedded).register, VerifyRequest(TODAY))
    assert verified.ok
    assert len(verified.entries) == 4
    assert files(embedded) == before
    assert archive(embedded).issue(issue_request(70)).number == "CTS-TBSC034-2026-BG0005"
    assert verify(archive(embedded).register, VerifyRequest(TODAY)).ok


def _codes(place: Path) -> list[str]:
    """The codes of everything that verification finds wrong."""
    verified = verify(archive(place).register, VerifyRequest(TODAY))
    entries = (fault.code for entry in verified.entries for fault in entry.faults)
    return [*(fault.code for fault in verified.register_faults), *entries]


@pytest.mark.parametrize("damage", ["texts", "seal", "tail"])
def test_a_status_change_does_not_wipe_the_proof_that_the_file_was_altered(
    embedded: Path, damage: str
) -> None:
    _harm(embedded, damage)
    for _ in range(2):
        with pytest.raises(RefusedError) as refused:
            do(embedded, "suspend")
        assert [problem.code for problem in refused.value.problems] == ["REGISTER_SEAL"]
        assert _codes(embedded) == ["REGISTER_SEAL"]


@pytest.mark.parametrize("damage", ["texts", "seal"])
def test_a_repair_seals_anew_where_chain_and_rows_hold_and_says_so(embedded: Path, damage: str) -> None:
    before = search(archive(embedded).register, "水务", TODAY)
    _harm(embedded, damage)
    assert archive(embedded).repair().sealed
    assert search(archive(embedded).register, "水务", TODAY) == before
    assert _codes(embedded) == []
    assert not archive(embedded).repair().sealed
    do(embedded, "suspend")
    assert _codes(embedded) == []


def test_a_repair_seals_no_altered_row(embedded: Path) -> None:
    alter(embedded, "UPDATE entries SET grade_name = '一级' WHERE number LIKE '%1'")
    before = files(embedded)
    with pytest.raises(RefusedError) as refused:
        archive(embedded).repair()
    assert [problem.code for problem in refused.value.problems] == ["REGISTER_ROW"]
    assert files(embedded) == before


def test_a_commit_without_an_event_that_a_crash_cuts_off_leaves_the_seal_whole(embedded: Path) -> None:
    """Both states stand under one head then; whichever is there after the crash is known."""

    class Crash(Failpoints):
        def reach(self, point: str) -> None:
            if point == "register.commit":
                raise KeyboardInterrupt

    alter(embedded, "DELETE FROM texts")
    archive(embedded).repair()
    for _ in range(2):
        with (
            pytest.raises(KeyboardInterrupt),
            archive(embedded, failpoints=Crash()).register.locked() as connection,
        ):
            connection.exec_driver_sql("UPDATE texts SET report = report || 'x'")
        assert _codes(embedded) == []
    do(embedded, "suspend")
    assert _codes(embedded) == []


def _harm(place: Path, damage: str) -> None:
    """Alter what no row that follows from the chain shows."""
    if damage == "texts":
        alter(place, "UPDATE texts SET facts = 'x'")
    elif damage == "seal":
        (place / "register.seal.json").unlink()
    else:
        with (place / "register.sqlite").open("ab") as file:
            file.write(b"x")
