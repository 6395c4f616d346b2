"""How far the evaluation forms differ from each other, for those who review and decide.

None of it enters the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from cts_docs.assessment.scoring.result import FormResult, ServiceResult
from cts_docs.assessment.scoring.service import mean_shares
from cts_docs.specification.model import Indicator, Points, Specification

BANDS_APART = 2


@dataclass(frozen=True, slots=True)
class Outlier:
    """A coefficient at least two α bands away from the median of its indicator.

    That of an indicator scored by judgement is its share of the points.
    `effect` is how much the indicator's mean coefficient would rise (or fall, negative) and
    `score_effect` how much the service score would, were it at the median instead.
    """

    form: int
    coefficient: Fraction
    effect: Fraction
    score_effect: Fraction


@dataclass(frozen=True, slots=True)
class IndicatorSpread:
    """Lowest, median and highest coefficient of one indicator over the forms, and its outliers."""

    id: str
    lowest: Fraction
    median: Fraction
    highest: Fraction
    mean: Fraction
    outliers: tuple[Outlier, ...]

    @property
    def width(self) -> Fraction:
        """The difference of the highest and the lowest coefficient."""
        return self.highest - self.lowest


def spreads(specification: Specification, service: ServiceResult) -> tuple[IndicatorSpread, ...]:
    """The spread of every applicable indicator, in the order of Appendix 1."""
    found = (_spread(specification, indicator, service) for indicator in specification.indicators)
    return tuple(spread for spread in found if spread is not None)


def _spread(
    specification: Specification, indicator: Indicator, service: ServiceResult
) -> IndicatorSpread | None:
    values = [
        (form, value) for form in service.forms if (value := form.coefficients[indicator.id]) is not None
    ]
    if not values:
        return None
    numbers = [value for _, value in values]
    middle = Fraction(median(numbers))
    shares = mean_shares(specification, service, indicator.id)
    outliers = tuple(
        _outlier(form, value, middle, indicator.points, shares)
        for form, value in values
        if _apart(specification, value, middle) >= BANDS_APART
    )
    mean = sum((value * shares[form.form] for form, value in values), Fraction(0))
    return IndicatorSpread(indicator.id, min(numbers), middle, max(numbers), mean, outliers)


def _apart(specification: Specification, one: Fraction, other: Fraction) -> int:
    return abs(specification.experience_band(one).number - specification.experience_band(other).number)


def _outlier(
    form: FormResult, value: Fraction, middle: Fraction, points: Points, shares: Mapping[int, Fraction]
) -> Outlier:
    effect = (middle - value) * shares[form.form]
    in_score = (middle - value) * points / form.applicable * 100 * form.weight
    return Outlier(form.form, value, effect, in_score)
