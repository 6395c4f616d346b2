"""Defined names: where the inputs stand after sheets were renamed and rows were moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import range_boundaries

from cts_docs.assessment import fields
from cts_docs.errors import Problem
from cts_docs.text import folded
from cts_docs.workbook import limits
from cts_docs.workbook.opening.book import Book
from cts_docs.workbook.reading.texts import shortened
from cts_docs.workbook.writing.areas import Area
from cts_docs.workbook.writing.guidance import Input
from cts_docs.workbook.writing.layout import SHEETS, STAMPS, Layout, sheet_title

_INPUTS: tuple[Input, ...] = (*fields.FIELDS, *fields.columns(), fields.EVALUATOR_GROUP)
_LABELS = {item.name: item.label for item in _INPUTS}
_SHEETS_KNOWN_BY = 3
"""So many sheets with a score workbook's titles make one, whatever its defined names."""


@dataclass(frozen=True, slots=True)
class Located:
    """The areas of the names that were found; `lost` are those that lead nowhere."""

    areas: Mapping[str, Area]
    problems: tuple[Problem, ...]
    lost: frozenset[str] = frozenset()


def locate_names(book: Book, wanted: Iterable[str]) -> Located:
    """The areas of the wanted names, and a problem for every one that leads nowhere."""
    areas: dict[str, Area] = {}
    problems: list[Problem] = []
    for name in wanted:
        references = book.contents.names.get(name, ())
        result = _area(book, references)
        if isinstance(result, Area):
            areas[name] = result
        else:
            values = {"field": name, "label": _LABELS.get(name, name)}
            found = shortened(" | ".join(references))
            problems.append(Problem(result, field=name, found=found, values=values))
    return Located(areas, tuple(problems), frozenset(problem.field for problem in problems))


def locate_layout(book: Book, layout: Layout) -> Located:
    """The areas of a layout's names; one problem for each sheet that lost all of its names."""
    found = locate_names(book, layout.names)
    problems = list(found.problems)
    for title in (sheet_title(layout.specification, sheet) for sheet in SHEETS):
        names = {name for name, area in layout.names.items() if area.sheet == title}
        if len(names) > 1 and names <= found.lost:
            problems = [problem for problem in problems if problem.field not in names]
            problems.append(_lost_sheet(book, layout, title, len(names)))
    return Located(found.areas, (*problems, *_shared(found.areas)), found.lost)


def lost_names(book: Book) -> Problem:
    """The problem of a workbook without a score workbook's names: exported without them, or another one."""
    # Of which specification it is, only a lost name could tell: the words that all have in common count.
    titles = [folded(sheet.rpartition("}")[2]) for sheet in SHEETS]
    known = [name for name in book.sheets if any(title in folded(name) for title in titles)]
    if len(known) < _SHEETS_KNOWN_BY or not set(book.contents.names).isdisjoint(STAMPS):
        return Problem("WORKBOOK_NOT_OURS")
    return Problem("WORKBOOK_NAMES_LOST", found=str(len(known)))


def _lost_sheet(book: Book, layout: Layout, title: str, count: int) -> Problem:
    """The problem of a sheet without names, at the first cell that one of them would name."""
    copies = [name for name in book.sheets if folded(title) in folded(name)]
    inputs = (layout.names[name] for name in (*_LABELS, *layout.names))
    area = next(area for area in inputs if area.sheet == title)
    code = "SHEET_NAMES_LOST" if copies else "SHEET_MISSING"
    problem = Problem(code, found=str(count), values={"title": title, "copy": copies[0] if copies else ""})
    return problem.at(sheet=copies[0], cell=area.first) if copies else problem


def _shared(areas: Mapping[str, Area]) -> Iterator[Problem]:
    """Inputs whose areas have a cell in common."""
    inputs = [(name, areas[name]) for name in _LABELS if name in areas]
    for index, (name, area) in enumerate(inputs):
        for other, second in inputs[:index]:
            if area.overlaps(second):
                place = Area(area.sheet, max(area.top, second.top), max(area.left, second.left), 0, 0)
                values = {"label": _LABELS[name], "other": _LABELS[other]}
                problem = Problem("NAMES_ON_ONE_CELL", field=name, found=area.local, values=values)
                yield problem.at(sheet=area.sheet, cell=place.first)


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
    corners = _corners(cells)
    if actual is None or corners is None:
        return "NAME_BROKEN"
    columns, rows = sorted(corners[::2]), sorted(corners[1::2])
    area = Area(actual, rows[0], columns[0], rows[1], columns[1])
    within = area.top >= 1 and area.bottom <= limits.SHEET_ROWS and area.right <= limits.COLUMNS
    if not within or area.size > limits.NAMED_CELLS or len(area.rows) > limits.NAMED_ROWS:
        return "NAME_BROKEN"
    return area


def _corners(cells: str) -> tuple[int, ...] | None:
    """Left, top, right and bottom of an area as a name writes it."""
    if len(cells) > limits.NAME_CHARACTERS:
        return None
    try:
        found = range_boundaries(cells)
    except ValueError:
        return None
    corners = tuple(number for number in found if number is not None)
    return corners if len(corners) == len(found) else None
