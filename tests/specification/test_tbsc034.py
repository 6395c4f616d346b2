"""What holds of CTS TBSC034-2026 B/0 by its own arithmetic and by its readings."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cts_docs.specification.model import GradeBand, Specification


def test_the_control_block(tbsc034: Specification) -> None:
    assert tbsc034.id == "CTS-TBSC034-2026"
    assert tbsc034.control.number == "CTS TBSC034-2026"
    assert tbsc034.control.version == "B/0"
    assert tbsc034.control.service == "城镇污水处理厂工程施工服务"


def test_nineteen_indicators_are_worth_a_hundred_points(tbsc034: Specification) -> None:
    parts = tbsc034.appendix1.characteristics
    assert len(tbsc034.indicators) == 19
    assert [part.points for part in parts] == [17, 15, 15, 15, 15, 15, 8]
    assert sum(indicator.points for indicator in tbsc034.indicators) == 100
    assert tbsc034.appendix1.total_points == 100


def test_the_only_indicator_of_service_norms_is_number_7(tbsc034: Specification) -> None:
    assert [indicator.id for indicator in tbsc034.appendix1.characteristics[6].indicators] == ["7"]


def test_twenty_one_clauses_are_worth_145_points_and_at_least_29(tbsc034: Specification) -> None:
    assert len(tbsc034.clauses) == 21
    assert sorted(clause.total for clause in tbsc034.clauses) == [5] * 13 + [10] * 8
    assert tbsc034.management_maximum == 145
    assert tbsc034.management_minimum == 29


def test_the_chapters_are_worth_20_15_10_40_20_30_10(tbsc034: Specification) -> None:
    totals = [sum(clause.total for clause in chapter.clauses) for chapter in tbsc034.chapters]
    assert totals == [20, 15, 10, 40, 20, 30, 10]


@pytest.mark.parametrize(("level", "total"), [(1, 29), (2, 58), (3, 87), (4, 116), (5, 145)])
def test_all_clauses_at_one_level(tbsc034: Specification, level: int, total: int) -> None:
    assert sum(clause.points[level - 1] for clause in tbsc034.clauses) == total


@pytest.mark.parametrize(
    ("coefficient", "band"),
    [
        ("0", 1),
        ("0.2", 1),
        ("0.21", 2),
        ("0.4", 2),
        ("0.41", 3),
        ("0.6", 3),
        ("0.8", 4),
        ("0.81", 5),
        ("1", 5),
    ],
)
def test_bands_of_the_coefficient_hold_their_upper_edge(
    tbsc034: Specification, coefficient: str, band: int
) -> None:
    assert tbsc034.experience_band(Fraction(coefficient)).number == band


def test_level_bands_as_issued_and_in_equal_steps(tbsc034: Specification) -> None:
    edges = {
        choice: [(band.lower, band.upper) for band in bands] for choice, bands in tbsc034.level_bands.items()
    }
    assert edges == {
        "as_issued": [(20, 45), (45, 70), (70, 95), (95, 105), (105, 145)],
        "equal_steps": [(20, 45), (45, 70), (70, 95), (95, 120), (120, 145)],
    }


def test_level_bands_as_issued_carry_their_printed_line(tbsc034: Specification) -> None:
    assert tbsc034.level_bands["as_issued"][3].text == "④ 95分 ≤ 总分 < 105分，四级；"
    assert tbsc034.level_bands["equal_steps"][3].text == ""


def test_grade_bands_under_each_choice_of_a1(tbsc034: Specification) -> None:
    assert tbsc034.grading.tables == {
        "bands": (
            GradeBand(0, 60, None, None),
            GradeBand(60, 80, None, 2),
            GradeBand(80, 90, 3, 3),
            GradeBand(90, 95, 2, 4),
            GradeBand(95, 100, 1, 4),
        ),
        "rows": (
            GradeBand(0, 60, None, None),
            GradeBand(60, 80, 3, 2),
            GradeBand(80, 90, 2, 3),
            GradeBand(90, 100, 1, 4),
        ),
    }


def test_the_readings_a_body_may_select_and_their_defaults(tbsc034: Specification) -> None:
    selectable = {key: each for key, each in tbsc034.readings.items() if each.kind != "fixed"}
    assert {key: (tuple(each.choices), each.default) for key, each in selectable.items()} == {
        "A1": (("bands", "rows"), "bands"),
        "A2": (("none", "passed_without_grade"), "none"),
        "A3": (("row3", "row2"), "row3"),
        "A4": (("exact", "whole", "whole_even"), "exact"),
        "A5": (("lower", "refuse"), "lower"),
        "A8": (("level4", "level5"), "level4"),
        "B8": (("off", "on"), "off"),
        "B9": (("forms", "persons"), "forms"),
        "B11": (("number",), "1"),
        "B12": (("off", "percent"), "off"),
        "C1": (("as_issued", "equal_steps"), "as_issued"),
        "C4": (("off", "level2"), "off"),
    }


def test_every_reading_is_declared_with_its_clause(tbsc034: Specification) -> None:
    numbers = {"A": "1 2 3 4 5 6 7 8 9", "B": "1 2 5 6 7 8 9 11 12 13", "C": "1 2 3 4 5 8 10 11 12"}
    ids = [letter + number for letter, those in numbers.items() for number in those.split()]
    assert list(tbsc034.readings) == ids
    assert all(reading.clause for reading in tbsc034.readings.values())


def test_deciding_readings(tbsc034: Specification) -> None:
    assert [key for key, each in tbsc034.readings.items() if each.deciding] == ["A1", "A2", "A5", "A7"]


def test_the_numbers_of_choices(tbsc034: Specification) -> None:
    parameters = {
        f"{key}.{choice.key}": dict(choice.parameters)
        for key, reading in tbsc034.readings.items()
        for choice in reading.choices.values()
        if choice.parameters
    }
    assert parameters == {
        "A3.row2": {"score": 90, "level": 3},
        "A8.level5": {"grade": 1, "level": 5},
        "B12.off": {"band": 2},
        "B12.percent": {"band": 2},
        "C1.as_issued": {"note_lower": 105, "note_upper": 119},
        "C4.off": {"level": 2},
        "C4.level2": {"level": 2},
    }


def test_excluded_combinations(tbsc034: Specification) -> None:
    assert [dict(each) for each in tbsc034.excluded] == [
        {"A1": "rows", "A3": "row2"},
        {"A1": "rows", "A2": "passed_without_grade"},
        {"A1": "rows", "A8": "level5"},
    ]


def test_the_rule_of_a_number_does_not_depend_on_the_number(tbsc034: Specification) -> None:
    reading = tbsc034.readings["B11"]
    assert reading.rule("1") == reading.rule("30") == reading.choices["number"].rule


def test_only_chapter_7_is_printed_without_descriptions(tbsc034: Specification) -> None:
    assert [chapter.id for chapter in tbsc034.chapters if not chapter.description_printed] == ["7"]
    assert {chapter.description for chapter in tbsc034.chapters} == {"common"}


def test_the_checklist_is_that_of_4_2_2(tbsc034: Specification) -> None:
    assert [block.checklist for block in tbsc034.checklist] == ["1", "2.1", "2.2", "2.3", "2.4", "2.5", "3"]


def test_clauses_5_1_and_5_2_meet_other_numbers_in_appendix_4(tbsc034: Specification) -> None:
    control = [block.text for block in tbsc034.requirement("5.1")]
    emergency = [block.text for block in tbsc034.requirement("5.2")]
    assert control[0] == "5.1. 运行策划和控制"
    assert control[1].startswith("5.2. 组织应建立")
    assert emergency[0] == "5.3. 应急准备和响应"


def test_every_scored_clause_has_its_requirement(tbsc034: Specification) -> None:
    assert all(tbsc034.requirement(clause.id) for clause in tbsc034.clauses)
