"""Defined names: where the inputs stand after sheets were renamed and rows were moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl.utils import range_boundaries

from cts_docs.errors import Problem
from cts_docs.workbook import limits
from cts_docs.workbook.opening.book import Book
from cts_docs.workbook.reading.texts import shortened
from cts_docs.workbook.writing.areas import Area


def locate_names(book: Book, wanted: Iterable[str]) -> tuple[Mapping[str, Area], tuple[Problem, ...]]:
    """The areas of the wanted names, and a problem for every one that leads nowhere."""
    areas: dict[str, Area] = {}
    problems: list[Problem] = []
    for name in wanted:
        references = book.contents.names.get(name, ())
        outcome = _area(book, references)
        if isinstance(outcome, Area):
            areas[name] = outcome
        else:
            found = shortened(" | ".join(references))
            problems.append(Problem(outcome, field=name, found=found, values={"field": name}))
    return areas, tuple(problems)


def _area(book: Book, references: Sequence[str]) -> Area | str:
    """The area, or the code of what is wrong with the name."""
    if not references:
        return "NAME_MISSING"
    if len(references) > 1:
        return "NAME_DOUBLED"
    sheet, _, cells = references[0].rpartition("!")
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    actual = next((name for name in book.sheets if name.casefold() == sheet.casefold()), None)
    if actual is None or len(cells) > limits.NAME_CHARACTERS:
        return "NAME_BROKEN"
    try:
        corners = range_boundaries(cells)
    except ValueError:
        return "NAME_BROKEN"
    if None in corners:
        return "NAME_BROKEN"
    columns, rows = sorted((corners[0] or 0, corners[2] or 0)), sorted((corners[1] or 0, corners[3] or 0))
    area = Area(actual, rows[0], columns[0], rows[1], columns[1])
    within = area.top >= 1 and area.bottom <= limits.SHEET_ROWS and area.right <= limits.COLUMNS
    if not within or area.size > limits.NAMED_CELLS or len(area.rows) > limits.NAMED_ROWS:
        return "NAME_BROKEN"
    return area
