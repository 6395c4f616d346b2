"""5.1: from experience coefficients to the service score, exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from cts_docs.assessment.model import Assessment, Form
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.result import CharacteristicResult, FormResult, IndicatorResult
from cts_docs.specification.model import Characteristic, Specification
from cts_docs.text import folded

PERCENT = 100


def form_results(
    specification: Specification, readings: Readings, assessment: Assessment
) -> tuple[FormResult, ...]:
    """Each form's points earned (B1), its percentage of the applicable points (B7) and its weight (B9)."""
    weights = form_weights(readings, assessment.forms)
    return tuple(
        _form(specification, form, weight) for form, weight in zip(assessment.forms, weights, strict=True)
    )


def form_weights(readings: Readings, forms: Sequence[Form]) -> tuple[Fraction, ...]:
    """Each form's share in the service score (reading B9); together they are 1.

    `forms`: every form counts alike. `persons`: every evaluator does, however many forms are theirs;
    names are compared as `text.folded` has them.
    """
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
    """Means over the forms for each indicator."""
    results = []
    for indicator in specification.indicators:
        coefficient = _mean_of(form.coefficients[indicator.id] for form in forms)
        earned = None if coefficient is None else coefficient * indicator.points
        results.append(IndicatorResult(indicator.id, indicator.points, coefficient, earned))
    return tuple(results)


def characteristic_results(
    specification: Specification, indicators: tuple[IndicatorResult, ...]
) -> tuple[CharacteristicResult, ...]:
    """Each characteristic's applicable points, mean points earned and their percentage."""
    by_id = {indicator.id: indicator for indicator in indicators}
    return tuple(_characteristic(part, by_id) for part in specification.appendix1.characteristics)


def _form(specification: Specification, form: Form, weight: Fraction) -> FormResult:
    earned: dict[str, Fraction | None] = {}
    applicable = 0
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
        applicable=applicable,
        score=total / applicable * PERCENT,
        weight=weight,
        coefficients=form.coefficients,
        indicators=earned,
    )


def _characteristic(part: Characteristic, by_id: Mapping[str, IndicatorResult]) -> CharacteristicResult:
    counted = [by_id[indicator.id] for indicator in part.indicators if by_id[indicator.id].earned is not None]
    points = sum(indicator.points for indicator in counted)
    if not points:
        return CharacteristicResult(part.id, 0, None, None)
    earned = _sum(indicator.earned for indicator in counted)
    return CharacteristicResult(part.id, points, earned, earned / points * PERCENT)


def _sum(figures: Iterable[Fraction | None]) -> Fraction:
    return sum((figure for figure in figures if figure is not None), Fraction(0))


def _mean(figures: list[Fraction]) -> Fraction:
    return _sum(figures) / len(figures)


def _mean_of(figures: Iterable[Fraction | None]) -> Fraction | None:
    counted = [figure for figure in figures if figure is not None]
    return _mean(counted) if counted else None
