"""How the sheets look: fonts, fills, borders and number formats."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
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
TEXT_FORMAT, DATE_FORMAT, GENERAL = "@", "yyyy-mm-dd", "General"


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


_SIDE = Side(style="thin", color=LINE)
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


class _Sheet(Protocol):
    parent: Workbook


class _Styled(Protocol):
    """What openpyxl's cells have and its type stubs leave out."""

    parent: _Sheet
    _style: StyleArray


@dataclass(frozen=True, eq=False)
class Look:
    """One appearance of a cell; `unlocked` cells are inputs."""

    font: Font
    alignment: Alignment
    fill: PatternFill | None = None
    border: Border | None = None
    unlocked: bool = False

    def put_on(self, cell: Cell | MergedCell, number_format: str = GENERAL) -> None:
        """Dress a cell; what one cell of the workbook wears already is copied, which is much faster."""
        styled = cast(_Styled, cell)
        worn = _WORN.setdefault(styled.parent.parent, {})
        if (self, number_format) not in worn:
            self._dress(cell, number_format)
            worn[self, number_format] = styled._style
        styled._style = copy(worn[self, number_format])

    def _dress(self, cell: Cell | MergedCell, number_format: str) -> None:
        cell.font = self.font
        cell.alignment = self.alignment
        cell.number_format = number_format
        if self.fill is not None:
            cell.fill = self.fill
        if self.border is not None:
            cell.border = self.border
        if self.unlocked:
            cell.protection = Protection(locked=False)


_WORN: WeakKeyDictionary[Workbook, dict[tuple[Look, str], StyleArray]] = WeakKeyDictionary()


_WRAP_TOP = Alignment(vertical="top", wrap_text=True)
_WRAP_MIDDLE = Alignment(vertical="center", wrap_text=True)
_WRAP_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

TITLE = Look(Font(name=HEI, size=16, color=ACCENT), Alignment(vertical="center"))
GUIDE = Look(Font(name=SONG, size=10, color=QUIET), Alignment(vertical="center"))
PROGRESS = Look(Font(name=SONG, size=10, color=ACCENT), Alignment(vertical="center"))
GROUP = Look(Font(name=HEI, size=12, color=ACCENT), _WRAP_MIDDLE, _fill(GROUP_FILL), _BOX)
HEADER = Look(Font(name=HEI, size=10, color=INK), _CENTRE, _fill(HEADER_FILL), _BOX)
LABEL = Look(Font(name=HEI, size=10.5, color=INK), _WRAP_MIDDLE, _fill(GROUP_FILL), _BOX)
NOTE = Look(Font(name=SONG, size=9, color=QUIET), _WRAP_MIDDLE, None, _BOX)
TEXT = Look(Font(name=SONG, size=9, color=INK), _WRAP_TOP, None, _BOX)
TEXT_MIDDLE = Look(Font(name=SONG, size=9, color=INK), _WRAP_MIDDLE, None, _BOX)
KEY = Look(Font(name=SONG, size=10, color=INK), _CENTRE, None, _BOX)
INPUT = Look(Font(name=SONG, size=10.5, color=INK), _WRAP_LEFT, _fill(INPUT_FILL), _BOX, True)
INPUT_CENTRED = Look(Font(name=SONG, size=10.5, color=INK), _CENTRE, _fill(INPUT_FILL), _BOX, True)
COMPUTED = Look(Font(name=SONG, size=10, color=INK), _CENTRE, _fill(COMPUTED_FILL), _BOX)
FIGURE = Look(Font(name=HEI, size=11, color=ACCENT), _WRAP_LEFT, _fill(COMPUTED_FILL), _BOX)
PLAIN = Look(Font(name=SONG, size=10.5, color=INK), _WRAP_MIDDLE)


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
