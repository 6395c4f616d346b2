"""Whoever shows rows of the register checks them against the event log, and says where they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.due_dates import due_dates
from cts_docs.archive.lifecycle.listing import entry_details, list_entries
from cts_docs.archive.lifecycle.search import search
from tests.archive.configurations import configure
from tests.conftest import Run
from tests.torture.locations import alter
from tests.torture.sample_audits import TODAY, archive

ONE = "CTS-TBSC034-2026-BG0001"
ALTERED = "UPDATE entries SET client = '示例伪造公司', surveillance_due = '2026-03-03' WHERE number = :number"


def codes(faults: object) -> list[tuple[str, str]]:
    return [(fault.code, fault.found) for fault in faults]


def test_each_reader_names_an_altered_row(place: Path) -> None:
    register = archive(place).register
    assert not any(one.faults for one in list_entries(register, TODAY))
    assert entry_details(register, ONE, TODAY).faults == ()
    alter(place, ALTERED, number=ONE)
    expected = [("REGISTER_ROW", ONE)]
    assert [codes(one.faults) for one in list_entries(register, TODAY)] == [expected, [], [], []]
    assert codes(entry_details(register, ONE, TODAY).faults) == expected
    assert [codes(hit.entry.faults) for hit in search(register, ONE, TODAY)] == [expected]
    assert [codes(one.faults) for one in due_dates(register, TODAY, 60)] == [expected]


def test_a_removed_row_is_in_the_list_and_named(place: Path) -> None:
    alter(place, "DELETE FROM entries WHERE number = :number", number=ONE)
    listed = list_entries(archive(place).register, TODAY)
    assert (listed[0].number, codes(listed[0].faults)) == (ONE, [("REGISTER_ROW", ONE)])


def test_altered_files_of_an_entry_are_named_where_it_is_shown(place: Path) -> None:
    alter(place, "UPDATE files SET size = 1 WHERE number = :number AND document = 'report'", number=ONE)
    assert codes(entry_details(archive(place).register, ONE, TODAY).faults) == [("REGISTER_ROW", ONE)]


@pytest.mark.parametrize(
    "command", [("list",), ("show", ONE), ("search", ONE), ("due", "--as-of", "2026-03-02")]
)
def test_the_commands_end_with_1_where_a_row_was_altered(
    run: Run, place: Path, command: tuple[str, ...]
) -> None:
    configure(place)
    assert run("archive", *command, "--archive", place).code == 0
    alter(place, ALTERED, number=ONE)
    for form in ((), ("--json",)):
        answer = run("archive", *command, "--archive", place, *form)
        assert (answer.code, "REGISTER_ROW" in answer.err) == (1, True)
        assert ONE in answer.out
