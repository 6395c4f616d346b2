"""Problems are corrected on the page: a new file beside the original, checked again; attacks on the form."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from openpyxl import load_workbook

from cts_docs.services import examine, open_context
from tests.conftest import ROOT
from tests.web.visiting import Place, Visitor, serving

SAMPLE = ROOT / "samples" / "09-mistakes.xlsx"
MISTAKES = SAMPLE.read_bytes()


@pytest.fixture(scope="module")
def checked() -> Iterator[tuple[Visitor, str, Visitor]]:
    """A visitor with a checked workbook, the address of its result, and another visitor."""
    with serving(Place(config=ROOT / "samples" / "cts-docs.toml")) as (_, visitor):
        one = visitor()
        result = one.bring(MISTAKES, name="测评.xlsx", stage="score")
        assert one.wait(result) == "done"
        yield one, f"{result}/1", visitor()


@cache
def cells() -> Mapping[str, str]:
    """The cells with problems of the sample by the key of their input."""
    found = examine(SAMPLE, "render", open_context(ROOT / "samples" / "cts-docs.toml")).problems
    return {problem.field: problem.cell for problem in found}


def field_of(page: str, cell: str) -> str:
    """The name of the input for a cell."""
    before = page[: page.index(f"</span> {cell} ·")]
    return before.rpartition('<label for="')[2].partition('"')[0]


def test_a_corrected_workbook_is_a_new_file_beside_the_original(
    checked: tuple[Visitor, str, Visitor],
) -> None:
    one, item, _ = checked
    page = one.get(f"{item}?lang=en").text
    keys = ("experience_coefficients[1.1,1]", "maturity_levels[2.1]", "evaluators[5]")
    first, level, evaluator = (cells()[key] for key in keys)
    fields = {
        field_of(page, first): "0.85",
        field_of(page, level): "4",
        field_of(page, evaluator): "示例<b>五",
    }
    result = one.post(f"{item}/correct", fields).headers["location"]
    assert one.wait(result) == "done"
    after = one.get(f"{result}/1?lang=en").text
    assert "测评 (corrected).xlsx" in after
    assert "Cells corrected: 3" in after
    assert "示例&lt;b&gt;五" in after
    assert [cell for cell in (first, level, evaluator) if f"<strong>{cell}</strong>" in after] == []
    assert f"<strong>{cells()['maturity_levels[1.4]']}</strong>" in after
    corrected, original = (one.get(f"{result}/1/{name}").content for name in ("corrected", "original"))
    assert original == MISTAKES
    assert hashlib.sha256(corrected).hexdigest() in after
    assert hashlib.sha256(original).hexdigest() not in after
    book = load_workbook(io.BytesIO(corrected))
    assert book["附录1 服务特性测评"][first].value == 0.85
    again = one.post(f"{result}/1/correct", {field_of(after, cells()["maturity_levels[1.4]"]): "3"}).headers[
        "location"
    ]
    assert one.wait(again) == "done"
    assert "测评 (corrected).xlsx" in one.get(f"{again}/1?lang=en").text
    assert one.get(f"{item}/corrected").status_code == 404
    assert one.get(f"{item}/original").status_code == 404


def test_what_cannot_be_corrected_is_refused(checked: tuple[Visitor, str, Visitor]) -> None:
    one, item, other = checked
    page = one.get(item).text
    first = cells()["experience_coefficients[1.1,1]"]
    assert "CORRECTION_NONE" in one.refused(f"{item}/correct", {}).text
    assert "CORRECTION_NONE" in one.refused(f"{item}/correct", {"value-999": "1", "B22": "1"}).text
    for entered in ("四", "1e999999999", "=1"):
        assert "CORRECTION_NUMBER" in one.refused(f"{item}/correct", {field_of(page, first): entered}).text
    assert (
        "CORRECTION_DATE"
        in one.refused(f"{item}/correct", {field_of(page, cells()["report_date"]): "31.12.2026"}).text
    )
    assert other.post(f"{item}/correct", {"value-1": "x"}).status_code == 404
    assert one.client.post(f"{item}/correct", data={"value-1": "x"}).status_code == 403
