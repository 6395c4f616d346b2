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
RECERTIFICATION = "再认证"
WITHOUT_CERTIFICATE = ("监督", "特殊审核")
"""The audit types that issue no new certificate."""


@dataclass(frozen=True, slots=True)
class Form:
    """One evaluation form (一人次): one evaluator, one time.

    `coefficients` maps indicator ids to α; None stands for 不适用 (reading B8). An indicator
    whose cell is empty or wrong is absent.
    """

    number: int
    evaluator: str | None
    date: datetime.date | None
    subject: str | None
    coefficients: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class ClauseFinding:
    """The agreed maturity level of one scored clause, from 1, with its evidence."""

    id: str
    level: int | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of the audit team."""

    name: str | None
    role: str | None
    registration: str | None


@dataclass(frozen=True, slots=True)
class ChecklistFinding:
    """The finding on one specific requirement of 4.2.2: 符合 / 不符合 / 不适用."""

    id: str
    result: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Nonconformity:
    """One nonconformity; `severity` 严重 / 轻微, `status` 未关闭 / 已关闭."""

    number: str | None
    clause: str | None
    description: str | None
    severity: str | None
    status: str | None
    closed_date: datetime.date | None


def _no_values() -> Mapping[str, Value]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Assessment:
    """One audit as recorded under one version of a specification.

    `values` holds the single fields by their defined name (see `assessment.fields`); an empty
    or wrong field is absent. `indicator_evidence` holds remarks by indicator id.
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
