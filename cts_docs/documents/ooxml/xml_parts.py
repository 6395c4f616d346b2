"""Parts of a package as XML: text and attribute values escaped, whole parts parsed strictly."""

from __future__ import annotations

import re

from lxml import etree

Element = etree._Element
"""An element of any part."""

DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_SPECIAL = re.compile('[\x00-\x1f&<>"\ufffe\uffff\ud800-\udfff]')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def escaped(value: str) -> str:
    """A text between tags as it is: for words of our own, and for those that are looked at elsewhere."""
    return value.translate(_TEXT)


def text(value: str) -> str:
    """A text between tags; raises ValueError for a character that no XML holds."""
    return _written(value, _TEXT)


def attribute(value: str) -> str:
    """A text between double quotes; raises ValueError for a character that no XML holds."""
    return _written(value, _ATTRIBUTE)


def _written(value: str, written: dict[int, str]) -> str:
    if _SPECIAL.search(value) is None:
        return value
    forbidden = _FORBIDDEN.search(value)
    if forbidden is not None:
        raise ValueError(f"XML cannot hold U+{ord(forbidden[0]):04X}")
    return value.translate(written)


def parse_strictly(xml: bytes) -> Element:
    """The tree of a part; lxml's XMLSyntaxError where it is ill-formed, never a repair."""
    return etree.fromstring(xml, _PARSER)
