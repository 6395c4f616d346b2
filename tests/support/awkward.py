"""Random assessments that are complete for every stage, with texts that programs stumble over."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment.model import (
    Assessment,
    ChecklistFinding,
    ClauseFinding,
    Form,
    Nonconformity,
    PlanEntry,
    RequirementFinding,
    TeamMember,
    Value,
)
from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements
from cts_docs.workbook import blank_workbook
from filling import Filling, Scalar, fill
from tests.support.assessments import assessment

TEXTS = (
    "无",
    "A & B < C > D “引号” 'x'",
    "007",
    "1e5",
    "2026-03-01",
    "TRUE",
    "不适用",
    "0.50",
    "+86 791 0000 0000",
    "-",
    "@示例",
    "{{ 7*7 }} {% x %}",
    "𠮷野家 示例",
    "e\u0301 示例",
    "😀 示例",
    "示例\u3000全角空格",
    "示例\u00a0不换行空格",
    "#N/A",
    "示例" * 60,
)
SHORT_TEXTS = TEXTS[:-1]
LINES = (*TEXTS, "第一行\n第二行", "一\n\n三")
DAYS = [datetime.date(2026, 3, day) for day in range(2, 29)]


def random_assessment(chance: random.Random, specification: Specification, readings: Readings) -> Assessment:
    """One that passes the checks of every stage as far as single inputs go."""
    base = assessment(specification)
    excluded = {
        indicator.id
        for indicator in specification.indicators
        if readings["B8"] == "on" and chance.random() < 0.1 and indicator is not specification.indicators[0]
    }
    forms = tuple(_form(chance, specification, number, excluded) for number in range(1, chance.randint(2, 7)))
    return replace(
        base,
        values={**base.values, **_values(chance)},
        forms=forms,
        indicator_evidence={
            indicator.id: chance.choice(LINES)
            for indicator in specification.indicators
            if indicator.id in excluded or chance.random() < 0.3
        },
        clauses=tuple(
            ClauseFinding(clause.id, chance.randint(1, len(specification.levels)), chance.choice(LINES))
            for clause in specification.clauses
        ),
        team=(
            TeamMember(
                "示例组长", "组长", chance.choice((None, "007", "EX-0001")), chance.choice((None, "高级"))
            ),
            *(TeamMember(f"示例组员{n}", "组员", None) for n in range(chance.randint(0, 3))),
        ),
        checklist=tuple(
            ChecklistFinding(
                block.checklist,
                chance.choice(("符合", "不符合", "不适用")),
                chance.choice((None, *LINES)),
            )
            for block in specification.checklist
        ),
        nonconformities=tuple(_nonconformity(chance, n) for n in range(1, chance.randint(1, 4))),
        requirements=tuple(
            RequirementFinding(
                item.id,
                chance.choice(("符合", "不符合", "不适用")),
                chance.choice((None, *LINES)),
                chance.choice((None, *SHORT_TEXTS)),
            )
            for item in requirements(specification)
            if chance.random() < 0.7
        ),
        plan=tuple(
            PlanEntry(chance.choice((None, *DAYS)), "9:00", *(chance.choice(TEXTS) for _ in range(3)))
            for _ in range(chance.randint(0, 3))
        ),
        layout=2,
    )


def _form(chance: random.Random, specification: Specification, number: int, excluded: set[str]) -> Form:
    low = chance.choice((0, 60, 85))
    coefficients = {
        indicator.id: None if indicator.id in excluded else Fraction(chance.randint(low, 100), 100)
        for indicator in specification.indicators
    }
    return Form(number, f"示例测评员{number}", chance.choice(DAYS), chance.choice(TEXTS), coefficients)


def _values(chance: random.Random) -> dict[str, Value]:
    found: dict[str, Value] = {
        name: chance.choice(LINES)
        for name in ("sites", "sampling", "deviations", "conformity_basis", "strengths", "uncertainty")
    }
    found |= {name: chance.choice(TEXTS) for name in ("client_name", "client_contact", "contract_number")}
    found["person_days"] = chance.choice((Decimal("0.5"), Decimal(6), Decimal("12.25")))
    found["management_conformity"] = chance.choice(("符合", "符合", "不符合"))
    if chance.random() < 0.3:
        found |= {"existing_certificate": chance.choice(SHORT_TEXTS), "mark_use": chance.choice(LINES)}
    if chance.random() < 0.5:
        found |= {"cycle": chance.randint(0, 9), "first_grant_date": datetime.date(2023, 2, 28)}
    return found


def _nonconformity(chance: random.Random, number: int) -> Nonconformity:
    closed = chance.choice((None, DAYS[-1]))
    state = "未关闭" if closed is None else "已关闭"
    recorded = Nonconformity(f"NC-{number}", "6.2", chance.choice(LINES), "轻微", state, closed)
    if chance.random() < 0.5:
        return recorded
    return replace(
        recorded,
        cause=chance.choice((None, *LINES)),
        correction=chance.choice(LINES),
        action=chance.choice(LINES),
        due_date=chance.choice(DAYS),
        accepted=chance.choice((None, "接受", "不接受")),
        verifier=chance.choice(SHORT_TEXTS),
        verified_date=chance.choice((None, *DAYS)),
        verification=chance.choice(LINES),
    )


def written(specification: Specification, readings: Readings, item: Assessment) -> bytes:
    """The workbook that an assessment was read from."""
    forms = item.forms
    fillings: dict[str, Filling] = {
        **item.values,
        "evaluators": [form.evaluator for form in forms],
        "form_dates": [form.date for form in forms],
        "form_subjects": [form.subject for form in forms],
        "experience_coefficients": [
            [_coefficient(form.coefficients, indicator.id) for form in forms]
            for indicator in specification.indicators
        ],
        "indicator_evidence": [item.indicator_evidence.get(each.id) for each in specification.indicators],
        "maturity_levels": [clause.level for clause in item.clauses],
        "maturity_evidence": [clause.evidence for clause in item.clauses],
        "checklist_results": [finding.result for finding in item.checklist],
        "checklist_notes": [finding.note for finding in item.checklist],
        "team_names": [member.name for member in item.team],
        "team_roles": [member.role for member in item.team],
        "team_registrations": [member.registration for member in item.team],
        "nonconformity_numbers": [each.number for each in item.nonconformities],
        "nonconformity_clauses": [each.clause for each in item.nonconformities],
        "nonconformity_descriptions": [each.description for each in item.nonconformities],
        "nonconformity_severities": [each.severity for each in item.nonconformities],
        "nonconformity_statuses": [each.status for each in item.nonconformities],
        "nonconformity_closed_dates": [each.closed_date for each in item.nonconformities],
        "nonconformity_causes": [each.cause for each in item.nonconformities],
        "nonconformity_corrections": [each.correction for each in item.nonconformities],
        "nonconformity_actions": [each.action for each in item.nonconformities],
        "nonconformity_due_dates": [each.due_date for each in item.nonconformities],
        "nonconformity_accepted": [each.accepted for each in item.nonconformities],
        "nonconformity_verifiers": [each.verifier for each in item.nonconformities],
        "nonconformity_verified_dates": [each.verified_date for each in item.nonconformities],
        "nonconformity_verification": [each.verification for each in item.nonconformities],
        "team_levels": [member.level for member in item.team],
        "requirement_results": {each.id: each.result for each in item.requirements},
        "requirement_evidence": {each.id: each.evidence for each in item.requirements},
        "requirement_auditors": {each.id: each.auditor for each in item.requirements},
        "plan_dates": [each.date for each in item.plan],
        "plan_times": [each.time for each in item.plan],
        "plan_auditors": [each.auditor for each in item.plan],
        "plan_subjects": [each.subject for each in item.plan],
        "plan_places": [each.place for each in item.plan],
    }
    return fill(blank_workbook(specification, readings, len(forms)), fillings)


def _coefficient(coefficients: Mapping[str, Fraction | None], key: str) -> Scalar:
    value = coefficients[key]
    return "不适用" if value is None else value
