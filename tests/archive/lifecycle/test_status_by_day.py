"""A status is a function of the day, past and future, from the events that count on it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.listing import entry_details, list_entries
from cts_docs.archive.lifecycle.search import search
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import RefusedError
from tests.torture.sample_audits import APPROVER, NOW, TODAY, archive, issue_request

NUMBER = "CTS-TBSC034-2026-BG0001"
PERIODS = Periods(3, 12)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def on(folder: Path, date: str) -> Archive:
    """The archive on another day."""
    moment = datetime.datetime.combine(day(date), NOW.timetz())
    return replace(archive(folder), clock=lambda: moment)


def change(folder: Path, date: str, transition: str, effective: str = "") -> None:
    decided = day(effective) if effective else None
    on(folder, date).apply(NUMBER, StatusChange(transition, "示例理由", decided), PERIODS)


def statuses(folder: Path, as_of: str) -> tuple[str, str]:
    """The status of the entry in the list and by verification, from the events of a day."""
    date = day(as_of)
    listed = [one.status for one in list_entries(archive(folder).register, date, historic=True)]
    verified = verify(archive(folder).register, VerifyRequest(date, historic=True))
    assert verified.ok
    found = [one.status for one in verified.entries]
    return (listed or ["—"])[0], (found or ["—"])[0]


@pytest.fixture
def issued(home: Path) -> Path:
    """An entry issued and granted on 1 and 2 March 2026, valid until 28 February 2029."""
    archive(home).issue(issue_request())
    return home


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2026-03-01", "—"),
        ("2026-03-02", "valid"),
        ("2026-05-31", "valid"),
        ("2026-06-01", "suspended"),
        ("2026-07-14", "suspended"),
        ("2026-07-15", "valid"),
        ("2027-01-09", "valid"),
        ("2027-01-10", "withdrawn"),
        ("2040-01-01", "withdrawn"),
    ],
)
def test_was_it_valid_on_the_day_of_the_tender(issued: Path, as_of: str, status: str) -> None:
    change(issued, "2026-06-03", "suspend", "2026-06-01")
    change(issued, "2026-07-15", "restore")
    change(issued, "2027-01-10", "withdraw")
    assert statuses(issued, as_of) == (status, status)


@pytest.mark.parametrize(
    ("as_of", "status"), [("2029-02-28", "valid"), ("2029-03-01", "expired"), ("2028-03-01", "valid")]
)
def test_the_end_of_validity_follows_the_renewal_only_from_its_day(
    issued: Path, as_of: str, status: str
) -> None:
    change(issued, "2029-06-01", "renew", "2029-06-01")
    assert statuses(issued, as_of) == (status, status)
    assert statuses(issued, "2029-06-01") == ("valid", "valid")
    assert statuses(issued, "2032-06-01") == ("expired", "expired")


def test_a_change_that_is_dated_ahead_counts_from_its_day(issued: Path) -> None:
    change(issued, "2026-04-01", "suspend", "2026-09-01")
    for historic in (True, False):
        shown = [
            list_entries(archive(issued).register, day(date), historic=historic)[0].status
            for date in ("2026-04-01", "2026-08-31", "2026-09-01")
        ]
        assert shown == ["valid", "valid", "suspended"]


def test_before_the_grant_date_a_certificate_is_not_valid_yet(home: Path) -> None:
    request = issue_request()
    ahead = replace(request, facts=replace(request.facts, granted=day("2026-03-20")))
    archive(home).issue(ahead)
    assert statuses(home, "2026-03-19") == ("not_yet_valid", "not_yet_valid")
    assert statuses(home, "2026-03-20") == ("valid", "valid")
    assert entry_details(archive(home).register, NUMBER, TODAY).status == "not_yet_valid"
    assert "suspend" not in entry_details(archive(home).register, NUMBER, TODAY).allowed
    change(home, "2026-03-10", "withdraw")
    assert statuses(home, "2026-03-10") == ("withdrawn", "withdrawn")


def test_a_draft_is_one_until_the_day_of_its_approval(home: Path) -> None:
    archive(home).draft(issue_request())
    moment = datetime.datetime.combine(day("2026-03-05"), NOW.timetz())
    replace(archive(home, APPROVER), clock=lambda: moment).approve(NUMBER, issue_request())
    found = [statuses(home, date)[0] for date in ("2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05")]
    assert found == ["—", "draft", "draft", "valid"]


def test_a_number_of_a_later_day_is_unknown_on_a_day(issued: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        entry_details(archive(issued).register, NUMBER, day("2026-03-01"), historic=True)
    assert refused.value.problems[0].code == "ENTRY_UNKNOWN"


def test_an_entry_recorded_under_a_wrong_clock_is_in_the_list_of_today(home: Path) -> None:
    on(home, "2030-01-01").issue(issue_request())
    assert [one.number for one in list_entries(archive(home).register, TODAY)] == [NUMBER]


def test_a_search_as_of_a_day_finds_what_there_was(issued: Path) -> None:
    register = archive(issued).register
    found = search(register, NUMBER, day("2029-03-01"), historic=True)
    assert [hit.entry.status for hit in found] == ["expired"]
    assert search(register, NUMBER, day("2026-03-01"), historic=True) == ()
