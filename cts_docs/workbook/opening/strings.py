"""Texts of a workbook written anew for openpyxl: runs joined but for raised, lowered and struck ones."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from lxml import etree

from cts_docs.workbook.opening.formats import SHEET_NAMESPACE, font_marks
from cts_docs.workbook.opening.xml_parts import MAIN

_TEXT, _RUN, _PROPERTIES = f"{MAIN}t", f"{MAIN}r", f"{MAIN}rPr"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Strings:
    """The shared strings of a workbook; the inline ones of its sheets are added to them.

    openpyxl gives the runs of shared strings alone in a read-only load. With `own_fonts` a run with
    a plain font of its own is kept apart as well, for the font of its cell may be another.
    """

    def __init__(self, root: etree._Element | None, own_fonts: bool) -> None:
        self._own_fonts = own_fonts
        found = () if root is None else root.iterchildren(f"{MAIN}si")
        self.items = [self._item(each) for each in found]
        self.shared = len(self.items)
        """How many strings the workbook's own table has."""

    def add(self, item: etree._Element) -> int:
        """The index of an inline string."""
        self.items.append(self._item(item))
        return len(self.items) - 1

    def _item(self, item: etree._Element) -> str:
        """The text of a string item (`si`, `is`); phonetic guides are left out."""
        runs: list[tuple[str, str]] = []
        for child in item:
            if child.tag == _TEXT:
                runs.append(("", child.text or ""))
            elif child.tag == _RUN:
                text = "".join(each.text or "" for each in child.iterchildren(_TEXT))
                runs.append((self._properties(child.find(_PROPERTIES)), text))
        if not any(properties for properties, _ in runs):
            return _text("".join(text for _, text in runs))
        return "".join(f"<r>{properties}{_text(text)}</r>" for properties, text in runs if text)

    def _properties(self, properties: etree._Element | None) -> str:
        marks = font_marks(properties)
        own = self._own_fonts and properties is not None
        return f"<rPr>{marks}</rPr>" if marks or own else ""

    @property
    def marked(self) -> bool:
        """Whether any text has a raised, lowered or struck run."""
        return any("<rPr>" in item for item in self.items)

    def xml(self) -> str:
        """The table of strings."""
        items = "".join(f"<si>{item}</si>" for item in self.items)
        return f'<sst xmlns="{SHEET_NAMESPACE}">{items}</sst>'


def _text(text: str) -> str:
    return f"<t>{written(_protected(text))}</t>" if text else "<t/>"


def _protected(text: str) -> str:
    """A text from which openpyxl, which deletes every `x005F_` of a shared string, deletes nothing."""
    if "x005F_" not in text:
        return text
    return text.replace("_x005F_", "_x005f_").replace("x005F_", "_x0078_005F_")


def written(text: str) -> str:
    """A text as XML; a carriage return is kept."""
    return escape(text, {"\r": "&#13;"})


def unescaped(text: str) -> str:
    """A text with `_x0007_` turned into the character it stands for; pairs of surrogates joined."""
    if "_x" not in text:
        return text
    undone = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    return undone.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
