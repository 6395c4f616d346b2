"""The sheets that are tables to fill in: Appendices 1, 3 and 4, checklist, nonconformities, team, plan."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment import fields
from cts_docs.specification.requirements import requirements as specification_requirements
from cts_docs.workbook.writing import styles
from cts_docs.workbook.writing.areas import Table
from cts_docs.workbook.writing.guidance import allowed, guidance, judged_words
from cts_docs.workbook.writing.layout import (
    FORM_NUMBER_ROW,
    FORM_NUMBERS_LABEL,
    FORM_ROW,
    GUIDE_ROW,
    PROGRESS_ROW,
    TABLE_HEADER_ROW,
    Layout,
)
from cts_docs.workbook.writing.sheets.drawing import COLUMNS, Texts, decimals, draw_table, guide, put, title
from cts_docs.workbook.writing.sheets.fields import number_format
from cts_docs.workbook.writing.sheets.pages import Page, set_up
from cts_docs.workbook.writing.sheets.validation import restrict

_FORMS_ON_ONE_PAGE = 8
_FORMS_ON_A_FURTHER_PAGE = 16
_GUIDE_COLUMN = 4
_PRINTED_NONCONFORMITIES, _PRINTED_APPOINTMENTS = 12, 30
"""So many rows are printed; an auditor who needs more enlarges the print area."""

_WIDTH_UPRIGHT = 120
"""The widest table that is printed on an upright page, in column units."""


def service(sheet: Worksheet, layout: Layout) -> None:
    """Appendix 1: one column for each evaluation form, its evaluator, date and subject above."""
    table = layout.indicators
    specification = layout.specification
    indicators = {indicator.id: indicator for indicator in specification.indicators}
    bands = "；".join(band.text.rstrip("。；;") for band in specification.experience_bands)
    words = allowed(fields.COEFFICIENT, specification, layout.readings)
    judged = judged_words(specification)
    title(sheet, f"{specification.appendix1.label} {specification.appendix1.title}")
    guide(sheet, f"体验系数 α：{words}{bands}。{judged}", table.left(fields.COEFFICIENT.name) - 1, table)
    texts: Texts = {
        "indicator_headings": lambda key: (indicators[key].heading,),
        "indicator_criteria": lambda key: (indicators[key].criterion,),
        "indicator_scoring": lambda key: ("α" if indicators[key].judged_in is None else "评分（分）",),
    }
    draw_table(sheet, layout, table, texts)
    _form_heads(sheet, layout)
    _form_feet(sheet, layout)
    further = max(0, layout.forms - _FORMS_ON_ONE_PAGE)
    page = Page(
        table.last_row + len(layout.form_figures),
        table.width,
        landscape=True,
        title_rows=(FORM_NUMBER_ROW, table.header_row),
        title_columns=(1, 3) if further else None,
        pages_wide=1 + -(-further // _FORMS_ON_A_FURTHER_PAGE),
        freeze=f"D{table.first_row}",
    )
    set_up(sheet, page, specification)


def _form_heads(sheet: Worksheet, layout: Layout) -> None:
    left = layout.names["evaluators"].left
    put(sheet, FORM_NUMBER_ROW, 1, FORM_NUMBERS_LABEL, styles.LABEL)
    for number in range(1, layout.forms + 1):
        put(sheet, FORM_NUMBER_ROW, left + number - 1, number, styles.HEADER)
    for row, column in enumerate(layout.form_rows, FORM_ROW):
        put(sheet, row, 1, column.label, styles.LABEL)
        note = guidance(column, layout.specification, layout.readings)
        put(sheet, row, _GUIDE_COLUMN, note, styles.NOTE)
        sheet.row_dimensions[row].height = 36
        for number in range(layout.forms):
            put(sheet, row, left + number, None, styles.INPUT_CENTRED, number_format(column.kind))
        restrict(sheet, layout.names[column.name], column, layout.specification, layout.readings)


def _form_feet(sheet: Worksheet, layout: Layout) -> None:
    left = layout.names["evaluators"].left
    for row, (name, label) in enumerate(layout.form_figures, layout.indicators.last_row + 1):
        put(sheet, row, 1, label, styles.LABEL)
        sheet.row_dimensions[row].height = 26
        for number in range(layout.forms):
            put(sheet, row, left + number, None, styles.COMPUTED, decimals(layout, name))


def management(sheet: Worksheet, layout: Layout) -> None:
    """Appendix 3: level, points and evidence, with Appendices 4 and 2 beside them."""
    specification, table = layout.specification, layout.clauses
    clauses = {clause.id: clause for clause in specification.clauses}
    keys = {clause.id: part.description for part in specification.chapters for clause in part.clauses}
    title(sheet, f"{specification.appendix3.label} {specification.appendix3.title}")
    described = f"{specification.appendix4.label} 的要求与{specification.appendix2.label} 的等级描述"
    words = f"每一条款填一个一致的等级。右侧为{described}，供对照，不打印。"
    printed = table.left("clause_requirements") - 1
    guide(sheet, words, printed, table)
    texts: Texts = {
        "clause_headings": lambda key: (clauses[key].heading,),
        "clause_requirements": lambda key: (
            "\u3000".join(block.text for block in specification.requirement(key)),
        ),
        "clause_descriptions": lambda key: tuple(
            "\n".join(level) for level in specification.appendix2.descriptions[keys[key]]
        ),
    }
    draw_table(sheet, layout, table, texts)
    for table_column, heading in (
        ("clause_level_points", "{}分值"),
        ("clause_descriptions", f"{specification.appendix2.label} {{}}"),
    ):
        for index, level in enumerate(specification.levels):
            name = level.name if table_column == "clause_level_points" else level.ordinal
            column = table.left(table_column) + index
            put(sheet, table.header_row, column, heading.format(name), styles.HEADER)
    title_rows = (table.header_row, table.header_row)
    page = Page(table.last_row, printed, landscape=True, title_rows=title_rows, freeze="D5")
    set_up(sheet, page, specification)


def checklist(sheet: Worksheet, layout: Layout) -> None:
    """4.2.2: the specific requirements with result and note."""
    blocks = {block.checklist: block.text for block in layout.specification.checklist}
    texts: Texts = {"checklist_requirements": lambda key: (blocks[key],)}
    clause = layout.specification.method.specific
    words = f"{clause} 特定的管理要求不计分，写入报告，并作为管理要求符合性审查的依据。"
    _list_sheet(sheet, layout, layout.checklist, words, texts)


def nonconformities(sheet: Worksheet, layout: Layout) -> None:
    """The nonconformities, one a row, with what was done about each."""
    words = (
        "每行一项；一经填写，编号、条款、描述、性质、状态均须填；没有不符合项时留空。"
        f"打印前 {_PRINTED_NONCONFORMITIES} 行，不够时请扩大打印区域。"
    )
    shape = _Shape(printed=_PRINTED_NONCONFORMITIES, lowest=26, pages_wide=2, title_columns=(1, 1))
    _list_sheet(sheet, layout, layout.nonconformities, words, {}, shape)


def team(sheet: Worksheet, layout: Layout) -> None:
    """The audit team, one member a row."""
    _list_sheet(sheet, layout, layout.team, "每行一人，组长恰好一名。", {})


def requirements(sheet: Worksheet, layout: Layout) -> None:
    """Appendix 4: every sub-item verbatim, with result, evidence and auditor."""
    texts: Texts = {
        "requirement_texts": lambda key: (found[key],),
    }
    found = {item.id: item.text for item in specification_requirements(layout.specification)}
    appendix = layout.specification.appendix4.label
    words = f"{appendix} 逐项的结果和证据；填写后写入报告和检查表，不影响评分。"
    shape = _Shape(heading=f"{sheet.title}（选填，可打印空表）", lowest=24)
    _list_sheet(sheet, layout, layout.requirements, words, texts, shape)


def plan(sheet: Worksheet, layout: Layout) -> None:
    """The audit plan, one appointment a row."""
    words = f"每行一项安排；填写后可出具审核计划。打印前 {_PRINTED_APPOINTMENTS} 行，不够时请扩大打印区域。"
    shape = _Shape(heading=f"{sheet.title}（选填）", printed=_PRINTED_APPOINTMENTS, lowest=24)
    _list_sheet(sheet, layout, layout.plan, words, {}, shape)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a sheet of a table looks: its heading, how many rows are printed, and on how many pages."""

    heading: str = ""
    printed: int = 0
    lowest: float = 20.0
    pages_wide: int = 1
    title_columns: tuple[int, int] | None = None


def _list_sheet(
    sheet: Worksheet,
    layout: Layout,
    table: Table,
    instruction: str,
    texts: Texts,
    shape: _Shape = _Shape(),
) -> None:
    title(sheet, shape.heading or sheet.title)
    # Beside columns that are printed on every page the guidance would be printed again, cut off.
    first = shape.title_columns[1] + 1 if shape.title_columns else 1
    guide(sheet, instruction, _progress_beside(sheet, layout, table), table, first)
    draw_table(sheet, layout, table, texts, shape.lowest)
    for index, table_column in enumerate(table.columns, 1):
        if table_column.role == "input":
            words = guidance(COLUMNS[table_column.name], layout.specification, layout.readings)
            put(sheet, PROGRESS_ROW, index, words, styles.NOTE)
    texts_above = [
        (table_column.width, str(sheet.cell(PROGRESS_ROW, index).value or ""))
        for index, table_column in enumerate(table.columns, 1)
    ]
    lines = max(styles.lines_needed(text, width) for width, text in texts_above)
    sheet.row_dimensions[PROGRESS_ROW].height = styles.row_height(lines)
    width = sum(table_column.width for table_column in table.columns)
    page = Page(
        table.header_row + shape.printed if shape.printed else table.last_row,
        table.width,
        landscape=width / shape.pages_wide > _WIDTH_UPRIGHT,
        title_rows=(TABLE_HEADER_ROW, TABLE_HEADER_ROW),
        title_columns=shape.title_columns,
        pages_wide=shape.pages_wide,
        freeze=f"A{table.first_row}",
    )
    set_up(sheet, page, layout.specification)


def _progress_beside(sheet: Worksheet, layout: Layout, table: Table) -> int:
    """The last column of the guidance; the cells of a progress line beside it are merged."""
    for area in (layout.names[name] for name in layout.progress):
        if area.sheet == sheet.title and area.top == GUIDE_ROW:
            row, column = area.top, area.left
            if column < table.width:
                sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=table.width)
            return column - 1
    return table.width
