"""How far the evaluation forms differ from each other, for those who review and decide.

None of it enters the score.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from cts_docs.assessment.scoring.result import FormResult, ServiceResult
from cts_docs.specification.model import Indicator, Points, Specification

BANDS_APART = 2


@dataclass(frozen=True, slots=True)
class Outlier:
    """A coefficient at least two α bands away from the median of its indicator.

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
    found = (_spread(specification, indicator, service.forms) for indicator in specification.indicators)
    return tuple(spread for spread in found if spread is not None)


def _spread(
    specification: Specification, indicator: Indicator, forms: tuple[FormResult, ...]
) -> IndicatorSpread | None:
    values = [(form, value) for form in forms if (value := form.coefficients[indicator.id]) is not None]
    if not values:
        return None
    numbers = [value for _, value in values]
    middle = Fraction(median(numbers))
    outliers = tuple(
        _outlier(form, value, middle, indicator.points, len(values))
        for form, value in values
        if _apart(specification, value, middle) >= BANDS_APART
    )
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return IndicatorSpread(indicator.id, min(numbers), middle, max(numbers), mean, outliers)


def _apart(specification: Specification, one: Fraction, other: Fraction) -> int:
    return abs(specification.experience_band(one).number - specification.experience_band(other).number)


def _outlier(form: FormResult, value: Fraction, middle: Fraction, points: Points, count: int) -> Outlier:
    effect = (middle - value) / count
    in_score = (middle - value) * points / form.applicable * 100 * form.weight
    return Outlier(form.form, value, effect, in_score)
