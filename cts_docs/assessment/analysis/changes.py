"""Trial values: an assessment with some inputs set to other values, and the figures that change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cts_docs.assessment.fields import CLAUSE_COLUMNS, COEFFICIENT, EARLIER_LABELS, EVALUATOR_GROUP, FIELDS
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import NOT_APPLICABLE, Assessment, ClauseFinding, Form
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.result import FigureValue, Result
from cts_docs.errors import CannotRunError, Problem
from cts_docs.specification.model import FINEST_STEP, Indicator, Specification
from cts_docs.text import folded, similar

COEFFICIENTS, LEVELS, GROUPS = "experience_coefficients", "maturity_levels", EVALUATOR_GROUP.name
_SETTING = re.compile(
    r"(?P<name>[^\[［=＝]+)([\[［](?P<id>[^,，\]］]+)([,，](?P<form>[0-9]{1,3}))?[\]］])?[=＝](?P<value>.*)",
    re.DOTALL,
)
_COEFFICIENT = re.compile(r"0(\.[0-9]{1,2})?|1(\.0{1,2})?", re.ASCII)
_POINTS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?", re.ASCII)
_CHOICES = {field.name: field.choices for field in FIELDS if field.choices}
_NAMES: Mapping[str, str] = {
    **{label: name for name, label in EARLIER_LABELS.items()},
    **{field.label: field.name for field in FIELDS if field.choices},
    **{
        column.label.removesuffix(" α"): column.name
        for column in (COEFFICIENT, EVALUATOR_GROUP, *CLAUSE_COLUMNS)
    },
}
"""The inputs by their Chinese names, which the workbook prints."""
_FOLDED_NAMES: Mapping[str, str] = {
    **{folded(label): name for label, name in _NAMES.items()},
    **dict.fromkeys(("评判得分", "评分"), COEFFICIENTS),
}
"""Those in the form in which names are compared, and what judged indicators hold instead of α."""


@dataclass(frozen=True, slots=True)
class InputChange:
    """One input with a trial value: no `id` means every row, no `form` every form.

    A coefficient without `id` is that of every indicator scored by α. The value of an indicator that is
    scored by judgement is in points. The `id` of an evaluator group is the number of its form.
    """

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
            assessment = _applied(specification, assessment, change)
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


def _applied(specification: Specification, assessment: Assessment, change: InputChange) -> Assessment:
    if change.name == COEFFICIENTS:
        indicators = _indicators(specification, change)
        forms = tuple(_with_coefficient(form, change, indicators) for form in assessment.forms)
        return replace(assessment, forms=forms)
    if change.name == GROUPS:
        return replace(assessment, forms=tuple(_with_group(form, change) for form in assessment.forms))
    if change.name == LEVELS:
        return replace(assessment, clauses=tuple(_with_level(item, change) for item in assessment.clauses))
    return replace(assessment, values={**assessment.values, change.name: change.value})


def _indicators(specification: Specification, change: InputChange) -> tuple[Indicator, ...]:
    """The indicators that a change of coefficients is about."""
    return tuple(
        each
        for each in specification.indicators
        if each.id == change.id or (change.id is None and each.judged_in is None)
    )


def _with_coefficient(form: Form, change: InputChange, indicators: tuple[Indicator, ...]) -> Form:
    if change.form is not None and change.form != form.number:
        return form
    values: dict[str, Fraction | None] = {each.id: None for each in indicators}
    if change.value != NOT_APPLICABLE:
        values = {each.id: Fraction(change.value) / each.entered(Fraction(1)) for each in indicators}
    return replace(form, coefficients={**form.coefficients, **values})


def _with_group(form: Form, change: InputChange) -> Form:
    return replace(form, group=change.value) if change.id in (None, str(form.number)) else form


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
    return next(_value_faults(specification, readings, change), None)


def _allowed_indices(
    specification: Specification, assessment: Assessment
) -> Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    forms = tuple(form.number for form in assessment.forms)
    allowed: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
        COEFFICIENTS: (tuple(indicator.id for indicator in specification.indicators), forms)
    }
    if specification.evaluator_groups:
        allowed[GROUPS] = (tuple(map(str, forms)), ())
    if specification.has_maturity:
        allowed[LEVELS] = (tuple(clause.id for clause in specification.clauses), ())
    return {**allowed, **dict.fromkeys(_CHOICES, ((), ()))}


def _value_faults(specification: Specification, readings: Readings, change: InputChange) -> Iterator[Problem]:
    """What is wrong with a value, and what it should be."""
    if change.name == COEFFICIENTS:
        yield from _coefficient_faults(specification, readings, change)
        return
    choices: Mapping[str, tuple[str, ...]] = {
        **_CHOICES,
        LEVELS: tuple(str(level.number) for level in specification.levels),
        GROUPS: tuple(group.name for group in specification.evaluator_groups),
    }
    allowed = choices[change.name]
    if change.value not in allowed:
        yield _wrong_value(change, " / ".join(allowed))


def _wrong_value(change: InputChange, expected: str) -> Problem:
    return Problem("CHANGE_VALUE", field=change.name, found=change.value, values={"expected": expected})


def _coefficient_faults(
    specification: Specification, readings: Readings, change: InputChange
) -> Iterator[Problem]:
    indicators = _indicators(specification, change)
    not_applicable = change.value == NOT_APPLICABLE and readings["B8"] == "on" and change.form is None
    if not_applicable and {each.id for each in indicators} <= set(specification.may_not_apply):
        return
    for each in indicators:
        if each.judged_in is not None:
            yield from _points_faults(each, each.judged_in, change)
        elif (
            not _COEFFICIENT.fullmatch(change.value) or Fraction(change.value) % specification.experience_step
        ):
            yield _wrong_value(change, _coefficients(specification.experience_step))


def _coefficients(step: Fraction) -> str:
    """The coefficients that are allowed, by an example or by the first ones."""
    if step == FINEST_STEP:
        return "0–1 (0.85)"
    return f"0 / {exact(step)} / {exact(2 * step)} / … / 1"


def _points_faults(indicator: Indicator, step: Fraction, change: InputChange) -> Iterator[Problem]:
    """Points by judgement are multiples of their step up to the points of the indicator."""
    points = Fraction(change.value) if _POINTS.fullmatch(change.value) else None
    if points is None or points > indicator.points or points % step:
        values = {"indicator": indicator.id, "most": exact(indicator.points), "step": exact(step)}
        yield Problem("CHANGE_POINTS", field=change.name, found=change.value, values=values)
