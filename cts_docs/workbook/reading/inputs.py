"""What reading gathers besides values: the cell of every input, and problems with their place."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook import limits
from cts_docs.workbook.opening.book import EMPTY, Cell, Sheet
from cts_docs.workbook.opening.package import too_large
from cts_docs.workbook.reading.texts import is_blank
from cts_docs.workbook.reading.values import CellParser, InputValue, ParsedCell
from cts_docs.workbook.writing.guidance import Input


@dataclass(frozen=True, slots=True)
class CellReference:
    """A cell of the workbook: `cell` as a user sees it (`G14`)."""

    sheet: str
    cell: str


@dataclass
class InputReader:
    """The inputs of one workbook as they are read, with every problem on the way."""

    path: str
    parser: CellParser
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, CellReference] = field(default_factory=dict)
    filled: bool = False
    """Whether any input is filled in."""
    _parsed: dict[tuple[Input, Cell], ParsedCell] = field(default_factory=dict)
    _merged: dict[str, frozenset[tuple[int, int]]] = field(default_factory=dict)

    def report(self, problem: Problem, sheet: str = "", row: int = 0, column: int = 0) -> None:
        """Keep a problem with the cell it is about."""
        cell = f"{get_column_letter(column)}{row}" if row and column else ""
        self.problems.append(problem.at(file=self.path, sheet=sheet, cell=cell))

    def cell_at(self, sheet: str, row: int, column: int) -> Cell:
        """What an input cell contains; a text that shows nothing, saved by a formula or not, is empty."""
        cell = self.parser.book.sheets[sheet].at(row, column)
        return EMPTY if cell.kind in ("empty", "text") and cell.saved and is_blank(cell.text) else cell

    def is_filled(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell is filled in, a formula without a saved value included."""
        return self.cell_at(sheet, row, column) is not EMPTY

    def read(self, key: str, item: Input, sheet: str, row: int, column: int) -> InputValue:
        """The value of an input under its key, None where it is empty or wrong."""
        self.cells[key] = CellReference(sheet, f"{get_column_letter(column)}{row}")
        if (row, column) in self._hidden(sheet):
            label = {"label": item.label}
            self.report(Problem("INPUT_MERGED", field=key, values=label), sheet, row, column)
            return None
        cell = self.cell_at(sheet, row, column)
        if cell is EMPTY:
            return None
        self.filled = True
        outcome = self._parse(cell, item)
        for problem in outcome.problems:
            keyed = Problem(problem.code, problem.severity, key, problem.found, values=problem.values)
            self.report(keyed, sheet, row, column)
        return outcome.value

    def _parse(self, cell: Cell, item: Input) -> ParsedCell:
        """The outcome of a cell's content; the same content is judged once, as coefficients repeat."""
        outcome = self._parsed.get((item, cell))
        if outcome is None:
            outcome = self._parsed[item, cell] = self.parser.parse(cell, item)
        return outcome

    def _hidden(self, sheet: str) -> frozenset[tuple[int, int]]:
        """The cells of a sheet that lie below a merged neighbour and can hold nothing."""
        if sheet not in self._merged:
            self._merged[sheet] = _hidden_cells(self.parser.book.sheets[sheet])
        return self._merged[sheet]


def _hidden_cells(sheet: Sheet) -> frozenset[tuple[int, int]]:
    size = sum((right - left + 1) * (bottom - top + 1) for left, top, right, bottom in sheet.merged)
    if size > limits.MERGED_CELLS:
        raise RefusedError(too_large(sheet.name, size, limits.MERGED_CELLS))
    return frozenset(
        (row, column)
        for left, top, right, bottom in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    )
