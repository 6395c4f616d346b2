from __future__ import annotations

import pytest

from cts_docs.documents.ooxml.tables import Row, cell, header_row, make_table
from tests.documents.reading import W, shape


def test_grid_and_cells_agree() -> None:
    table = make_table([1000, 2000, 3000], [Row((cell("一", span=2), cell("二")))])

    assert [each.get(f"{W}w") for each in table.find(f"{W}tblGrid")] == ["1000", "2000", "3000"]
    assert [each.get(f"{W}w") for each in table.iter(f"{W}tcW")] == ["3000", "3000"]
    assert table.find(f"{W}tblPr/{W}tblW").get(f"{W}w") == "6000"
    assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"


def test_row_that_does_not_fill_the_grid_is_a_fault_of_the_builder() -> None:
    with pytest.raises(ValueError, match="a row of 1 columns in 2"):
        make_table([1000, 1000], [Row((cell("一"),))])


def test_header_rows_repeat_and_stay_with_what_follows() -> None:
    first, second = make_table([1000], [header_row("题"), Row((cell("一"),))]).findall(f"{W}tr")

    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert first.find(f".//{W}keepNext") is not None
    assert second.find(f"{W}trPr/{W}tblHeader") is None
    assert second.find(f".//{W}keepNext") is None


def test_rows_stay_whole_unless_told_otherwise() -> None:
    rows = make_table([1000], [Row((cell("一"),)), Row((cell("二"),), splits=True)]).findall(f"{W}tr")

    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == [True, False]


def test_merges_are_written_as_spans_and_restarts() -> None:
    rows = [Row((cell("一", merge="restart"), cell("二"))), Row((cell(merge="continue"), cell("三")))]

    assert shape(make_table([1000, 1000], rows)) == [[(1, "restart"), (1, "")], [(1, "continue"), (1, "")]]


def test_empty_cell_holds_a_paragraph() -> None:
    table = make_table([1000], [Row((cell(),))])

    assert len(table.findall(f".//{W}tc/{W}p")) == 1
