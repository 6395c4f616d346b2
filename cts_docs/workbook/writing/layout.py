"""The layout of the score workbook: its sheets, tables, rows, columns and defined names.

No other module contains a cell address. The blank is made from this layout; the reader uses its
defined names to find cells that have been moved since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from cts_docs.assessment import fields
from cts_docs.assessment.analysis.spread import BANDS_APART
from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements
from cts_docs.workbook.writing.areas import Area, Table, TableColumn
from cts_docs.workbook.writing.results_layout import (
    RESULTS,
    Figure,
    figures_of,
    floor_columns,
    hundredths_label,
    result_tables,
)

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


def sheets_of(specification: Specification) -> tuple[str, ...]:
    """The sheets of a specification's workbook in order."""
    return tuple(sheet for sheet in SHEETS if sheet != MANAGEMENT or specification.has_maturity)


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
        persons = (
            ("form_hundredths", hundredths_label(self.specification)),
            ("form_same_evaluator", "该测评员的测评表份数"),
        )
        groups = GROUP_FORM_FIGURES if self.specification.evaluator_groups else ()
        return (*FORM_FIGURES, *(persons if self.by_person else ()), *groups)

    @property
    def form_rows(self) -> tuple[fields.Column, ...]:
        """The inputs above the coefficients of a form."""
        return fields.form_rows(self.specification)

    @cached_property
    def inputs(self) -> tuple[fields.Field | fields.Column, ...]:
        """Every input: single fields, then ranges."""
        return (*fields.FIELDS, *fields.columns_of(self.specification))

    @cached_property
    def indicators(self) -> Table:
        """Appendix 1: indicators by evaluation forms."""
        judged = self.specification.has_judged
        columns = [
            TableColumn("indicator_characteristics", "服务特性指标", 16, "constant"),
            TableColumn("indicator_ids", "编号", 6, "key"),
            TableColumn("indicator_headings", "服务过程质量指标", 19, "text"),
            TableColumn("indicator_criteria", "评价内容", 46, "text"),
            TableColumn("indicator_points", "单项分值", 7, "constant"),
            TableColumn("indicator_applicable", "应得分", 7, "computed"),
            TableColumn("indicator_coefficients", share_title("平均", self.specification), 8, "computed"),
            TableColumn("indicator_earned", "平均实际得分", 9, "computed"),
            TableColumn("indicator_hundredths", hundredths_label(self.specification), 10, "computed"),
            TableColumn(fields.INDICATOR_EVIDENCE.name, fields.INDICATOR_EVIDENCE.label, 22, "input"),
        ]
        if self.not_applicable:
            columns.append(TableColumn("indicator_faults", "不适用待补正", 9, "computed"))
        if self.specification.floors_of("indicator"):
            columns += floor_columns("indicator", "最低得分率（%）")
        if judged:
            columns += JUDGED_COLUMNS
        label = fields.COEFFICIENT.label + (" 或评分" if judged else "")
        columns.append(TableColumn(fields.COEFFICIENT.name, label, 12, "input", self.forms))
        ids = tuple(indicator.id for indicator in self.specification.indicators)
        return Table(SERVICE, FORM_ROW + len(self.form_rows), ids, tuple(columns))

    def coefficients(self) -> Iterator[tuple[fields.Column, Area]]:
        """What the cells of the forms take, by runs of indicators that take the same."""
        area = self.names[fields.COEFFICIENT.name]
        indicators = self.specification.indicators
        columns = (fields.coefficient_column(self.specification, each) for each in indicators)
        top = area.top
        for column, run in groupby(columns):
            bottom = top + len(list(run)) - 1
            yield column, replace(area, top=top, bottom=bottom)
            top = bottom + 1

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
            *(floor_columns("clause", "最低等级") if self.specification.floors_of("requirement") else ()),
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
        return tuple(figures_of(self.specification, self.readings))

    @cached_property
    def result_tables(self) -> Mapping[str, Table]:
        """The tables below the single figures of the results sheet, by name, in their order."""
        return result_tables(self.specification, self.readings, FIGURE_ROW + len(self.figures) + 2)

    @property
    def characteristics(self) -> Table:
        """The results by service characteristic."""
        return self.result_tables["characteristics"]

    @property
    def grade_bands(self) -> Table:
        """The bands of the score that the grade follows, highest first: the last table."""
        return self.result_tables["grade_bands"]

    @cached_property
    def spread(self) -> Table:
        """How far the forms lie apart, by indicator. It does not affect any score."""
        columns = (
            TableColumn("spread_ids", "编号", 8, "key"),
            TableColumn("spread_headings", "服务过程质量指标", 26, "text"),
            TableColumn("spread_count", "份数", 8, "computed"),
            TableColumn("spread_lowest", share_title("最低", self.specification), 10, "computed"),
            TableColumn("spread_median", "中位数", 10, "computed"),
            TableColumn("spread_mean", share_title("平均", self.specification), 10, "computed"),
            TableColumn("spread_highest", share_title("最高", self.specification), 10, "computed"),
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
            *((self.clauses,) if self.specification.has_maturity else ()),
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
        return (*self.result_tables.values(), self.spread)

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
        for name, (sheet, row, column) in self.progress.items():
            found[name] = Area(sheet, row, column, row, column)
        titles = {sheet: sheet_title(self.specification, sheet) for sheet in SHEETS}
        return {name: replace(area, sheet=titles[area.sheet]) for name, area in found.items()}

    @property
    def progress(self) -> Mapping[str, tuple[str, int, int]]:
        """Sheet, row and column of each progress line of the workbook's sheets."""
        own = sheets_of(self.specification)
        return {name: place for name, place in PROGRESS.items() if place[0] in own}

    def _form_areas(self) -> Iterator[tuple[str, Area]]:
        left = self.indicators.left(fields.COEFFICIENT.name)
        right = left + self.forms - 1
        for row, column in enumerate(self.form_rows, FORM_ROW):
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
GROUP_FORM_FIGURES: tuple[tuple[str, str], ...] = (
    ("form_weights", "类别权重（%）"),
    ("form_same_group", "该类别的测评表份数"),
)
"""The rows that evaluator groups add."""
JUDGED_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("indicator_scoring", "填写方式", 9, "text"),
    TableColumn("indicator_limits", "最高可填", 7, "constant"),
    TableColumn("indicator_steps", "最小间隔", 7, "constant"),
)
"""What a form's cell of an indicator takes, where some are scored by judgement in points."""


def share_title(word: str, specification: Specification) -> str:
    """The title of a column of α, or of shares of the points where some are scored by judgement."""
    return f"{word} α" + ("/得分率" if specification.has_judged else "")


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


def _list(sheet: str, rows: int, inputs: tuple[fields.Column, ...], widths: tuple[float, ...]) -> Table:
    columns = tuple(
        TableColumn(column.name, column.label, width, "input")
        for column, width in zip(inputs, widths, strict=True)
    )
    return Table(sheet, TABLE_HEADER_ROW, tuple(str(number) for number in range(1, rows + 1)), columns)
