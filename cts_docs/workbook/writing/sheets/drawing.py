"""Helpers that the sheet builders share: title, guidance, a table with its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment import fields
from cts_docs.workbook.writing import styles
from cts_docs.workbook.writing.areas import Table, TableColumn
from cts_docs.workbook.writing.layout import GUIDE_ROW, TITLE_ROW, Layout
from cts_docs.workbook.writing.results_layout import points_have_decimals
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
    "group_scores": "0.00",
    "spread_lowest": "0.00",
    "spread_median": "0.00#",
    "spread_mean": "0.00##",
    "spread_highest": "0.00",
    "spread_width": "0.00",
}
"""The number formats of computed columns; whole numbers where none is named."""


_OF_POINTS = ("indicator_applicable", "form_applicable", "characteristic_applicable")
_OF_CLAUSES = ("clause_points", "chapter_points")
"""The columns that hold sums of points, whole ones but for those of a specification with decimals."""


def decimals(layout: Layout, name: str) -> str:
    """The number format of a computed column."""
    specification = layout.specification
    if specification.has_decimals and name == "form_earned":
        return "0.00#"
    if (specification.has_decimals and name in _OF_POINTS) or (
        points_have_decimals(specification) and name in _OF_CLAUSES
    ):
        return styles.GENERAL
    return DECIMALS.get(name, "0")


def draw_table(sheet: Worksheet, layout: Layout, table: Table, texts: Texts, lowest: float = 20.0) -> None:
    """Draw a table with its fixed texts, no row lower than `lowest`; its inputs get their validation."""
    for table_column in table.columns:
        left = table.left(table_column.name)
        for column in range(left, left + table_column.span):
            _widen(sheet, column, table_column.width)
            put(sheet, table.header_row, column, table_column.title, styles.HEADER)
        if table_column.role == "input":
            _restrict(sheet, layout, COLUMNS[table_column.name])
    sheet.row_dimensions[table.header_row].height = 32
    for key, row in table.rows.items():
        captions = table.captions.get(key, ())
        for number, caption in enumerate(captions, row - len(captions)):
            _caption(sheet, table, number, caption)
        _row(sheet, layout, table, row, key, texts, lowest)


def _restrict(sheet: Worksheet, layout: Layout, item: fields.Column) -> None:
    areas = layout.coefficients() if item == fields.COEFFICIENT else [(item, layout.names[item.name])]
    for own, area in areas:
        restrict(sheet, area, own, layout.specification, layout.readings)


def _widen(sheet: Worksheet, column: int, width: float) -> None:
    """Tables one below the other share their columns: the widest counts."""
    letters = get_column_letter(column)
    known = sheet.column_dimensions[letters].width if letters in sheet.column_dimensions else 0
    sheet.column_dimensions[letters].width = max(width, known)


def _caption(sheet: Worksheet, table: Table, row: int, text: str) -> None:
    """A row without input: a heading or an introducing line in the column of the fixed texts."""
    for column, table_column in enumerate(table.columns, 1):
        captioned = table_column.role == "text"
        put(sheet, row, column, text if captioned else None, styles.CAPTION)
        if captioned:
            lines = styles.lines_needed(text, table_column.width)
            sheet.row_dimensions[row].height = styles.row_height(lines)


def _row(
    sheet: Worksheet, layout: Layout, table: Table, row: int, key: str, texts: Texts, lowest: float
) -> None:
    lines = 1
    for table_column in table.columns:
        left = table.left(table_column.name)
        style, shape = _style_of(layout, table_column)
        values: tuple[str | None, ...] = (None,) * table_column.span
        if table_column.role == "key":
            values = (key,)
        elif table_column.name in texts:
            values = texts[table_column.name](key)
        for index, value in enumerate(values):
            put(sheet, row, left + index, value, style, shape)
            lines = max(lines, styles.lines_needed(value or "", table_column.width))
    sheet.row_dimensions[row].height = max(lowest, styles.row_height(lines))


def _style_of(layout: Layout, table_column: TableColumn) -> tuple[styles.CellStyle, str]:
    if table_column.role == "key":
        return styles.KEY, styles.TEXT_FORMAT
    if table_column.role == "input":
        kind = COLUMNS[table_column.name].kind
        centred = kind in _CENTRED
        return (styles.INPUT_CENTRED if centred else styles.INPUT), number_format(kind)
    if table_column.role == "computed":
        return styles.COMPUTED, decimals(layout, table_column.name)
    if table_column.role == "constant":
        return styles.KEY, styles.GENERAL
    return styles.TEXT_MIDDLE, styles.GENERAL


def title(sheet: Worksheet, text: str) -> None:
    """The title of a sheet."""
    put(sheet, TITLE_ROW, 1, text, styles.TITLE)
    sheet.row_dimensions[TITLE_ROW].height = 30


def guide(sheet: Worksheet, text: str, last: int, table: Table, first: int = 1) -> None:
    """A wrapped line of guidance across the columns `first` to `last` of the table."""
    put(sheet, GUIDE_ROW, first, text, styles.PLAIN)
    sheet.merge_cells(start_row=GUIDE_ROW, end_row=GUIDE_ROW, start_column=first, end_column=last)
    width = 0.0
    for table_column in table.columns:
        if first <= table.left(table_column.name) <= last:
            width += table_column.width * table_column.span
    lines = styles.lines_needed(text, width * 0.9)
    sheet.row_dimensions[GUIDE_ROW].height = styles.row_height(lines, 16)


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | None,
    style: styles.CellStyle,
    number_format: str = styles.GENERAL,
) -> None:
    """Put a value with its style into a cell."""
    style.apply_to(sheet.cell(row, column, value), number_format)
