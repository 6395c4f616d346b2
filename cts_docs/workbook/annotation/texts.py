"""Texts as string items hold them: never a formula, and nothing that XML forbids."""

from __future__ import annotations

import re

from lxml import etree

from cts_docs.workbook.opening.xml_parts import MAIN

_FORBIDDEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_000
"""A cell holds 32,767 characters."""


def text_element(text: str) -> etree._Element:
    """The `t` element of a text; what looks like an escape is kept as it reads.

    White space around it is dropped, so that no `xml:space` is needed, which the schema lacks.
    """
    element = etree.Element(f"{MAIN}t")
    element.text = _FORBIDDEN.sub("\ufffd", _LIKE_AN_ESCAPE.sub("_x005F_", text.strip()[:_LONGEST]))
    return element
