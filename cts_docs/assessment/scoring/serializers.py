"""A result as JSON: the part that `score --json` and the archive's result file have in common."""

from __future__ import annotations

from typing import Any

from cts_docs.assessment.figures import exact, points_as_data
from cts_docs.assessment.scoring.result import (
    CompositeResult,
    FormResult,
    GradeResult,
    GroupResult,
    ManagementResult,
    Margin,
    Result,
    ServiceResult,
)

Json = dict[str, Any]


def serialize_result(result: Result) -> Json:
    """Everything that follows from one assessment.

    `management` is null without a maturity part, and the margin then names neither points nor levels
    of it; `composite` is there where the specification has one.
    """
    maturity = bool(result.management.level)
    return {
        "service": _service(result.service),
        "management": _management(result.management) if maturity else None,
        **({} if result.composite is None else {"composite": _composite(result.composite)}),
        "conformity": {"passed": result.conformity.passed, "reasons": list(result.conformity.reasons)},
        "grade": _grade(result.grade, maturity=maturity),
    }


def serialize_trace(result: Result) -> list[Json]:
    """How each figure of a result came about."""
    return [
        {
            "figure": step.figure,
            "value": step.value,
            "formula": step.formula,
            "operands": dict(step.operands),
            "fields": list(step.fields),
            "clauses": list(step.clauses),
            "readings": list(step.readings),
        }
        for step in result.trace
    ]


def _service(service: ServiceResult) -> Json:
    return {
        "score": exact(service.score),
        "shown": service.shown,
        "forms": [_form(form) for form in service.forms],
        **({"groups": [_group(group) for group in service.groups]} if service.groups else {}),
        "characteristics": [
            {
                "id": part.id,
                "points": points_as_data(part.points),
                "earned": None if part.earned is None else exact(part.earned),
            }
            for part in service.characteristics
        ],
        "indicators": [
            {
                "id": indicator.id,
                "points": points_as_data(indicator.points),
                "coefficient": None if indicator.coefficient is None else exact(indicator.coefficient),
                "earned": None if indicator.earned is None else exact(indicator.earned),
            }
            for indicator in service.indicators
        ],
    }


def _form(form: FormResult) -> Json:
    return {
        "form": form.form,
        "evaluator": form.evaluator,
        **({"group": form.group} if form.group else {}),
        "date": form.date.isoformat() if form.date else None,
        "earned": exact(form.earned),
        "applicable": points_as_data(form.applicable),
        "score": exact(form.score),
    }


def _group(group: GroupResult) -> Json:
    return {"name": group.name, "weight": group.weight, "forms": group.forms, "score": exact(group.score)}


def _composite(composite: CompositeResult) -> Json:
    return {
        "score": exact(composite.score),
        "shown": composite.shown,
        "management": exact(composite.management),
    }


def _management(management: ManagementResult) -> Json:
    return {
        "total": points_as_data(management.total),
        "level": management.level,
        "clauses": [
            {"id": clause.id, "level": clause.level, "points": points_as_data(clause.points)}
            for clause in management.clauses
        ],
    }


def _grade(grade: GradeResult, *, maturity: bool) -> Json:
    margin = grade.margin
    return {
        "grade": grade.grade,
        "name": grade.name,
        "outcome": grade.outcome,
        "flags": list(grade.flags),
        "margin": None if margin is None else _margin(margin, maturity=maturity),
    }


def _margin(margin: Margin, *, maturity: bool) -> Json:
    management = {"management": points_as_data(margin.management), "level": margin.level}
    return {
        "score": exact(margin.score),
        **(management if maturity else {}),
        "gates": list(margin.gates),
    }
