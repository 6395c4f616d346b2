"""The positions of the named cells of one workbook: those of the layout, or those found in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from cts_docs.specification.model import Points
from cts_docs.workbook.writing.areas import Area
from cts_docs.workbook.writing.layout import Layout


@dataclass(frozen=True, slots=True)
class CellMap:
    """The areas by defined name, and for each table the row of every id.

    `rows` maps the name of a table's key column (`indicator_ids`) to rows by id; `forms` lists
    the columns of the evaluation forms, empty ones included.
    """

    areas: Mapping[str, Area]
    rows: Mapping[str, Mapping[str, int]]
    forms: tuple[int, ...]

    def cell(self, name: str, row: int) -> str:
        """The cell of a one-column area in a row."""
        return f"{get_column_letter(self.areas[name].left)}{row}"

    def across(self, name: str, row: int) -> str:
        """All columns of an area in a row."""
        area = self.areas[name]
        return Area(area.sheet, row, area.left, row, area.right).local

    def down(self, name: str, column: int) -> str:
        """All rows of an area in a column."""
        area = self.areas[name]
        return Area(area.sheet, area.top, column, area.bottom, column).local

    def above(self, name: str, column: int) -> str:
        """The cell of a one-row area in a column."""
        return f"{get_column_letter(column)}{self.areas[name].top}"


def cell_map_of(layout: Layout) -> CellMap:
    """The cell map of a blank."""
    rows = {table.key: table.rows for table in layout.tables if table.key}
    return CellMap(layout.names, rows, tuple(layout.names["experience_coefficients"].columns))


@dataclass(frozen=True, slots=True)
class Computed:
    """A cell that the workbook computes: its defined name, its key within it, place and formula.

    `key` is an id, a form's column number as laid out in `CellMap.forms` (from 1), or empty.
    `constant` is what a cell holds that no one enters: the specification's own numbers. `earlier`
    is the formula of a blank of an earlier version, where it was another one.
    """

    name: str
    key: str
    row: int
    column: int
    formula: str = ""
    constant: str | Points = ""
    earlier: str = ""


def constant_cell(cells: CellMap, name: str, key: str, row: int, value: str | Points) -> Computed:
    """A cell of a one-column area that holds what the specification says."""
    return Computed(name, key, row, cells.areas[name].left, constant=value)
