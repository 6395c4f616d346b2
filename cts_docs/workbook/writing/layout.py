"""The layout of the score workbook: its sheets, tables, rows, columns and defined names.

No other module contains a cell address. The blank is made from this layout; the reader uses its
defined names to find cells that have been moved since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from cts_docs.assessment import fields
from cts_docs.assessment.analysis.spread import BANDS_APART
from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements
from cts_docs.workbook.writing.areas import Area, Table, TableColumn

LAYOUT_VERSION = str(fields.LAYOUT)
STAMPS = ("specification_id", "specification_version", "layout_version", "readings")
TEAM_ROWS = 20
NONCONFORMITY_ROWS = 60
PLAN_ROWS = 60

INSTRUCTIONS = "填写说明"
BASICS = "基本信息"
SERVICE = "{appendix1} 服务特性测评"
MANAGEMENT = "{appendix3} 管理成熟度"
CHECKLIST = "{specific} 检查表"
NONCONFORMITIES = "不符合项"
TEAM = "审核组"
CONCLUSION = "结论与决定"
RESULTS = "结果"
SPREAD = "测评差异"
REQUIREMENTS = "{appendix4} 检查表"
PLAN = "审核计划"
INFORMATION = "工作簿信息"
SHEETS = (
    INSTRUCTIONS,
    BASICS,
    SERVICE,
    MANAGEMENT,
    CHECKLIST,
    NONCONFORMITIES,
    TEAM,
    CONCLUSION,
    RESULTS,
    SPREAD,
    REQUIREMENTS,
    PLAN,
    INFORMATION,
)
"""The sheets in order; `sheet_title` fills in what the specification calls its parts."""

GROUP_TITLES: Mapping[str, str] = {
    "client": "受审核方",
    "contract": "合同",
    "audit": "审核",
    "qms": "质量管理体系证书与通用要求",
    "conformity": "管理要求符合性审查",
    "conclusion": "审核结论",
    "decision": "复核与认证决定",
}
FIELD_SHEETS: Mapping[str, tuple[fields.Group, ...]] = {
    BASICS: ("client", "contract", "audit", "qms"),
    CONCLUSION: ("conformity", "conclusion", "decision"),
}

TITLE_ROW, GUIDE_ROW, PROGRESS_ROW = 1, 2, 3
STAMP_ROW = 4
FIELD_ROW = 4
FORM_NUMBER_ROW, FORM_ROW = 4, 5
INDICATOR_HEADER_ROW = 8
TABLE_HEADER_ROW = 4
FIGURE_ROW = 4
PROGRESS: Mapping[str, tuple[str, int, int]] = {
    "progress_basics": (BASICS, PROGRESS_ROW, 1),
    "progress_indicators": (SERVICE, PROGRESS_ROW, 1),
    "progress_clauses": (MANAGEMENT, PROGRESS_ROW, 1),
    "progress_checklist": (CHECKLIST, PROGRESS_ROW, 1),
    "progress_nonconformities": (NONCONFORMITIES, GUIDE_ROW, 4),
    "progress_team": (TEAM, GUIDE_ROW, 3),
    "progress_conclusion": (CONCLUSION, PROGRESS_ROW, 1),
    "progress_requirements": (REQUIREMENTS, GUIDE_ROW, 4),
    "progress_plan": (PLAN, GUIDE_ROW, 4),
}
"""Sheet, row and column of each progress line."""

_NAMES_OF_LAYOUT_2 = {
    *fields.INPUTS_OF_LAYOUT_2,
    *("requirement_ids", "progress_requirements", "progress_plan"),
}

LABEL_COLUMN, VALUE_COLUMN, NOTE_COLUMN = 1, 2, 3
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_TITLE_CHARACTERS = 31
"""What Excel allows in the title of a sheet."""
FORM_NUMBERS_LABEL = "测评表"


def sheet_title(specification: Specification, sheet: str) -> str:
    """The title of one of SHEETS, with the clause and the appendices as the specification calls them."""
    title = sheet.format(
        appendix1=short_label(specification.appendix1.label),
        appendix3=short_label(specification.appendix3.label),
        appendix4=short_label(specification.appendix4.label),
        specific=specification.method.specific,
    )
    return _NOT_IN_TITLES.sub("", title)[:_TITLE_CHARACTERS]


def short_label(label: str) -> str:
    """The label of an appendix without its blanks: 附录1."""
    return "".join(label.split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A single computed cell of the results sheet with its label."""

    name: str
    label: str
    note: str = ""
    number_format: str = "General"


FIGURES: tuple[Figure, ...] = (
    Figure("result_outcome", "认证结果"),
    Figure("result_grade_name", "认证级别"),
    Figure("result_remark", "说明"),
    Figure("result_missing", "还缺什么", "齐备之前不显示认证级别。"),
    Figure("result_next_grade", "下一级别", "以下两项均须补足。"),
    Figure("result_score_missing", "距下一级别还差测评得分", "按未修约的得分计算。", "0.00####"),
    Figure("result_management_missing", "距下一级别还差管理总分", "达到该级别所需管理等级的分数。", "0"),
    Figure("result_service_shown", "服务特性测评得分", "两位小数；(−) 表示进位前未达到该分数线。"),
    Figure("result_management_total", "管理成熟度总分", "", "0"),
    Figure("result_level_name", "管理成熟度等级"),
    Figure("result_conformity", "管理要求符合性审查"),
    Figure("result_forms", "测评表份数", "", "0"),
    Figure("result_form_faults", "测评表待补正处", "缺测评员、缺系数、超出范围或小数过多。", "0"),
    Figure("result_missing_levels", "未定等级的条款数", "", "0"),
    Figure("result_open_majors", "未关闭的严重不符合项", "", "0"),
    Figure("result_faults", "待补正合计", "", "0"),
    Figure("result_earned_hundredths", "∑分值×α×100（全部测评表）", "整数，级别判定只比较整数。", "0"),
    Figure("result_applicable_points", "应得分（每份测评表）", "", "0"),
    Figure("result_service_score", "测评得分（未修约）", "", "0.0000"),
    Figure("result_service_hundredths", "测评得分×100（修约后）", "", "0"),
    Figure("result_level", "管理成熟度等级（数字）", "1 最低。", "0"),
    Figure("result_grade", "认证级别（数字）", "1 最高；0 表示没有。", "0"),
)
NOT_APPLICABLE_FIGURE = Figure(
    "result_indicator_faults", "不适用待补正处", "须全部测评表一致并写明理由。", "0"
)
PERSON_FIGURES: tuple[Figure, ...] = (
    Figure("result_persons", "测评员人数", "姓名相同的测评表属于同一人。", "0"),
    Figure("result_person_multiple", "每人测评表份数的最小公倍数", "使判定只比较整数。", "0"),
    Figure("result_person_units", "人数×最小公倍数", "", "0"),
)
"""The figures that reading B9 `persons` adds."""


@dataclass(frozen=True)
class Layout:
    """The layout for one specification under one choice of readings, with columns for `forms` forms.

    `version` is that of the workbook: one of layout 1 has fewer names.
    """

    specification: Specification
    readings: Readings
    forms: int
    version: int = fields.LAYOUT

    @property
    def not_applicable(self) -> bool:
        """Whether a coefficient may say 不适用 (reading B8)."""
        return self.readings["B8"] == "on"

    @property
    def by_person(self) -> bool:
        """Whether the service score is a mean over evaluators (reading B9)."""
        return self.readings["B9"] == "persons"

    @property
    def form_figures(self) -> tuple[tuple[str, str], ...]:
        """The computed rows below the coefficients, by name and label."""
        return (*FORM_FIGURES, *(PERSON_FORM_FIGURES if self.by_person else ()))

    @cached_property
    def indicators(self) -> Table:
        """Appendix 1: indicators by evaluation forms."""
        columns = [
            TableColumn("indicator_characteristics", "服务特性指标", 16, "constant"),
            TableColumn("indicator_ids", "编号", 6, "key"),
            TableColumn("indicator_headings", "服务过程质量指标", 19, "text"),
            TableColumn("indicator_criteria", "评价内容", 46, "text"),
            TableColumn("indicator_points", "单项分值", 7, "constant"),
            TableColumn("indicator_applicable", "应得分", 7, "computed"),
            TableColumn("indicator_coefficients", "平均 α", 8, "computed"),
            TableColumn("indicator_earned", "平均实际得分", 9, "computed"),
            TableColumn("indicator_hundredths", "∑分值×α×100", 10, "computed"),
            TableColumn(fields.INDICATOR_EVIDENCE.name, fields.INDICATOR_EVIDENCE.label, 22, "input"),
        ]
        if self.not_applicable:
            columns.append(TableColumn("indicator_faults", "不适用待补正", 9, "computed"))
        if self.specification.floors_of("indicator"):
            columns += _floor_columns("indicator", "最低得分率（%）")
        columns.append(
            TableColumn(fields.COEFFICIENT.name, fields.COEFFICIENT.label, 12, "input", self.forms)
        )
        ids = tuple(indicator.id for indicator in self.specification.indicators)
        return Table(SERVICE, INDICATOR_HEADER_ROW, ids, tuple(columns))

    @cached_property
    def clauses(self) -> Table:
        """Appendix 3: the scored clauses with level, points and evidence."""
        levels = len(self.specification.levels)
        level, evidence = fields.CLAUSE_COLUMNS
        columns = (
            TableColumn("clause_chapters", "章", 16, "constant"),
            TableColumn("clause_ids", "编号", 6, "key"),
            TableColumn("clause_headings", "管理要求", 26, "text"),
            TableColumn("clause_level_points", "分值", 7.5, "constant", levels),
            TableColumn(level.name, level.label, 11, "input"),
            TableColumn("clause_points", "得分", 7, "computed"),
            *(_floor_columns("clause", "最低等级") if self.specification.floors_of("requirement") else ()),
            TableColumn(evidence.name, evidence.label, 50, "input"),
            TableColumn("clause_requirements", f"{self.specification.appendix4.label} 的要求", 100, "text"),
            TableColumn(
                "clause_descriptions", f"{self.specification.appendix2.label} 的描述", 56, "text", levels
            ),
        )
        ids = tuple(clause.id for clause in self.specification.clauses)
        return Table(MANAGEMENT, TABLE_HEADER_ROW, ids, columns)

    @cached_property
    def checklist(self) -> Table:
        """4.2.2: the specific requirements, which are checked and earn no points."""
        result, note = fields.CHECKLIST_COLUMNS
        columns = (
            TableColumn("checklist_ids", "编号", 8, "key"),
            TableColumn("checklist_requirements", "要求", 52, "text"),
            TableColumn(result.name, result.label, 11, "input"),
            TableColumn(note.name, note.label, 44, "input"),
        )
        ids = tuple(block.checklist for block in self.specification.checklist)
        return Table(CHECKLIST, TABLE_HEADER_ROW, ids, columns)

    @cached_property
    def team(self) -> Table:
        """The audit team."""
        return _list(TEAM, TEAM_ROWS, fields.team_columns(fields.LAYOUT), (24, 14, 26, 20))

    @cached_property
    def nonconformities(self) -> Table:
        """The nonconformities."""
        widths = (12, 13, 44, 9, 10, 13, 30, 28, 30, 13, 10, 12, 13, 28)
        inputs = fields.nonconformity_columns(fields.LAYOUT)
        return _list(NONCONFORMITIES, NONCONFORMITY_ROWS, inputs, widths)

    @cached_property
    def requirements(self) -> Table:
        """Appendix 4: every sub-item, below its headings and introducing lines."""
        items = requirements(self.specification)
        inputs = zip(fields.REQUIREMENT_COLUMNS, (9, 34, 11), strict=True)
        columns = (
            TableColumn("requirement_ids", "编号", 12, "key"),
            TableColumn("requirement_texts", "要求", 50, "text"),
            *(TableColumn(column.name, column.label, width, "input") for column, width in inputs),
        )
        captions = {item.id: tuple(block.text for block in item.introduction) for item in items}
        ids = tuple(item.id for item in items)
        return Table(REQUIREMENTS, TABLE_HEADER_ROW, ids, columns, captions)

    @cached_property
    def plan(self) -> Table:
        """The audit plan."""
        return _list(PLAN, PLAN_ROWS, fields.PLAN_COLUMNS, (14, 15, 20, 42, 25))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The single computed cells of the results sheet."""
        not_applicable = (NOT_APPLICABLE_FIGURE,) if self.not_applicable else ()
        return (*FIGURES, *not_applicable, *(PERSON_FIGURES if self.by_person else ()))

    @cached_property
    def characteristics(self) -> Table:
        """The results by service characteristic."""
        columns = (
            TableColumn("characteristic_ids", "服务特性指标", 30, "key"),
            TableColumn("characteristic_applicable", "应得分", 34, "computed"),
            TableColumn("characteristic_earned", "平均实际得分", 14, "computed"),
            TableColumn("characteristic_scores", "得分（%）", 12, "computed"),
            *(
                _floor_columns("characteristic", "最低得分率（%）")
                if self.specification.floors_of("characteristic")
                else ()
            ),
        )
        ids = tuple(part.heading for part in self.specification.appendix1.characteristics)
        header = FIGURE_ROW + len(self.figures) + 2
        return Table(RESULTS, header, ids, columns)

    @cached_property
    def chapters(self) -> Table:
        """The results by chapter of the management requirements."""
        columns = (
            TableColumn("chapter_ids", "管理要求", 30, "key"),
            TableColumn("chapter_points", "得分", 34, "computed"),
            TableColumn("chapter_maximums", "总分值", 14, "constant"),
        )
        ids = tuple(chapter.heading for chapter in self.specification.chapters)
        return Table(RESULTS, self.characteristics.last_row + 3, ids, columns)

    @cached_property
    def level_bands(self) -> Table:
        """The bands of the management total, lowest first."""
        columns = (
            TableColumn("level_band_ids", "管理成熟度等级", 30, "key"),
            TableColumn("level_band_levels", "等级（数字）", 34, "constant"),
            TableColumn("level_band_lowers", "总分下限", 14, "constant"),
        )
        bands = self.specification.level_bands[self.readings["C1"]]
        ids = tuple(self.specification.level(band.level).name for band in bands)
        return Table(RESULTS, self.chapters.last_row + 3, ids, columns)

    @cached_property
    def grade_bands(self) -> Table:
        """The bands of the service score, highest first."""
        columns = (
            TableColumn("grade_band_ids", "测评得分", 30, "key"),
            TableColumn("grade_band_results", "判定级别", 34, "computed"),
            TableColumn("grade_band_lowers", "下限", 14, "constant"),
            TableColumn("grade_band_grades", "级别", 12, "constant"),
            TableColumn("grade_band_levels", "所需管理等级", 14, "constant"),
            TableColumn("grade_band_required", "适用管理等级", 14, "computed"),
            TableColumn("grade_band_reached", "达到下限", 10, "computed"),
            TableColumn("grade_band_current", "所在区间", 10, "computed"),
        )
        bands = self.specification.grading.tables[self.readings["A1"]]
        ids = tuple(f"{band.lower}–{band.upper}" for band in reversed(bands))
        return Table(RESULTS, self.level_bands.last_row + 3, ids, columns)

    @cached_property
    def spread(self) -> Table:
        """How far the forms lie apart, by indicator. It does not affect any score."""
        columns = (
            TableColumn("spread_ids", "编号", 8, "key"),
            TableColumn("spread_headings", "服务过程质量指标", 26, "text"),
            TableColumn("spread_count", "份数", 8, "computed"),
            TableColumn("spread_lowest", "最低 α", 10, "computed"),
            TableColumn("spread_median", "中位数", 10, "computed"),
            TableColumn("spread_mean", "平均 α", 10, "computed"),
            TableColumn("spread_highest", "最高 α", 10, "computed"),
            TableColumn("spread_width", "相差", 10, "computed"),
            TableColumn("spread_outliers", f"与中位数相差 {BANDS_APART} 档以上（份）", 16, "computed"),
        )
        ids = tuple(indicator.id for indicator in self.specification.indicators)
        return Table(SPREAD, TABLE_HEADER_ROW, ids, columns)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in the order of the sheets."""
        return (
            self.indicators,
            self.clauses,
            self.checklist,
            self.nonconformities,
            self.team,
            self.requirements,
            self.plan,
            *self.computed_tables,
        )

    @property
    def computed_tables(self) -> tuple[Table, ...]:
        """The tables that contain formulas only."""
        return (self.characteristics, self.chapters, self.level_bands, self.grade_bands, self.spread)

    @cached_property
    def names(self) -> Mapping[str, Area]:
        """Every defined name of the workbook with its area."""
        if self.version < fields.LAYOUT:
            return {name: area for name, area in self._names.items() if name not in _NAMES_OF_LAYOUT_2}
        return self._names

    @cached_property
    def _names(self) -> Mapping[str, Area]:
        found: dict[str, Area] = {}
        for row, stamp in enumerate(STAMPS, STAMP_ROW):
            found[stamp] = Area(INFORMATION, row, VALUE_COLUMN, row, VALUE_COLUMN)
        for sheet in FIELD_SHEETS:
            for row, item in field_rows(sheet):
                if isinstance(item, fields.Field):
                    found[item.name] = Area(sheet, row, VALUE_COLUMN, row, VALUE_COLUMN)
        for table in self.tables:
            found.update(table.areas())
        found.update(self._form_areas())
        for row, figure in enumerate(self.figures, FIGURE_ROW):
            found[figure.name] = Area(RESULTS, row, VALUE_COLUMN, row, VALUE_COLUMN)
        for name, (sheet, row, column) in PROGRESS.items():
            found[name] = Area(sheet, row, column, row, column)
        titles = {sheet: sheet_title(self.specification, sheet) for sheet in SHEETS}
        return {name: replace(area, sheet=titles[area.sheet]) for name, area in found.items()}

    def _form_areas(self) -> Iterator[tuple[str, Area]]:
        left = self.indicators.left(fields.COEFFICIENT.name)
        right = left + self.forms - 1
        for row, column in enumerate(fields.FORM_ROWS, FORM_ROW):
            yield column.name, Area(SERVICE, row, left, row, right)
        for row, (name, _label) in enumerate(self.form_figures, self.indicators.last_row + 1):
            yield name, Area(SERVICE, row, left, row, right)


FORM_FIGURES: tuple[tuple[str, str], ...] = (
    ("form_applicable", "应得分"),
    ("form_earned", "实际得分"),
    ("form_scores", "得分（%）"),
    ("form_faults", "待补正处"),
    ("form_used", "计入（1 = 计入）"),
)
PERSON_FORM_FIGURES: tuple[tuple[str, str], ...] = (
    ("form_hundredths", "∑分值×α×100"),
    ("form_same_evaluator", "该测评员的测评表份数"),
)
"""The rows that reading B9 `persons` adds."""


def field_rows(sheet: str) -> Iterator[tuple[int, fields.Field | str]]:
    """The rows of a sheet of single fields: a group's title, then its fields."""
    row = FIELD_ROW
    for group in FIELD_SHEETS[sheet]:
        yield row, GROUP_TITLES[group]
        row += 1
        for item in fields.FIELDS:
            if item.group == group:
                yield row, item
                row += 1


def _floor_columns(part: str, title: str) -> tuple[TableColumn, ...]:
    """What the specification asks of each row, 0 for nothing, and whether the row lies below it."""
    return (
        TableColumn(f"{part}_floors", title, 10, "constant"),
        TableColumn(f"{part}_below", "未达最低要求", 9, "computed"),
    )


def _list(sheet: str, rows: int, inputs: tuple[fields.Column, ...], widths: tuple[float, ...]) -> Table:
    columns = tuple(
        TableColumn(column.name, column.label, width, "input")
        for column, width in zip(inputs, widths, strict=True)
    )
    return Table(sheet, TABLE_HEADER_ROW, tuple(str(number) for number in range(1, rows + 1)), columns)
