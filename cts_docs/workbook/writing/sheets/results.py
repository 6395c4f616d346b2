"""The sheets that are computed throughout: the results, and how far the forms lie apart."""

from __future__ import annotations

from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.workbook.writing import styles
from cts_docs.workbook.writing.layout import (
    FIGURE_ROW,
    GUIDE_ROW,
    LABEL_COLUMN,
    NOTE_COLUMN,
    TITLE_ROW,
    VALUE_COLUMN,
    Layout,
)
from cts_docs.workbook.writing.sheets.drawing import draw_table, guide, put, title
from cts_docs.workbook.writing.sheets.pages import Page, set_up

_TALL = ("result_remark", "result_missing", "result_outcome")
_TOGETHER, _APART = "FFFFFFFF", "FFE08E79"


def results(sheet: Worksheet, layout: Layout) -> None:
    """The live results: outcome first, then what it is made of."""
    tables = layout.result_tables.values()
    last = max(table.width for table in tables)
    title(sheet, "结果（随填随算）")
    put(sheet, GUIDE_ROW, 1, "本页全部由公式计算，级别以程序评分的结果为准。", styles.GUIDE)
    for row, figure in enumerate(layout.figures, FIGURE_ROW):
        put(sheet, row, LABEL_COLUMN, figure.label, styles.LABEL)
        put(sheet, row, VALUE_COLUMN, None, styles.FIGURE, figure.number_format)
        for column in range(NOTE_COLUMN, last + 1):
            put(sheet, row, column, figure.note if column == NOTE_COLUMN else None, styles.NOTE)
        sheet.merge_cells(start_row=row, end_row=row, start_column=NOTE_COLUMN, end_column=last)
        sheet.row_dimensions[row].height = 36 if figure.name in _TALL else 22
    for table in tables:
        draw_table(sheet, layout, table, {})
    page = Page(layout.grade_bands.last_row, last, title_rows=(TITLE_ROW, TITLE_ROW), freeze="A4")
    set_up(sheet, page, layout.specification)


def spread(sheet: Worksheet, layout: Layout) -> None:
    """Lowest, median, mean and highest coefficient of every indicator, and how far they lie apart."""
    specification, table = layout.specification, layout.spread
    headings = {indicator.id: indicator.heading for indicator in specification.indicators}
    title(sheet, "测评差异（各测评表之间）")
    words = "供复核和决定认证的人员参考，全部由公式计算，不影响得分。"
    if specification.has_judged:
        words += "评分的指标以得分率（评分 ÷ 单项分值）列示。"
    if specification.evaluator_groups:
        words += "平均值按测评员类别的权重计算。"
    guide(sheet, words, table.width, table)
    draw_table(sheet, layout, table, {"spread_headings": lambda key: (headings[key],)})
    ends = [FormatObject(type="num", val=value) for value in (0, 1)]
    shade = ColorScale(cfvo=ends, color=[Color(rgb=_TOGETHER), Color(rgb=_APART)])
    rule = Rule(type="colorScale", colorScale=shade)
    sheet.conditional_formatting.add(layout.names["spread_width"].local, rule)
    rows = (TITLE_ROW, table.header_row)
    page = Page(table.last_row, table.width, title_rows=rows, freeze=f"C{table.first_row}")
    set_up(sheet, page, specification)
