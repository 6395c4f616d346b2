"""How exact figures are written: for machines without loss, for pages with two decimals."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

BELOW, ABOVE = "(−)", "(+)"


def exact(figure: Fraction | int) -> str:
    """Decimal text without loss (`87.4`), or `p/q` in lowest terms where there is none."""
    value = Fraction(figure)
    twos = _multiplicity(value.denominator, 2)
    fives = _multiplicity(value.denominator, 5)
    if value.denominator != 2**twos * 5**fives:
        return f"{value.numerator}/{value.denominator}"
    return _decimal(value, max(twos, fives))


def points_as_data(points: Fraction | int) -> int | str:
    """Points for machines: a whole number, or decimal text where they have a decimal."""
    return int(points) if points.denominator == 1 else exact(points)


def rounded(figure: Fraction | int, places: int = 2) -> str:
    """Decimal text with `places` decimals, half up as a worksheet shows it."""
    return _written(_half_up_units(figure, places), places)


def half_up(figure: Fraction, places: int = 0) -> Fraction:
    """The figure rounded to `places` decimals, halves away from zero."""
    return Fraction(_half_up_units(figure, places), 10**places)


def half_even(figure: Fraction) -> Fraction:
    """The figure rounded to a whole number, halves to the even one (GB/T 8170): 94.5 is 94, 89.5 is 90."""
    return Fraction(round(figure))


def distinct_from_zero(figure: Fraction) -> str:
    """Decimal text with two decimals, and with as many more as it takes that a small figure is not 0.

    >>> distinct_from_zero(Fraction(1, 300)), distinct_from_zero(Fraction(5)), distinct_from_zero(Fraction(0))
    ('0.003', '5.00', '0.00')
    """
    places = 2
    while figure and not _half_up_units(figure, places):
        places += 1
    return rounded(figure, places)


def _half_up_units(figure: Fraction | int, places: int) -> int:
    """The figure in units of its last decimal. Whole numbers do, and take a tenth of a fraction's time."""
    numerator, denominator = figure.numerator, figure.denominator
    scale: int = 10**places
    size = (abs(numerator) * scale * 2 + denominator) // (denominator * 2)
    return size if numerator >= 0 else -size


def shown(figure: Fraction, thresholds: Iterable[Fraction], above: Iterable[Fraction] = ()) -> str:
    """Two decimals, marked after GB/T 8170 where they stand on another side than the exact figure.

    94.996 against the threshold 95 is `95.00(−)`: the exact figure is below what is shown.
    `above` are thresholds that a figure has to exceed (readings A3, A4): 90.004 against 90 is
    `90.00(+)`.
    """
    near = half_up(figure, 2)
    if any(figure < threshold <= near for threshold in thresholds):
        return rounded(figure) + BELOW
    if any(near == threshold < figure for threshold in above):
        return rounded(figure) + ABOVE
    return rounded(figure)


def _multiplicity(number: int, prime: int) -> int:
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count


def _decimal(value: Fraction, places: int) -> str:
    size = abs(value.numerator) * 10**places // value.denominator
    return _written(size if value.numerator >= 0 else -size, places)


def _written(units: int, places: int) -> str:
    digits = str(abs(units)).rjust(places + 1, "0")
    sign = "-" if units < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
