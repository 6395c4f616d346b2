"""Rectangles of cells and tables, as the layout is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    def local(self) -> str:
        """The area without its sheet: `J9:N27`."""
        first = f"{get_column_letter(self.left)}{self.top}"
        if (self.top, self.left) == (self.bottom, self.right):
            return first
        return f"{first}:{get_column_letter(self.right)}{self.bottom}"

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
        """How many cells it holds."""
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
class Plan:
    """A column of a table, or `span` columns side by side."""

    name: str
    title: str
    width: float
    role: Role
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows found by the key in their own row; `ids` are the keys in their first order.

    A table whose rows bear no given key (team, nonconformities) has numbered rows for ids
    and no column of role `key`.
    """

    sheet: str
    header_row: int
    ids: tuple[str, ...]
    plans: tuple[Plan, ...]

    @property
    def first_row(self) -> int:
        """The row of the first id."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The row of the last id."""
        return self.header_row + len(self.ids)

    @property
    def key(self) -> str:
        """The defined name of the column that holds the ids, empty where there is none."""
        return next((plan.name for plan in self.plans if plan.role == "key"), "")

    def left(self, name: str) -> int:
        """The first column of a plan."""
        column = 1
        for plan in self.plans:
            if plan.name == name:
                return column
            column += plan.span
        raise KeyError(name)

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return sum(plan.span for plan in self.plans)

    def areas(self) -> Iterator[tuple[str, Area]]:
        """The area of every column that bears a defined name."""
        for plan in self.plans:
            if plan.role != "text":
                left = self.left(plan.name)
                right = left + plan.span - 1
                yield plan.name, Area(self.sheet, self.first_row, left, self.last_row, right)
