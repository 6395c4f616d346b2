"""The cells of a workbook as every other module sees them: what openpyxl reads, behind one small adapter."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, cast

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.fonts import Font
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook.opening.contents import Contents, open_contents
from cts_docs.workbook.opening.guard import Judged, Place, judged
from cts_docs.workbook.opening.package import Package
from cts_docs.workbook.opening.strings import unescaped

Kind = Literal["empty", "number", "text", "boolean", "error", "date", "faulty"]
Value = Decimal | str | bool | datetime.datetime | datetime.time | None

_RAISED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    AssertionError,
    RuntimeError,
    OSError,
)
_WORKSHEET = Context(prec=15, rounding=ROUND_HALF_EVEN)
"""A worksheet shows and keeps 15 significant digits: 0.30000000000000004 is 0.3, and no third decimal."""


class Run(NamedTuple):
    """A piece of a cell's text that is raised, lowered or struck out, or none of these."""

    text: str
    raised: bool = False
    lowered: bool = False
    struck: bool = False


class Cell(NamedTuple):
    """What a cell holds: a `Decimal` for a number, a date with its time of day.

    `text` is the value in writing; for a faulty cell the literal that stands in the file, with
    `fault` the code of its problem. `formula` begins with `=`; `saved` tells whether it has a saved
    value. `format_id` and `format_code` are those of the number format; `runs` are the pieces of a text
    with a raised, lowered or struck one among them.
    """

    kind: Kind = "empty"
    value: Value = None
    text: str = ""
    formula: str | None = None
    saved: bool = True
    fault: str = ""
    format_id: int = 0
    format_code: str = "General"
    runs: tuple[Run, ...] = ()


EMPTY = Cell()


@dataclass
class Sheet:
    """A worksheet; its cells are read when the first one is asked for."""

    book: Book
    name: str
    part: str

    @cached_property
    def cells(self) -> Mapping[Place, Cell]:
        """Every cell that holds something, by row and column."""
        return self.book.cells(self.name)

    @property
    def merged(self) -> tuple[tuple[int, int, int, int], ...]:
        """The merged areas as (left, top, right, bottom)."""
        return self.book.judged.merged.get(self.name, ())

    def at(self, row: int, column: int) -> Cell:
        """What the cell in a row and column holds."""
        return self.cells.get((row, column), EMPTY)


@dataclass
class Book:
    """A workbook that passed the guard."""

    contents: Contents

    @cached_property
    def sheets(self) -> Mapping[str, Sheet]:
        """The worksheets by name, in the workbook's order."""
        return {name: Sheet(self, name, part) for name, part in self.contents.sheets.items()}

    @cached_property
    def judged(self) -> Judged:
        """What openpyxl is handed."""
        return judged(self.contents)

    @cached_property
    def _values(self) -> Workbook:
        return _loaded(self.judged.values, data_only=True, rich_text=self.judged.marked)

    @cached_property
    def _formulas(self) -> Workbook:
        return _loaded(self.judged.formulas, data_only=False, rich_text=False)

    def cells(self, name: str) -> Mapping[Place, Cell]:
        """Every cell of a sheet that holds something; none of a sheet to which no defined name leads."""
        if name not in self.judged.sheets:
            return {}
        number = self.judged.sheets.index(name)
        formulas = {
            (cell.row, cell.column): _formula(cell.value)
            for cell in _read(self._formulas.worksheets[number], name)
        }
        found = {
            (cell.row, cell.column): _cell(cell, formulas.pop((cell.row, cell.column), None))
            for cell in _read(self._values.worksheets[number], name)
        }
        for place, formula in formulas.items():
            found[place] = Cell(formula=formula, saved=False)
        return found


def open_book(package: Package) -> Book:
    """The workbook in a package; raises RefusedError where there is none that can be read."""
    return Book(open_contents(package))


def _loaded(package: bytes, *, data_only: bool, rich_text: bool) -> Workbook:
    try:
        return load_workbook(
            io.BytesIO(package), read_only=True, data_only=data_only, keep_links=False, rich_text=rich_text
        )
    except _RAISED as error:
        raise RefusedError(Problem("WORKBOOK_DAMAGED", found="xl/workbook.xml")) from error


def _read(sheet: Worksheet, name: str) -> list[ReadOnlyCell]:
    """The cells of a sheet that are there."""
    # The stubs of openpyxl know the sheets and cells of a full load alone.
    cast(ReadOnlyWorksheet, sheet).reset_dimensions()
    rows = cast(Iterable[tuple[object, ...]], sheet.iter_rows())
    try:
        return [cell for row in rows for cell in row if isinstance(cell, ReadOnlyCell)]
    except _RAISED as error:
        raise RefusedError(Problem("WORKBOOK_DAMAGED", found=name)) from error


def _formula(value: object) -> str:
    return value if isinstance(value, str) else "="


def _cell(cell: ReadOnlyCell, formula: str | None) -> Cell:
    kind: Kind
    value: Value
    number_format = (cell.style_array.numFmtId, cell.number_format)
    if cell.data_type in ("s", "str"):
        runs = tuple(_runs(cell.value, cell.font))
        text = "".join(run.text for run in runs) if runs else unescaped(str(cell.value or ""))
        return Cell("text" if text else "empty", text, text, formula, True, "", *number_format, runs)
    if cell.data_type == "e":
        return _error_cell(str(cell.value), formula)
    if cell.data_type == "b":
        kind, value, text = "boolean", bool(cell.value), "TRUE" if cell.value else "FALSE"
    elif cell.data_type == "d":
        kind, value = "date", _moment(cell.value)
        text = _written_moment(value)
    else:
        kind, value = "number", _decimal(cast(float, cell.value))
        text = plain(value)
    return Cell(kind, value, text, formula, True, "", *number_format, tuple(_runs(text, cell.font)))


def _error_cell(text: str, formula: str | None) -> Cell:
    """An error value; one that the guard put in place of a faulty literal begins with its code."""
    if text.startswith("#"):
        return Cell("error", text, text, formula)
    fault, _, literal = text.partition(" ")
    return Cell("faulty", literal, literal, formula, fault=fault)


def _moment(value: object) -> datetime.datetime | datetime.time:
    """A date with its time of day; a time alone where a number is less than a day."""
    if isinstance(value, datetime.timedelta):
        return datetime.datetime(1899, 12, 30) + value
    if isinstance(value, datetime.datetime | datetime.time):
        return value
    return datetime.datetime.combine(cast(datetime.date, value), datetime.time())


def _written_moment(moment: datetime.datetime | datetime.time) -> str:
    if isinstance(moment, datetime.datetime) and moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds").replace("T", " ")


def _runs(value: object, font: Font) -> Iterator[Run]:
    """The pieces of a text, none where it is plain; those without a format of their own have the cell's."""
    if not (isinstance(value, CellRichText) or font.strike or font.vertAlign):
        return
    for piece in value if isinstance(value, CellRichText) else [value or ""]:
        if isinstance(piece, TextBlock):
            yield _run(piece.text or "", piece.font)
        else:
            yield _run(str(piece), font)


def _run(text: str, font: Font | InlineFont) -> Run:
    align = font.vertAlign
    return Run(unescaped(text), align == "superscript", align == "subscript", bool(font.strike))


@lru_cache(maxsize=4096)
def _decimal(value: float) -> Decimal:
    return significant(Decimal(repr(value)))


def significant(number: Decimal) -> Decimal:
    """A number at 15 significant digits."""
    return _WORKSHEET.plus(number)


@lru_cache(maxsize=4096)
def plain(number: Decimal) -> str:
    """A number in plain decimals."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
