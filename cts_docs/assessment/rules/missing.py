"""Inputs that are required from a stage on and empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cts_docs.assessment.fields import (
    CHECKLIST_COLUMNS,
    EVALUATOR_GROUP,
    FIELDS,
    FORM_ROWS,
    INPUTS_OF_LAYOUT_2,
    LAYOUT,
    NONCONFORMITY_COLUMNS,
    TEAM_COLUMNS,
    Stage,
    field_named,
)
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import (
    AGREED,
    CLOSED,
    ORDINARY,
    RECERTIFICATION,
    RECOMMENDATIONS,
    WITHOUT_CERTIFICATE,
    Assessment,
    Form,
)
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.rules.violation import Violation
from cts_docs.errors import Problem
from cts_docs.specification.model import Indicator, Specification

_NEGATIVE = tuple(negative for _, negative in (ORDINARY, *RECOMMENDATIONS.values()))
_NONCONFORMITY_VALUES = ("number", "clause", "description", "severity", "status")


def missing(specification: Specification, readings: Readings, assessment: Assessment) -> Iterator[Violation]:
    """Every empty input that some stage requires."""
    yield from _single_fields(assessment)
    yield from _for_the_decision(assessment)
    yield from _forms(specification, readings, assessment)
    yield from _clauses(specification, assessment)
    yield from _checklist(specification, assessment)
    yield from _team(assessment)
    yield from _nonconformities(assessment)


def _missing(key: str, label: str, stage: Stage, code: str = "FIELD_MISSING") -> Violation:
    return Violation(Problem(code, field=key, values={"label": label}), stage)


def _single_fields(assessment: Assessment) -> Iterator[Violation]:
    for field in FIELDS:
        if field.stage is None or field.name in assessment.values:
            continue
        if assessment.layout < LAYOUT and field.name in INPUTS_OF_LAYOUT_2:
            continue
        if field.required_if is None:
            yield _missing(field.name, field.label, field.stage)
        elif assessment.text(field.required_if[0]) in field.required_if[1]:
            yield _missing(field.name, field.label, field.stage, "FIELD_MISSING_IF")


def _for_the_decision(assessment: Assessment) -> Iterator[Violation]:
    needed = []
    decision = assessment.text("decision")
    if decision is not None and _needs_reasons(decision, assessment.text("recommendation")):
        needed.append("decision_reasons")
    if decision == AGREED and assessment.text("audit_type") not in WITHOUT_CERTIFICATE:
        needed.append("grant_date")
    if assessment.text("audit_type") == RECERTIFICATION:
        needed += ["first_grant_date", "cycle"]
    for name in needed:
        if name not in assessment.values:
            yield _missing(name, field_named(name).label, "issue", "FIELD_MISSING_IF")


def _needs_reasons(decision: str, recommendation: str | None) -> bool:
    return decision != AGREED or recommendation in _NEGATIVE


def _forms(specification: Specification, readings: Readings, assessment: Assessment) -> Iterator[Violation]:
    least = int(readings["B11"])
    if len(assessment.forms) < least:
        values = {"expected": str(least)}
        found = str(len(assessment.forms))
        yield Violation(Problem("FORMS_TOO_FEW", field="evaluators", found=found, values=values), "score")
    for form in assessment.forms:
        yield from _form(specification, form)
    yield from _groups(specification, assessment)


def _groups(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    """Forms without one of the specification's groups of evaluators, and groups without a form."""
    names = [group.name for group in specification.evaluator_groups]
    values = {"expected": " / ".join(names), "clause": specification.method.groups}
    given = [form.group for form in assessment.forms]
    for form in assessment.forms if names else ():
        if form.group not in names:
            key = f"{EVALUATOR_GROUP.name}[{form.number}]"
            own = values | {"form": str(form.number), "evaluator": form.evaluator or "—"}
            code = "GROUP_MISSING" if form.group is None else "GROUP_UNKNOWN"
            yield Violation(Problem(code, field=key, found=form.group or "", values=own), "score")
    without = [name for name in names if name not in given]
    # A form whose group is not known yet may be of a group that has none.
    if len(without) > sum(group not in names for group in given):
        values |= {"missing": "、".join(without)}
        yield Violation(Problem("GROUP_WITHOUT_FORM", field=EVALUATOR_GROUP.name, values=values), "score")


def _form(specification: Specification, form: Form) -> Iterator[Violation]:
    for row, value in zip(FORM_ROWS, (form.evaluator, form.date, form.subject), strict=True):
        if value is None and row.stage is not None:
            yield _missing(f"{row.name}[{form.number}]", row.label, row.stage)
    for indicator in specification.indicators:
        if indicator.id not in form.coefficients:
            yield Violation(_mark_missing(indicator, form), "score")


def _mark_missing(indicator: Indicator, form: Form) -> Problem:
    """A form without α for an indicator, or without the points of one that is scored by judgement."""
    key = f"experience_coefficients[{indicator.id},{form.number}]"
    values = {"indicator": indicator.id, "form": str(form.number), "evaluator": form.evaluator or "—"}
    if indicator.judged_in is None:
        return Problem("COEFFICIENT_MISSING", field=key, values=values)
    values |= {"most": exact(indicator.points), "step": exact(indicator.judged_in)}
    return Problem("JUDGED_POINTS_MISSING", field=key, values=values)


def _clauses(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    found = {finding.id: finding for finding in assessment.clauses}
    for clause in specification.clauses:
        finding = found.get(clause.id)
        values = {"clause": clause.heading}
        if finding is None or finding.level is None:
            key = f"maturity_levels[{clause.id}]"
            yield Violation(Problem("LEVEL_MISSING", field=key, values=values), "score")
        if finding is None or finding.evidence is None:
            key = f"maturity_evidence[{clause.id}]"
            yield Violation(Problem("EVIDENCE_MISSING", field=key, values=values), "render")


def _checklist(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    answered = {finding.id for finding in assessment.checklist if finding.result is not None}
    for block in specification.checklist:
        if block.checklist not in answered:
            yield _missing(f"checklist_results[{block.checklist}]", CHECKLIST_COLUMNS[0].label, "render")


def _team(assessment: Assessment) -> Iterator[Violation]:
    if not assessment.team:
        yield _missing("team_names", TEAM_COLUMNS[0].label, "render", "TEAM_MISSING")
    for row, member in enumerate(assessment.team, 1):
        for column, value in zip(TEAM_COLUMNS, (member.name, member.role), strict=False):
            if value is None:
                yield _missing(f"{column.name}[{row}]", column.label, "render")


def _nonconformities(assessment: Assessment) -> Iterator[Violation]:
    closed_column = NONCONFORMITY_COLUMNS[-1]
    for row, item in enumerate(assessment.nonconformities, 1):
        required: Sequence[str | None] = [getattr(item, name) for name in _NONCONFORMITY_VALUES]
        for column, value in zip(NONCONFORMITY_COLUMNS, required, strict=False):
            if value is None:
                yield _missing(f"{column.name}[{row}]", column.label, "score")
        if item.status == CLOSED and item.closed_date is None:
            yield _missing(f"{closed_column.name}[{row}]", closed_column.label, "score", "FIELD_MISSING_IF")
