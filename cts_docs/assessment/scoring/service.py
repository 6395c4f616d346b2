"""5.1: from experience coefficients to the service score, exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from cts_docs.assessment.model import Assessment, Form
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.result import (
    CharacteristicResult,
    FormResult,
    GroupResult,
    IndicatorResult,
    ServiceResult,
)
from cts_docs.specification.model import Characteristic, Points, Specification, as_points
from cts_docs.text import folded

PERCENT = 100


def form_results(
    specification: Specification, readings: Readings, assessment: Assessment
) -> tuple[FormResult, ...]:
    """Each form's points earned (B1), its percentage of the applicable points (B7) and its weight (B9)."""
    weights = form_weights(specification, readings, assessment.forms)
    return tuple(
        _form(specification, form, weight) for form, weight in zip(assessment.forms, weights, strict=True)
    )


def form_weights(
    specification: Specification, readings: Readings, forms: Sequence[Form]
) -> tuple[Fraction, ...]:
    """Each form's share in the service score; together they are 1.

    Where a specification weighs groups of evaluators, a group's weight is spread evenly over its forms.
    Else reading B9 decides. `forms`: every form counts alike. `persons`: every evaluator does, however
    many forms are theirs; names are compared as `text.folded` has them.
    """
    if specification.evaluator_groups:
        sizes = Counter(form.group for form in forms)
        shares = {group.name: Fraction(group.weight, PERCENT) for group in specification.evaluator_groups}
        return tuple(shares[form.group or ""] / sizes[form.group] for form in forms)
    if readings["B9"] != "persons":
        return (Fraction(1, len(forms)),) * len(forms)
    names = [folded(form.evaluator or "") for form in forms]
    counts = Counter(names)
    return tuple(Fraction(1, counts[name] * len(counts)) for name in names)


def service_score(forms: tuple[FormResult, ...]) -> Fraction:
    """The mean of the forms' scores by their weights, 0 to 100 (5.1.2)."""
    return _sum(form.score * form.weight for form in forms)


def indicator_results(
    specification: Specification, forms: tuple[FormResult, ...]
) -> tuple[IndicatorResult, ...]:
    """Means over the forms for each indicator, weighted where the specification weighs evaluator groups."""
    results = []
    weights = (
        [form.weight for form in forms] if specification.evaluator_groups else [Fraction(1)] * len(forms)
    )
    for indicator in specification.indicators:
        coefficient = _mean_of([form.coefficients[indicator.id] for form in forms], weights)
        earned = None if coefficient is None else coefficient * indicator.points
        results.append(IndicatorResult(indicator.id, indicator.points, coefficient, earned))
    return tuple(results)


def mean_shares(
    specification: Specification, service: ServiceResult, indicator: str
) -> Mapping[int, Fraction]:
    """The share of each form in the mean of an indicator, by number; of the forms to which it applies."""
    counted = [form for form in service.forms if form.coefficients[indicator] is not None]
    if not specification.evaluator_groups:
        return {form.form: Fraction(1, len(counted)) for form in counted}
    total = _sum(form.weight for form in counted)
    return {form.form: form.weight / total for form in counted}


def group_results(specification: Specification, forms: tuple[FormResult, ...]) -> tuple[GroupResult, ...]:
    """The mean score of the forms of each evaluator group."""
    scores = {
        group: [form.score for form in forms if form.group == group.name]
        for group in specification.evaluator_groups
    }
    return tuple(
        GroupResult(group.name, group.weight, len(own), _sum(own) / len(own)) for group, own in scores.items()
    )


def characteristic_results(
    specification: Specification, indicators: tuple[IndicatorResult, ...]
) -> tuple[CharacteristicResult, ...]:
    """Each characteristic's applicable points, mean points earned and their percentage."""
    by_id = {indicator.id: indicator for indicator in indicators}
    return tuple(_characteristic(part, by_id) for part in specification.appendix1.characteristics)


def _form(specification: Specification, form: Form, weight: Fraction) -> FormResult:
    earned: dict[str, Fraction | None] = {}
    applicable: Points = 0
    for indicator in specification.indicators:
        coefficient = form.coefficients[indicator.id]
        earned[indicator.id] = None if coefficient is None else coefficient * indicator.points
        applicable += 0 if coefficient is None else indicator.points
    total = _sum(earned.values())
    return FormResult(
        form=form.number,
        evaluator=form.evaluator or "",
        date=form.date,
        subject=form.subject,
        earned=total,
        applicable=as_points(applicable),
        score=total / applicable * PERCENT,
        weight=weight,
        coefficients=form.coefficients,
        indicators=earned,
        group=form.group or "",
    )


def _characteristic(part: Characteristic, by_id: Mapping[str, IndicatorResult]) -> CharacteristicResult:
    counted = [by_id[indicator.id] for indicator in part.indicators if by_id[indicator.id].earned is not None]
    points = as_points(sum(indicator.points for indicator in counted))
    if not points:
        return CharacteristicResult(part.id, 0, None, None)
    earned = _sum(indicator.earned for indicator in counted)
    return CharacteristicResult(part.id, points, earned, earned / points * PERCENT)


def _sum(figures: Iterable[Fraction | None]) -> Fraction:
    return sum((figure for figure in figures if figure is not None), Fraction(0))


def _mean_of(figures: Sequence[Fraction | None], weights: Sequence[Fraction]) -> Fraction | None:
    counted = [
        (figure, weight) for figure, weight in zip(figures, weights, strict=True) if figure is not None
    ]
    if not counted:
        return None
    return _sum(figure * weight for figure, weight in counted) / _sum(weight for _, weight in counted)
