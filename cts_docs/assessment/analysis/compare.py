"""Two assessments side by side: which inputs and which figures differ."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cts_docs.assessment.fields import (
    CHECKLIST_COLUMNS,
    CLAUSE_COLUMNS,
    COEFFICIENT,
    EVALUATOR_GROUP,
    FIELDS,
    FORM_ROWS,
    INDICATOR_EVIDENCE,
    LAYOUT,
    PLAN_COLUMNS,
    REQUIREMENT_COLUMNS,
    Column,
    columns,
    nonconformity_columns,
    team_columns,
)
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import NOT_APPLICABLE, Assessment, Form, Value
from cts_docs.assessment.scoring.result import FigureValue, Result
from cts_docs.specification.model import Indicator, Specification

JUDGED_POINTS = "评判得分"
_LABELS: Mapping[str, str] = {
    **{field.name: field.label for field in FIELDS},
    **{column.name: column.label for column in (*columns(), EVALUATOR_GROUP)},
}
_TEAM, _NONCONFORMITY = team_columns(LAYOUT), nonconformity_columns(LAYOUT)


_DISPLAY_ORDER = (
    "grade.",
    "composite.",
    "service.score",
    "service.shown",
    "service.groups",
    "management.level",
    "management.total",
    "conformity.",
    "service.characteristics",
    "service.indicators",
    "management.clauses",
    "service.forms",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One input or figure that differs; None where one side has none.

    `key` is the input's key in the workbook or the figure's path, `label` its Chinese name.
    """

    kind: Literal["input", "figure"]
    key: str
    label: str
    before: FigureValue
    after: FigureValue


@dataclass(frozen=True, slots=True)
class Side:
    """One of two compared audits."""

    specification: Specification
    assessment: Assessment
    result: Result


def differences(before: Side, after: Side) -> tuple[Difference, ...]:
    """Every figure that differs, the grade first, then every input that differs."""
    judged = {*before.specification.judged, *after.specification.judged}
    figures = _differing("figure", _figures(before.result), _figures(after.result), judged)
    entered, now = (inputs(side.specification, side.assessment) for side in (before, after))
    return (
        *sorted(figures, key=lambda each: display_order(each.key)),
        *_differing("input", entered, now, judged),
    )


def display_order(figure: str) -> int:
    """The position of a figure where figures are listed: results before what they are computed from."""
    positions = (position for position, part in enumerate(_DISPLAY_ORDER) if figure.startswith(part))
    return next(positions, len(_DISPLAY_ORDER))


def inputs(specification: Specification, assessment: Assessment) -> dict[str, str]:
    """Every filled input as text, by its key in the workbook; judged indicators in points."""
    return dict(_inputs(specification, assessment))


def _inputs(specification: Specification, assessment: Assessment) -> Iterator[tuple[str, str]]:
    indicators = {indicator.id: indicator for indicator in specification.indicators}
    for name, value in assessment.values.items():
        yield name, _text(value)
    for form in assessment.forms:
        yield from _form(form, indicators)
    for key, remark in assessment.indicator_evidence.items():
        yield f"{INDICATOR_EVIDENCE.name}[{key}]", remark
    for clause in assessment.clauses:
        yield from _row(clause.id, CLAUSE_COLUMNS, (clause.level, clause.evidence))
    for item in assessment.checklist:
        yield from _row(item.id, CHECKLIST_COLUMNS, (item.result, item.note))
    yield from _lists(assessment)


def _lists(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for number, member in enumerate(assessment.team, 1):
        yield from _row(str(number), _TEAM, (member.name, member.role, member.registration, member.level))
    for number, found in enumerate(assessment.nonconformities, 1):
        values = (
            found.number,
            found.clause,
            found.description,
            found.severity,
            found.status,
            found.closed_date,
            found.cause,
            found.correction,
            found.action,
            found.due_date,
            found.accepted,
            found.verifier,
            found.verified_date,
            found.verification,
        )
        yield from _row(str(number), _NONCONFORMITY, values)
    for sub_item in assessment.requirements:
        yield from _row(
            sub_item.id, REQUIREMENT_COLUMNS, (sub_item.result, sub_item.evidence, sub_item.auditor)
        )
    for number, entry in enumerate(assessment.plan, 1):
        row = (entry.date, entry.time, entry.auditor, entry.subject, entry.place)
        yield from _row(str(number), PLAN_COLUMNS, row)


def _form(form: Form, indicators: Mapping[str, Indicator]) -> Iterator[tuple[str, str]]:
    row = (*FORM_ROWS, EVALUATOR_GROUP)
    yield from _row(str(form.number), row, (form.evaluator, form.date, form.subject, form.group))
    for id, coefficient in form.coefficients.items():
        key = f"{COEFFICIENT.name}[{id},{form.number}]"
        yield key, NOT_APPLICABLE if coefficient is None else exact(indicators[id].entered(coefficient))


def _row(key: str, row: Sequence[Column], values: Sequence[Value | None]) -> Iterator[tuple[str, str]]:
    for column, value in zip(row, values, strict=True):
        if value is not None:
            yield f"{column.name}[{key}]", _text(value)


def _text(value: Value) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _figures(result: Result) -> dict[str, FigureValue]:
    return {step.figure: step.value for step in result.trace}


def _differing(
    kind: Literal["input", "figure"],
    before: Mapping[str, FigureValue],
    after: Mapping[str, FigureValue],
    judged: Collection[str],
) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield Difference(kind, key, input_label(key, judged), old, new)


def input_label(key: str, judged: Collection[str] = ()) -> str:
    """The Chinese name of an input with its row and form: `体验系数 α 1.1,2` is form 2's for 1.1.

    `judged` are the indicators that are scored by judgement: theirs is `评判得分 1.2,2`.
    """
    name, bracket, position = key.partition("[")
    if name not in _LABELS:
        return key
    position = position.rstrip("]")
    points = name == COEFFICIENT.name and position.rpartition(",")[0] in judged
    label = JUDGED_POINTS if points else _LABELS[name]
    return f"{label} {position}" if bracket else label
