"""Assessments for tests, complete for every stage unless told otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import cycle, islice

from cts_docs.assessment.model import Assessment, ChecklistFinding, ClauseFinding, Form, TeamMember, Value
from cts_docs.specification.model import Indicator, Specification

CREDIT_CODE = "91360100MA35EXAM0L"

VALUES: Mapping[str, Value] = {
    "client_name": "示例市政工程有限公司",
    "client_credit_code": CREDIT_CODE,
    "client_address": "示例省示例市示例路 1 号",
    "certification_scope": "城镇污水处理厂工程施工服务",
    "sites": "示例污水处理厂一期",
    "audit_type": "初次认证",
    "audit_start": datetime.date(2026, 3, 2),
    "audit_end": datetime.date(2026, 3, 4),
    "audit_places": "示例市",
    "person_days": Decimal(6),
    "sampling": "示例项目 2 个，服务人员 6 人",
    "deviations": "无",
    "areas_not_covered": "无",
    "qms_treatment": "全部审核",
    "management_conformity": "符合",
    "conformity_basis": "现场审核记录",
    "strengths": "无",
    "improvements": "无",
    "uncertainty": "无",
    "recommendation": "推荐认证",
    "distribution": "受审核方",
    "report_date": datetime.date(2026, 3, 10),
    "reviewer": "示例复核人",
    "review_date": datetime.date(2026, 3, 12),
    "review_opinion": "同意",
    "decision": "同意",
    "decider": "示例决定人",
    "decision_date": datetime.date(2026, 3, 16),
    "grant_date": datetime.date(2026, 3, 18),
}


def assessment(
    specification: Specification,
    coefficients: Sequence[str | Sequence[str]] = ("0.9",),
    levels: int | Sequence[int] = 4,
    **values: Value | None,
) -> Assessment:
    """An assessment with one form for each item of `coefficients`.

    An item is one α for every indicator or a sequence that is repeated over the indicators;
    so are `levels` over the clauses. The groups of evaluators take turns, and the items are repeated
    until each has a form. A value of None empties a field.
    """
    count = max(len(coefficients), len(specification.evaluator_groups))
    items = islice(cycle(coefficients), count if coefficients else 0)
    filled = {key: value for key, value in {**VALUES, **values}.items() if value is not None}
    return Assessment(
        specification_id=specification.id,
        specification_version=specification.control.version,
        values=filled,
        forms=tuple(form(specification, number, item) for number, item in enumerate(items, 1)),
        clauses=clause_findings(specification, levels),
        team=(TeamMember("示例组长", "组长", "EX-0001"), TeamMember("示例组员", "组员", None)),
        checklist=tuple(ChecklistFinding(block.checklist, "符合", None) for block in specification.checklist),
    )


def form(specification: Specification, number: int, coefficients: str | Sequence[str]) -> Form:
    """One evaluation form; `coefficients` as in `assessment`."""
    many = [coefficients] if isinstance(coefficients, str) else list(coefficients)
    values = islice(cycle(many), len(specification.indicators))
    groups = specification.evaluator_groups
    return Form(
        number=number,
        evaluator=f"示例测评员{number}",
        date=datetime.date(2026, 3, 3),
        subject="示例项目",
        coefficients={
            indicator.id: marked(indicator, value) / indicator.points
            if indicator.judged_in
            else Fraction(value)
            for indicator, value in zip(specification.indicators, values, strict=True)
        },
        group=groups[(number - 1) % len(groups)].name if groups else None,
    )


def marked(indicator: Indicator, coefficient: str) -> Fraction:
    """What an evaluator enters who means α: α itself, or the points by judgement next below its share."""
    if indicator.judged_in is None:
        return Fraction(coefficient)
    return Fraction(coefficient) * indicator.points // indicator.judged_in * indicator.judged_in


def clause_findings(specification: Specification, levels: int | Sequence[int]) -> tuple[ClauseFinding, ...]:
    """A level and evidence for every clause."""
    many = [levels] if isinstance(levels, int) else list(levels)
    repeated = islice(cycle(many), len(specification.clauses))
    return tuple(
        ClauseFinding(clause.id, level, "示例证据")
        for clause, level in zip(specification.clauses, repeated, strict=True)
    )


def without(item: Assessment, *names: str) -> Assessment:
    """The same assessment with fields emptied."""
    return replace(item, values={key: value for key, value in item.values.items() if key not in names})
