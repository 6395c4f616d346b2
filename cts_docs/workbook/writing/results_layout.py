"""The layout of the results sheet: its single figures, and the tables below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Specification
from cts_docs.workbook.writing.areas import Table, TableColumn

RESULTS = "结果"


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
GROUP_FIGURES: tuple[Figure, ...] = (
    Figure("result_missing_groups", "没有测评表的测评员类别数", "每个类别至少一份测评表。", "0"),
    Figure("result_group_multiple", "各类别测评表份数的最小公倍数", "使判定只比较整数。", "0"),
    Figure("result_group_units", "100×最小公倍数", "", "0"),
)
"""The figures that evaluator groups add."""
TENTHS_FIGURE = Figure("result_applicable_tenths", "应得分×10", "使判定只比较整数。", "0")
"""The figure that points with a decimal add."""
OF_MATURITY = (
    *("result_remark", "result_management_missing", "result_management_total", "result_level_name"),
    *("result_missing_levels", "result_level"),
)
"""The figures that a specification without a maturity part has no use for."""


def figures_of(specification: Specification, readings: Readings) -> Iterator[Figure]:
    """The single figures of the results sheet, in their order."""
    worded = _worded(specification)
    for figure in FIGURES:
        if specification.has_maturity or figure.name not in OF_MATURITY:
            yield replace(figure, **worded.get(figure.name, {}))
        if figure.name == "result_management_total":
            yield from _composite(specification)
    if readings["B8"] == "on":
        yield NOT_APPLICABLE_FIGURE
    if readings["B9"] == "persons":
        yield from PERSON_FIGURES
    if specification.evaluator_groups:
        yield from GROUP_FIGURES
    if specification.has_decimals:
        yield TENTHS_FIGURE


def _composite(specification: Specification) -> Iterator[Figure]:
    composite = specification.composite
    if composite is None:
        return
    weighed = f"{composite.service}% × 测评得分 + {composite.management}% × 管理得分率。"
    yield Figure("result_management_percentage", "管理得分率（%）", "管理总分 ÷ 最高总分 × 100。", "0.00##")
    yield Figure("result_composite_shown", composite.name, weighed + _MARKED)
    yield Figure("result_composite_score", f"{composite.name}（未修约）", "", "0.0000")
    yield Figure("result_composite_hundredths", f"{composite.name}×100（修约后）", "", "0")
    yield Figure("result_composite_sum", f"{composite.name}的分子", "整数，级别判定只比较整数。", "0")
    yield Figure("result_composite_units", f"{composite.name}的分母", "", "0")


_MARKED = "两位小数；(−) 表示进位前未达到该分数线。"


def _worded(specification: Specification) -> Mapping[str, Mapping[str, str]]:
    """What a specification's own structures word otherwise in FIGURES."""
    words: dict[str, dict[str, str]] = {
        "result_earned_hundredths": {"label": f"{hundredths_label(specification)}（全部测评表）"}
    }
    if not specification.has_maturity:
        words["result_next_grade"] = {"note": ""}
    if specification.has_judged or specification.evaluator_groups:
        group = "或其类别" if specification.evaluator_groups else ""
        judged = "或评分" if specification.has_judged else ""
        words["result_form_faults"] = {"note": f"缺测评员{group}、缺系数{judged}、超出范围或小数过多。"}
    if specification.evaluator_groups:
        words["result_earned_hundredths"]["label"] = "按类别权重合计的得分（整数）"
    if specification.has_decimals:
        words["result_applicable_points"] = {"number_format": "General"}
    if points_have_decimals(specification):
        for name in ("result_management_total", "result_management_missing"):
            words[name] = {"number_format": "General"}
    if specification.composite is not None:
        words["result_score_missing"] = {"label": f"距下一级别还差{specification.composite.name}"}
        words["result_service_shown"] = {"note": "两位小数。"}
    return words


def hundredths_label(specification: Specification) -> str:
    """What the whole numbers are that are added up: points earned in hundredths or thousandths."""
    earned = "得分" if specification.has_judged else "分值×α"
    return f"∑{earned}×{1000 if specification.has_decimals else 100}"


def points_have_decimals(specification: Specification) -> bool:
    """Whether points of some clause's level have a decimal."""
    return any(points.denominator > 1 for clause in specification.clauses for points in clause.points)


def floor_columns(part: str, title: str) -> tuple[TableColumn, ...]:
    """What the specification asks of each row, 0 for nothing, and whether the row lies below it."""
    return (
        TableColumn(f"{part}_floors", title, 10, "constant"),
        TableColumn(f"{part}_below", "未达最低要求", 9, "computed"),
    )


def result_tables(specification: Specification, readings: Readings, header_row: int) -> Mapping[str, Table]:
    """The tables by name, the first with its header in `header_row`, two rows between them."""
    tables: dict[str, Table] = {}
    if specification.evaluator_groups:
        tables["groups"] = _groups(specification)
    tables["characteristics"] = _characteristics(specification)
    if specification.has_maturity:
        tables["chapters"] = _chapters(specification)
        tables["level_bands"] = _level_bands(specification, readings)
    tables["grade_bands"] = _grade_bands(specification, readings)
    placed: dict[str, Table] = {}
    for name, table in tables.items():
        placed[name] = replace(table, header_row=header_row)
        header_row = placed[name].last_row + 3
    return placed


def _groups(specification: Specification) -> Table:
    """The evaluator groups with their weights, forms and mean scores."""
    columns = (
        TableColumn("group_ids", "测评员类别", 30, "key"),
        TableColumn("group_weights", "权重（%）", 34, "constant"),
        TableColumn("group_forms", "测评表份数", 14, "computed"),
        TableColumn("group_scores", "平均得分", 12, "computed"),
    )
    return Table(RESULTS, 0, tuple(group.name for group in specification.evaluator_groups), columns)


def _characteristics(specification: Specification) -> Table:
    """The results by service characteristic."""
    floors = specification.floors_of("characteristic")
    columns = (
        TableColumn("characteristic_ids", "服务特性指标", 30, "key"),
        TableColumn("characteristic_applicable", "应得分", 34, "computed"),
        TableColumn("characteristic_earned", "平均实际得分", 14, "computed"),
        TableColumn("characteristic_scores", "得分（%）", 12, "computed"),
        *(floor_columns("characteristic", "最低得分率（%）") if floors else ()),
    )
    ids = tuple(part.heading for part in specification.appendix1.characteristics)
    return Table(RESULTS, 0, ids, columns)


def _chapters(specification: Specification) -> Table:
    """The results by chapter of the management requirements."""
    columns = (
        TableColumn("chapter_ids", "管理要求", 30, "key"),
        TableColumn("chapter_points", "得分", 34, "computed"),
        TableColumn("chapter_maximums", "总分值", 14, "constant"),
    )
    return Table(RESULTS, 0, tuple(chapter.heading for chapter in specification.chapters), columns)


def _level_bands(specification: Specification, readings: Readings) -> Table:
    """The bands of the management total, lowest first."""
    columns = (
        TableColumn("level_band_ids", "管理成熟度等级", 30, "key"),
        TableColumn("level_band_levels", "等级（数字）", 34, "constant"),
        TableColumn("level_band_lowers", "总分下限", 14, "constant"),
    )
    bands = specification.level_bands[readings["C1"]]
    ids = tuple(specification.level(band.level).name for band in bands)
    return Table(RESULTS, 0, ids, columns)


def _grade_bands(specification: Specification, readings: Readings) -> Table:
    """The bands of the score that the grade follows, highest first."""
    score = "测评得分" if specification.composite is None else specification.composite.name
    maturity = specification.has_maturity
    columns = (
        TableColumn("grade_band_ids", score, 30, "key"),
        TableColumn("grade_band_results", "判定级别", 34, "computed"),
        TableColumn("grade_band_lowers", "下限", 14, "constant"),
        TableColumn("grade_band_grades", "级别", 12, "constant"),
        *((TableColumn("grade_band_levels", "所需管理等级", 14, "constant"),) if maturity else ()),
        *((TableColumn("grade_band_required", "适用管理等级", 14, "computed"),) if maturity else ()),
        TableColumn("grade_band_reached", "达到下限", 10, "computed"),
        TableColumn("grade_band_current", "所在区间", 10, "computed"),
    )
    bands = specification.grading.tables[readings["A1"]]
    ids = tuple(f"{band.lower}–{band.upper}" for band in reversed(bands))
    return Table(RESULTS, 0, ids, columns)
