"""Faces, sizes and lengths of the house style: 宋体 body, 黑体 headings, a matching Latin face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "both"]

TWIPS_PER_MM = 1440 / 25.4
A4_SHORT, A4_LONG = 11906, 16838
"""The sides of the paper in twips."""

TWO, THREE, FOUR, SMALL_FOUR, FIVE, SMALL_FIVE = 44, 32, 28, 24, 21, 18
"""二号, 三号, 四号, 小四, 五号 and 小五 in half-points."""


@dataclass(frozen=True, slots=True)
class Face:
    """A pair of faces: `latin` for Latin letters and digits, `east_asian` for Chinese."""

    latin: str
    east_asian: str


SONG = Face("Times New Roman", "宋体")
HEI = Face("Arial", "黑体")
FANG = Face("Times New Roman", "仿宋")
KAI = Face("Times New Roman", "楷体")


def twips(millimetres: float) -> int:
    """A length in twentieths of a point, the unit of WordprocessingML."""
    return round(millimetres * TWIPS_PER_MM)
