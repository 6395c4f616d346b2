"""Cells of one sheet's XML: found, or put where they belong, with another format."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from openpyxl.utils import column_index_from_string

from cts_docs.workbook.opening.xml_parts import MAIN

_CELL, _ROW, _DATA = f"{MAIN}c", f"{MAIN}row", f"{MAIN}sheetData"
_REFERENCE = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")


def position(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell reference, None where it is none."""
    found = _REFERENCE.match(reference)
    return None if found is None else (int(found[2]), column_index_from_string(found[1]))


def cells(root: etree._Element) -> Iterator[etree._Element]:
    """Every cell of a sheet that states its reference."""
    for element in root.iter(_CELL):
        if element.get("r"):
            yield element


def style_of(element: etree._Element) -> int:
    """The index of a cell's format."""
    text = element.get("s", "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def made(root: etree._Element, reference: str) -> etree._Element | None:
    """A new empty cell in its right place; None where the sheet has no cells with references."""
    data, place = root.find(_DATA), position(reference)
    if data is None or place is None:
        return None
    row = _row(data, place[0])
    if row is None or any(cell.get("r") is None for cell in row.iterchildren(_CELL)):
        return None
    element = etree.Element(_CELL, {"r": reference})
    before = [cell for cell in row.iterchildren(_CELL) if (position(cell.get("r", "")) or (0, 0)) < place]
    row.insert(row.index(before[-1]) + 1 if before else 0, element)
    if "spans" in row.attrib:
        del row.attrib["spans"]
    return element


def _row(data: etree._Element, number: int) -> etree._Element | None:
    """The row of a number, made where it is missing; None where rows are not numbered."""
    last = None
    for row in data.iterchildren(_ROW):
        found = row.get("r", "")
        if not (found.isascii() and found.isdecimal() and len(found) < 8):
            return None
        if int(found) == number:
            return row
        if int(found) > number:
            break
        last = row
    made_row = etree.Element(_ROW, {"r": str(number)})
    data.insert(0 if last is None else data.index(last) + 1, made_row)
    return made_row
