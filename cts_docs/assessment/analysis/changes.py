"""Trial values: an assessment with some inputs set to other values, and the figures that change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cts_docs.assessment.fields import CLAUSE_COLUMNS, COEFFICIENT, EARLIER_LABELS, FIELDS
from cts_docs.assessment.model import NOT_APPLICABLE, Assessment, ClauseFinding, Form
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.result import FigureValue, Result
from cts_docs.errors import CannotRunError, Problem
from cts_docs.specification.model import Specification
from cts_docs.text import folded, similar

COEFFICIENTS, LEVELS = "experience_coefficients", "maturity_levels"
_SETTING = re.compile(
    r"(?P<name>[^\[［=＝]+)([\[［](?P<id>[^,，\]］]+)([,，](?P<form>[0-9]{1,3}))?[\]］])?[=＝](?P<value>.*)",
    re.DOTALL,
)
_COEFFICIENT = re.compile(r"0(\.[0-9]{1,2})?|1(\.0{1,2})?", re.ASCII)
_CHOICES = {field.name: field.choices for field in FIELDS if field.choices}
_NAMES: Mapping[str, str] = {
    **{label: name for name, label in EARLIER_LABELS.items()},
    **{field.label: field.name for field in FIELDS if field.choices},
    **{column.label.removesuffix(" α"): column.name for column in (COEFFICIENT, *CLAUSE_COLUMNS)},
}
"""The inputs by their Chinese names, which the workbook prints."""
_FOLDED_NAMES: Mapping[str, str] = {folded(label): name for label, name in _NAMES.items()}


@dataclass(frozen=True, slots=True)
class InputChange:
    """One input with a trial value: no `id` means every row, no `form` every form."""

    name: str
    id: str | None
    form: int | None
    value: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and after."""

    figure: str
    before: FigureValue
    after: FigureValue


def parse_change(text: str) -> InputChange:
    """`NAME=VALUE`, `NAME[ID]=VALUE` or `NAME[ID,FORM]=VALUE`; raises CannotRunError otherwise.

    The name is that of the input or its Chinese name.
    """
    match = _SETTING.fullmatch(text)
    if match is None:
        raise CannotRunError(Problem("CHANGE_SYNTAX", found=text))
    form = match["form"]
    name = _FOLDED_NAMES.get(folded(match["name"]).removesuffix("α"), match["name"].strip())
    return InputChange(name, match["id"], int(form) if form else None, match["value"])


def apply_changes(
    specification: Specification, readings: Readings, assessment: Assessment, changes: Iterable[InputChange]
) -> Assessment:
    """The assessment with the changes made, in their order; raises CannotRunError naming each wrong one."""
    problems = []
    for change in changes:
        problem = _fault(specification, readings, assessment, change)
        if problem is not None:
            problems.append(problem)
        else:
            assessment = _applied(assessment, change)
    if problems:
        raise CannotRunError(problems)
    return assessment


def changed_figures(before: Result, after: Result) -> tuple[FigureChange, ...]:
    """Every figure that differs, in the order of the trace."""
    old = {step.figure: step.value for step in before.trace}
    new = {step.figure: step.value for step in after.trace}
    names = dict.fromkeys((*old, *new))
    return tuple(
        FigureChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    )


def _applied(assessment: Assessment, change: InputChange) -> Assessment:
    if change.name == COEFFICIENTS:
        return replace(assessment, forms=tuple(_with_coefficient(form, change) for form in assessment.forms))
    if change.name == LEVELS:
        return replace(assessment, clauses=tuple(_with_level(item, change) for item in assessment.clauses))
    return replace(assessment, values={**assessment.values, change.name: change.value})


def _with_coefficient(form: Form, change: InputChange) -> Form:
    if change.form is not None and change.form != form.number:
        return form
    value = None if change.value == NOT_APPLICABLE else Fraction(change.value)
    ids = form.coefficients if change.id is None else (change.id,)
    return replace(form, coefficients={**form.coefficients, **dict.fromkeys(ids, value)})


def _with_level(finding: ClauseFinding, change: InputChange) -> ClauseFinding:
    return replace(finding, level=int(change.value)) if change.id in (None, finding.id) else finding


def _fault(
    specification: Specification, readings: Readings, assessment: Assessment, change: InputChange
) -> Problem | None:
    allowed = _allowed_indices(specification, assessment).get(change.name)
    if allowed is None:
        known = _allowed_indices(specification, assessment)
        names = tuple(label for label, name in _NAMES.items() if name in known)
        labels = {_NAMES[label]: label for label in names}.values()
        values = {
            "expected": ", ".join(known),
            "labels": "、".join(labels),
            "similar": similar(change.name, (*known, *names)),
        }
        return Problem("CHANGE_NAME", field=change.name, found=change.name, values=values)
    for found, indices in zip((change.id, change.form), allowed, strict=True):
        if found is not None and found not in indices:
            if not indices:
                shape = change.name + (f"[{allowed[0][0]}]" if allowed[0] else "")
                return Problem(
                    "CHANGE_NO_PLACE", field=change.name, found=str(found), values={"expected": shape}
                )
            expected = ", ".join(map(str, indices))
            return Problem("CHANGE_PLACE", field=change.name, found=str(found), values={"expected": expected})
    expected_value = _expected_value(specification, readings, change)
    if expected_value is None:
        return None
    return Problem("CHANGE_VALUE", field=change.name, found=change.value, values={"expected": expected_value})


def _allowed_indices(
    specification: Specification, assessment: Assessment
) -> Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    forms = tuple(form.number for form in assessment.forms)
    return {
        COEFFICIENTS: (tuple(indicator.id for indicator in specification.indicators), forms),
        LEVELS: (tuple(clause.id for clause in specification.clauses), ()),
        **dict.fromkeys(_CHOICES, ((), ())),
    }


def _expected_value(specification: Specification, readings: Readings, change: InputChange) -> str | None:
    """What a value that is not allowed should be; None where it is allowed."""
    if change.name == COEFFICIENTS:
        not_applicable = change.value == NOT_APPLICABLE and readings["B8"] == "on" and change.form is None
        ids = (change.id,) if change.id else tuple(each.id for each in specification.indicators)
        not_applicable = not_applicable and set(ids) <= set(specification.may_not_apply)
        return None if not_applicable or _COEFFICIENT.fullmatch(change.value) else "0–1 (0.85)"
    if change.name == LEVELS:
        numbers = [str(level.number) for level in specification.levels]
        return None if change.value in numbers else " / ".join(numbers)
    choices = _CHOICES[change.name]
    return None if change.value in choices else " / ".join(choices)
