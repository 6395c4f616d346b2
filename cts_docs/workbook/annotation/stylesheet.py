"""Cell formats appended to a workbook's own: the same format with another fill, and a few of ours.

Nothing that stands in the styles part is changed, so that every other cell looks as before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from cts_docs.workbook.annotation.elements import child
from cts_docs.workbook.opening.xml_parts import MAIN

ERROR_FILL, WARNING_FILL = "FFFFC4BF", "FFFFDF9E"
MARKS = (ERROR_FILL, WARNING_FILL)
INPUT_FILL = "FFFFFBEA"
NO_FILL = "none"
_GENERAL, _DATE = 0, 14
"""Built-in number formats: as it is, and the short date."""
_PARTS = ("numFmtId", "fontId", "fillId", "borderId")
_CODE = re.compile(r"^(rgb:[0-9A-Fa-f]{8}|(?:theme|indexed):[0-9]{1,3})(?:;tint:(-?[0-9.]{1,24}))?$")


@dataclass
class Stylesheet:
    """The styles part while formats are appended to it."""

    root: etree._Element
    _made: dict[tuple[int, str], int] = field(default_factory=dict)

    def filled(self, style: int, fill: str) -> int:
        """The format of an index with another fill (a colour, or a code of `fill_of`)."""
        if (style, fill) not in self._made:
            clone = deepcopy(self._format(style))
            clone.set("fillId", str(self._append("fills", _fill(fill))))
            clone.set("applyFill", "1")
            self._made[style, fill] = self._append("cellXfs", clone)
        return self._made[style, fill]

    def fill_of(self, style: int) -> str:
        """The solid fill of a format as a code that `filled` takes; `none` for any other."""
        fills = self._list("fills")
        number = _number(self._format(style).get("fillId", "0"))
        pattern = fills[number].find(f"{MAIN}patternFill") if number < len(fills) else None
        colour = None if pattern is None else pattern.find(f"{MAIN}fgColor")
        if pattern is None or colour is None or pattern.get("patternType") != "solid":
            return NO_FILL
        for kind in ("rgb", "theme", "indexed"):
            if colour.get(kind) is not None:
                tint = f";tint:{colour.get('tint')}" if colour.get("tint") else ""
                code = f"{kind}:{colour.get(kind)}{tint}"
                return code if _CODE.match(code) else NO_FILL
        return NO_FILL

    def is_marked(self, style: int) -> bool:
        """Whether a format bears one of the fills that mark a problem."""
        return self.fill_of(style).upper() in {f"RGB:{mark}" for mark in MARKS}

    def is_unlocked(self, style: int) -> bool:
        """Whether a format belongs to an input."""
        protection = self._format(style).find(f"{MAIN}protection")
        return protection is not None and protection.get("locked") in ("0", "false")

    def shows_dates(self, style: int) -> bool:
        """Whether a format shows a number as a date."""
        return is_date_format(self._code(style))

    def with_dates(self, style: int) -> int:
        """The format of an index that shows a number as a date."""
        return self._with_number_format(style, _DATE)

    def with_numbers(self, style: int) -> int:
        """The format of an index that shows a number as itself, not as a date or in percent."""
        code = self._code(style)
        return self._with_number_format(style, _GENERAL) if is_date_format(code) or "%" in code else style

    def own(self, font: Mapping[str, str], fill: str, alignment: Mapping[str, str | int]) -> int:
        """A format of our own: font attributes `name`, `sz` and `rgb`, a fill, an alignment."""
        made = etree.Element(f"{MAIN}font")
        # The order of the schema, which Excel holds to.
        etree.SubElement(made, f"{MAIN}sz").set("val", font["sz"])
        etree.SubElement(made, f"{MAIN}color").set("rgb", font["rgb"])
        etree.SubElement(made, f"{MAIN}name").set("val", font["name"])
        xf = etree.Element(f"{MAIN}xf")
        numbers = {"fontId": self._append("fonts", made), "fillId": self._append("fills", _fill(fill))}
        for key, value in {"numFmtId": 49, **numbers, "borderId": 0, "xfId": 0}.items():
            xf.set(key, str(value))
        for key in ("quotePrefix", "applyNumberFormat", "applyFont", "applyFill", "applyAlignment"):
            xf.set(key, "1")
        child(xf, f"{MAIN}alignment", alignment)
        return self._append("cellXfs", xf)

    def _code(self, style: int) -> str:
        """The code of a format's number format."""
        number = _number(self._format(style).get("numFmtId", "0"))
        own = self.root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
        codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in own}
        return codes.get(str(number)) or BUILTIN_FORMATS.get(number, "General")

    def _with_number_format(self, style: int, number: int) -> int:
        key = (style, f"number format {number}")
        if key not in self._made:
            clone = deepcopy(self._format(style))
            clone.set("numFmtId", str(number))
            clone.set("applyNumberFormat", "1")
            self._made[key] = self._append("cellXfs", clone)
        return self._made[key]

    def _format(self, style: int) -> etree._Element:
        formats = self._list("cellXfs")
        if not len(formats):
            return etree.Element(
                f"{MAIN}xf", dict.fromkeys(("numFmtId", "fontId", "fillId", "borderId"), "0")
            )
        return formats[style if style < len(formats) else 0]

    def _list(self, name: str) -> etree._Element:
        found = self.root.find(f"{MAIN}{name}")
        return etree.SubElement(self.root, f"{MAIN}{name}") if found is None else found

    def _append(self, name: str, element: etree._Element) -> int:
        own = self._list(name)
        own.append(element)
        own.set("count", str(len(own)))
        return len(own) - 1


def _fill(code: str) -> etree._Element:
    fill = etree.Element(f"{MAIN}fill")
    pattern = etree.SubElement(fill, f"{MAIN}patternFill")
    found = _CODE.match(code if ":" in code else f"rgb:{code}")
    pattern.set("patternType", "none" if found is None else "solid")
    if found is not None:
        kind, value = found[1].split(":")
        colour = etree.SubElement(pattern, f"{MAIN}fgColor")
        colour.set(kind, value)
        if found[2]:
            colour.set("tint", found[2])
    return fill


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
