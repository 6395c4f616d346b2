"""Neighbouring cells with one problem are one entry; everything else stays as it is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter, range_boundaries

from cts_docs.errors import Problem
from cts_docs.problem_groups import ProblemSummary, grouped, problem_message, summarize

SHEET = "示例表"


def at(
    cell: str, code: str = "NUMBER_AS_TEXT", field: str = "experience_coefficients[1.1,1]", **more: str
) -> Problem:
    found = more.pop("found", "0.9")
    return Problem(code, "warning", field, found, "book.xlsx", SHEET, cell, {"label": "体验系数 α"}, **more)  # type: ignore[arg-type]


def column(letter: str, first: int, last: int) -> list[Problem]:
    return [at(f"{letter}{row}") for row in range(first, last + 1)]


def test_a_pasted_column_is_one_entry() -> None:
    (entry,) = grouped(column("L", 9, 27))
    assert (entry.cell, entry.count, entry.field) == ("L9:L27", 19, "experience_coefficients")
    assert problem_message(entry, "zh").startswith("19 个单元格：")


SHAPES = {
    "a row": ([at("B2"), at("C2"), at("D2")], {"B2:D2"}),
    "a block": ([*column("B", 2, 4), *column("C", 2, 4)], {"B2:C4"}),
    "two columns of different length": ([*column("B", 2, 4), *column("C", 2, 3)], {"B2:B4", "C2:C3"}),
    "a gap": ([*column("B", 2, 3), *column("B", 5, 6)], {"B2:B3", "B5:B6"}),
    "corners that touch": ([at("B2"), at("C3")], {"B2", "C3"}),
    "columns Z and AA": ([at("Z1"), at("AA1")], {"Z1:AA1"}),
    "two kinds": ([at("B2"), at("B3", "NUMBER_EXPECTED")], {"B2", "B3"}),
    "two fields": ([at("B2", field="client_name"), at("B3", field="client_address")], {"B2", "B3"}),
    "cause and consequence": ([at("B2"), at("B3", because="NUMBER_EXPECTED")], {"B2", "B3"}),
    "labels of different fields": (
        [at("B2", "LABEL_CHANGED", "client_name"), at("B3", "LABEL_CHANGED", "client_address")],
        {"B2:B3"},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_neighbours_are_one_entry(shape: str) -> None:
    problems, cells = SHAPES[shape]
    assert {entry.cell for entry in grouped(problems)} == cells


def test_different_values_are_listed_up_to_three() -> None:
    texts = ["0.1", "0.2", "0.2", "0.3", "0.4"]
    (entry,) = grouped(at(f"B{row}", found=text) for row, text in enumerate(texts, 1))
    assert entry.found == "0.1 / 0.2 / 0.3 / …"


def test_problems_without_a_cell_stay_in_their_order() -> None:
    of_the_file = Problem("WORKBOOK_MACROS", "warning")
    entries = grouped([of_the_file, *column("B", 2, 3), at("A9", "NUMBER_EXPECTED")])
    assert [entry.cell for entry in entries] == ["", "B2:B3", "A9"]


@given(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=30))
def test_every_cell_is_in_one_entry(cells: set[tuple[int, int]]) -> None:
    entries = grouped(at(f"{get_column_letter(column)}{row}") for row, column in sorted(cells))
    covered = []
    for entry in entries:
        left, top, right, bottom = range_boundaries(entry.cell)
        inside = list(itertools.product(range(top, bottom + 1), range(left, right + 1)))
        assert entry.count == len(inside)
        covered += inside
    assert sorted(covered) == sorted(cells)


def test_a_summary_counts_causes_and_not_consequences() -> None:
    found = summarize(
        [*column("L", 9, 10), at("F9", "COMPUTED_STALE", because="NUMBER_AS_TEXT"), Problem("X")]
    )
    assert found == ProblemSummary(1, 2, 2, 2, (SHEET,), 1)
