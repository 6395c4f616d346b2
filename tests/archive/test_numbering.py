"""Numbers: consecutive in their series, never twice, whatever the clock says."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.orders import Allotted, Order, Paperwork, Wanted
from cts_docs.errors import RefusedError
from tests.torture.orders import CERTIFICATES, REPORTS, archive, order


def _number(place: Path, asked: Order) -> str:
    return archive(place).issue(asked).number


def _with_pattern(pattern: str) -> Order:
    return replace(order(), wanted=(Wanted("report", pattern, "CTS", "TBSC034", 2026, 0),))


def test_numbers_are_consecutive_in_reports_and_in_certificates(tmp_path: Path) -> None:
    issued = [archive(tmp_path).issue(order(n, certificate=n != 2)) for n in (1, 2, 3)]
    assert [one.number[-6:] for one in issued] == ["BG0001", "BG0002", "BG0003"]
    assert [one.certificate for one in issued] == [
        "CTS-TBSC034-2026-0001-R0",
        None,
        "CTS-TBSC034-2026-0002-R0",
    ]


def test_each_year_of_grant_has_a_series_of_its_own_and_an_older_year_goes_on(tmp_path: Path) -> None:
    years = (2026, 2027, 2026)
    assert [_number(tmp_path, order(n, year=year)) for n, year in enumerate(years)] == [
        "CTS-TBSC034-2026-BG0001",
        "CTS-TBSC034-2027-BG0001",
        "CTS-TBSC034-2026-BG0002",
    ]


def test_a_pattern_without_year_counts_on_over_the_years(tmp_path: Path) -> None:
    wanted = Wanted("report", "{body}{serial:05d}", "CTS", "S", 2026, 0)
    first = _number(tmp_path, replace(order(), wanted=(wanted,)))
    second = _number(tmp_path, replace(order(), wanted=(replace(wanted, year=2027),)))
    assert (first, second) == ("CTS00001", "CTS00002")


def test_the_cycle_does_not_start_a_series(tmp_path: Path) -> None:
    wanted = Wanted("certificate", CERTIFICATES, "CTS", "S", 2026, 0)
    report = Wanted("report", REPORTS, "CTS", "S", 2026, 0)
    archive(tmp_path).issue(replace(order(), wanted=(report, wanted)))
    again = archive(tmp_path).issue(replace(order(), wanted=(report, replace(wanted, cycle=1))))
    assert again.certificate == "CTS-S-2026-0002-R1"


def test_one_pattern_for_both_numbers_gives_two_numbers(tmp_path: Path) -> None:
    pattern = "{body}-{serial}"
    wanted = tuple(Wanted(kind, pattern, "CTS", "S", 2026, 0) for kind in ("report", "certificate"))
    issued = archive(tmp_path).issue(replace(order(), wanted=wanted))
    assert (issued.number, issued.certificate) == ("CTS-1", "CTS-2")


@pytest.mark.parametrize("year", [1970, 2020])
def test_a_clock_that_goes_back_changes_no_number(tmp_path: Path, year: int) -> None:
    _number(tmp_path, order(1))
    earlier = replace(archive(tmp_path), clock=lambda: datetime.datetime(year, 1, 1, tzinfo=datetime.UTC))
    assert earlier.issue(order(2)).number == "CTS-TBSC034-2026-BG0002"


def test_a_failed_issue_takes_no_number(tmp_path: Path) -> None:
    def fail(_allotted: Allotted, _content_hash: str, _draft: bool) -> Paperwork:
        raise RefusedError([])

    with pytest.raises(RefusedError):
        archive(tmp_path).issue(replace(order(1), produce=fail))
    assert _number(tmp_path, order(2)) == "CTS-TBSC034-2026-BG0001"
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_pattern_that_makes_a_number_again_is_refused(tmp_path: Path) -> None:
    _number(tmp_path, _with_pattern("A-{serial}1"))
    for _ in range(10):
        _number(tmp_path, _with_pattern("B-{serial}"))
    with pytest.raises(RefusedError) as refused:
        _number(tmp_path, _with_pattern("a-1{serial}"))
    assert refused.value.problems[0].code == "NUMBER_TAKEN"


def test_an_older_register_beside_newer_packages_issues_nothing(tmp_path: Path) -> None:
    place = tmp_path / "place"
    _number(place, order(1))
    for name in ("register.sqlite", "register.seal.json"):
        shutil.copy(place / name, tmp_path / name)
    _number(place, order(2))
    for name in ("register.sqlite", "register.seal.json"):
        shutil.copy(tmp_path / name, place / name)
    with pytest.raises(RefusedError) as refused:
        _number(place, order(3))
    assert refused.value.problems[0].code == "REGISTER_ROLLED_BACK"
    assert refused.value.problems[0].found == "CTS-TBSC034-2026-BG0002"
