"""Defined names: where the inputs stand after sheets were renamed and rows were moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cts_docs.errors import Problem
from cts_docs.workbook import limits
from cts_docs.workbook.letters import column_number
from cts_docs.workbook.opening.book import Book
from cts_docs.workbook.opening.xml_parts import MAIN
from cts_docs.workbook.reading.values import shortened
from cts_docs.workbook.writing.geometry import Area

_REFERS_TO = re.compile(
    r"^(?:'((?:[^']|'')+)'|([^'!\[\]]+))!"
    r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6}))?$"
)


def found_names(book: Book) -> dict[str, list[str]]:
    """What every workbook-wide defined name refers to; more than one entry where it is doubled."""
    found: dict[str, list[str]] = {}
    for element in book.root.findall(f"{MAIN}definedNames/{MAIN}definedName"):
        if element.get("localSheetId") is None:
            found.setdefault(element.get("name", "").casefold(), []).append((element.text or "").strip())
    return found


def located(book: Book, wanted: Iterable[str]) -> tuple[Mapping[str, Area], tuple[Problem, ...]]:
    """The areas of the wanted names, and a problem for every one that leads nowhere."""
    found = found_names(book)
    areas: dict[str, Area] = {}
    problems: list[Problem] = []
    for name in wanted:
        outcome = _area(book, found.get(name, []))
        if isinstance(outcome, Area):
            areas[name] = outcome
        else:
            said = shortened(" | ".join(found.get(name, [])))
            problems.append(Problem(outcome, field=name, found=said, values={"field": name}))
    return areas, tuple(problems)


def _area(book: Book, references: list[str]) -> Area | str:
    """The area, or the code of what is wrong with the name."""
    if not references:
        return "NAME_MISSING"
    if len(references) > 1:
        return "NAME_DOUBLED"
    match = _REFERS_TO.match(references[0])
    if match is None:
        return "NAME_BROKEN"
    quoted, plain, left, top, right, bottom = match.groups()
    sheet = quoted.replace("''", "'") if quoted else plain
    actual = next((name for name in book.sheets if name.casefold() == sheet.casefold()), None)
    if actual is None:
        return "NAME_BROKEN"
    columns = sorted(column_number(letters.upper()) for letters in (left, right or left))
    rows = sorted((int(top), int(bottom or top)))
    area = Area(actual, rows[0], columns[0], rows[1], columns[1])
    within = area.bottom <= limits.SHEET_ROWS and area.right <= limits.COLUMNS
    if not within or area.size > limits.NAMED_CELLS or len(area.rows) > limits.NAMED_ROWS:
        return "NAME_BROKEN"
    return area
