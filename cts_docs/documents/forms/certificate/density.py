"""How small the certificate's values must be set so that they stay on its one page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Density:
    """A way to set the values: sizes in half-points, lines and the room above and below in twips."""

    chinese: int
    chinese_line: int
    english: int
    english_line: int
    padding: int


@dataclass(frozen=True, slots=True)
class Value:
    """A value in both languages (no English: empty) and the width of its column in twips."""

    chinese: str
    english: str
    width: int


DENSITIES = (
    Density(26, 520, 22, 330, 230),
    Density(26, 480, 22, 310, 130),
    Density(24, 420, 20, 280, 80),
    Density(23, 380, 19, 260, 55),
    Density(21, 340, 18, 240, 40),
    Density(18, 270, 16, 205, 25),
    Density(15, 210, 14, 175, 15),
    Density(13, 170, 12, 145, 5),
    Density(11, 145, 10, 120, 5),
    Density(10, 130, 9, 108, 2),
)
"""From roomy to dense; the last takes every value that workbook and configuration allow."""

_HALF_POINTS_TO_TWIPS = 10
_NARROW = 0.6
"""The width of a Latin letter in ems, on the wide side of Times."""


def choose(rows: Sequence[Sequence[Value]], room: int) -> int:
    """The first density whose rows fit into `room`, in twips; the last where none fits."""
    for number, density in enumerate(DENSITIES):
        if sum(max(_height(density, value) for value in row) for row in rows) <= room:
            return number
    return len(DENSITIES) - 1


def lines(text: str, size: int, width: int) -> int:
    """How many lines a text of `size` half-points takes in a column of `width` twips."""
    across = width / (size * _HALF_POINTS_TO_TWIPS)
    return sum(max(1, -int(-_ems(line) // across)) for line in text.split("\n"))


def _height(density: Density, value: Value) -> int:
    english = lines(value.english, density.english, value.width) if value.english else 0
    return (
        lines(value.chinese, density.chinese, value.width) * density.chinese_line
        + english * density.english_line
        + (3 if value.english else 2) * density.padding
    )


def _ems(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else _NARROW for each in text)
