"""What the auditors recorded: plain values, independent of the file they were read from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

Value = str | Decimal | int | datetime.date

NOT_APPLICABLE = "不适用"
PASSED, FAILED = "符合", "不符合"
AGREED, REFUSED = "同意", "不同意"
MAJOR, MINOR = "严重", "轻微"
OPEN, CLOSED = "未关闭", "已关闭"
LEADER = "组长"
ACCEPTED = "接受"
PARTLY_EXEMPTED = "部分免除"
INITIAL, SURVEILLANCE, RECERTIFICATION = "初次认证", "监督", "再认证"
RECOMMENDATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        SURVEILLANCE: ("推荐保持认证", "不推荐保持认证"),
        RECERTIFICATION: ("推荐再认证", "不推荐再认证"),
    }
)
"""What an audit team recommends after an audit of a type, and what it does not; see `ORDINARY`."""

ORDINARY = ("推荐认证", "不推荐认证")
"""The recommendations for every other audit type, also accepted for those above."""

WITHOUT_CERTIFICATE = (SURVEILLANCE, "特殊审核")
"""The audit types that issue no new certificate."""


@dataclass(frozen=True, slots=True)
class Form:
    """One evaluation form (一人次): one evaluator, one time.

    `coefficients` maps indicator ids to α; None stands for 不适用 (reading B8). An indicator
    whose cell is empty or wrong is absent. An indicator that is scored by judgement has its points
    divided by the most that it can have. `group` is the evaluator's, where a specification has groups.
    """

    number: int
    evaluator: str | None
    date: datetime.date | None
    subject: str | None
    coefficients: Mapping[str, Fraction | None]
    group: str | None = None


@dataclass(frozen=True, slots=True)
class ClauseFinding:
    """The agreed maturity level of one scored clause, from 1, with its evidence."""

    id: str
    level: int | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of the audit team; `level` is the registration level (人员注册级别, layout 2)."""

    name: str | None
    role: str | None
    registration: str | None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class ChecklistFinding:
    """The finding on one specific requirement of 4.2.2: 符合 / 不符合 / 不适用."""

    id: str
    result: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Nonconformity:
    """One nonconformity; `severity` 严重 / 轻微, `status` 未关闭 / 已关闭.

    What follows the closed date is recorded from layout 2 on; `accepted` is 接受 / 不接受.
    """

    number: str | None
    clause: str | None
    description: str | None
    severity: str | None
    status: str | None
    closed_date: datetime.date | None
    cause: str | None = None
    correction: str | None = None
    action: str | None = None
    due_date: datetime.date | None = None
    accepted: str | None = None
    verifier: str | None = None
    verified_date: datetime.date | None = None
    verification: str | None = None

    @property
    def has_accepted_action(self) -> bool:
        """Whether a corrective action was accepted and its due date agreed."""
        return self.accepted == ACCEPTED and self.due_date is not None


@dataclass(frozen=True, slots=True)
class RequirementFinding:
    """The finding on one sub-item of Appendix 4 (layout 2): 符合 / 不符合 / 不适用."""

    id: str
    result: str | None
    evidence: str | None
    auditor: str | None


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One row of the audit plan (layout 2): when, who, which clause or contact point, where."""

    date: datetime.date | None
    time: str | None
    auditor: str | None
    subject: str | None
    place: str | None


def _no_values() -> Mapping[str, Value]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Assessment:
    """One audit as recorded under one version of a specification.

    `values` holds the single fields by their defined name (see `assessment.fields`); an empty
    or wrong field is absent. `indicator_evidence` holds remarks by indicator id. `layout` is that
    of the workbook: what a later one adds is not recorded.
    """

    specification_id: str
    specification_version: str
    values: Mapping[str, Value] = field(default_factory=_no_values)
    forms: tuple[Form, ...] = ()
    indicator_evidence: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    clauses: tuple[ClauseFinding, ...] = ()
    team: tuple[TeamMember, ...] = ()
    checklist: tuple[ChecklistFinding, ...] = ()
    nonconformities: tuple[Nonconformity, ...] = ()
    requirements: tuple[RequirementFinding, ...] = ()
    plan: tuple[PlanEntry, ...] = ()
    layout: int = 1

    def text(self, name: str) -> str | None:
        """The value of a field of text or of allowed words; None where it is empty."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def date(self, name: str) -> datetime.date | None:
        """The value of a date field; None where it is empty."""
        value = self.values.get(name)
        return value if isinstance(value, datetime.date) else None

    def number(self, name: str) -> Decimal | None:
        """The value of a number field; None where it is empty."""
        value = self.values.get(name)
        return Decimal(value) if isinstance(value, int | Decimal) else None
