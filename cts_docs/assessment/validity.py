"""The validity of a certificate, whole years less a day, and the due date of its surveillance.

A date beyond the year 9999, where the calendar of Python ends, is the last day of that year.
"""

from __future__ import annotations

import calendar
import datetime

_DAY = datetime.timedelta(days=1)


def valid_until(granted: datetime.date, years: int) -> datetime.date:
    """The last day of validity: the day before the anniversary after `years` years.

    >>> valid_until(datetime.date(2026, 3, 18), 3)
    datetime.date(2029, 3, 17)
    """
    return anniversary(granted, years) - _DAY


def anniversary(day: datetime.date, years: int) -> datetime.date:
    """The same day `years` years later; that of 29 February is 1 March in a year without one."""
    year = day.year + years
    if year > datetime.MAXYEAR:
        return datetime.date.max
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return datetime.date(year, 3, 1)
    return day.replace(year=year)


def surveillance_due(last: datetime.date, months: int) -> datetime.date:
    """The last day for the next surveillance: the same day `months` months later, or the month's last.

    >>> surveillance_due(datetime.date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    whole = last.year * 12 + last.month - 1 + months
    year, month = divmod(whole, 12)
    if year > datetime.MAXYEAR:
        return datetime.date.max
    last_day = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(last.day, last_day))
