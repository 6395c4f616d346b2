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
    "B11": "1",
    "C1": "as_issued",
}


def test_the_defaults_are_those_of_the_specification() -> None:
    readings = choose(SPECIFICATION, {})
    assert readings.choices == DEFAULTS
    assert readings.deviations(SPECIFICATION) == ()
    assert readings.stamp() == (
        "A1=bands;A2=none;A3=row3;A4=exact;A5=lower;A8=level4;B11=1;B8=off;C1=as_issued"
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
