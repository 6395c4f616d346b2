"""From a filled workbook to an assessment, or to every problem that stands against it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from cts_docs.assessment import fields
from cts_docs.assessment.model import Assessment, Value
from cts_docs.assessment.readings import Readings
from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.model import Specification
from cts_docs.workbook.opening.book import Book, open_book
from cts_docs.workbook.opening.package import open_package
from cts_docs.workbook.reading import tables
from cts_docs.workbook.reading.binding import BoundTable, bind_rows, on_one_sheet, one_cell_wide
from cts_docs.workbook.reading.computed_cells import ComputedCell, read_computed_cells
from cts_docs.workbook.reading.inputs import CellReference, InputReader
from cts_docs.workbook.reading.labels import label_problems
from cts_docs.workbook.reading.names import locate_layout
from cts_docs.workbook.reading.stamps import Stamped, read_stamps
from cts_docs.workbook.reading.unread import report_unread
from cts_docs.workbook.reading.values import CellParser
from cts_docs.workbook.writing.areas import Area, Table
from cts_docs.workbook.writing.cell_map import CellMap
from cts_docs.workbook.writing.layout import Layout

Find = Callable[[str, str], Specification | None]
ReadingsFor = Callable[[Specification], Readings]


@dataclass(frozen=True)
class ReadWorkbook:
    """A workbook as read.

    `assessment` is None where the workbook could not be read at all. `cells` maps the key of
    every input, empty ones included, to its cell; `computed` every computed cell by name.
    `sha256` is that of the file, empty where it could not be read; `lost` are the defined names
    that lead nowhere, `filled` tells whether any input is filled in.
    """

    path: str
    specification: Specification | None = None
    readings: Readings | None = None
    assessment: Assessment | None = None
    problems: tuple[Problem, ...] = ()
    cells: Mapping[str, CellReference] = field(default_factory=lambda: MappingProxyType({}))
    computed: Mapping[str, ComputedCell] = field(default_factory=lambda: MappingProxyType({}))
    sha256: str = ""
    lost: frozenset[str] = frozenset()
    filled: bool = True


def read_workbook(path: str | Path, find: Find, readings_for: ReadingsFor) -> ReadWorkbook:
    """Read a workbook and judge every cell of it.

    `find` gives the specification of an id and version; `readings_for` the choices in force.
    What a cell holds wrongly is among the problems; what is missing is for `assessment.checks`.
    Never raises for a bad workbook: the problems say what is wrong with it.
    """
    name = str(path)
    try:
        return _read(name, open_book(open_package(Path(path))), find, readings_for)
    except RefusedError as refusal:
        return ReadWorkbook(name, problems=tuple(problem.at(file=name) for problem in refusal.problems))


def _read(path: str, book: Book, find: Find, readings_for: ReadingsFor) -> ReadWorkbook:
    stamped = read_stamps(book, find, readings_for)
    sha256 = hashlib.sha256(book.contents.package.data).hexdigest()
    if stamped.specification is None or stamped.readings is None:
        problems = tuple(problem.at(file=path) for problem in stamped.problems)
        return ReadWorkbook(path, stamped.specification, problems=problems, sha256=sha256)
    reader = InputReader(path, CellParser(book, stamped.specification, stamped.readings))
    for problem in (*stamped.problems, *_remarks(book)):
        reader.report(problem)
    content = _content(reader, stamped)
    return ReadWorkbook(
        path,
        stamped.specification,
        stamped.readings,
        content.assessment,
        tuple(reader.problems),
        reader.cells,
        content.computed,
        sha256,
        content.lost,
        reader.filled,
    )


def _remarks(book: Book) -> Sequence[Problem]:
    problems = []
    if book.contents.has_macros:
        problems.append(Problem("WORKBOOK_MACROS", "warning"))
    if book.contents.has_external_links:
        problems.append(Problem("WORKBOOK_EXTERNAL_LINKS", "warning"))
    return problems


@dataclass(frozen=True)
class _Tables:
    """The tables of a workbook whose rows could be bound."""

    indicators: BoundTable | None
    clauses: BoundTable | None
    checklist: BoundTable | None
    requirements: BoundTable | None


@dataclass(frozen=True)
class _Content:
    """What was read of a workbook; `lost` are the defined names that lead nowhere."""

    assessment: Assessment
    computed: Mapping[str, ComputedCell]
    lost: frozenset[str]


def _content(reader: InputReader, stamped: Stamped) -> _Content:
    specification, readings = reader.parser.specification, reader.parser.readings
    layout = Layout(specification, readings, 1, stamped.layout)
    located = locate_layout(reader.parser.book, layout)
    areas = located.areas
    for problem in (*located.problems, *label_problems(reader.parser.book, areas)):
        reader.report(problem)
    bound = _Tables(
        _bound(reader, areas, layout.indicators, tables.form_names(specification)),
        _bound(reader, areas, layout.clauses) if specification.has_maturity else None,
        _bound(reader, areas, layout.checklist),
        _bound(reader, areas, layout.requirements) if stamped.layout >= fields.LAYOUT else None,
    )
    assessment = _assessment(reader, areas, bound, stamped.layout)
    computed: Mapping[str, ComputedCell] = {}
    if stamped.readings_agree and not located.lost:
        computed = _computed(reader, layout, areas, bound)
    report_unread(reader, layout, located)
    return _Content(assessment, computed, located.lost)


def _assessment(reader: InputReader, areas: Mapping[str, Area], bound: _Tables, layout: int) -> Assessment:
    specification = reader.parser.specification
    indicators, clauses, checklist = bound.indicators, bound.clauses, bound.checklist
    requirements = bound.requirements
    evidence = tables.read_evidence(reader, areas, indicators) if indicators else {}
    forms = tables.read_forms(reader, areas, indicators) if indicators else ()
    if indicators:
        tables.check_not_applicable(reader, areas, indicators, forms, evidence)
    return Assessment(
        specification_id=specification.id,
        specification_version=specification.control.version,
        values=_single_values(reader, areas),
        forms=forms,
        indicator_evidence=evidence,
        clauses=tables.read_clauses(reader, areas, clauses) if clauses else (),
        team=tables.read_team(reader, areas, layout),
        checklist=tables.read_checklist(reader, areas, checklist) if checklist else (),
        nonconformities=tables.read_nonconformities(reader, areas, layout),
        requirements=tables.read_requirements(reader, areas, requirements) if requirements else (),
        plan=tables.read_plan(reader, areas),
        layout=layout,
    )


def _single_values(reader: InputReader, areas: Mapping[str, Area]) -> Mapping[str, Value]:
    values: dict[str, Value] = {}
    for item in fields.FIELDS:
        area = areas.get(item.name)
        if area is None:
            continue
        value = reader.read(item.name, item, area.sheet, area.top, area.left)
        if isinstance(value, Value):
            values[item.name] = value
    return values


def _bound(
    reader: InputReader, areas: Mapping[str, Area], table: Table, across: Sequence[str] = ()
) -> BoundTable | None:
    """The rows of a table, None where a name of it is missing or of another shape."""
    inputs = [column.name for column in table.columns if column.role == "input"]
    names = [table.key, *inputs, *across]
    if any(name not in areas for name in names) or not on_one_sheet(reader, areas, names):
        return None
    columns = [name for name in (table.key, *inputs) if name != fields.COEFFICIENT.name]
    if not one_cell_wide(reader, areas, columns, False) or not one_cell_wide(reader, areas, across, True):
        return None
    return bind_rows(reader, areas, table.key, table.ids, inputs)


def _computed(
    reader: InputReader, layout: Layout, areas: Mapping[str, Area], bound: _Tables
) -> Mapping[str, ComputedCell]:
    if bound.indicators is None or (bound.clauses is None and layout.specification.has_maturity):
        return {}
    rows: dict[str, Mapping[str, int]] = {layout.indicators.key: bound.indicators.rows}
    if bound.clauses is not None:
        rows[layout.clauses.key] = bound.clauses.rows
    for table in layout.computed_tables:
        result = bind_rows(reader, areas, table.key, table.ids, ())
        if len(result.rows) < len(table.ids):
            return {}
        rows[table.key] = result.rows
    cells = CellMap(areas, rows, tuple(areas[fields.COEFFICIENT.name].columns))
    return read_computed_cells(reader, layout.specification, layout.readings, cells)
