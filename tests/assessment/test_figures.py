"""How exact figures are written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cts_docs.assessment.figures import exact, half_up, rounded, shown

THRESHOLDS = [Fraction(80), Fraction(90), Fraction(95)]


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Fraction("87.4"), "87.4"),
        (Fraction(100), "100"),
        (Fraction(0), "0"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(260, 3), "260/3"),
        (Fraction(-3, 4), "-0.75"),
        (7, "7"),
    ],
)
def test_exact_text_is_decimal_where_it_can_be(figure: Fraction | int, text: str) -> None:
    assert exact(figure) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [("0.005", "0.01"), ("0.004", "0.00"), ("79.995", "80.00"), ("-0.005", "-0.01"), ("66.665", "66.67")],
)
def test_two_decimals_are_rounded_half_up(figure: str, text: str) -> None:
    assert rounded(Fraction(figure)) == text


def test_whole_numbers_round_half_up() -> None:
    assert half_up(Fraction("79.5")) == 80
    assert half_up(Fraction("79.49")) == 79


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("94.996", "95.00(−)"),
        ("94.995", "95.00(−)"),
        ("94.994", "94.99"),
        ("95", "95.00"),
        ("95.004", "95.00"),
        ("79.999", "80.00(−)"),
        ("87.4", "87.40"),
    ],
)
def test_a_shown_figure_never_stands_on_the_wrong_side_of_a_threshold(figure: str, text: str) -> None:
    assert shown(Fraction(figure), THRESHOLDS) == text


def test_a_point_that_counts_only_when_met_is_marked_above() -> None:
    assert shown(Fraction("90.004"), THRESHOLDS, [Fraction(90)]) == "90.00(+)"
    assert shown(Fraction("90"), THRESHOLDS, [Fraction(90)]) == "90.00"
