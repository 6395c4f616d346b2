"""The sheets of single inputs: instructions with the stamps, basics, conclusion and decision."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment.fields import Field
from cts_docs.specification.model import Specification
from cts_docs.workbook.writing import styles
from cts_docs.workbook.writing.guidance import guidance, judged_words
from cts_docs.workbook.writing.layout import (
    FIELD_ROW,
    GUIDE_ROW,
    INSTRUCTIONS,
    LABEL_COLUMN,
    LAYOUT_VERSION,
    NOTE_COLUMN,
    PLAN,
    REQUIREMENTS,
    STAMP_ROW,
    STAMPS,
    TITLE_ROW,
    VALUE_COLUMN,
    Layout,
    field_rows,
    sheet_title,
    short_label,
)
from cts_docs.workbook.writing.sheets.pages import Page, set_up
from cts_docs.workbook.writing.sheets.validation import restrict

_WIDTHS = (24.0, 48.0, 40.0)
_LINES_HEIGHT = 56.0
_STAMP_LABELS = {
    "specification_id": ("技术规范", "由程序写入，请勿改动。"),
    "specification_version": ("版本号", "由程序写入，请勿改动。"),
    "layout_version": ("工作簿版式", "由程序写入，请勿改动。"),
    "readings": ("条文解释", "结果页的公式按此计算；评分时须与认证机构的配置一致。"),
}
_LEGEND: tuple[tuple[str, str, styles.CellStyle], ...] = (
    ("浅黄", "填写", styles.INPUT_CENTRED),
    ("橙黄", "必填而未填；只在开始填写后出现", styles.MISSING),
    ("浅红", "填写有误", styles.WRONG),
    ("灰", "由公式计算，已锁定", styles.COMPUTED),
    ("浅蓝", "名称与标题，已锁定", styles.HEADER),
    ("白", "技术规范的内容与填写提示，已锁定", styles.KEY),
)
_LEGEND_TITLE = "单元格颜色"


def instructions(sheet: Worksheet, layout: Layout) -> None:
    """How to fill the workbook in, and what the colours of the cells mean."""
    _frame(sheet, f"{layout.specification.control.title} 评分工作簿", "填写前请先阅读本页。")
    row = FIELD_ROW
    for title, text in _steps(layout):
        _put(sheet, row, LABEL_COLUMN, title, styles.LABEL)
        _put(sheet, row, VALUE_COLUMN, text, styles.PLAIN)
        sheet.merge_cells(start_row=row, end_row=row, start_column=VALUE_COLUMN, end_column=NOTE_COLUMN)
        lines = styles.lines_needed(text, _WIDTHS[1] + _WIDTHS[2])
        sheet.row_dimensions[row].height = styles.row_height(lines, 16)
        row += 1
    set_up(sheet, Page(_legend(sheet, row + 1), NOTE_COLUMN), layout.specification)


def _legend(sheet: Worksheet, top: int) -> int:
    """What the colours of the cells mean, from the row `top` on; the last row."""
    _put(sheet, top, LABEL_COLUMN, _LEGEND_TITLE, styles.GUIDE)
    for row, (colour, meaning, style) in enumerate(_LEGEND, top + 1):
        _put(sheet, row, LABEL_COLUMN, colour, style.locked())
        _put(sheet, row, VALUE_COLUMN, meaning, styles.PLAIN)
        sheet.row_dimensions[row].height = 22
    return top + len(_LEGEND)


def information(sheet: Worksheet, layout: Layout) -> None:
    """The stamps that tell what the workbook was made from."""
    specification = layout.specification
    _frame(sheet, sheet.title, "供程序识别本工作簿，不必填写。")
    stamped = {
        "specification_id": specification.id,
        "specification_version": specification.control.version,
        "layout_version": LAYOUT_VERSION,
        "readings": layout.readings.stamp(),
    }
    for row, name in enumerate(STAMPS, STAMP_ROW):
        label, note = _STAMP_LABELS[name]
        _put(sheet, row, LABEL_COLUMN, label, styles.LABEL)
        _put(sheet, row, VALUE_COLUMN, stamped[name], styles.KEY, styles.TEXT_FORMAT)
        _put(sheet, row, NOTE_COLUMN, note, styles.NOTE)
        sheet.row_dimensions[row].height = _height((_WIDTHS[1], stamped[name]), (_WIDTHS[2], note))
    bottom = STAMP_ROW + len(STAMPS) - 1
    set_up(sheet, Page(bottom, NOTE_COLUMN, freeze=f"A{STAMP_ROW}"), specification)


def _steps(layout: Layout) -> list[tuple[str, str]]:
    specification = layout.specification
    bands = "；".join(band.text.rstrip("。；;") for band in specification.experience_bands)
    items = f"{specification.method.specific} 逐条填结果"
    return [
        ("填写范围", "只填浅黄色单元格，其余均已锁定（无密码）；颜色的含义见本页下方。"),
        ("基本信息", "各项右侧写明何时必填、可填什么。日期按日期格式输入，例如 2026-03-01。"),
        (
            short_label(specification.appendix1.label),
            f"每一列是一份测评表（一人一次），共 {layout.forms} 列：先填测评员、日期、对象"
            f"{_and_group(specification)}，再填体验系数 α。{bands}。{judged_words(specification)}"
            "空白列不计入，不必删除。",
        ),
        *_maturity(specification),
        (
            "检查表与不符合项",
            f"{items}；不符合项每行一项，须填编号、条款、描述、性质和状态，原因、纠正和纠正措施随整改填写。",
        ),
        (
            "选填的页",
            f"{sheet_title(specification, REQUIREMENTS)}（可先打印空表带到现场）和{PLAN}放在最后，"
            "不填不影响评分，也不影响出具报告。",
        ),
        ("结论与决定", "审核组填审查结论与推荐意见；复核与认证决定由未参加审核和测评的人员填写。"),
        ("结果", f"随填随算。{_scores(specification)}未齐备时只显示还缺什么。"),
        (
            "插入与复制",
            "编号列是各行的凭据，请勿改动；行列移动、排序或插入空行不影响读取。粘贴时请用“选择性粘贴—数值”。",
        ),
        ("交回之前", "保存为 .xlsx；不加密码；不要另存为 .xls 或 CSV。"),
    ]


def _and_group(specification: Specification) -> str:
    names = "、".join(group.name for group in specification.evaluator_groups)
    return f"、测评员类别（{names}，每类至少一份）" if names else ""


def _maturity(specification: Specification) -> Iterator[tuple[str, str]]:
    """The step on the maturity levels, nothing where the specification has none."""
    if specification.has_maturity:
        described = f"{specification.appendix4.label} 的要求与{specification.appendix2.label} 的等级描述"
        words = f"每一条款填一个一致的成熟度等级和审核证据；{described}在右侧。"
        yield short_label(specification.appendix3.label), words


def _scores(specification: Specification) -> str:
    """What the figures of the results sheet mean."""
    words, composite = f"认证级别{specification.grading.names[1]}最高", specification.composite
    if specification.has_maturity:
        words += f"；管理成熟度等级{specification.levels[0].name}最低"
    if composite is not None:
        words += (
            f"；{composite.name}由测评得分（{composite.service}%）和管理得分率（{composite.management}%）"
            "合成，认证级别按它判定"
        )
    return words + "。"


def single_fields(sheet: Worksheet, layout: Layout) -> None:
    """The single inputs of one sheet, by group, each with its guidance."""
    _frame(sheet, sheet.title, "只填浅黄色单元格；右侧说明何时必填、可填什么。")
    row = GUIDE_ROW
    for row, item in field_rows(sheet.title):
        if isinstance(item, Field):
            _field(sheet, layout, row, item)
        else:
            for column in (LABEL_COLUMN, VALUE_COLUMN, NOTE_COLUMN):
                _put(sheet, row, column, item if column == LABEL_COLUMN else None, styles.GROUP)
            sheet.row_dimensions[row].height = 22
    page = Page(row, NOTE_COLUMN, title_rows=(TITLE_ROW, TITLE_ROW), freeze=f"B{FIELD_ROW}")
    set_up(sheet, page, layout.specification)


def _field(sheet: Worksheet, layout: Layout, row: int, item: Field) -> None:
    note = guidance(item, layout.specification, layout.readings)
    _put(sheet, row, LABEL_COLUMN, item.label, styles.LABEL)
    _put(sheet, row, VALUE_COLUMN, None, styles.INPUT, number_format(item.kind))
    _put(sheet, row, NOTE_COLUMN, note, styles.NOTE)
    restrict(sheet, layout.names[item.name], item, layout.specification, layout.readings)
    needed = _height((_WIDTHS[0], item.label), (_WIDTHS[2], note))
    sheet.row_dimensions[row].height = max(needed, _LINES_HEIGHT if item.kind == "lines" else 24.0)


def number_format(kind: str) -> str:
    """The number format of an input: text stays text, so that 5.10 and 0012 are kept."""
    if kind in ("text", "lines", "choice", "credit_code"):
        return styles.TEXT_FORMAT
    return {"date": styles.DATE_FORMAT, "coefficient": styles.GENERAL, "whole": "0", "level": "0"}.get(
        kind, styles.GENERAL
    )


def _frame(sheet: Worksheet, title: str, guide: str) -> None:
    for column, width in zip("ABC", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    _put(sheet, TITLE_ROW, 1, title, styles.TITLE)
    _put(sheet, GUIDE_ROW, 1, guide, styles.GUIDE)
    sheet.row_dimensions[TITLE_ROW].height = 30
    if sheet.title == INSTRUCTIONS:
        sheet.merge_cells("A1:C1")


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | None,
    style: styles.CellStyle,
    number_format: str = styles.GENERAL,
) -> None:
    cell = sheet.cell(row, column, value)
    style.apply_to(cell, number_format)


def _height(*texts: tuple[float, str]) -> float:
    return styles.row_height(max(styles.lines_needed(text, width) for width, text in texts))
