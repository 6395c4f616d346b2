"""Rows and columns moved as spreadsheet programs move them: cells, formulas and names together."""

from __future__ import annotations

import re
from collections.abc import Callable

from openpyxl.utils import column_index_from_string, get_column_letter

from tests.workbook.editing import WORKBOOK, members, packed

Move = Callable[[int], int]
_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]*)(?![0-9(A-Za-z_.])")


def moved(content: bytes, sheet: str, rows: Move = int, columns: Move = int) -> bytes:
    """A workbook with the rows and columns of one sheet renumbered."""
    parts = members(content)
    book = parts[WORKBOOK].decode()
    titles = re.findall(r'<sheet [^>]*name="([^"]*)"', book)
    part = f"xl/worksheets/sheet{titles.index(sheet) + 1}.xml"
    parts[part] = _moved_sheet(parts[part].decode(), rows, columns).encode()
    own = re.compile(rf"('{re.escape(sheet)}'!)([^<,]*)")
    book = own.sub(lambda found: found[1] + _moved_references(found[2], rows, columns), book)
    parts[WORKBOOK] = book.encode()
    return packed(parts)


def _moved_sheet(xml: str, rows: Move, columns: Move) -> str:
    def attribute(found: re.Match[str]) -> str:
        return found[1] + _moved_references(found[2], rows, columns) + '"'

    xml = re.sub(r'(<(?:c r|mergeCell ref)=")([^"]*)"', attribute, xml)
    xml = re.sub(r'(<row r=")([0-9]+)', lambda found: found[1] + str(rows(int(found[2]))), xml)

    def formula(found: re.Match[str]) -> str:
        pieces = re.split(r'("[^"]*")', found[1])
        pieces[::2] = [_moved_references(piece, rows, columns) for piece in pieces[::2]]
        return "<f>" + "".join(pieces) + "</f>"

    return re.sub(r"<f>(.*?)</f>", formula, xml)


def _moved_references(text: str, rows: Move, columns: Move) -> str:
    def area(found: re.Match[str]) -> str:
        corners = [list(_REFERENCE.match(corner).groups()) for corner in found[0].split(":")]  # type: ignore[union-attr]
        keep_rows = len(corners) == 2 and corners[0][3] != corners[1][3] and rows(10**6) == 10**6
        for corner in corners:
            corner[1] = get_column_letter(columns(column_index_from_string(corner[1])))
            corner[3] = corner[3] if keep_rows else str(rows(int(corner[3])))
        return ":".join("".join(corner) for corner in corners)

    return re.sub(rf"{_REFERENCE.pattern}(?::{_REFERENCE.pattern})?", area, text)


def inserted(at: int) -> Move:
    """An empty row or column put in before the one numbered `at`."""
    return lambda number: number + (number >= at)


def reversed_between(first: int, last: int) -> Move:
    """Rows sorted the other way round."""
    return lambda number: first + last - number if first <= number <= last else number
