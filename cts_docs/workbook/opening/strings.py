"""Texts of cells: rich runs joined, phonetic guides left out, escapes undone."""

from __future__ import annotations

import re

from lxml import etree

from cts_docs.workbook.opening.xml_parts import MAIN

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TEXT, _RUN = f"{MAIN}t", f"{MAIN}r"


def joined(item: etree._Element) -> str:
    """The text of a string item (`si`, `is`): plain or in runs."""
    parts = []
    for child in item:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag == _RUN:
            parts += [text.text or "" for text in child.iterchildren(_TEXT)]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """A text with `_x0007_` turned into the character it stands for; pairs of surrogates joined."""
    if "_x" not in text:
        return text
    undone = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    return undone.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
