"""Cells of an input sheet that are filled in and not read: entries beyond the last column or row, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cts_docs.assessment import fields
from cts_docs.errors import Problem
from cts_docs.workbook import limits
from cts_docs.workbook.opening.book import Cell
from cts_docs.workbook.opening.guard import Place
from cts_docs.workbook.reading.inputs import InputReader
from cts_docs.workbook.reading.names import Located
from cts_docs.workbook.reading.texts import is_blank, shortened
from cts_docs.workbook.writing.areas import Area
from cts_docs.workbook.writing.blank import fixed_texts
from cts_docs.workbook.writing.guidance import is_note
from cts_docs.workbook.writing.layout import FORM_NUMBERS_LABEL, Layout

_TEXTS_OF_LAYOUT_1 = ("每行一项；一经填写，编号、条款、描述、性质、状态均须填；没有不符合项时留空。",)
"""Texts of the blank of layout 1 that are worded otherwise now."""


def report_unread(reader: InputReader, layout: Layout, located: Located) -> None:
    """Report every cell of the input sheets that is neither read nor a text or number of the blank.

    A sheet that lost names is left out: what its names would have covered is reported already.
    """
    by_sheet: dict[str, dict[str, Area]] = {}
    for name, area in located.areas.items():
        by_sheet.setdefault(area.sheet, {})[name] = area
    known = {item.name for item in layout.inputs}
    forms = (*(row.name for row in layout.form_rows), fields.COEFFICIENT.name)
    incomplete = {layout.names[name].sheet for name in located.lost}
    for sheet, areas in by_sheet.items():
        inputs = [name for name in areas if name in known]
        titles = {layout.names[name].sheet for name in inputs}
        if inputs and titles.isdisjoint(incomplete):
            texts = frozenset((*_TEXTS_OF_LAYOUT_1, *fields.EARLIER_LABELS.values())).union(
                *(fixed_texts(layout)[title] for title in titles)
            )
            _Unread(reader, sheet, areas, texts, _lists(layout.version), forms).report()


def _lists(layout: int) -> Iterator[tuple[fields.Column, ...]]:
    """The columns of the tables whose rows can be continued below the last."""
    yield fields.team_columns(layout)
    yield fields.nonconformity_columns(layout)
    yield fields.REQUIREMENT_COLUMNS
    yield fields.PLAN_COLUMNS


@dataclass
class _Unread:
    """The unread cells of one sheet, taken away as they are reported."""

    reader: InputReader
    sheet: str
    areas: Mapping[str, Area]
    texts: frozenset[str]
    lists: Iterable[tuple[fields.Column, ...]]
    form_names: Sequence[str]
    cells: dict[Place, Cell] = field(default_factory=dict)

    def report(self) -> None:
        """Report entries beyond the areas, then everything else."""
        found = self.reader.parser.book.sheets[self.sheet].cells
        spans: dict[int, list[range]] = {}
        for area in self.areas.values():
            for row in area.rows:
                spans.setdefault(row, []).append(area.columns)
        numbered = {row for (row, _), cell in found.items() if cell.text == FORM_NUMBERS_LABEL}
        self.cells = {
            place: cell
            for place, cell in sorted(found.items())
            if not any(place[1] in span for span in spans.get(place[0], ()))
            and not self._is_fixed(place, cell, numbered)
        }
        if all(name in self.areas for name in self.form_names):
            self._forms()
        for columns in self.lists:
            if all(column.name in self.areas for column in columns):
                self._list([self.areas[column.name] for column in columns])
        for place in self.cells:
            self._warn(place)

    def _is_fixed(self, place: Place, cell: Cell, numbered: Iterable[int]) -> bool:
        """Whether a cell is empty, or holds what the blank has there: a text, the number of a form."""
        if cell.formula is not None and not cell.saved:
            return False
        if is_blank(cell.text):
            return True
        if cell.kind == "text":
            return cell.text.strip() in self.texts or is_note(cell.text.strip())
        forms = self.areas.get(fields.COEFFICIENT.name)
        headed = place[0] in numbered and forms is not None and place[1] in forms.columns
        return headed and cell.text.isdecimal() and int(cell.text) <= limits.FORMS

    def _forms(self) -> None:
        """Form columns beyond the last: an evaluator, a date, a subject or a number stands there."""
        forms = [self.areas[name] for name in self.form_names]
        last, heads = max(area.right for area in forms), {area.top for area in forms[:-1]}
        rows = {row for area in forms for row in area.rows}
        beyond: dict[int, list[Place]] = {}
        for row, column in self.cells:
            if column > last and row in rows:
                beyond.setdefault(column, []).append((row, column))
        for column in sorted(beyond):
            places = beyond[column]
            if any(place[0] in heads or self.cells[place].kind == "number" for place in places):
                self._refuse("FORM_BEYOND", places, forms[0])

    def _list(self, areas: list[Area]) -> None:
        """List rows below the last: next to it, or with more than one cell filled in."""
        bottom = max(area.bottom for area in areas)
        columns = {area.left for area in areas}
        rows: dict[int, list[Place]] = {}
        for row, column in self.cells:
            if row > bottom and column in columns:
                rows.setdefault(row, []).append((row, column))
        for row, places in rows.items():
            if row == bottom + 1 or len(places) > 1:
                self._refuse("ROW_BEYOND", places, areas[0])
                bottom = row if row == bottom + 1 else bottom

    def _refuse(self, code: str, places: Sequence[Place], area: Area) -> None:
        """An entry that was not read, at its first cell; `area` is where entries are read."""
        values = {"area": area.local}
        problem = Problem(code, found=self._found(places[0]), values=values)
        self.reader.report(problem, self.sheet, *places[0])
        for place in places:
            del self.cells[place]

    def _warn(self, place: Place) -> None:
        problem = Problem("CELL_NOT_READ", "warning", found=self._found(place))
        self.reader.report(problem, self.sheet, *place)

    def _found(self, place: Place) -> str:
        cell = self.cells[place]
        return shortened(cell.text or cell.formula or "")
