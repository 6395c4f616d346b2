"""Scores worked by hand, on the controlled specification and on a small sibling."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.specification.loader import load_specification
from tests.support.assessments import assessment, form

SPECIFICATION = load_specification()
READINGS = choose(SPECIFICATION, {})


def test_one_form_by_hand() -> None:
    # α 0.9 for 1.1 (5 points), 0.8 for 1.2 (7 points), alternating over all 19 indicators:
    # odd places 5,5,5,5,5,5,5,5,5,8 = 53 points × 0.9 = 47.7; even places 7,5×8 = 47 points × 0.8 = 37.6
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, [("0.9", "0.8")]))
    single = result.service.forms[0]
    assert (single.earned, single.applicable, single.score) == (Fraction("85.3"), 100, Fraction("85.3"))
    assert result.service.score == Fraction("85.3")
    assert result.service.shown == "85.30"
    assert (result.grade.grade, result.grade.name) == (3, "三级")


def test_the_mean_is_flat_over_the_forms() -> None:
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, ["1", "0.9", "0.9"]))
    assert result.service.score == Fraction(280, 3)
    assert result.service.shown == "93.33"
    first = result.service.indicators[0]
    assert (first.coefficient, first.earned) == (Fraction(14, 15), Fraction(14, 3))


def test_characteristics_hold_points_earned_and_percent() -> None:
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, ["0.6"]))
    found = [(part.id, part.points, part.earned, part.score) for part in result.service.characteristics]
    assert found[0] == ("1", 17, Fraction("10.2"), Fraction(60))
    assert found[6] == ("7", 8, Fraction("4.8"), Fraction(60))


def test_chapters_and_total_by_hand() -> None:
    # level 3 everywhere: chapter totals 20/15/10/40/20/30/10 × 3/5
    result = score(SPECIFICATION, READINGS, assessment(SPECIFICATION, levels=3))
    points = [chapter.points for chapter in result.management.chapters]
    assert points == [12, 9, 6, 24, 12, 18, 6]
    assert [chapter.maximum for chapter in result.management.chapters] == [20, 15, 10, 40, 20, 30, 10]
    assert (result.management.total, result.management.level) == (87, 3)


def test_an_indicator_that_does_not_apply_leaves_the_applicable_points() -> None:
    readings = choose(SPECIFICATION, {"B8": "on"})
    base = form(SPECIFICATION, 1, "0.8")
    spared = replace(base, coefficients={**base.coefficients, "1.2": None, "7": None})
    item = replace(assessment(SPECIFICATION), forms=(spared,))
    result = score(SPECIFICATION, readings, item)
    single = result.service.forms[0]
    assert (single.earned, single.applicable, single.score) == (Fraction(68), 85, Fraction(80))
    by_id = {part.id: part for part in result.service.characteristics}
    assert (by_id["1"].points, by_id["1"].earned) == (10, Fraction(8))
    assert (by_id["7"].points, by_id["7"].earned) == (0, None)
    assert {part.id: part.earned for part in result.service.indicators}["7"] is None


def test_conformity_carries_its_basis() -> None:
    item = assessment(SPECIFICATION, management_conformity="不符合", conformity_basis="示例理由")
    result = score(SPECIFICATION, READINGS, item)
    assert (result.conformity.passed, result.conformity.reasons) == (False, ("示例理由",))
    assert result.grade.flags == ("C1_total_105_119", "conformity_failed")
