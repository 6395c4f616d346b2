"""Days as worksheets keep them: serial numbers from 1900 or 1904, known by their format."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache

from cts_docs.workbook.opening.book import Book

_FIRST_1900 = datetime.date(1899, 12, 30)
_FIRST_1904 = datetime.date(1904, 1, 1)
_BEFORE_THE_GAP = 61
"""Serial 60 is 29 February 1900, which never was; below it the 1900 count is a day off."""
_LAST = 2_958_465
_EAST_ASIAN_DATES = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in date formats of Chinese, Japanese and Korean programs (ECMA-376 18.8.30)."""

_BUILT_IN_DATES = frozenset([*range(14, 23), *range(45, 48)])
"""Built-in formats of dates and times (ECMA-376 18.8.30)."""
_LITERALS = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_SIGN = re.compile(r"(?<![_\\])[dmhysDMHYS]")


def from_serial(serial: Decimal | None, date_1904: bool) -> tuple[datetime.date | None, bool]:
    """The day of a serial number, and whether it has no time of day; None where there is no such day."""
    if serial is None or not 0 <= serial <= _LAST:
        return None, True
    days = int(serial)
    if not date_1904 and days < _BEFORE_THE_GAP:
        return None, True
    first = _FIRST_1904 if date_1904 else _FIRST_1900
    return first + datetime.timedelta(days=days), serial == days


def from_iso(text: str) -> tuple[datetime.date | None, bool]:
    """The day of an ISO 8601 date as some programs store it, and whether it has no time of day."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None, True
    return moment.date(), moment.time() == datetime.time()


def is_date_format(book: Book, style: int) -> bool:
    """Whether the cell format of an index shows numbers as dates or times."""
    if style >= len(book.format_ids):
        return False
    number = book.format_ids[style]
    return _shows_date(number, book.own_formats.get(number, ""))


@lru_cache(maxsize=512)
def _shows_date(number: int, own_code: str) -> bool:
    if own_code:
        return number in _EAST_ASIAN_DATES or _is_date_code(own_code)
    return number in _EAST_ASIAN_DATES or number in _BUILT_IN_DATES


def _is_date_code(code: str) -> bool:
    """Whether a format's first section shows part of a date, its literal texts and colours apart."""
    return _DATE_SIGN.search(_LITERALS.sub("", code.split(";")[0])) is not None
