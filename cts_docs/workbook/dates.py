"""Days as worksheets keep them: serial numbers from 1900 or 1904, known by their format."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.styles.numbers import is_date_format as is_date_code

from cts_docs.workbook.book import Book

_FIRST_1900 = datetime.date(1899, 12, 30)
_FIRST_1904 = datetime.date(1904, 1, 1)
_BEFORE_THE_GAP = 61
"""Serial 60 is 29 February 1900, which never was; below it the 1900 count is a day off."""
_LAST = 2_958_465
_EAST_ASIAN_DATES = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in date formats of Chinese, Japanese and Korean programs (ECMA-376 18.8.30)."""

_is_date_code: Callable[[str], bool] = is_date_code


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
    code = own_code or BUILTIN_FORMATS.get(number, "")
    return number in _EAST_ASIAN_DATES or bool(code and _is_date_code(code))
