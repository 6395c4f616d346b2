"""The stamps that tell which specification, version, layout and readings a workbook was made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from cts_docs.assessment.fields import LAYOUT
from cts_docs.assessment.readings import Readings
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from cts_docs.workbook.opening.book import Book
from cts_docs.workbook.reading.names import locate_names, lost_names
from cts_docs.workbook.writing.areas import Area
from cts_docs.workbook.writing.layout import STAMPS

_LAYOUTS = tuple(str(number) for number in range(1, LAYOUT + 1))
"""The layouts that are read."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """What the stamps lead to; `specification` is None where the workbook is not for this program.

    `layout` is the version of the workbook's layout.
    """

    specification: Specification | None
    readings: Readings | None
    problems: tuple[Problem, ...]
    readings_agree: bool = False
    layout: int = LAYOUT


def read_stamps(
    book: Book,
    find: Callable[[str, str], Specification | None],
    readings_for: Callable[[Specification], Readings],
) -> Stamped:
    """The specification and readings of a workbook, or why it cannot be read."""
    if not any(name in book.contents.names for name in STAMPS):
        return _refused(lost_names(book))
    located = locate_names(book, STAMPS)
    if located.problems:
        return _refused(*located.problems)
    areas = located.areas
    texts = {name: _text(book, area) for name, area in areas.items()}
    layout = _layout_fault(texts["layout_version"])
    if layout is not None:
        return _refused(_placed(layout, areas["layout_version"]))
    number, version = texts["specification_id"], texts["specification_version"]
    specification = find(number, version)
    if specification is None:
        problem = Problem("SPECIFICATION_UNKNOWN", field="specification_id", found=f"{number} {version}")
        return _refused(_placed(problem, areas["specification_id"]))
    if specification.control.version != version:
        expected = {"expected": specification.control.version}
        problem = Problem(
            "SPECIFICATION_VERSION", field="specification_version", found=version, values=expected
        )
        return _refused(_placed(problem, areas["specification_version"]))
    stamped = _with_readings(specification, readings_for(specification), texts["readings"], areas["readings"])
    return replace(stamped, layout=int(texts["layout_version"]))


def _with_readings(specification: Specification, readings: Readings, stamped: str, area: Area) -> Stamped:
    differing = readings.differing(specification, stamped)
    if not differing:
        return Stamped(specification, readings, (), True)
    problem = Problem(
        "READINGS_DIFFER",
        field="readings",
        found=";".join(f"{key}={choice}" if key else choice for key, choice in differing),
        values={"expected": ";".join(f"{key}={readings[key]}" for key, _ in differing if readings.has(key))},
    )
    return Stamped(specification, readings, (_placed(problem, area),))


def _layout_fault(found: str) -> Problem | None:
    if found in _LAYOUTS:
        return None
    newer = found.isascii() and found.isdecimal() and len(found) < 8 and int(found) > LAYOUT
    code = "LAYOUT_NEWER" if newer else "LAYOUT_OLDER"
    return Problem(code, field="layout_version", found=found, values={"expected": " / ".join(_LAYOUTS)})


def _text(book: Book, area: Area) -> str:
    return book.sheets[area.sheet].at(area.top, area.left).text.strip()


def _placed(problem: Problem, area: Area) -> Problem:
    return problem.at(sheet=area.sheet, cell=f"{get_column_letter(area.left)}{area.top}")


def _refused(*problems: Problem) -> Stamped:
    return Stamped(None, None, problems)
