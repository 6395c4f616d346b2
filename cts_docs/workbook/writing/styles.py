"""How the sheets style: fonts, fills, borders and number formats."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol, cast
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray

SONG, HEI = "宋体", "黑体"
INK, QUIET, ACCENT = "FF1F2933", "FF5F6B76", "FF1F4E5F"
INPUT_FILL, COMPUTED_FILL, HEADER_FILL, GROUP_FILL = "FFFFFBEA", "FFF1F5F7", "FFDCE8EC", "FFEAF1F3"
LINE = "FFB8C4CA"
MISSING_FILL, WRONG_FILL, WRONG_INK = "FFFFEBAD", "FFF8CBC6", "FF9C0006"
"""Of the conditional formats that mark missing and wrong inputs."""
TEXT_FORMAT, DATE_FORMAT, GENERAL = "@", "yyyy-mm-dd", "General"


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


_SIDE = Side(style="thin", color=LINE)
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


class _Sheet(Protocol):
    parent: Workbook


class _Styled(Protocol):
    """Attributes of openpyxl's cells that its type stubs leave out."""

    parent: _Sheet
    _style: StyleArray


@dataclass(frozen=True, eq=False)
class CellStyle:
    """A named cell style; `unlocked` cells are inputs."""

    font: Font
    alignment: Alignment
    fill: PatternFill | None = None
    border: Border | None = None
    unlocked: bool = False

    def apply_to(self, cell: Cell | MergedCell, number_format: str = GENERAL) -> None:
        """Give a cell this style. A style that the workbook has already is copied, which is much faster."""
        styled = cast(_Styled, cell)
        applied = _APPLIED.setdefault(styled.parent.parent, {})
        if (self, number_format) not in applied:
            self._set(cell, number_format)
            applied[self, number_format] = styled._style
        styled._style = copy(applied[self, number_format])

    def locked(self) -> CellStyle:
        """The style for a cell that is no input."""
        return replace(self, unlocked=False)

    def _set(self, cell: Cell | MergedCell, number_format: str) -> None:
        cell.font = self.font
        cell.alignment = self.alignment
        cell.number_format = number_format
        if self.fill is not None:
            cell.fill = self.fill
        if self.border is not None:
            cell.border = self.border
        if self.unlocked:
            cell.protection = Protection(locked=False)


_APPLIED: WeakKeyDictionary[Workbook, dict[tuple[CellStyle, str], StyleArray]] = WeakKeyDictionary()


_WRAP_TOP = Alignment(vertical="top", wrap_text=True)
_WRAP_MIDDLE = Alignment(vertical="center", wrap_text=True)
_WRAP_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

TITLE = CellStyle(Font(name=HEI, size=16, color=ACCENT), Alignment(vertical="center"))
GUIDE = CellStyle(Font(name=SONG, size=10, color=QUIET), Alignment(vertical="center"))
PROGRESS = CellStyle(Font(name=SONG, size=10, color=ACCENT), Alignment(vertical="center"))
GROUP = CellStyle(Font(name=HEI, size=12, color=ACCENT), _WRAP_MIDDLE, _fill(GROUP_FILL), _BOX)
HEADER = CellStyle(Font(name=HEI, size=10, color=INK), _CENTRE, _fill(HEADER_FILL), _BOX)
LABEL = CellStyle(Font(name=HEI, size=10.5, color=INK), _WRAP_MIDDLE, _fill(GROUP_FILL), _BOX)
NOTE = CellStyle(Font(name=SONG, size=9, color=QUIET), _WRAP_MIDDLE, None, _BOX)
TEXT = CellStyle(Font(name=SONG, size=9, color=INK), _WRAP_TOP, None, _BOX)
TEXT_MIDDLE = CellStyle(Font(name=SONG, size=9, color=INK), _WRAP_MIDDLE, None, _BOX)
CAPTION = CellStyle(Font(name=HEI, size=9, color=INK), _WRAP_MIDDLE, _fill(GROUP_FILL), _BOX)
KEY = CellStyle(Font(name=SONG, size=10, color=INK), _CENTRE, None, _BOX)
INPUT = CellStyle(Font(name=SONG, size=10.5, color=INK), _WRAP_LEFT, _fill(INPUT_FILL), _BOX, True)
INPUT_CENTRED = CellStyle(Font(name=SONG, size=10.5, color=INK), _CENTRE, _fill(INPUT_FILL), _BOX, True)
MISSING = CellStyle(Font(name=SONG, size=10.5, color=INK), _CENTRE, _fill(MISSING_FILL), _BOX)
WRONG = CellStyle(Font(name=SONG, size=10.5, color=WRONG_INK), _CENTRE, _fill(WRONG_FILL), _BOX)
COMPUTED = CellStyle(Font(name=SONG, size=10, color=INK), _CENTRE, _fill(COMPUTED_FILL), _BOX)
FIGURE = CellStyle(Font(name=HEI, size=11, color=ACCENT), _WRAP_LEFT, _fill(COMPUTED_FILL), _BOX)
PLAIN = CellStyle(Font(name=SONG, size=10.5, color=INK), _WRAP_MIDDLE)


def text_width(text: str) -> float:
    """The width of a line in column units: a Chinese character takes two."""
    return sum(2.0 if ord(character) > 0x2E7F else 1.0 for character in text)


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of `width`."""
    room = max(width - 1.5, 2.0)
    return sum(max(1, int(-(-text_width(line) // room))) for line in text.split("\n"))


def row_height(lines: int, line_height: float = 13.0) -> float:
    """The height of a row of so many lines of 9 pt text, within what a sheet allows."""
    return min(409.0, max(20.0, lines * line_height + 6))
