"""Helpers for building XML: elements with their attributes, and texts as string items contain them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from cts_docs.workbook.opening.xml_parts import MAIN

_FORBIDDEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_000
"""A cell holds 32,767 characters."""


def root_of(name: str, namespace: str) -> etree._Element:
    """A new root whose namespace is the default one."""
    return etree.fromstring(f'<{name} xmlns="{namespace}"/>')


def child(parent: etree._Element, tag: str, attributes: Mapping[str, str | int]) -> etree._Element:
    """A new last child with its attributes, in the order given."""
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        element.set(name, str(value))
    return element


def text_element(text: str) -> etree._Element:
    """The `t` element of a text; what looks like an escape is kept as it reads.

    White space around it is dropped, so that no `xml:space` is needed, which the schema lacks.
    """
    element = etree.Element(f"{MAIN}t")
    element.text = _FORBIDDEN.sub("\ufffd", _LIKE_AN_ESCAPE.sub("_x005F_", text.strip()[:_LONGEST]))
    return element
