"""The score workbook both ways: specification to blank, filled workbook to assessment or problems.

Each is loaded when it is first asked for: reading needs none of what making a blank needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cts_docs.workbook.reading.reader import ReadWorkbook, read_workbook
    from cts_docs.workbook.writing.blank import blank_workbook

__all__ = ["ReadWorkbook", "blank_workbook", "read_workbook"]

_HOMES = {
    "ReadWorkbook": "reading.reader",
    "blank_workbook": "writing.blank",
    "read_workbook": "reading.reader",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
