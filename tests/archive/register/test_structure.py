"""The structure of a register: what somebody changed of it is named, and nothing is written into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.search import search
from cts_docs.archive.register.structure import structure_faults
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import RefusedError
from tests.archive.changes import ONE, do
from tests.torture.locations import alter, unguarded
from tests.torture.sample_audits import DATABASES, TODAY, archive, issue_request

_FOREIGN_TRIGGER = (
    "CREATE FUNCTION better() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.grade = 1; RETURN NEW; END'",
    "CREATE TRIGGER t BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION better()",
)
_HARMLESS_GUARD = (
    "CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
)


def _said(place: Path) -> list[str]:
    """What verification says of the structure; issuing must be refused for the same."""
    faults = verify(archive(place).register, VerifyRequest(TODAY)).register_faults
    with pytest.raises(RefusedError) as refused:
        archive(place).issue(issue_request(50))
    assert {problem.code for problem in refused.value.problems} == {"REGISTER_SCHEMA"}
    return [problem.found for problem in faults if problem.code == "REGISTER_SCHEMA"]


def test_a_register_has_the_structure_that_its_migrations_lead_to(place: Path) -> None:
    with archive(place).register.locked() as connection:
        assert list(structure_faults(connection)) == []


def test_a_guard_that_was_taken_away_is_missed(place: Path) -> None:
    alter(place, unguarded(place)[0])
    assert len(_said(place)) == 1


def test_a_column_of_somebody_s_own_is_named(place: Path) -> None:
    alter(place, "ALTER TABLE entries ADD COLUMN note TEXT")
    assert any("entries" in name for name in _said(place))


def test_an_index_that_is_missing_is_named(place: Path) -> None:
    alter(place, "DROP INDEX files_by_hash")
    assert len(_said(place)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON entries BEGIN UPDATE entries SET grade = 1; END",
        "CREATE VIEW v AS SELECT * FROM entries",
    ],
)
def test_a_foreign_trigger_or_view_in_the_file_is_named(embedded: Path, statement: str) -> None:
    alter(embedded, statement)
    assert len(_said(embedded)) == 1


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (_FOREIGN_TRIGGER, ["trigger entries.t"]),
        ((_HARMLESS_GUARD,), ["trigger events.events_stay"]),
        (("ALTER TABLE events DISABLE TRIGGER events_stay",), ["trigger events.events_stay"]),
        (("CREATE RULE r AS ON INSERT TO entries DO INSTEAD NOTHING",), ["rule entries.r"]),
        (("ALTER TABLE entries ALTER credit_code TYPE TEXT",), ["column entries.credit_code"]),
        (("ALTER TABLE entries ALTER scope DROP NOT NULL",), ["column entries.scope"]),
        (("ALTER TABLE numbers DROP CONSTRAINT numbers_key_key",), ["index numbers (key)"]),
        (("CREATE TABLE of_somebody_else (name TEXT)",), []),
    ],
)
def test_what_was_changed_in_the_database_is_named(
    office: Path, statements: tuple[str, ...], named: list[str]
) -> None:
    alter(office, *statements)
    with archive(office).register.reading() as snapshot:
        assert [problem.found for problem in structure_faults(snapshot.connection)] == named


@pytest.mark.parametrize(
    "statement", ["DROP TABLE texts", "ALTER TABLE texts DROP COLUMN report", "ALTER TABLE texts RENAME TO t"]
)
def test_a_reader_that_misses_something_says_so(place: Path, statement: str) -> None:
    alter(place, statement)
    with pytest.raises(RefusedError) as refused:
        search(archive(place).register, "水务", TODAY)
    expected = "REGISTER_SCHEMA" if place in DATABASES else "REGISTER_DAMAGED"
    assert [problem.code for problem in refused.value.problems] == [expected]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET grade_name = '一级', valid_until = '2035-01-01'",
        "UPDATE numbers SET serial = 7",
        "DELETE FROM files WHERE path LIKE '%report.docx'",
    ],
)
def test_no_status_change_on_an_entry_whose_rows_differ_from_its_events(office: Path, statement: str) -> None:
    alter(office, statement)
    for transition in (
        lambda: do(office, "suspend"),
        lambda: archive(office).attach(ONE, "scan.pdf", b"scan"),
    ):
        with pytest.raises(RefusedError) as refused:
            transition()
        assert {problem.code for problem in refused.value.problems} == {"REGISTER_ROW"}
        assert {problem.found for problem in refused.value.problems} == {ONE}
