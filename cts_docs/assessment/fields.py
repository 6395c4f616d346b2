"""Every field that an auditor fills in: the one source of blank, reader, checks, help text and docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from cts_docs.specification.model import Indicator, Specification

Stage = Literal["score", "render", "issue"]
STAGES: tuple[Stage, ...] = ("score", "render", "issue")
Kind = Literal["text", "lines", "number", "whole", "date", "choice", "credit_code"]
Group = Literal["client", "contract", "audit", "qms", "conformity", "conclusion", "decision"]


def reached(stage: Stage, asked: Stage) -> bool:
    """Whether a requirement of `stage` applies at the stage `asked` (score ⊂ render ⊂ issue)."""
    return STAGES.index(stage) <= STAGES.index(asked)


@dataclass(frozen=True, slots=True)
class Field:
    """A single input, found by its defined name.

    `stage` is from when it is required, None where it is optional; `required_if` names another
    field and the words there that make this one required. `limit` is the most characters.
    """

    name: str
    label: str
    group: Group
    kind: Kind
    stage: Stage | None = None
    limit: int = 2000
    choices: tuple[str, ...] = ()
    required_if: tuple[str, tuple[str, ...]] | None = None
    hint: str = ""


LAYOUT = 2
"""The layout of a blank made from now on; workbooks of layout 1 stay accepted."""

_WORDS_ONE_LINE = 200
_ON_A_CERTIFICATE = ("audit_type", ("监督", "再认证"))

FIELDS: tuple[Field, ...] = (
    Field("client_name", "受审核方名称", "client", "text", "score", 200, hint="与营业执照一致的全称。"),
    Field(
        "client_name_en",
        "受审核方英文名称",
        "client",
        "text",
        None,
        200,
        hint="三项英文信息齐备时证书才印英文。",
    ),
    Field("client_credit_code", "统一社会信用代码", "client", "credit_code", "render", 18),
    Field("client_address", "地址", "client", "text", "render", 200),
    Field("client_address_en", "英文地址", "client", "text", None, 400),
    Field("certification_scope", "认证范围", "client", "lines", "render", 300),
    Field("certification_scope_en", "英文认证范围", "client", "lines", None, 600),
    Field("client_contact", "联系人", "client", "text", None, _WORDS_ONE_LINE),
    Field("client_phone", "联系电话", "client", "text", None, _WORDS_ONE_LINE),
    Field("sites", "场所与项目", "client", "lines", "render", hint="每行一处场所或一个项目。"),
    Field("contract_number", "合同编号", "contract", "text", None, _WORDS_ONE_LINE),
    Field(
        "audit_type",
        "审核类型",
        "contract",
        "choice",
        "render",
        choices=("初次认证", "监督", "再认证", "特殊审核"),
    ),
    Field(
        "existing_certificate",
        "原证书编号",
        "contract",
        "text",
        "render",
        100,
        required_if=_ON_A_CERTIFICATE,
    ),
    Field(
        "existing_certificate_valid_until",
        "原证书有效期至",
        "contract",
        "date",
        "render",
        required_if=_ON_A_CERTIFICATE,
    ),
    Field("audit_start", "审核开始日期", "audit", "date", "render"),
    Field("audit_end", "审核结束日期", "audit", "date", "render"),
    Field("audit_places", "审核地点", "audit", "lines", "render"),
    Field("person_days", "审核人日", "audit", "number", "render"),
    Field("sampling", "抽样的项目、人员与人次", "audit", "lines", "render"),
    Field("deviations", "与审核计划的偏离", "audit", "lines", "render", hint="没有偏离时填“无”。"),
    Field("areas_not_covered", "未覆盖的区域", "audit", "lines", "render", hint="全部覆盖时填“无”。"),
    Field("qms_certificate_number", "质量管理体系证书编号", "qms", "text", None, _WORDS_ONE_LINE),
    Field("qms_certificate_body", "质量管理体系发证机构", "qms", "text", None, _WORDS_ONE_LINE),
    Field("qms_certificate_valid_until", "质量管理体系证书有效期至", "qms", "date"),
    Field(
        "qms_certificate_accredited", "证书是否被认可", "qms", "choice", None, choices=("被认可", "未认可")
    ),
    Field(
        "qms_treatment",
        "通用要求的审核方式",
        "qms",
        "choice",
        "render",
        choices=("全部审核", "部分免除"),
    ),
    Field(
        "qms_risk_reasons",
        "免除的风险评估",
        "qms",
        "lines",
        "render",
        required_if=("qms_treatment", ("部分免除",)),
        hint="部分免除时必填。",
    ),
    Field(
        "management_conformity",
        "管理要求符合性审查结论",
        "conformity",
        "choice",
        "score",
        choices=("符合", "不符合"),
        hint="必须通过管理要求符合性审查后才有认证级别。",
    ),
    Field("conformity_basis", "结论依据", "conformity", "lines", "render"),
    Field("strengths", "优势", "conclusion", "lines", "render", hint="没有时填“无”。"),
    Field("improvements", "改进建议", "conclusion", "lines", "render", hint="没有时填“无”。"),
    Field("uncertainty", "影响结论的不确定因素", "conclusion", "lines", "render", hint="没有时填“无”。"),
    Field(
        "recommendation",
        "推荐意见",
        "conclusion",
        "choice",
        "render",
        choices=(
            "推荐认证",
            "不推荐认证",
            "推荐保持认证",
            "不推荐保持认证",
            "推荐再认证",
            "不推荐再认证",
        ),
        hint="监督填“保持认证”，再认证填“再认证”。",
    ),
    Field(
        "earlier_nonconformities",
        "上次不符合项的跟踪",
        "conclusion",
        "lines",
        "render",
        required_if=_ON_A_CERTIFICATE,
        hint="没有时填“无”。",
    ),
    Field(
        "mark_use",
        "证书与标志使用情况",
        "conclusion",
        "lines",
        "render",
        required_if=_ON_A_CERTIFICATE,
    ),
    Field("distribution", "报告分发范围", "conclusion", "lines", "render"),
    Field("report_date", "报告日期", "conclusion", "date", "render"),
    Field("reviewer", "复核人", "decision", "text", "issue", 100, hint="不得是审核组成员或测评员。"),
    Field("review_date", "复核日期", "decision", "date", "issue"),
    Field("review_opinion", "复核意见", "decision", "choice", "issue", choices=("同意", "不同意")),
    Field("decision", "认证决定", "decision", "choice", "issue", choices=("同意", "不同意")),
    Field("decider", "认证决定人", "decision", "text", "issue", 100, hint="不得是审核组成员或测评员。"),
    Field("decision_date", "认证决定日期", "decision", "date", "issue"),
    Field(
        "decision_reasons", "决定理由", "decision", "lines", None, hint="不同意，或与推荐意见不一致时必填。"
    ),
    Field(
        "grant_date", "颁证日期", "decision", "date", None, hint="同意颁证时填写；证书年份与有效期由此起算。"
    ),
    Field("first_grant_date", "初次获证日期", "decision", "date", None, hint="再认证时必填。"),
    Field("cycle", "认证周期", "decision", "whole", None, hint="0 表示首个周期；再认证时必填。"),
)

FIELDS_OF_LAYOUT_2: tuple[Field, ...] = tuple(
    field
    for field in FIELDS
    if field.name
    in ("existing_certificate", "existing_certificate_valid_until", "earlier_nonconformities", "mark_use")
)
"""The single fields that layout 2 adds; required from *render* on for 监督 and 再认证."""


@dataclass(frozen=True, slots=True)
class Column:
    """An input range, one cell per row of its table (or per form).

    Kind `points` takes 0 to `most` points in multiples of `step`. A coefficient or points may only be
    不适用 (reading B8) where `may_not_apply`.
    """

    name: str
    label: str
    kind: Kind | Literal["coefficient", "points", "level"]
    stage: Stage | None = None
    limit: int = 2000
    choices: tuple[str, ...] = ()
    hint: str = ""
    most: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    may_not_apply: bool = True


FORM_ROWS: tuple[Column, ...] = (
    Column("evaluators", "测评员", "text", "score", 100),
    Column("form_dates", "测评日期", "date", "render"),
    Column("form_subjects", "测评对象（项目或顾客）", "text", "render", 200),
)
EVALUATOR_GROUP = Column("evaluator_groups", "测评员类别", "choice", "score")
"""The group of a form's evaluator, where a specification has groups: see `form_rows`."""

COEFFICIENT = Column(
    "experience_coefficients", "体验系数 α", "coefficient", "score", hint="0 至 1，最多两位小数。"
)
INDICATOR_EVIDENCE = Column("indicator_evidence", "备注（不适用时写明理由）", "lines")
CLAUSE_COLUMNS: tuple[Column, ...] = (
    Column("maturity_levels", "成熟度等级", "level", "score", hint="1 最低。"),
    Column("maturity_evidence", "审核证据", "lines", "render"),
)
CHECKLIST_COLUMNS: tuple[Column, ...] = (
    Column("checklist_results", "结果", "choice", "render", choices=("符合", "不符合", "不适用")),
    Column("checklist_notes", "说明", "lines"),
)
TEAM_COLUMNS: tuple[Column, ...] = (
    Column("team_names", "姓名", "text", "render", 100),
    Column("team_roles", "角色", "choice", "render", choices=("组长", "组员", "技术专家")),
    Column("team_registrations", "注册编号", "text", None, 100),
)
NONCONFORMITY_COLUMNS: tuple[Column, ...] = (
    Column("nonconformity_numbers", "编号", "text", "score", 50),
    Column("nonconformity_clauses", "条款", "text", "score", 100),
    Column("nonconformity_descriptions", "不符合描述", "lines", "score"),
    Column("nonconformity_severities", "性质", "choice", "score", choices=("严重", "轻微")),
    Column("nonconformity_statuses", "状态", "choice", "score", choices=("未关闭", "已关闭")),
    Column("nonconformity_closed_dates", "关闭日期", "date", None, hint="已关闭时必填。"),
)
NONCONFORMITY_COLUMNS_OF_LAYOUT_2: tuple[Column, ...] = (
    Column("nonconformity_causes", "原因分析", "lines"),
    Column("nonconformity_corrections", "纠正", "lines"),
    Column("nonconformity_actions", "纠正措施", "lines"),
    Column("nonconformity_due_dates", "完成期限", "date"),
    Column("nonconformity_accepted", "措施是否接受", "choice", choices=("接受", "不接受")),
    Column("nonconformity_verifiers", "验证人", "text", None, 100),
    Column("nonconformity_verified_dates", "验证日期", "date"),
    Column("nonconformity_verification", "验证情况", "lines"),
)
TEAM_COLUMNS_OF_LAYOUT_2: tuple[Column, ...] = (Column("team_levels", "人员注册级别", "text", None, 100),)
REQUIREMENT_COLUMNS: tuple[Column, ...] = (
    Column("requirement_results", "结果", "choice", choices=("符合", "不符合", "不适用")),
    Column("requirement_evidence", "证据", "lines"),
    Column("requirement_auditors", "审核员", "text", None, 100),
)
PLAN_COLUMNS: tuple[Column, ...] = (
    Column("plan_dates", "日期", "date"),
    Column("plan_times", "时间", "text", None, 50),
    Column("plan_auditors", "审核员", "text", None, 200),
    Column("plan_subjects", "条款或接触点", "text", None, 200),
    Column("plan_places", "场所", "text", None, 200),
)
"""The ranges that layout 2 adds, all optional."""

TABLES: tuple[tuple[str, ...], ...] = (
    (
        *("indicator_ids", *(row.name for row in FORM_ROWS), EVALUATOR_GROUP.name),
        *(COEFFICIENT.name, INDICATOR_EVIDENCE.name),
    ),
    ("clause_ids", *(column.name for column in CLAUSE_COLUMNS)),
    ("checklist_ids", *(column.name for column in CHECKLIST_COLUMNS)),
    tuple(column.name for column in (*TEAM_COLUMNS, *TEAM_COLUMNS_OF_LAYOUT_2)),
    tuple(column.name for column in (*NONCONFORMITY_COLUMNS, *NONCONFORMITY_COLUMNS_OF_LAYOUT_2)),
    ("requirement_ids", *(column.name for column in REQUIREMENT_COLUMNS)),
    tuple(column.name for column in PLAN_COLUMNS),
)
"""The ranges that are read together: without one of them none of its table is."""

EARLIER_LABELS: Mapping[str, str] = MappingProxyType({"qms_treatment": "通用要求的审核方式（5.2.2）"})
"""Labels of the blanks of earlier versions, where they were worded otherwise."""

_BY_NAME = {field.name: field for field in FIELDS}


def field_named(name: str) -> Field:
    """The single field of a defined name."""
    return _BY_NAME[name]


def table_of(name: str) -> tuple[str, ...]:
    """The ranges of the table that a range belongs to, itself included; none for a single field."""
    return next((names for names in TABLES if name in names), ())


def form_rows(specification: Specification) -> tuple[Column, ...]:
    """The inputs above the coefficients of a form; with the evaluator's group where there are groups."""
    names = tuple(group.name for group in specification.evaluator_groups)
    return (*FORM_ROWS, replace(EVALUATOR_GROUP, choices=names)) if names else FORM_ROWS


def coefficient_column(specification: Specification, indicator: Indicator) -> Column:
    """What a form's cell of an indicator takes: α, or points where it is scored by judgement."""
    may_not_apply = indicator.id in specification.may_not_apply
    if indicator.judged_in is None:
        return replace(COEFFICIENT, may_not_apply=may_not_apply)
    return replace(
        COEFFICIENT,
        label="评分",
        kind="points",
        hint="",
        most=Fraction(indicator.points),
        step=indicator.judged_in,
        may_not_apply=may_not_apply,
    )


def columns_of(specification: Specification) -> Iterator[Column]:
    """Every input range of a specification's workbook."""
    left_out = () if specification.has_maturity else CLAUSE_COLUMNS
    yield from form_rows(specification)
    yield from (column for column in columns() if column not in (*FORM_ROWS, *left_out))


def columns() -> Iterator[Column]:
    """Every input range that any workbook may have but the evaluators' groups, those of layout 2 last."""
    yield from FORM_ROWS
    yield COEFFICIENT
    yield INDICATOR_EVIDENCE
    yield from CLAUSE_COLUMNS
    yield from CHECKLIST_COLUMNS
    yield from TEAM_COLUMNS
    yield from NONCONFORMITY_COLUMNS
    yield from _columns_of_layout_2()


def _columns_of_layout_2() -> Iterator[Column]:
    yield from TEAM_COLUMNS_OF_LAYOUT_2
    yield from NONCONFORMITY_COLUMNS_OF_LAYOUT_2
    yield from REQUIREMENT_COLUMNS
    yield from PLAN_COLUMNS


def team_columns(layout: int) -> tuple[Column, ...]:
    """The columns of the team in a layout."""
    return TEAM_COLUMNS if layout < LAYOUT else (*TEAM_COLUMNS, *TEAM_COLUMNS_OF_LAYOUT_2)


def nonconformity_columns(layout: int) -> tuple[Column, ...]:
    """The columns of the nonconformities in a layout."""
    added = () if layout < LAYOUT else NONCONFORMITY_COLUMNS_OF_LAYOUT_2
    return (*NONCONFORMITY_COLUMNS, *added)


INPUTS_OF_LAYOUT_2 = frozenset(
    (*(field.name for field in FIELDS_OF_LAYOUT_2), *(column.name for column in _columns_of_layout_2()))
)
"""The names of the inputs that layout 2 adds."""
