"""Text and attribute values as XML writes them, for parts that are put together as text."""

from __future__ import annotations

import re

DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"

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
        raise ValueError(f"U+{ord(forbidden[0]):04X} has no place in XML")
    return value.translate(written)
