"""The score workbook both ways: specification to blank, filled workbook to assessment or problems.

Each is loaded when it is first asked for: reading needs none of what making a blank needs.
"""

from typing import TYPE_CHECKING

from cts_docs.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from cts_docs.workbook.reading.reader import ReadWorkbook as ReadWorkbook
    from cts_docs.workbook.reading.reader import read_workbook as read_workbook
    from cts_docs.workbook.writing.blank import blank_workbook as blank_workbook
else:
    __getattr__, __dir__ = lazy_exports(__name__)
