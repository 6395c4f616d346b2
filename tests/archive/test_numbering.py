"""Numbers: consecutive in their series, never twice, whatever the clock says."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.packages.requests import Allotted, Order, Paperwork, Wanted
from cts_docs.errors import RefusedError
from tests.torture.homes import Homes
from tests.torture.orders import CERTIFICATES, REPORTS, archive, order


def _number(place: Path, asked: Order) -> str:
    return archive(place).issue(asked).number


def _with_pattern(pattern: str) -> Order:
    return replace(order(), wanted=(Wanted("report", pattern, "CTS", "TBSC034", 2026, 0),))


def test_numbers_are_consecutive_in_reports_and_in_certificates(home: Path) -> None:
    issued = [archive(home).issue(order(n, certificate=n != 2)) for n in (1, 2, 3)]
    assert [one.number[-6:] for one in issued] == ["BG0001", "BG0002", "BG0003"]
    assert [one.certificate for one in issued] == [
        "CTS-TBSC034-2026-0001-R0",
        None,
        "CTS-TBSC034-2026-0002-R0",
    ]


def test_each_year_of_grant_has_a_series_of_its_own_and_an_older_year_goes_on(home: Path) -> None:
    years = (2026, 2027, 2026)
    assert [_number(home, order(n, year=year)) for n, year in enumerate(years)] == [
        "CTS-TBSC034-2026-BG0001",
        "CTS-TBSC034-2027-BG0001",
        "CTS-TBSC034-2026-BG0002",
    ]


def test_a_pattern_without_year_counts_on_over_the_years(home: Path) -> None:
    wanted = Wanted("report", "{body}{serial:05d}", "CTS", "S", 2026, 0)
    first = _number(home, replace(order(), wanted=(wanted,)))
    second = _number(home, replace(order(), wanted=(replace(wanted, year=2027),)))
    assert (first, second) == ("CTS00001", "CTS00002")


def test_the_cycle_does_not_start_a_series(home: Path) -> None:
    wanted = Wanted("certificate", CERTIFICATES, "CTS", "S", 2026, 0)
    report = Wanted("report", REPORTS, "CTS", "S", 2026, 0)
    archive(home).issue(replace(order(), wanted=(report, wanted)))
    again = archive(home).issue(replace(order(), wanted=(report, replace(wanted, cycle=1))))
    assert again.certificate == "CTS-S-2026-0002-R1"


def test_one_pattern_for_both_numbers_gives_two_numbers(home: Path) -> None:
    pattern = "{body}-{serial}"
    wanted = tuple(Wanted(kind, pattern, "CTS", "S", 2026, 0) for kind in ("report", "certificate"))
    issued = archive(home).issue(replace(order(), wanted=wanted))
    assert (issued.number, issued.certificate) == ("CTS-1", "CTS-2")


@pytest.mark.parametrize("year", [1970, 2020])
def test_a_clock_that_goes_back_changes_no_number(home: Path, year: int) -> None:
    _number(home, order(1))
    earlier = replace(archive(home), clock=lambda: datetime.datetime(year, 1, 1, tzinfo=datetime.UTC))
    assert earlier.issue(order(2)).number == "CTS-TBSC034-2026-BG0002"


def test_a_failed_issue_takes_no_number(home: Path) -> None:
    def fail(_allotted: Allotted, _content_hash: str, _draft: bool) -> Paperwork:
        raise RefusedError([])

    with pytest.raises(RefusedError):
        archive(home).issue(replace(order(1), produce=fail))
    assert _number(home, order(2)) == "CTS-TBSC034-2026-BG0001"
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
    _number(home, order(1))
    older = homes.copy(home, tmp_path / "older")
    _number(home, order(2))
    shutil.copytree(home / "packages", older / "packages", dirs_exist_ok=True)
    with pytest.raises(RefusedError) as refused:
        _number(older, order(3))
    assert refused.value.problems[0].code == "REGISTER_ROLLED_BACK"
    assert refused.value.problems[0].found == "CTS-TBSC034-2026-BG0002"
