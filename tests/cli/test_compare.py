"""`cts-docs compare`: two workbooks in the field's words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from tests.conftest import Run
from tests.support.workbooks import put, workbook


@pytest.fixture
def pair(tmp_path: Path, tbsc034: Specification) -> tuple[Path, Path]:
    """The second workbook has another address and 0.89 for indicator 1.2 (7 points) of one form in two."""
    cells = {("experience_coefficients", 1, 0): Decimal("0.89")}
    before = put(tmp_path, "a.xlsx", workbook(tbsc034))
    after = put(tmp_path, "b.xlsx", workbook(tbsc034, values={"client_address": "示例市新址"}, cells=cells))
    return before, after


def test_inputs_and_figures_that_differ(run: Run, pair: tuple[Path, Path]) -> None:
    answer = run("compare", *pair, "--json")
    found = {each["key"]: each for each in answer.json["differences"]}

    assert answer.code == 0
    assert (answer.json["a"]["grade"], answer.json["b"]["grade"]) == (2, 3)
    coefficient = found["experience_coefficients[1.2,1]"]
    assert (coefficient["kind"], coefficient["before"], coefficient["after"]) == ("input", "0.9", "0.89")
    assert coefficient["label"] == "体验系数 α 1.2,1"
    assert coefficient["cells"]["a"] == coefficient["cells"]["b"]
    assert found["client_address"]["label"] == "地址"
    # 7 points × 0.01 ÷ 2 forms
    assert (found["service.score"]["before"], found["service.score"]["after"]) == ("90", "89.965")
    assert found["grade.grade"]["label"] == "certification grade"
    assert "management.total" not in found


def test_figures_stand_as_a_reader_asks_for_them(run: Run, pair: tuple[Path, Path]) -> None:
    found = run("compare", *pair, "--json").json["differences"]
    keys = [each["key"] for each in found if each["kind"] == "figure"]

    assert [key for key in keys if "[" not in key] == [
        "grade.grade",
        "grade.name",
        "grade.margin.score",
        "service.score",
        "service.shown",
    ]
    assert [key for key in keys if "[" in key] == [
        "service.characteristics[1].earned",
        "service.indicators[1.2].coefficient",
        "service.indicators[1.2].earned",
        "service.forms[1].earned",
        "service.forms[1].score",
    ]


def test_a_workbook_beside_itself(run: Run, pair: tuple[Path, Path]) -> None:
    answer = run("compare", pair[0], pair[0], "--json")

    assert answer.json["differences"] == []
    assert "same inputs" in run("compare", pair[0], pair[0]).out


def test_a_refused_workbook_among_the_two(
    run: Run, tmp_path: Path, tbsc034: Specification, pair: tuple[Path, Path]
) -> None:
    wrong = put(tmp_path, "c.xlsx", workbook(tbsc034, values={"client_name": None}))

    answer = run("compare", pair[0], wrong, "--json")

    assert answer.code == 1
    assert answer.json["a"]["ok"] is True
    assert answer.json["b"].keys() == {"path", "ok", "problems"}
    assert "differences" not in answer.json


def test_a_missing_workbook_ends_with_2(run: Run, tmp_path: Path, pair: tuple[Path, Path]) -> None:
    assert run("compare", pair[0], tmp_path / "none.xlsx").code == 2


def test_people_read_it_in_the_fields_words(run: Run, pair: tuple[Path, Path]) -> None:
    chinese = run("compare", *pair, "--lang", "zh").out

    assert "服务特性测评得分" in chinese
    assert "二级 → 三级" in chinese
    assert "示例省示例市示例路 1 号 → 示例市新址" in chinese
