"""The words of controlled forms beside the specification's text: labels, captions and notes."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from cts_docs.assessment.figures import exact
from cts_docs.documents.wording.common import JUDGED, listed, weighted
from cts_docs.specification.model import Chapter, Indicator, Specification

CLIENT, REPORT_NUMBER = "受审核方", "报告编号"
MEANS = "均值"
FORM, EVALUATOR, FORM_DATE, FORM_SUBJECT = "测评表", "测评员", "测评日期", "测评对象"
AUDIT_DATES, LEADER = "审核日期", "审核组长"
GROUP = "测评员类别"
SEE_FORMS = "见下列各测评表"

CHARACTERISTICS = "各服务特性得分"
CHARACTERISTIC_HEADER = ("服务特性指标", "应得分", "实际得分", "得分率（%）")
SUM = "合计"
FORMS = "各测评表得分"
FORMS_HEADER = ("序号", "测评员", "测评日期", "测评对象", "应得分", "实际得分", "得分率（%）")
GROUPED_FORMS_HEADER = (*FORMS_HEADER[:2], GROUP, *FORMS_HEADER[2:])
REMARKS = "各指标备注"
REMARKS_HEADER = ("服务过程质量指标", "备注")

ASSESSED = "评定等级："
LEVEL = "级"
SUBTOTALS = "管理要求各章得分"
SUBTOTAL_HEADER = ("管理要求", "总分值", "得分")
MANAGEMENT_TOTAL, MANAGEMENT_LEVEL = "管理成熟度总分", "管理成熟度等级"
MARK = " √"
MARK_NOTE = "注：加底色并标“√”的分值为该条款评定的成熟度等级得分。"

SIGNED_BY, SIGNED_ON = "签名", "日期"
SIGNED_DATE = f"{SIGNED_ON}：　　　年　　月　　日"

CONTROL_LABELS = {
    "status": "受控状态：",
    "number": "文件编号：",
    "version": "版本号：",
    "prepared_by": "编制：",
    "reviewed_by": "审核：",
    "approved_by": "批准：",
    "issue_date": "发布日期：",
    "effective_date": "生效日期：",
}
"""The label of each value of the control block, in the order of the cover."""

REVISIONS = "修订记录"
REVISIONS_HEADER = ("版本号", "日期", "修订内容")

SIGNED = ("reviewed_by", "approved_by")
"""Values beside which a person signs."""


def form_label(number: int, count: int) -> str:
    """Which of the evaluation forms this is; not a form number of document control."""
    return f"第 {number} 张，共 {count} 张"


def means_label(count: int) -> str:
    """That this sheet holds the means of all forms (reading B11: their number is printed)."""
    return f"均值，共 {count} 张"


def span_of_days(first: str, last: str) -> str:
    """From one day to another, or one day."""
    return first if first == last else f"{first}至{last}"


def form_note(specification: Specification) -> str:
    """How to read a single form (readings B1, B7 and B13)."""
    appendix = specification.appendix1
    weights = "按测评员类别加权" if specification.evaluator_groups else ""
    own = f"（标“{JUDGED}”的为评判得分）" if specification.has_judged else ""
    return (
        f"注：“{appendix.total_label}”为本张测评表的得分；“{appendix.score_label}”为全部测评表"
        f"得分{weights}的均值，见均值表。实际得分＝单项分值×体验系数 α{own}；得分率＝实际得分÷应得分×100。"
    )


def means_note(specification: Specification, count: int, *, by_person: bool, first_edition: bool) -> str:
    """How to read the sheet of the means (readings B7, B9 and B13); version 0.1 rounded α as well."""
    rounded = "各数分别取两位小数" if first_edition else "得分取两位小数"
    appendix = specification.appendix1
    means = "各位测评员得分率均值的均值" if by_person else "各张测评表得分率的均值"
    mean, rule = "均值", ""
    if groups := specification.evaluator_groups:
        mean, means = "加权均值", "各张测评表得分率的加权均值"
        rule = f"；权重按测评员类别（技术规范 {specification.method.groups}）：{weighted(groups)}"
    marks = f"体验系数 α、{JUDGED}得分" if specification.has_judged else "体验系数 α"
    return (
        f"注：本表的{marks}、实际得分和“{appendix.total_label}”为 {count} 张测评表的{mean}，"
        f"“{appendix.score_label}”为{means}{rule}；{rounded}，合计由未取舍的数值算得。"
    )


def band_note(specification: Specification) -> str:
    """The bands of the experience coefficient, as the specification prints them."""
    bands = " ".join(band.text for band in specification.experience_bands)
    return f"体验系数 α：{bands}"


def judged_note(specification: Specification) -> str:
    """Which indicators are scored by judgement in points, in which steps, and by which clause."""
    judged = sorted(
        (each for each in specification.indicators if each.judged_in), key=lambda each: each.judged_in or 0
    )
    steps = [
        f"{listed([f'{each.id} {each.name}' for each in alike])}以 {exact(step or 0)} 分为一档"
        for step, alike in groupby(judged, key=_step)
    ]
    return (
        f"{JUDGED}得分（技术规范 {specification.method.judged}）：{'；'.join(steps)}，"
        f"从 0 分到单项分值由测评员直接打分，填入时标“{JUDGED}”，实际得分即{JUDGED}得分。"
    )


def _step(indicator: Indicator) -> Fraction | None:
    return indicator.judged_in


def unprinted_note(specification: Specification, chapter: Chapter) -> str:
    """That a chapter's descriptions are printed empty as issued, and what it was assessed with (C8)."""
    alike = [
        other.id
        for other in specification.chapters
        if other.description == chapter.description and other.description_printed
    ]
    source = f"与第 {listed(alike)} 章相同的等级描述" if alike else "该章自己的等级描述"
    return (
        f"注：技术规范本附录第 {chapter.id} 章“{chapter.name}”的等级描述栏为空，本表按原文印制；"
        f"评价时采用{source}。"
    )


def total_note(total: str, level: str, lower_level: str, lower_total: str) -> str:
    """That the total reaches a level which all clauses one level lower would reach as well (C1)."""
    return (
        f"注：管理成熟度总分 {total} 分按技术规范的分级为{level}；"
        f"全部条款均为{lower_level}时总分为 {lower_total} 分。"
    )
