"""Choosing among readings."""

from __future__ import annotations

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.errors import RefusedError
from cts_docs.specification.loader import load_specification

SPECIFICATION = load_specification()
DEFAULTS = {
    "A1": "bands",
    "A2": "none",
    "A3": "row3",
    "A4": "exact",
    "A5": "lower",
    "A8": "level4",
    "B8": "off",
    "B9": "forms",
    "B11": "1",
    "B12": "off",
    "C1": "as_issued",
    "C4": "off",
}


def test_the_defaults_are_those_of_the_specification() -> None:
    readings = choose(SPECIFICATION, {})
    assert readings.choices == DEFAULTS
    assert readings.deviations(SPECIFICATION) == ()
    assert readings.stamp() == (
        "A1=bands;A2=none;A3=row3;A4=exact;A5=lower;A8=level4;"
        "B11=1;B12=off;B8=off;B9=forms;C1=as_issued;C4=off"
    )


def test_a_body_may_choose_another() -> None:
    readings = choose(SPECIFICATION, {"A5": "refuse", "B11": "3"})
    assert (readings["A5"], readings["B11"]) == ("refuse", "3")
    assert readings.deviations(SPECIFICATION) == ("A5", "B11")


@pytest.mark.parametrize(
    ("selected", "codes"),
    [
        ({"Z9": "x"}, ["READING_UNKNOWN"]),
        ({"A6": "x"}, ["READING_UNKNOWN"]),
        ({"A5": "maybe"}, ["READING_CHOICE"]),
        ({"B11": "0"}, ["READING_CHOICE"]),
        ({"B11": "３"}, ["READING_CHOICE"]),
        ({"B11": "number"}, ["READING_CHOICE"]),
        ({"B12": "0"}, ["READING_CHOICE"]),
        ({"B12": "101"}, ["READING_CHOICE"]),
        ({"B12": "60%"}, ["READING_CHOICE"]),
        ({"B12": "percent"}, ["READING_CHOICE"]),
        ({"A1": "rows", "A3": "row2"}, ["READING_COMBINATION"]),
        ({"A1": "rows", "A2": "passed_without_grade"}, ["READING_COMBINATION"]),
        ({"A1": "rows", "A8": "level5"}, ["READING_COMBINATION"]),
        ({"Z9": "x", "A5": "maybe", "A1": "rows", "A3": "row2"}, 3),
    ],
)
def test_what_is_refused(selected: dict[str, str], codes: list[str] | int) -> None:
    with pytest.raises(RefusedError) as caught:
        choose(SPECIFICATION, selected)
    found = [problem.code for problem in caught.value.problems]
    assert len(found) == codes if isinstance(codes, int) else found == codes


OF_0_1 = "A1=bands;A2=none;A3=row3;A4=exact;A5=lower;A8=level4;B11=1;B8=off;C1=as_issued"


def test_a_stamp_is_compared_by_id_and_a_missing_id_is_its_default() -> None:
    defaults, floor = choose(SPECIFICATION, {}), choose(SPECIFICATION, {"B12": "60"})
    reordered = ";".join(reversed(defaults.stamp().split(";")))
    assert defaults.differing(SPECIFICATION, OF_0_1) == ()
    assert defaults.differing(SPECIFICATION, reordered) == ()
    assert floor.differing(SPECIFICATION, OF_0_1) == (("B12", "off"),)
    assert defaults.differing(SPECIFICATION, OF_0_1 + ";C4=level2") == (("C4", "level2"),)
    assert defaults.differing(SPECIFICATION, OF_0_1 + ";Z9=x") == (("Z9", "x"),)
    assert defaults.differing(SPECIFICATION, "") == ()
    assert defaults.differing(SPECIFICATION, "no stamp") == (("", "no stamp"),)
