"""Corrections written into the cells of the user's own file by editing its XML: all else stays as it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from lxml import etree

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook.annotation.cells import cells, made, style_of
from cts_docs.workbook.annotation.elements import child, text_element
from cts_docs.workbook.annotation.parts import Parts
from cts_docs.workbook.annotation.stylesheet import Stylesheet
from cts_docs.workbook.opening.book import Book, open_book
from cts_docs.workbook.opening.package import open_package
from cts_docs.workbook.opening.xml_parts import MAIN

CellPlace = tuple[str, str]
"""A sheet's name and a cell, such as `G14`."""
CorrectedValue = str | Decimal | datetime.date | None
"""What a cell holds after its correction; None empties it."""
_DAY_0, _DAY_0_OF_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
"""The day 0 of each way in which a workbook counts days; right from March 1900 on."""
_FORMULA, _VALUE = f"{MAIN}f", f"{MAIN}v"


def corrected_workbook(
    path: Path, values: Mapping[CellPlace, CorrectedValue], computed: Iterable[CellPlace]
) -> bytes:
    """The workbook with values in some of its cells; all other parts stay byte for byte.

    The saved values of the `computed` cells, which no longer hold, are taken out; a spreadsheet program
    calculates them when it opens the file. Raises RefusedError where the file is not a workbook, or
    a cell cannot be written.
    """
    book = open_book(open_package(path))
    parts = Parts(book.contents.package)
    styles = book.contents.target("styles")
    stylesheet = None if styles is None else Stylesheet(parts.edit(styles))
    for (sheet, reference), value in values.items():
        cell = _cell(parts, book, sheet, reference)
        _write(cell, value, book.contents.date_1904)
        if stylesheet is not None:
            cell.set("s", str(_style(stylesheet, style_of(cell), value)))
    _drop_saved_values(parts, book, set(computed))
    _calculate_on_opening(parts, book)
    return parts.written()


def _cell(parts: Parts, book: Book, sheet: str, reference: str) -> etree._Element:
    if sheet in book.sheets:
        root = parts.edit(book.sheets[sheet].part)
        present = next((cell for cell in cells(root) if cell.get("r") == reference), None)
        cell = made(root, reference) if present is None else present
        if cell is not None:
            return cell
    raise RefusedError(Problem("CORRECTION_CELL", sheet=sheet, cell=reference))


def _write(cell: etree._Element, value: CorrectedValue, from_1904: bool) -> None:
    _empty(cell, None)
    match value:
        case str():
            cell.set("t", "inlineStr")
            child(cell, f"{MAIN}is", {}).append(text_element(value))
        case Decimal():
            child(cell, _VALUE, {}).text = f"{value:f}"
        case datetime.date():
            child(cell, _VALUE, {}).text = str((value - (_DAY_0_OF_1904 if from_1904 else _DAY_0)).days)


def _empty(cell: etree._Element, tag: str | None) -> None:
    """Take the content of a cell out, or only that of a tag."""
    for element in list(cell.iterchildren(tag)):
        cell.remove(element)
    if "t" in cell.attrib:
        del cell.attrib["t"]


def _style(stylesheet: Stylesheet, style: int, value: CorrectedValue) -> int:
    """The format of a cell, with another number format where it would show the value as something else."""
    if isinstance(value, datetime.date):
        return style if stylesheet.shows_dates(style) else stylesheet.with_dates(style)
    return stylesheet.with_numbers(style) if isinstance(value, Decimal) else style


def _drop_saved_values(parts: Parts, book: Book, computed: set[CellPlace]) -> None:
    for name, sheet in book.sheets.items():
        own = {cell for where, cell in computed if where == name}
        stale = [
            cell
            for cell in cells(parts.read(sheet.part))
            if cell.get("r") in own and cell.find(_FORMULA) is not None and cell.find(_VALUE) is not None
        ]
        if stale:
            parts.edit(sheet.part)
        for cell in stale:
            _empty(cell, _VALUE)


def _calculate_on_opening(parts: Parts, book: Book) -> None:
    """Have the workbook calculated when it is opened; its chain of formulas is made anew by then."""
    parts.remove_related(book.contents.part, "calcChain")
    root = parts.edit(book.contents.part)
    settings = root.find(f"{MAIN}calcPr")
    if settings is None:
        settings = etree.Element(f"{MAIN}calcPr")
        names = root.find(f"{MAIN}definedNames")
        before = root.find(f"{MAIN}sheets") if names is None else names
        if before is None:
            return
        before.addnext(settings)
    settings.set("fullCalcOnLoad", "1")
