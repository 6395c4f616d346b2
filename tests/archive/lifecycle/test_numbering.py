"""Numbers: consecutive in their series, never twice, whatever the clock says."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.packages.requests import Allocation, IssueRequest, NumberRequest, Paperwork
from cts_docs.errors import RefusedError
from tests.torture.locations import Homes
from tests.torture.sample_audits import CERTIFICATES, REPORTS, archive, issue_request


def _number(place: Path, asked: IssueRequest) -> str:
    return archive(place).issue(asked).number


def _with_pattern(pattern: str) -> IssueRequest:
    return replace(
        issue_request(again="示例理由"),
        numbers=(NumberRequest("report", pattern, "CTS", "TBSC034", 2026, 0),),
    )


def test_numbers_are_consecutive_in_reports_and_in_certificates(home: Path) -> None:
    issued = [archive(home).issue(issue_request(n, certificate=n != 2)) for n in (1, 2, 3)]
    assert [one.number[-6:] for one in issued] == ["BG0001", "BG0002", "BG0003"]
    assert [one.certificate for one in issued] == [
        "CTS-TBSC034-2026-0001-R0",
        None,
        "CTS-TBSC034-2026-0002-R0",
    ]


def test_each_year_of_grant_has_a_series_of_its_own_and_an_older_year_goes_on(home: Path) -> None:
    years = (2026, 2027, 2026)
    assert [_number(home, issue_request(n, year=year)) for n, year in enumerate(years)] == [
        "CTS-TBSC034-2026-BG0001",
        "CTS-TBSC034-2027-BG0001",
        "CTS-TBSC034-2026-BG0002",
    ]


def test_a_pattern_without_year_counts_on_over_the_years(home: Path) -> None:
    numbers = NumberRequest("report", "{body}{serial:05d}", "CTS", "S", 2026, 0)
    first = _number(home, replace(issue_request(), numbers=(numbers,)))
    second = _number(home, replace(issue_request(2), numbers=(replace(numbers, year=2027),)))
    assert (first, second) == ("CTS00001", "CTS00002")


def test_the_cycle_does_not_start_a_series(home: Path) -> None:
    numbers = NumberRequest("certificate", CERTIFICATES, "CTS", "S", 2026, 0)
    report = NumberRequest("report", REPORTS, "CTS", "S", 2026, 0)
    archive(home).issue(replace(issue_request(), numbers=(report, numbers)))
    again = archive(home).issue(replace(issue_request(2), numbers=(report, replace(numbers, cycle=1))))
    assert again.certificate == "CTS-S-2026-0002-R1"


def test_one_pattern_for_both_numbers_gives_two_numbers(home: Path) -> None:
    pattern = "{body}-{serial}"
    numbers = tuple(NumberRequest(kind, pattern, "CTS", "S", 2026, 0) for kind in ("report", "certificate"))
    issued = archive(home).issue(replace(issue_request(), numbers=numbers))
    assert (issued.number, issued.certificate) == ("CTS-1", "CTS-2")


@pytest.mark.parametrize("year", [1970, 2020])
def test_a_clock_that_goes_back_changes_no_number(home: Path, year: int) -> None:
    _number(home, issue_request(1))
    earlier = replace(archive(home), clock=lambda: datetime.datetime(year, 1, 1, tzinfo=datetime.UTC))
    assert earlier.issue(issue_request(2)).number == "CTS-TBSC034-2026-BG0002"


def test_a_failed_issue_takes_no_number(home: Path) -> None:
    def fail(_allotted: Allocation, _content_hash: str, _draft: bool) -> Paperwork:
        raise RefusedError([])

    with pytest.raises(RefusedError):
        archive(home).issue(replace(issue_request(1), produce=fail))
    assert _number(home, issue_request(2)) == "CTS-TBSC034-2026-BG0001"
    assert list((home / "staging").iterdir()) == []


def test_a_pattern_that_makes_a_number_again_is_refused(home: Path) -> None:
    _number(home, _with_pattern("A-{serial}1"))
    for _ in range(10):
        _number(home, _with_pattern("B-{serial}"))
    with pytest.raises(RefusedError) as refused:
        _number(home, _with_pattern("a-1{serial}"))
    assert refused.value.problems[0].code == "NUMBER_TAKEN"


def test_an_older_register_beside_newer_packages_issues_nothing(
    homes: Homes, home: Path, tmp_path: Path
) -> None:
    _number(home, issue_request(1))
    older = homes.copy(home, tmp_path / "older")
    _number(home, issue_request(2))
    shutil.copytree(home / "packages", older / "packages", dirs_exist_ok=True)
    with pytest.raises(RefusedError) as refused:
        _number(older, issue_request(3))
    assert refused.value.problems[0].code == "REGISTER_ROLLED_BACK"
    assert refused.value.problems[0].found == "CTS-TBSC034-2026-BG0002"
