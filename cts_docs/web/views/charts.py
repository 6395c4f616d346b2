"""The geometry of the SVG charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin

from cts_docs.services.workbooks.overview import PartOverview, SpreadOverview

RINGS = (0.2, 0.4, 0.6, 0.8, 1.0)
_CENTRE_X, _CENTRE_Y, _RADIUS = 200.0, 165.0, 115.0
_LABEL_AWAY = 16.0
_SIDE = 0.2


@dataclass(frozen=True, slots=True)
class Label:
    """A label beside an axis; `anchor` is the SVG text anchor."""

    x: float
    y: float
    anchor: str
    name: str
    share: str


@dataclass(frozen=True, slots=True)
class Radar:
    """A radar of shares from 0 to 1: rings and outline as SVG point lists, axes as end points."""

    centre: tuple[float, float]
    rings: tuple[str, ...]
    axes: tuple[tuple[float, float], ...]
    outline: str
    dots: tuple[tuple[float, float], ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A range of coefficients on a scale of 100 units: ends, median, mean."""

    low: float
    width: float
    median: float
    mean: float


def radar(parts: Sequence[PartOverview]) -> Radar:
    """The radar of the characteristics, the first at the top, going clockwise."""
    count = len(parts)
    shares = [float(part.share or 0) for part in parts]
    return Radar(
        centre=(_CENTRE_X, _CENTRE_Y),
        rings=tuple(_line([_point(place, count, ring) for place in range(count)]) for ring in RINGS),
        axes=tuple(_point(place, count, 1) for place in range(count)),
        outline=_line([_point(place, count, share) for place, share in enumerate(shares)]),
        dots=tuple(_point(place, count, share) for place, share in enumerate(shares)),
        labels=tuple(_label(place, count, part) for place, part in enumerate(parts)),
    )


def spread_range(spread: SpreadOverview) -> Range:
    """Where the forms' coefficients of an indicator lie."""
    low, high = _hundred(spread.lowest), _hundred(spread.highest)
    return Range(low, round(max(high - low, 1), 2), _hundred(spread.median), _hundred(spread.mean))


def percent(share: Fraction | None) -> str:
    """A share as whole percent, for labels; the exact figures stand in the table beside."""
    return "—" if share is None else f"{float(share) * 100:.1f}%"


def bar(share: Fraction | None, length: int) -> float:
    """The length of a bar."""
    return round(float(share or 0) * length, 2)


def _point(place: int, count: int, share: float) -> tuple[float, float]:
    angle = 2 * pi * place / count
    return (
        round(_CENTRE_X + _RADIUS * share * sin(angle), 2),
        round(_CENTRE_Y - _RADIUS * share * cos(angle), 2),
    )


def _label(place: int, count: int, part: PartOverview) -> Label:
    x, y = _point(place, count, 1 + _LABEL_AWAY / _RADIUS)
    side = sin(2 * pi * place / count)
    anchor = "start" if side > _SIDE else "end" if side < -_SIDE else "middle"
    return Label(x, y, anchor, part.name, percent(part.share))


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _hundred(value: Fraction) -> float:
    return round(float(value) * 100, 2)
