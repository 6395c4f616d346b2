"""What would change, and how two workbooks differ, on the page."""

from __future__ import annotations

import re

import pytest

from cts_docs.specification.model import Specification
from tests.support.workbooks import workbook
from tests.web.visiting import Visitor, serving

_ROW = re.compile(r"<tr>(<td data-label.*?)</tr>")


def rows(visitor: Visitor, result: str) -> dict[str, tuple[str, str]]:
    """The figures and inputs of a result by their English label, before and after."""
    page = visitor.get(f"{result}?lang=en").text
    cells = [re.findall(r">([^<>]+)<", row) for row in _ROW.findall(page)]
    return {label: (before, after) for label, _, before, after in cells}


@pytest.fixture(scope="module")
def content(tbsc034: Specification) -> bytes:
    return workbook(tbsc034, coefficient="0.90", level=4, forms=1)


def test_other_inputs_and_another_workbook_are_compared(content: bytes, tbsc034: Specification) -> None:
    """Of one form with α 0.90 throughout, 1.1 alone at 1 raises its score above 90."""
    with serving() as (_, visitor):
        one = visitor()
        first = one.bring(content, "第一份.xlsx")
        second = one.bring(workbook(tbsc034, coefficient="0.96", level=4, forms=1), "第二份.xlsx")
        assert [one.wait(first), one.wait(second)] == ["done", "done"]
        changed = one.post(f"{first}/1/what-if?lang=en", {"changes": "experience_coefficients[1.1,1]=1"})
        result = changed.headers["location"]
        assert one.wait(result) == "done"
        found = rows(one, result)
        before, after = next(value for label, value in found.items() if label.startswith("service score"))
        assert float(before.split("≈")[-1]) == 90
        assert float(after.split("≈")[-1]) > 90

        compared = one.post(f"{first}/1/compare?lang=en", {"other": f"{second.rpartition('/')[2]}/1"})
        result = compared.headers["location"]
        assert one.wait(result) == "done"
        page = one.get(f"{result}?lang=en").text
        assert "第一份.xlsx → 第二份.xlsx" in page
        assert "96.00" in page


@pytest.mark.parametrize(
    ("changes", "code"), [("", "WHAT_IF_NONE"), ("nonsense", "CHANGE_SYNTAX"), ("a" * 9000, "CHANGE_SYNTAX")]
)
def test_what_is_not_an_input_is_refused(content: bytes, changes: str, code: str) -> None:
    with serving() as (_, visitor):
        one = visitor()
        result = one.bring(content)
        one.wait(result)
        answer = one.post(f"{result}/1/what-if", {"changes": changes}).headers["location"]
        if answer.startswith("/results/"):
            assert one.wait(answer) == "failed"
        assert code in one.get(answer).text


def test_a_workbook_of_another_session_is_not_compared(content: bytes) -> None:
    with serving() as (_, visitor):
        one, other = visitor(), visitor()
        mine, foreign = one.bring(content), other.bring(content)
        one.wait(mine)
        other.wait(foreign)
        for named in (f"{foreign.rpartition('/')[2]}/1", f"{mine.rpartition('/')[2]}/1", "", "../../x"):
            assert one.post(f"{mine}/1/compare", {"other": named}).status_code == 404
