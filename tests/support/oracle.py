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


def mean_score(points: Sequence[int], forms: Sequence[Sequence[int | Fraction]]) -> Fraction:
    """The mean percentage of forms whose α are given in hundredths."""
    worth = sum(points)
    earned = sum(p * a for form in forms for p, a in zip(points, form, strict=True))
    return Fraction(earned, worth * len(forms))


def mean_by_person(points: Sequence[int], forms: Sequence[Sequence[int]], people: Sequence[str]) -> Fraction:
    """B9 `persons`: the mean over evaluators of the mean of each one's forms."""
    own = [
        mean_score(points, [form for form, name in zip(forms, people, strict=True) if name == person])
        for person in sorted(set(people))
    ]
    return sum(own, Fraction(0)) / len(own)


def mean_by_group(
    points: Sequence[int],
    forms: Sequence[Sequence[int | Fraction]],
    groups: Sequence[str],
    weights: Mapping[str, int],
) -> Fraction:
    """The mean of each group's forms, weighed in percent: every group has a form."""
    own = {
        name: mean_score(points, [form for form, group in zip(forms, groups, strict=True) if group == name])
        for name in weights
    }
    return sum((own[name] * weight for name, weight in weights.items()), Fraction(0)) / 100


def part_scores(
    points: Sequence[int], sizes: Sequence[int], forms: Sequence[Sequence[int]]
) -> list[Fraction]:
    """The percentage of each characteristic, `sizes` being how many indicators each has."""
    found, first = [], 0
    for size in sizes:
        found.append(mean_score(points[first : first + size], [form[first : first + size] for form in forms]))
        first += size
    return found


def level_of(total: int, choice: str) -> int:
    """The management level of a total."""
    return sum(total >= floor for floor in LEVEL_FLOORS[choice])


def verdict(
    score: Fraction,
    total: int,
    passed: bool,
    readings: Mapping[str, str],
    parts: Sequence[Fraction] = (),
    levels: Sequence[int] = (),
) -> tuple[int | None, str, set[str]]:
    """Grade, outcome and flags; `parts` are the percentages of the characteristics, `levels` of clauses."""
    level = level_of(total, readings["C1"])
    flags = {"C1_total_105_119"} if readings["C1"] == "as_issued" and 105 <= total < 120 else set()
    gates = set() if passed else {"conformity_failed"}
    if readings.get("B12", "off") != "off" and min(parts, default=Fraction(100)) < int(readings["B12"]):
        gates.add("B12_floor")
    if readings.get("C4", "off") == "level2" and min(levels, default=5) < 2:
        gates.add("C4_floor")
    if gates:
        return None, "not_certified", flags | gates
    counted = _counted(score, readings["A4"])
    if readings["A1"] == "rows":
        grade, flag = _rows(counted, level, readings)
    else:
        grade, flag = _bands(counted, level, readings)
    if grade is None and readings["A2"] == "passed_without_grade" and 60 <= counted < 80 and level >= 2:
        return None, "passed_without_grade", flags
    return grade, "certified" if grade else "not_certified", flags | ({flag} if flag else set())


def _counted(score: Fraction, choice: str) -> Fraction:
    """A4: the exact score, or a whole one; GB/T 8170 takes the even neighbour of an exact half."""
    if choice == "exact":
        return score
    below = score.numerator // score.denominator
    twice = 2 * (score - below)
    up = twice > 1 or (twice == 1 and (choice == "whole" or below % 2 == 1))
    return Fraction(below + 1 if up else below)


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
