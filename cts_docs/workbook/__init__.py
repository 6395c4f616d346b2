"""The score workbook both ways: specification to blank, filled workbook to assessment or problems."""

from __future__ import annotations

from cts_docs.workbook.blank import blank_workbook
from cts_docs.workbook.reader import ReadWorkbook, read_workbook

__all__ = ["ReadWorkbook", "blank_workbook", "read_workbook"]
