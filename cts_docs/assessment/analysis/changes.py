"""What would change: an assessment with some inputs set otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cts_docs.assessment.fields import FIELDS
from cts_docs.assessment.model import NOT_APPLICABLE, Assessment, ClauseFinding, Form
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.result import FigureValue, Result
from cts_docs.errors import CannotRunError, Problem
from cts_docs.specification.model import Specification

COEFFICIENTS, LEVELS = "experience_coefficients", "maturity_levels"
_SETTING = re.compile(
    r"(?P<name>[a-z_]+)(\[(?P<id>[^,\]]+)(,(?P<form>[0-9]{1,3}))?\])?=(?P<value>.*)", re.DOTALL
)
_COEFFICIENT = re.compile(r"0(\.[0-9]{1,2})?|1(\.0{1,2})?", re.ASCII)
_CHOICES = {field.name: field.choices for field in FIELDS if field.choices}


@dataclass(frozen=True, slots=True)
class Change:
    """One input set otherwise: no `id` means every row, no `form` every form."""

    name: str
    id: str | None
    form: int | None
    value: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure before and after."""

    figure: str
    before: FigureValue
    after: FigureValue


def parse_change(text: str) -> Change:
    """`NAME=VALUE`, `NAME[ID]=VALUE` or `NAME[ID,FORM]=VALUE`; raises CannotRunError otherwise."""
    match = _SETTING.fullmatch(text)
    if match is None:
        raise CannotRunError(Problem("CHANGE_SYNTAX", found=text))
    form = match["form"]
    return Change(match["name"], match["id"], int(form) if form else None, match["value"])


def apply_changes(
    specification: Specification, readings: Readings, assessment: Assessment, changes: Iterable[Change]
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


def changed_figures(before: Result, after: Result) -> tuple[Changed, ...]:
    """Every figure that differs, in the order of the trace."""
    then = {step.figure: step.value for step in before.trace}
    now = {step.figure: step.value for step in after.trace}
    names = [*then, *(name for name in now if name not in then)]
    return tuple(
        Changed(name, then.get(name), now.get(name)) for name in names if then.get(name) != now.get(name)
    )


def _applied(assessment: Assessment, change: Change) -> Assessment:
    if change.name == COEFFICIENTS:
        return replace(assessment, forms=tuple(_with_coefficient(form, change) for form in assessment.forms))
    if change.name == LEVELS:
        return replace(assessment, clauses=tuple(_with_level(item, change) for item in assessment.clauses))
    return replace(assessment, values={**assessment.values, change.name: change.value})


def _with_coefficient(form: Form, change: Change) -> Form:
    if change.form is not None and change.form != form.number:
        return form
    value = None if change.value == NOT_APPLICABLE else Fraction(change.value)
    ids = form.coefficients if change.id is None else (change.id,)
    return replace(form, coefficients={**form.coefficients, **dict.fromkeys(ids, value)})


def _with_level(finding: ClauseFinding, change: Change) -> ClauseFinding:
    return replace(finding, level=int(change.value)) if change.id in (None, finding.id) else finding


def _fault(
    specification: Specification, readings: Readings, assessment: Assessment, change: Change
) -> Problem | None:
    allowed = _allowed_places(specification, assessment).get(change.name)
    if allowed is None:
        expected = ", ".join(_allowed_places(specification, assessment))
        return Problem("CHANGE_NAME", field=change.name, found=change.name, values={"expected": expected})
    for found, places in zip((change.id, change.form), allowed, strict=True):
        if found is not None and found not in places:
            if not places:
                shape = change.name + (f"[{allowed[0][0]}]" if allowed[0] else "")
                return Problem(
                    "CHANGE_NO_PLACE", field=change.name, found=str(found), values={"expected": shape}
                )
            expected = ", ".join(map(str, places))
            return Problem("CHANGE_PLACE", field=change.name, found=str(found), values={"expected": expected})
    right = _expected_value(specification, readings, change)
    if right is None:
        return None
    return Problem("CHANGE_VALUE", field=change.name, found=change.value, values={"expected": right})


def _allowed_places(
    specification: Specification, assessment: Assessment
) -> Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    forms = tuple(form.number for form in assessment.forms)
    return {
        COEFFICIENTS: (tuple(indicator.id for indicator in specification.indicators), forms),
        LEVELS: (tuple(clause.id for clause in specification.clauses), ()),
        **dict.fromkeys(_CHOICES, ((), ())),
    }


def _expected_value(specification: Specification, readings: Readings, change: Change) -> str | None:
    """What would be right, or None where the value is."""
    if change.name == COEFFICIENTS:
        whole = change.value == NOT_APPLICABLE and readings["B8"] == "on" and change.form is None
        return None if whole or _COEFFICIENT.fullmatch(change.value) else "0–1 (0.85)"
    if change.name == LEVELS:
        numbers = [str(level.number) for level in specification.levels]
        return None if change.value in numbers else " / ".join(numbers)
    choices = _CHOICES[change.name]
    return None if change.value in choices else " / ".join(choices)
