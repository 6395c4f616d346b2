"""The grade by another road: the grids of the readings as look-ups, arithmetic in whole numbers.

Written from the reading tables alone, without the package's scoring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

BANDS_GRID = {
    95: (None, None, 3, 1, 1),
    90: (None, None, 3, 2, 2),
    80: (None, None, 3, 3, 3),
    60: (None, None, None, None, None),
    0: (None, None, None, None, None),
}
ROWS_GRID = {
    90: (None, 3, 2, 1, 1),
    80: (None, 3, 2, 2, 2),
    60: (None, 3, 3, 3, 3),
    0: (None, None, None, None, None),
}
ROWS_LOWERED = {(90, 2), (90, 3), (80, 2)}
LEVEL_FLOORS = {"as_issued": (20, 45, 70, 95, 105), "equal_steps": (20, 45, 70, 95, 120)}


def mean_score(points: Sequence[int], forms: Sequence[Sequence[int]]) -> Fraction:
    """The mean percentage of forms whose α are given in hundredths."""
    worth = sum(points)
    earned = sum(p * a for form in forms for p, a in zip(points, form, strict=True))
    return Fraction(earned, worth * len(forms))


def level_of(total: int, choice: str) -> int:
    """The management level of a total."""
    return sum(total >= floor for floor in LEVEL_FLOORS[choice])


def verdict(
    score: Fraction, total: int, passed: bool, readings: Mapping[str, str]
) -> tuple[int | None, str, set[str]]:
    """Grade, outcome and flags."""
    level = level_of(total, readings["C1"])
    flags = {"C1_total_105_119"} if readings["C1"] == "as_issued" and 105 <= total < 120 else set()
    if not passed:
        return None, "not_certified", flags | {"conformity_failed"}
    counted = score if readings["A4"] == "exact" else Fraction(int(score + Fraction(1, 2)))
    if readings["A1"] == "rows":
        grade, flag = _rows(counted, level, readings)
    else:
        grade, flag = _bands(counted, level, readings)
    if grade is None and readings["A2"] == "passed_without_grade" and 60 <= counted < 80 and level >= 2:
        return None, "passed_without_grade", flags
    return grade, "certified" if grade else "not_certified", flags | ({flag} if flag else set())


def _floor(grid: Mapping[int, object], score: Fraction) -> int:
    return max(floor for floor in grid if score >= floor)


def _rows(score: Fraction, level: int, readings: Mapping[str, str]) -> tuple[int | None, str | None]:
    floor = _floor(ROWS_GRID, score)
    if (floor, level) in ROWS_LOWERED:
        if readings["A5"] == "refuse":
            return None, "A5_refused"
        return ROWS_GRID[floor][level - 1], "A5_lowered"
    return ROWS_GRID[floor][level - 1], None


def _bands(score: Fraction, level: int, readings: Mapping[str, str]) -> tuple[int | None, str | None]:
    if readings["A3"] == "row2" and score == 90 and level == 3:
        return 2, None
    if readings["A8"] == "level5" and score >= 95 and level == 4:
        return 2, "A8_lowered"
    if score >= 90 and level == 3:
        return (None, "A5_refused") if readings["A5"] == "refuse" else (3, "A5_lowered")
    return BANDS_GRID[_floor(BANDS_GRID, score)][level - 1], None
