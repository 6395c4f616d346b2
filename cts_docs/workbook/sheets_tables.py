"""The sheets that are tables: Appendices 1 and 3, checklist, nonconformities, team, results."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment import fields
from cts_docs.workbook import styles
from cts_docs.workbook.geometry import Plan, Table
from cts_docs.workbook.guidance import allowed, guidance
from cts_docs.workbook.layout import (
    FIGURE_ROW,
    FORM_FIGURES,
    FORM_NUMBER_ROW,
    FORM_ROW,
    GUIDE_ROW,
    LABEL_COLUMN,
    NOTE_COLUMN,
    PROGRESS_ROW,
    TABLE_HEADER_ROW,
    TITLE_ROW,
    VALUE_COLUMN,
    Layout,
)
from cts_docs.workbook.pages import Page, set_up
from cts_docs.workbook.sheets_fields import number_format
from cts_docs.workbook.validation import restrict

Texts = Mapping[str, Callable[[str], tuple[str, ...]]]
_COLUMNS = {column.name: column for column in fields.columns()}
_FORMS_ON_ONE_PAGE = 8
_FORMS_ON_A_FURTHER_PAGE = 16
_GUIDE_COLUMN = 4
_CENTRED = ("date", "choice", "coefficient", "level")
_DECIMALS: Mapping[str, str] = {
    "indicator_coefficients": "0.00##",
    "indicator_earned": "0.00##",
    "form_earned": "0.00",
    "form_scores": "0.00",
    "characteristic_earned": "0.00##",
    "characteristic_scores": "0.00",
}


def service(sheet: Worksheet, layout: Layout) -> None:
    """Appendix 1: one column for each evaluation form, its evaluator, date and subject above."""
    table = layout.indicators
    specification = layout.specification
    indicators = {indicator.id: indicator for indicator in specification.indicators}
    bands = "；".join(band.text.rstrip("。；;") for band in specification.experience_bands)
    words = allowed(fields.COEFFICIENT, specification, layout.readings)
    _title(sheet, f"{specification.appendix1.label} {specification.appendix1.title}")
    _guide(sheet, f"体验系数 α：{words}{bands}。", table.left(fields.COEFFICIENT.name) - 1, table)
    texts: Texts = {
        "indicator_headings": lambda key: (indicators[key].heading,),
        "indicator_criteria": lambda key: (indicators[key].criterion,),
    }
    _table(sheet, layout, table, texts)
    _form_heads(sheet, layout)
    _form_feet(sheet, layout)
    further = max(0, layout.forms - _FORMS_ON_ONE_PAGE)
    page = Page(
        table.last_row + len(FORM_FIGURES),
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
    _put(sheet, FORM_NUMBER_ROW, 1, "测评表", styles.LABEL)
    for number in range(1, layout.forms + 1):
        _put(sheet, FORM_NUMBER_ROW, left + number - 1, number, styles.HEADER)
    for row, column in enumerate(fields.FORM_ROWS, FORM_ROW):
        _put(sheet, row, 1, column.label, styles.LABEL)
        note = guidance(column, layout.specification, layout.readings)
        _put(sheet, row, _GUIDE_COLUMN, note, styles.NOTE)
        sheet.row_dimensions[row].height = 36
        for number in range(layout.forms):
            _put(sheet, row, left + number, None, styles.INPUT_CENTRED, number_format(column.kind))
        restrict(sheet, layout.names[column.name], column, layout.specification, layout.readings)


def _form_feet(sheet: Worksheet, layout: Layout) -> None:
    left = layout.names["evaluators"].left
    for row, (name, label) in enumerate(FORM_FIGURES, layout.indicators.last_row + 1):
        _put(sheet, row, 1, label, styles.LABEL)
        sheet.row_dimensions[row].height = 26
        for number in range(layout.forms):
            _put(sheet, row, left + number, None, styles.COMPUTED, _DECIMALS.get(name, "0"))


def management(sheet: Worksheet, layout: Layout) -> None:
    """Appendix 3: level, points and evidence, with Appendices 4 and 2 beside them."""
    specification, table = layout.specification, layout.clauses
    clauses = {clause.id: clause for clause in specification.clauses}
    keys = {clause.id: part.description for part in specification.chapters for clause in part.clauses}
    _title(sheet, f"{specification.appendix3.label} {specification.appendix3.title}")
    guide = "每一条款填一个一致的等级。右侧为附录 4 的要求与附录 2 的等级描述，供对照，不打印。"
    printed = table.left("clause_requirements") - 1
    _guide(sheet, guide, printed, table)
    texts: Texts = {
        "clause_headings": lambda key: (clauses[key].heading,),
        "clause_requirements": lambda key: (
            "\u3000".join(block.text for block in specification.requirement(key)),
        ),
        "clause_descriptions": lambda key: tuple(
            "\n".join(level) for level in specification.appendix2.descriptions[keys[key]]
        ),
    }
    _table(sheet, layout, table, texts)
    for plan, words in (("clause_level_points", "{}分值"), ("clause_descriptions", "附录 2 {}")):
        for index, level in enumerate(specification.levels):
            name = level.name if plan == "clause_level_points" else level.ordinal
            column = table.left(plan) + index
            _put(sheet, table.header_row, column, words.format(name), styles.HEADER)
    title_rows = (table.header_row, table.header_row)
    page = Page(table.last_row, printed, landscape=True, title_rows=title_rows, freeze="D5")
    set_up(sheet, page, specification)


def checklist(sheet: Worksheet, layout: Layout) -> None:
    """4.2.2: the specific requirements with result and note."""
    blocks = {block.checklist: block.text for block in layout.specification.checklist}
    texts: Texts = {"checklist_requirements": lambda key: (blocks[key],)}
    guide = "4.2.2 特定的管理要求不计分，写入报告，并作为管理要求符合性审查的依据。"
    _list_sheet(sheet, layout, layout.checklist, guide, texts)


def nonconformities(sheet: Worksheet, layout: Layout) -> None:
    """The nonconformities, one a row."""
    guide = "每行一项；一经填写，编号、条款、描述、性质、状态均须填；没有不符合项时留空。"
    _list_sheet(sheet, layout, layout.nonconformities, guide, {})


def team(sheet: Worksheet, layout: Layout) -> None:
    """The audit team, one member a row."""
    _list_sheet(sheet, layout, layout.team, "每行一人，组长恰好一名。", {})


def _list_sheet(sheet: Worksheet, layout: Layout, table: Table, guide: str, texts: Texts) -> None:
    _title(sheet, sheet.title)
    _guide(sheet, guide, table.width, table)
    _table(sheet, layout, table, texts)
    for index, plan in enumerate(table.plans, 1):
        if plan.role == "input":
            words = guidance(_COLUMNS[plan.name], layout.specification, layout.readings)
            _put(sheet, PROGRESS_ROW, index, words, styles.NOTE)
    texts_above = [
        (plan.width, str(sheet.cell(PROGRESS_ROW, index).value or ""))
        for index, plan in enumerate(table.plans, 1)
    ]
    lines = max(styles.lines_needed(text, width) for width, text in texts_above)
    sheet.row_dimensions[PROGRESS_ROW].height = styles.row_height(lines)
    landscape = sum(plan.width for plan in table.plans) > 100
    page = Page(
        table.last_row,
        table.width,
        landscape=landscape,
        title_rows=(PROGRESS_ROW, TABLE_HEADER_ROW),
        freeze=f"A{table.first_row}",
    )
    set_up(sheet, page, layout.specification)


def results(sheet: Worksheet, layout: Layout) -> None:
    """The live results: outcome first, then what it is made of."""
    tables = (layout.characteristics, layout.chapters, layout.level_bands, layout.grade_bands)
    last = max(table.width for table in tables)
    _title(sheet, "结果（随填随算）")
    _put(sheet, GUIDE_ROW, 1, "本页全部由公式计算，级别以程序评分的结果为准。", styles.GUIDE)
    for row, figure in enumerate(layout.figures, FIGURE_ROW):
        _put(sheet, row, LABEL_COLUMN, figure.label, styles.LABEL)
        _put(sheet, row, VALUE_COLUMN, None, styles.FIGURE, figure.number_format)
        for column in range(NOTE_COLUMN, last + 1):
            _put(sheet, row, column, figure.note if column == NOTE_COLUMN else None, styles.NOTE)
        sheet.merge_cells(start_row=row, end_row=row, start_column=NOTE_COLUMN, end_column=last)
        sheet.row_dimensions[row].height = 36 if figure.name in _TALL else 22
    for table in tables:
        _table(sheet, layout, table, {})
    page = Page(layout.grade_bands.last_row, last, title_rows=(TITLE_ROW, TITLE_ROW), freeze="A4")
    set_up(sheet, page, layout.specification)


_TALL = ("result_remark", "result_missing", "result_outcome")


def _table(sheet: Worksheet, layout: Layout, table: Table, texts: Texts) -> None:
    for plan in table.plans:
        left = table.left(plan.name)
        for column in range(left, left + plan.span):
            _widen(sheet, column, plan.width)
            _put(sheet, table.header_row, column, plan.title, styles.HEADER)
        if plan.role == "input":
            area = layout.names[plan.name]
            restrict(sheet, area, _COLUMNS[plan.name], layout.specification, layout.readings)
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
            _put(sheet, row, left + index, value, look, shape)
            lines = max(lines, styles.lines_needed(value or "", plan.width))
    sheet.row_dimensions[row].height = styles.row_height(lines)


def _look(plan: Plan) -> tuple[styles.Look, str]:
    if plan.role == "key":
        return styles.KEY, styles.TEXT_FORMAT
    if plan.role == "input":
        kind = _COLUMNS[plan.name].kind
        centred = kind in _CENTRED
        return (styles.INPUT_CENTRED if centred else styles.INPUT), number_format(kind)
    if plan.role == "computed":
        return styles.COMPUTED, _DECIMALS.get(plan.name, "0")
    if plan.role == "constant":
        return styles.KEY, styles.GENERAL
    return styles.TEXT_MIDDLE, styles.GENERAL


def _title(sheet: Worksheet, text: str) -> None:
    _put(sheet, TITLE_ROW, 1, text, styles.TITLE)
    sheet.row_dimensions[TITLE_ROW].height = 30


def _guide(sheet: Worksheet, text: str, last: int, table: Table) -> None:
    """A wrapped line of guidance across the first columns of the table."""
    _put(sheet, GUIDE_ROW, 1, text, styles.PLAIN)
    sheet.merge_cells(start_row=GUIDE_ROW, end_row=GUIDE_ROW, start_column=1, end_column=last)
    width = 0.0
    for plan in table.plans:
        if table.left(plan.name) <= last:
            width += plan.width * plan.span
    lines = styles.lines_needed(text, width * 0.9)
    sheet.row_dimensions[GUIDE_ROW].height = styles.row_height(lines, 16)


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | None,
    look: styles.Look,
    number_format: str = styles.GENERAL,
) -> None:
    look.put_on(sheet.cell(row, column, value), number_format)
