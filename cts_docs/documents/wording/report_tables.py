"""The labels, column titles and captions of the tables of the audit report and its internal annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cts_docs.specification.model import Specification

TABLE, FIGURE, TABLE_BOOKMARK = "表", "图", "table_"
"""The labels of numbered captions, and how the bookmark of a table's number begins."""

MANAGEMENT_PERCENTAGE = "管理得分率"
REPORT_NUMBER, STATUS, BODY, BODY_ADDRESS = "报告编号", "报告状态", "认证机构", "机构地址"
BODY_TELEPHONE = "机构电话"
SPECIFICATION, NUMBER, VERSION = "技术规范", "文件编号", "版本号"
ISSUED, EFFECTIVE = "发布日期", "生效日期"
PREPARED, REVIEWED, APPROVED = "编制", "审核", "批准"
CLIENT, AUDIT_TYPE, AUDIT_DATES = "受审核方", "审核类型", "审核日期"
REPORT_DATE = "报告日期"
CONTENT_HASH, CONFIGURATION_HASH, TOOLKIT = "内容校验值（SHA-256）", "配置文件校验值（SHA-256）", "生成程序"
CONTROL_STATUS = "受控状态"
FORM_COUNT = "测评表份数（人次）"
SERVICE_SCORE, MANAGEMENT_TOTAL, MANAGEMENT_LEVEL = "服务特性测评得分", "管理成熟度总分", "管理成熟度等级"
OUTCOME = "认证级别"
CERTIFICATE_NUMBER, GRANTED, VALID_UNTIL = "证书编号", "颁证日期", "有效期至"
FIRST_GRANTED, CYCLE = "初次获证日期", "认证周期"
DESCRIPTION, CAUSE, CORRECTION, ACTION, VERIFICATION = "不符合描述", "原因分析", "纠正", "纠正措施", "验证"

TEAM = ("姓名", "角色", "注册编号", "签名")
FORMS = ("测评表", "测评员", "测评日期", "测评对象", "实际得分", "应得分", "得分")
GROUPED_FORMS = (*FORMS[:2], "测评员类别", *FORMS[2:])
BANDS = ("档次", "含义", "系数 α")
INDICATORS = ("服务特性指标", "服务过程质量指标", "单项分值", "平均 α", "α 档次", "平均实际得分")
FINDINGS = ("项目", "记录内容")
REMARKS = ("指标", "备注")
CHARACTERISTICS = ("服务特性指标", "应得分", "平均实际得分", "得分率（%）")
TOTAL = "合计"
LOW = ("指标", "份数", "测评表编号（体验系数 α）")
CHECKLIST = ("要求", "结果", "说明")
CLAUSES = ("条款", "管理成熟度\n等级", "得分", "审核证据")
CONFORMITY = ("条款", "检查结果\n（子项数）", "符合性", "审核证据")
CHAPTERS = ("章", "得分", "总分")
WEAK = ("条款", "管理成熟度等级", "得分", "总分值")
LEVEL_BANDS = ("管理成熟度总分", "管理成熟度等级")
GROUPS = ("测评员类别", "权重", "测评表份数", "平均得分")
READINGS = ("编号", "依据", "条文解释", "来源")
QUESTIONS = ("技术规范未明确之处", "本次适用的条文解释")
SPREAD = ("指标", "最低 α", "最高 α", "平均 α", "极差")

CAPTIONS = {
    "control": "报告控制信息",
    "specification": "技术规范",
    "client": "受审核方信息",
    "contract": "合同与审核类型",
    "existing": "现有证书",
    "team": "审核组成员",
    "conduct": "审核的实施",
    "bands": "体验系数 α 的分档",
    "forms": "各测评表得分",
    "groups": "各类测评员的权重与平均得分",
    "indicators": "各项指标的平均体验系数与平均实际得分",
    "remarks": "各项指标的备注",
    "characteristics": "各服务特性的平均得分",
    "low": "体验系数 α 较低的指标",
    "qms": "质量管理体系认证证书",
    "checklist": "特定的管理要求检查结果（{clause}）",
    "clauses": "各条款的管理成熟度等级、得分与审核证据",
    "conformity": "各条款的检查结果与符合性（{appendix}）",
    "chapters": "管理要求各章得分",
    "level_bands": "管理成熟度总分的分级",
    "weak": "管理成熟度等级较低的条款",
    "findings": "不符合项",
    "grade_bands": "认证级别的分数段",
    "figures": "得分与等级",
    "questions": "与本次结果有关的条文解释",
    "conclusion": "审核结论与推荐意见",
    "review": "复核",
    "decision": "认证决定",
    "certificate": "颁发的证书",
}
"""The titles of the tables, in the order in which they stand."""


def captions(specification: Specification) -> Mapping[str, str]:
    """The titles of the tables, with the clause of the specific requirements and the appendix in full."""
    clause, appendix = specification.method.specific, specification.appendix4.label
    judged = _OF_JUDGED if specification.has_judged else {}
    without = {} if specification.has_maturity else {"figures": "得分与结论"}
    words = {**CAPTIONS, **judged, **without}
    return {name: text.format(clause=clause, appendix=appendix) for name, text in words.items()}


_OF_JUDGED = {
    "indicators": "各项指标的平均体验系数或评判得分与平均实际得分",
    "low": "体验系数 α 或评判得分率较低的指标",
}
"""The titles of tables that also hold points given by judgement."""

OF_MATURITY = frozenset(("clauses", "chapters", "level_bands", "weak"))
"""The tables that only a specification with a maturity part has."""


def indicators_header(specification: Specification) -> Sequence[str]:
    """The columns of the indicators; points given by judgement stand beside the mean coefficients."""
    return tuple(_with_judged(specification, title, "平均 α") for title in INDICATORS)


def low_header(specification: Specification) -> Sequence[str]:
    """The columns of the listed indicators."""
    return tuple(_with_judged(specification, title, "（体验系数 α") for title in LOW)


def _with_judged(specification: Specification, title: str, coefficient: str) -> str:
    judged = specification.has_judged and coefficient in title
    return title.replace(coefficient, f"{coefficient} 或评判得分") if judged else title


def graded_score(specification: Specification) -> str:
    """What the score is called that the grade bands divide."""
    return specification.composite.name if specification.composite else SERVICE_SCORE


def grade_bands_header(specification: Specification) -> Sequence[str]:
    """The columns of the grade bands; no level where there is no maturity part."""
    level = ("所需管理成熟度等级",) if specification.has_maturity else ()
    return (graded_score(specification), *level, OUTCOME)


INTERNAL_CAPTIONS = {
    "margin": "距高一级认证级别的差距",
    "spread": "各项指标体验系数 α 的离散程度",
    "readings": "采用的条文解释",
    "origin": "生成信息",
}
"""The titles of the internal annex's tables, in the order in which they stand."""


def internal_captions(specification: Specification) -> Mapping[str, str]:
    """The same for a specification, which may have points given by judgement."""
    judged = {"spread": "各项指标体验系数 α 或评判得分的离散程度"} if specification.has_judged else {}
    return {**INTERNAL_CAPTIONS, **judged}


def spread_header(specification: Specification) -> Sequence[str]:
    """The columns of the spread; they name α only where every figure is a coefficient."""
    return tuple(title.removesuffix(" α") if specification.has_judged else title for title in SPREAD)


OUTCOME_NOW, MISSING, TOTAL_MISSING = "本次结论", "{score}尚缺", "管理成熟度总分尚缺"
