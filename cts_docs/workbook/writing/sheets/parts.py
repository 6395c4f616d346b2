"""What the sheets of tables are made of: title, guidance, a table with its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment import fields
from cts_docs.workbook.writing import styles
from cts_docs.workbook.writing.geometry import Plan, Table
from cts_docs.workbook.writing.layout import GUIDE_ROW, TITLE_ROW, Layout
from cts_docs.workbook.writing.sheets.fields import number_format
from cts_docs.workbook.writing.sheets.validation import restrict

Texts = Mapping[str, Callable[[str], tuple[str, ...]]]
"""The fixed texts of a table's columns, by the id of the row."""

COLUMNS = {column.name: column for column in fields.columns()}
_CENTRED = ("date", "choice", "coefficient", "level")
DECIMALS: Mapping[str, str] = {
    "indicator_coefficients": "0.00##",
    "indicator_earned": "0.00##",
    "form_earned": "0.00",
    "form_scores": "0.00",
    "characteristic_earned": "0.00##",
    "characteristic_scores": "0.00",
    "spread_lowest": "0.00",
    "spread_median": "0.00#",
    "spread_mean": "0.00##",
    "spread_highest": "0.00",
    "spread_width": "0.00",
}
"""The number formats of computed columns; whole numbers where none is named."""


def table_on(sheet: Worksheet, layout: Layout, table: Table, texts: Texts) -> None:
    """Draw a table with its fixed texts; its inputs get their validation."""
    for plan in table.plans:
        left = table.left(plan.name)
        for column in range(left, left + plan.span):
            _widen(sheet, column, plan.width)
            put(sheet, table.header_row, column, plan.title, styles.HEADER)
        if plan.role == "input":
            area = layout.names[plan.name]
            restrict(sheet, area, COLUMNS[plan.name], layout.specification, layout.readings)
    sheet.row_dimensions[table.header_row].height = 32
    for row, key in enumerate(table.ids, table.first_row):
        _row(sheet, table, row, key, texts)


def _widen(sheet: Worksheet, column: int, width: float) -> None:
    """Tables one below the other share their columns: the widest counts."""
    letters = get_column_letter(column)
    known = sheet.column_dimensions[letters].width if letters in sheet.column_dimensions else 0
    sheet.column_dimensions[letters].width = max(width, known)


def _row(sheet: Worksheet, table: Table, row: int, key: str, texts: Texts) -> None:
    lines = 1
    for plan in table.plans:
        left = table.left(plan.name)
        look, shape = _look(plan)
        values: tuple[str | None, ...] = (None,) * plan.span
        if plan.role == "key":
            values = (key,)
        elif plan.name in texts:
            values = texts[plan.name](key)
        for index, value in enumerate(values):
            put(sheet, row, left + index, value, look, shape)
            lines = max(lines, styles.lines_needed(value or "", plan.width))
    sheet.row_dimensions[row].height = styles.row_height(lines)


def _look(plan: Plan) -> tuple[styles.Look, str]:
    if plan.role == "key":
        return styles.KEY, styles.TEXT_FORMAT
    if plan.role == "input":
        kind = COLUMNS[plan.name].kind
        centred = kind in _CENTRED
        return (styles.INPUT_CENTRED if centred else styles.INPUT), number_format(kind)
    if plan.role == "computed":
        return styles.COMPUTED, DECIMALS.get(plan.name, "0")
    if plan.role == "constant":
        return styles.KEY, styles.GENERAL
    return styles.TEXT_MIDDLE, styles.GENERAL


def title(sheet: Worksheet, text: str) -> None:
    """The title of a sheet."""
    put(sheet, TITLE_ROW, 1, text, styles.TITLE)
    sheet.row_dimensions[TITLE_ROW].height = 30


def guide(sheet: Worksheet, text: str, last: int, table: Table) -> None:
    """A wrapped line of guidance across the first columns of the table."""
    put(sheet, GUIDE_ROW, 1, text, styles.PLAIN)
    sheet.merge_cells(start_row=GUIDE_ROW, end_row=GUIDE_ROW, start_column=1, end_column=last)
    width = 0.0
    for plan in table.plans:
        if table.left(plan.name) <= last:
            width += plan.width * plan.span
    lines = styles.lines_needed(text, width * 0.9)
    sheet.row_dimensions[GUIDE_ROW].height = styles.row_height(lines, 16)


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | None,
    look: styles.Look,
    number_format: str = styles.GENERAL,
) -> None:
    """Put a value with its look into a cell."""
    look.put_on(sheet.cell(row, column, value), number_format)
