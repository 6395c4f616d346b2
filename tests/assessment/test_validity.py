"""Validity is whole years less a day; the anniversary of 29 February is 1 March in other years."""

from datetime import date

import pytest

from cts_docs.assessment.validity import anniversary, surveillance_due, valid_until


@pytest.mark.parametrize(
    ("granted", "years", "until"),
    [
        (date(2026, 3, 15), 3, date(2029, 3, 14)),
        (date(2026, 1, 1), 3, date(2028, 12, 31)),
        (date(2026, 3, 1), 2, date(2028, 2, 29)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2025, 2, 28), 3, date(2028, 2, 27)),
    ],
)
def test_a_certificate_is_valid_until_the_day_before_its_anniversary(
    granted: date, years: int, until: date
) -> None:
    assert valid_until(granted, years) == until


def test_the_anniversary_of_a_leap_day_is_the_first_of_march_in_other_years() -> None:
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_surveillance_is_due_a_number_of_months_after_the_last(last: date, months: int, due: date) -> None:
    assert surveillance_due(last, months) == due


def test_the_calendar_ends_with_the_year_9999() -> None:
    assert valid_until(date(9996, 12, 31), 3) == date(9999, 12, 30)
    assert anniversary(date(9998, 2, 1), 3) == date.max
    assert surveillance_due(date(9999, 1, 31), 12) == date.max
    assert surveillance_due(date(9998, 12, 31), 12) == date(9999, 12, 31)
