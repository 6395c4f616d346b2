"""The outcome grids under each choice of readings, cell by cell."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.grade import grade_result, thresholds
from cts_docs.assessment.scoring.result import ManagementResult
from cts_docs.specification.loader import load_specification

GRIDS = tomllib.loads((Path(__file__).parents[2] / "cases/grades.toml").read_text("utf-8"))["grid"]
EXPECTED = {
    "-": (None, "not_certified", ()),
    "p": (None, "passed_without_grade", ()),
    "-!": (None, "not_certified", ("A5_refused",)),
    **{str(grade): (grade, "certified", ()) for grade in (1, 2, 3)},
    **{f"{grade}!": (grade, "certified", ("A5_lowered",)) for grade in (2, 3)},
    "2^": (2, "certified", ("A8_lowered",)),
}
TOTALS = {1: 29, 2: 45, 3: 70, 4: 95, 5: 120}
NAMES = {None: None, 1: "一级", 2: "二级", 3: "三级"}


def cells() -> Iterator[object]:
    for grid in GRIDS:
        for score, row in grid["rows"].items():
            for level, cell in enumerate(row.split(), 1):
                yield pytest.param(
                    grid["readings"], score, level, cell, id=f"{grid['name']}: {score} at {level}"
                )


@pytest.mark.parametrize(("readings", "score", "level", "cell"), list(cells()))
def test_each_cell_of_the_outcome_grids(readings: dict[str, str], score: str, level: int, cell: str) -> None:
    specification = load_specification()
    management = ManagementResult(TOTALS[level], level, (), ())
    result = grade_result(specification, choose(specification, readings), Fraction(score), management)
    assert (result.grade, result.outcome, result.flags) == EXPECTED[cell]
    assert result.name == NAMES[result.grade]


@pytest.mark.parametrize("score", ["100", "80", "0"])
def test_without_conformity_there_is_no_grade(score: str) -> None:
    specification = load_specification()
    management = ManagementResult(116, 5, (), ())
    for choice in ("none", "passed_without_grade"):
        readings = choose(specification, {"A2": choice})
        result = grade_result(specification, readings, Fraction(score), management, ["conformity_failed"])
        assert (result.grade, result.outcome) == (None, "not_certified")
        assert result.flags == ("C1_total_105_119", "conformity_failed")


@pytest.mark.parametrize(
    ("choice", "total", "flagged"),
    [
        ("as_issued", 104, False),
        ("as_issued", 105, True),
        ("as_issued", 119, True),
        ("as_issued", 120, False),
        ("equal_steps", 105, False),
        ("equal_steps", 119, False),
    ],
)
def test_a_total_of_105_to_119_carries_a_note(choice: str, total: int, flagged: bool) -> None:
    specification = load_specification()
    readings = choose(specification, {"C1": choice})
    result = grade_result(specification, readings, Fraction(90), ManagementResult(total, 4, (), ()))
    assert ("C1_total_105_119" in result.flags) is flagged


@pytest.mark.parametrize(
    ("readings", "score", "total", "level", "score_missing", "points_missing", "levels_missing"),
    [
        ({}, "78.5", 60, 2, "1.5", 10, 1),  # no grade: to 三级, 80 and 70
        ({}, "79", 116, 5, "1", 0, 0),
        ({}, "85", 80, 3, "5", 15, 1),  # 三级: to 二级, 90 and 95
        ({}, "92", 94, 3, "0", 1, 1),  # lowered to 三级: only the level is missing
        ({}, "92", 100, 4, "3", 0, 0),  # 二级: to 一级
        ({"A8": "level5"}, "96", 100, 4, "0", 5, 1),  # 一级 needs level 5, from 105
        ({"A8": "level5", "C1": "equal_steps"}, "96", 100, 4, "0", 20, 1),
        ({"A4": "whole"}, "79", 70, 3, "0.5", 0, 0),  # 79.5 rounds to 80
        ({"A1": "rows"}, "55", 40, 1, "5", 5, 1),  # 三级 from 60 with level 2
        ({"A1": "rows"}, "85", 116, 5, "5", 0, 0),
        ({}, "95", 60, 2, "0", 10, 1),  # no grade for want of a level: 三级 needs level 3
        ({}, "28499/300", 116, 5, "1/300", 0, 0),  # a three-hundredth of a point below 95
        ({"A4": "whole_even"}, "94.5", 116, 5, "0.01", 0, 0),  # rounds to 94; 94.51 to 95
        ({"A4": "whole_even"}, "94", 116, 5, "0.51", 0, 0),
        ({"A4": "whole_even"}, "89", 116, 5, "0.5", 0, 0),  # 89.5 rounds to 90
        ({"A5": "refuse"}, "92", 80, 3, "0", 15, 1),  # refused: level 4 gives 二级
        ({"A5": "refuse"}, "92", 60, 2, "0", 35, 2),  # level 3 would be refused as well
        ({"A5": "refuse", "A8": "level5"}, "96", 80, 3, "0", 15, 1),  # level 4 gives 二级 (A8)
        ({"A5": "refuse", "A3": "row2"}, "90", 60, 2, "0", 10, 1),  # exactly 90 needs level 3 only
        ({"A5": "refuse"}, "85", 60, 2, "0", 10, 1),
        ({"A1": "rows", "A5": "refuse"}, "92", 60, 2, "0", 35, 2),
    ],
)
def test_the_margin_is_what_the_next_grade_still_needs(
    readings: dict[str, str],
    score: str,
    total: int,
    level: int,
    score_missing: str,
    points_missing: int,
    levels_missing: int,
) -> None:
    specification = load_specification()
    management = ManagementResult(total, level, (), ())
    margin = grade_result(specification, choose(specification, readings), Fraction(score), management).margin
    assert margin is not None
    assert (margin.score, margin.management) == (Fraction(score_missing), points_missing)
    assert (margin.level, margin.gates) == (levels_missing, ())


def test_grade_1_has_no_margin() -> None:
    specification = load_specification()
    management = ManagementResult(145, 5, (), ())
    result = grade_result(specification, choose(specification, {}), Fraction(100), management)
    assert result.margin is None


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ({}, ["60", "80", "90", "95"]),
        ({"A1": "rows"}, ["60", "80", "90"]),
        ({"A4": "whole"}, ["59.5", "79.5", "89.5", "94.5"]),
        ({"A4": "whole", "A3": "row2"}, ["59.5", "79.5", "89.5", "90.5", "94.5"]),
    ],
)
def test_the_thresholds_in_force(readings: dict[str, str], expected: list[str]) -> None:
    specification = load_specification()
    found = thresholds(specification, choose(specification, readings))
    assert found == tuple(Fraction(edge) for edge in expected)


GATES = ("B12_floor", "C4_floor", "conformity_failed")


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_is_named_where_no_figure_is_missing(gate: str) -> None:
    specification = load_specification()
    readings = choose(specification, {})
    result = grade_result(specification, readings, Fraction(96), ManagementResult(125, 5, (), ()), [gate])
    assert (result.grade, result.outcome, result.flags) == (None, "not_certified", (gate,))
    assert result.margin is not None
    assert (result.margin.score, result.margin.management, result.margin.level) == (0, 0, 0)
    assert result.margin.gates == (gate,)


@given(
    st.integers(0, 10000),
    st.integers(29, 145),
    st.sets(st.sampled_from(GATES)),
    st.fixed_dictionaries(
        {
            "A1": st.sampled_from(["bands", "rows"]),
            "A4": st.sampled_from(["exact", "whole", "whole_even"]),
            "A5": st.sampled_from(["lower", "refuse"]),
        }
    ),
)
def test_something_is_always_missing_to_a_higher_grade(
    hundredths: int, total: int, gates: set[str], selected: dict[str, str]
) -> None:
    specification = load_specification()
    readings = choose(specification, selected)
    level = sum(total >= floor for floor in (20, 45, 70, 95, 105))
    score = Fraction(hundredths, 100)
    result = grade_result(specification, readings, score, ManagementResult(total, level, (), ()), gates)
    if result.margin is None:
        assert result.grade == 1
        return
    missing = result.margin
    assert missing.score or missing.management or missing.gates
    assert (missing.management > 0) is (missing.level > 0)
    # Who makes up for all of it reaches the grade that is named.
    reached = ManagementResult(total + missing.management, level + missing.level, (), ())
    after = grade_result(specification, readings, score + missing.score, reached)
    assert after.grade is not None
    assert after.grade <= missing.grade
