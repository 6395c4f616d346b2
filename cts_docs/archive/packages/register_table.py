"""The register as a table with one row for each entry, as CSV and as an Excel workbook.

Typed text may begin like a formula. In the workbook every cell is of the type text; in CSV, which
has no types, such a cell begins with an apostrophe, as Excel itself marks text.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.archive.register.entries import ENDED, status_label, status_of
from cts_docs.files.zipping import read_package, write_package

COLUMNS: Mapping[str, str] = {
    "number": "报告编号",
    "certificate": "证书编号",
    "client": "受审核方",
    "credit_code": "统一社会信用代码",
    "scope": "认证范围",
    "audit_type": "审核类型",
    "specification": "技术规范",
    "specification_version": "版本",
    "grade_name": "认证级别",
    "status": "状态",
    "issued": "签发日期",
    "granted": "颁证日期",
    "valid_until": "有效期至",
    "surveillance_due": "下次监督",
    "retain_until": "保存至",
    "superseded_by": "替代者",
    "content_hash": "内容哈希",
}
_NOT_APPLICABLE = "不适用"
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
_WIDE = {
    COLUMNS["client"]: 30,
    COLUMNS["scope"]: 40,
    COLUMNS["content_hash"]: 66,
    "获证组织": 30,
    "地址": 30,
    "审核地点": 30,
    "审核组": 30,
    "审核计划": 60,
}
"""The wide columns by their heading; reports to the regulator have some of their own."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_000
_EPOCH = datetime.datetime(1980, 1, 1)
_CORE = "docProps/core.xml"
_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def table(entries: Sequence[Mapping[str, Any]], as_of: datetime.date) -> list[list[str]]:
    """The heading, and a row for each entry with its status on a day."""
    return [list(COLUMNS.values()), *(_row(entry, as_of) for entry in entries)]


def _row(entry: Mapping[str, Any], as_of: datetime.date) -> list[str]:
    status = status_of(entry, as_of)
    values = {**entry, "status": status_label(status, "zh")}
    if status in ENDED and entry["certificate"] is not None:
        values["surveillance_due"] = _NOT_APPLICABLE
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """A table as CSV that Excel opens correctly: UTF-8 with a byte order mark, lines ended by CR LF."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([harmless(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", "backslashreplace")


def harmless(cell: str) -> str:
    """A text that spreadsheets do not take for a formula."""
    dangerous = cell[:1] in FORMULA_SIGNS or cell.lstrip()[:1] in FORMULA_SIGNS
    return f"'{cell}" if cell and dangerous else cell


def as_xlsx(tables: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Tables by the title of their sheet as an Excel workbook in which every cell is text.

    The first row of each is its heading. The same rows give the same bytes.
    """
    book = Workbook()
    book.properties.creator, book.properties.created = "cts-docs", _EPOCH
    del book["Sheet"]
    for title, rows in tables.items():
        _fill(book.create_sheet(title), rows)
    return _packed(book, "".join(tables))


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for row_number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(row_number, column, _UNPRINTABLE.sub("\ufffd", text)[:_LONGEST_CELL] or None)
            # Of the type text and marked as text, so that it stays text when the cell is edited.
            cell.number_format = "@"
            cell.quotePrefix = True
            if text:
                cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=row_number > 1)
            if row_number == 1:
                cell.font = Font(bold=True)
    for column, heading in enumerate(rows[0], start=1):
        # A Chinese character takes two units; longer texts wrap.
        longest = max(len(row[column - 1].encode("gb18030", "replace")) for row in rows)
        width = _WIDE.get(heading, min(20, longest + 2))
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _packed(book: Workbook, title: str) -> bytes:
    """The workbook's file with a fixed date instead of the time of saving."""
    stream = io.BytesIO()
    book.save(stream)
    parts = read_package(stream.getvalue(), title)
    parts[_CORE] = _CHANGED.sub(rb"\g<1>" + f"{_EPOCH.isoformat()}Z".encode(), parts[_CORE])
    return write_package(parts)
