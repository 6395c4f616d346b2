"""How exact figures are written: for machines without loss, for pages with two decimals."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

MINUS, PLUS = "(−)", "(+)"


def exact(figure: Fraction | int) -> str:
    """Decimal text without loss (`87.4`), or `p/q` in lowest terms where there is none."""
    value = Fraction(figure)
    denominator = value.denominator
    twos = _multiplicity(denominator, 2)
    fives = _multiplicity(denominator, 5)
    if denominator != 2**twos * 5**fives:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    return _decimal(value, places) if places else str(value.numerator)


def rounded(figure: Fraction | int, places: int = 2) -> str:
    """Decimal text with `places` decimals, half up as a worksheet shows it."""
    return _decimal(half_up(Fraction(figure), places), places)


def half_up(figure: Fraction, places: int = 0) -> Fraction:
    """The figure rounded to `places` decimals, halves away from zero."""
    scale = 10**places
    size = (abs(figure) * scale * 2 + 1) // 2
    return Fraction(size if figure >= 0 else -size, scale)


def shown(figure: Fraction, thresholds: Iterable[Fraction]) -> str:
    """Two decimals, marked after GB/T 8170 where they stand on another side of a threshold.

    94.996 against 95 is `95.00(−)`: the exact figure is below what is shown.
    """
    near = half_up(figure, 2)
    text = rounded(figure)
    if any(figure < threshold <= near for threshold in thresholds):
        return text + MINUS
    return text


def _multiplicity(number: int, prime: int) -> int:
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count


def _decimal(value: Fraction, places: int) -> str:
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
