"""Areas of cells, and the tables that a layout consists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from openpyxl.utils import get_column_letter

Role = Literal["key", "constant", "text", "input", "computed"]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns count from 1."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def first(self) -> str:
        """Its first cell: `J9`."""
        return f"{get_column_letter(self.left)}{self.top}"

    @property
    def local(self) -> str:
        """The area without its sheet: `J9:N27`."""
        if (self.top, self.left) == (self.bottom, self.right):
            return self.first
        return f"{self.first}:{get_column_letter(self.right)}{self.bottom}"

    def overlaps(self, other: Area) -> bool:
        """Whether two areas have a cell in common."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return self.sheet == other.sheet and rows and self.left <= other.right and other.left <= self.right

    @property
    def absolute(self) -> str:
        """The area as a defined name refers to it."""
        corners = f"${get_column_letter(self.left)}${self.top}"
        if (self.top, self.left) != (self.bottom, self.right):
            corners += f":${get_column_letter(self.right)}${self.bottom}"
        quoted = self.sheet.replace("'", "''")
        return f"'{quoted}'!{corners}"

    @property
    def size(self) -> int:
        """The number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def rows(self) -> range:
        """Its row numbers."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """Its column numbers."""
        return range(self.left, self.right + 1)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table, or `span` columns side by side."""

    name: str
    title: str
    width: float
    role: Role
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are identified by the id in their key column; `ids` are in the order of the blank.

    A table whose rows bear no given key (team, nonconformities) has numbered rows for ids
    and no column of role `key`. `captions` are the texts of rows without input above the row of an id.
    """

    sheet: str
    header_row: int
    ids: tuple[str, ...]
    columns: tuple[TableColumn, ...]
    captions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """The first row below the header."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The row of the last id."""
        return self.header_row + len(self.ids) + sum(len(texts) for texts in self.captions.values())

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of every id."""
        row, found = self.header_row, {}
        for key in self.ids:
            row += 1 + len(self.captions.get(key, ()))
            found[key] = row
        return found

    @property
    def key(self) -> str:
        """The defined name of the column that holds the ids, empty where there is none."""
        return next((table_column.name for table_column in self.columns if table_column.role == "key"), "")

    def left(self, name: str) -> int:
        """The first sheet column of a table column; KeyError for an unknown name."""
        column = 1
        for table_column in self.columns:
            if table_column.name == name:
                return column
            column += table_column.span
        raise KeyError(name)

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return sum(table_column.span for table_column in self.columns)

    def areas(self) -> Iterator[tuple[str, Area]]:
        """The area of every column that bears a defined name."""
        for table_column in self.columns:
            if table_column.role != "text":
                left = self.left(table_column.name)
                right = left + table_column.span - 1
                yield table_column.name, Area(self.sheet, self.first_row, left, self.last_row, right)
