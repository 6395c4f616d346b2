"""Number formats and font marks of a workbook, written anew as a stylesheet that openpyxl reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from xml.sax.saxutils import quoteattr

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from cts_docs.workbook.opening.xml_parts import MAIN

SHEET_NAMESPACE = MAIN.strip("{}")
_CHINESE_DATES = {
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The built-in formats of Chinese Excel that openpyxl does not know (ECMA-376 Part 1, 18.8.30, zh-cn)."""

_QUIET = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
_DATE_LETTER = re.compile("[dmhysDMHYS]")
_OTHER_LETTER = re.compile("[^\\W\\d_dmhysaepgbDMHYSAEPGB上午下]")
_LARGEST_ID = 1_000_000

_FRAME = (
    f'<styleSheet xmlns="{SHEET_NAMESPACE}"><numFmts>{{formats}}</numFmts><fonts>{{fonts}}</fonts>'
    "<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs>{cells}</cellXfs><cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


class Formats:
    """The cell formats of a workbook, reduced to number formats and raised, lowered or struck fonts."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._codes = {**_CHINESE_DATES, **dict(_own_formats(styles))}
        self._fonts = [font_marks(font) for font in _children(styles, "fonts", "font")] or [""]
        cells = _children(styles, "cellXfs", "xf")
        self._cells = [(_number(cell, "numFmtId"), _number(cell, "fontId")) for cell in cells]

    def __len__(self) -> int:
        return len(self._cells)

    @property
    def marked(self) -> bool:
        """Whether a font raises, lowers or strikes out the text of whole cells."""
        return any(self._fonts)

    @cached_property
    def dates(self) -> frozenset[int]:
        """The formats that show a number as a date or time."""
        return frozenset(
            index
            for index, (number, _) in enumerate(self._cells)
            if is_date_format(self._codes.get(number, BUILTIN_FORMATS.get(number)))
        )

    def xml(self) -> str:
        """A stylesheet with these formats, in their order."""
        codes = (
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
            for number, code in self._codes.items()
        )
        cells = (
            f'<xf numFmtId="{number}" fontId="{font if font < len(self._fonts) else 0}"/>'
            for number, font in self._cells
        )
        fonts = (f"<font>{marks}</font>" for marks in self._fonts)
        return _FRAME.format(formats="".join(codes), fonts="".join(fonts), cells="".join(cells) or "<xf/>")


def _own_formats(styles: etree._Element | None) -> Iterator[tuple[int, str]]:
    for each in _children(styles, "numFmts", "numFmt"):
        yield _number(each, "numFmtId"), _code(each.get("formatCode", ""))


def _code(code: str) -> str:
    """A format code; a translated name of General, such as Standard, in English.

    openpyxl would take the `d` of such a name for a day.
    """
    shown = _QUIET.sub("", code.split(";")[0])
    return "General" if _DATE_LETTER.search(shown) and _OTHER_LETTER.search(shown) else code


def font_marks(properties: etree._Element | None) -> str:
    """What of a font, or of a text run's properties, changes how a text is read, as XML."""
    if properties is None:
        return ""
    strike, align = properties.find(f"{MAIN}strike"), properties.find(f"{MAIN}vertAlign")
    marks = ""
    if strike is not None and strike.get("val", "1") not in ("0", "false", "off"):
        marks += "<strike/>"
    if align is not None and align.get("val") in ("superscript", "subscript"):
        marks += f'<vertAlign val="{align.get("val")}"/>'
    return marks


def _children(styles: etree._Element | None, group: str, name: str) -> list[etree._Element]:
    return [] if styles is None else styles.findall(f"{MAIN}{group}/{MAIN}{name}")


def _number(element: etree._Element, name: str) -> int:
    text = element.get(name, "0")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
    return number if number < _LARGEST_ID else 0
