"""`cts-docs explain`: every figure of `score` with its formula, cells, clauses, and what would change it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cts_docs.specification.model import Specification
from tests.conftest import Run
from tests.support.figures import figures_of
from tests.support.workbooks import put, workbook

CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]*")


@pytest.fixture
def book(tmp_path: Path, tbsc034: Specification) -> Path:
    """Two forms at 0.9, every clause at level 4: 90 points, total 116, 二级."""
    return put(tmp_path, "a.xlsx", workbook(tbsc034))


def all_figures(run: Run, path: Path) -> dict[str, Any]:
    (found,) = run("score", path, "--json").json["workbooks"]
    return figures_of(found)


@pytest.mark.parametrize(
    "figure",
    [
        "service.shown",
        "service.characteristics[1].points",
        "service.indicators[7].earned",
        "service.forms[2].evaluator",
        "management.clauses[6.2].level",
        "conformity.reasons",
        "grade.flags",
        "grade.margin.score",
    ],
)
def test_a_figure_of_score_is_explained(run: Run, book: Path, figure: str) -> None:
    expected = all_figures(run, book)[figure]

    answer = run("explain", book, figure, "--json")

    assert answer.code == 0
    assert (answer.json["figure"], answer.json["value"]) == (figure, expected)
    first = answer.json["steps"][0]
    assert first["figure"] == figure
    assert first["formula"]
    assert first["operands"]
    assert first["clauses"]


def test_without_a_figure_the_grade_is_explained(run: Run, book: Path) -> None:
    found = run("explain", book, "--json").json

    assert (found["figure"], found["value"]) == ("grade.grade", 2)
    first = found["steps"][0]
    assert first["operands"]["service.score"] == "90"
    assert first["operands"]["management.level"] == 5
    assert {"A1", "A5", "A7"} <= set(first["readings"])
    assert "changed" not in found


def test_cells_name_the_inputs_and_what_stands_there(run: Run, book: Path) -> None:
    steps = run("explain", book, "management.clauses[6.2].points", "--json").json["steps"]

    assert [step["figure"] for step in steps] == [
        "management.clauses[6.2].points",
        "management.clauses[6.2].level",
    ]
    assert [step["value"] for step in steps] == [8, 4]
    (cell,) = steps[1]["cells"]
    assert cell["sheet"] == "附录3 管理成熟度"
    assert CELL.fullmatch(cell["cell"])
    assert cell["found"] == "4"


def test_a_form_is_explained_by_its_own_column(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    cells = {("experience_coefficients", 0, 1): Decimal("0.35")}
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, cells=cells))

    (step,) = run("explain", path, "service.forms[2].earned", "--json").json["steps"]

    # 1.1 is worth 5: 90 − 5 × 0.55
    assert step["value"] == "87.25"
    assert len(step["cells"]) == len(tbsc034.indicators)
    assert step["cells"][0]["found"] == "0.35"
    columns = {cell["cell"].rstrip("0123456789") for cell in step["cells"]}
    assert len(columns) == 1


def test_set_tells_every_figure_that_would_change(run: Run, book: Path) -> None:
    """1.2 is worth 7: from 0.9 to 0.89 in one of two forms the mean falls by 0.035, below 90."""
    found = run("explain", book, "--set", "experience_coefficients[1.2,1]=0.89", "--json").json
    changed = {each["figure"]: (each["before"], each["after"]) for each in found["changed"]}

    assert found["value"] == 2
    assert changed["service.score"] == ("90", "89.965")
    assert changed["service.shown"] == ("90.00", "89.97")
    assert changed["service.forms[1].score"] == ("90", "89.93")
    assert changed["grade.grade"] == (2, 3)
    assert changed["grade.name"] == ("二级", "三级")
    assert "management.total" not in changed


def test_several_settings_count_together(run: Run, book: Path) -> None:
    settings = ("--set", "experience_coefficients=1", "--set", "maturity_levels[6.2]=5")
    found = run("explain", book, *settings, "--json").json
    changed = {each["figure"]: each["after"] for each in found["changed"]}

    assert (changed["service.score"], changed["management.total"], changed["grade.grade"]) == ("100", 118, 1)


def test_what_changes_is_what_score_says_of_the_changed_workbook(
    run: Run, tmp_path: Path, tbsc034: Specification, book: Path
) -> None:
    lower = put(tmp_path, "b.xlsx", workbook(tbsc034, cells={("maturity_levels", 0, 0): 1}))
    before, after = all_figures(run, book), all_figures(run, lower)
    expected = {name: (before[name], after[name]) for name in before if before[name] != after[name]}

    found = run("explain", book, "--set", f"maturity_levels[{tbsc034.clauses[0].id}]=1", "--json").json

    assert {each["figure"]: (each["before"], each["after"]) for each in found["changed"]} == expected


def test_the_smallest_changes_that_flip_the_grade(run: Run, book: Path) -> None:
    """Exactly 90: a single hundredth of any coefficient less is below it."""
    flips = run("explain", book, "--json").json["flips"]

    first = flips[0]
    assert (first["before"], first["after"], first["size"], first["grade"]) == ("0.90", "0.89", "0.01", 3)
    assert first["sheet"] == "附录1 服务特性测评"
    assert (flips[-1]["field"], flips[-1]["grade"]) == ("management_conformity", None)


def test_what_is_left_out_of_the_changes_is_said(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    """Three forms of 19 indicators at exactly 90: a hundredth less of any of the 57 lowers the grade."""
    book = put(tmp_path, "a.xlsx", workbook(tbsc034, forms=3))
    found = run("explain", book, "--json").json
    assert sum(each["field"].startswith("experience_coefficients") for each in found["flips"]) == 50
    assert found["flips_left_out"] == {"experience_coefficients": 7}
    assert "49 more single changes of" in run("explain", book).out
    assert "另有 49 处可以单独改动" in run("explain", book, "--lang", "zh").out


def test_the_spread_between_the_forms(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    cells = {("experience_coefficients", 0, 2): Decimal("0.3")}
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, forms=3, cells=cells))

    first = run("explain", path, "--json").json["spread"][0]

    assert (first["lowest"], first["median"], first["highest"]) == ("0.3", "0.9", "0.9")
    # 5 points × 0.6 ÷ 3 forms
    assert first["outliers"] == [{"form": 3, "coefficient": "0.3", "effect": "0.2", "score_effect": "1"}]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("service.scroe",), "FIGURE_UNKNOWN"),
        (("management.clauses[9.9].points",), "FIGURE_UNKNOWN"),
        (("--set", "maturity_levels[6.2]"), "CHANGE_SYNTAX"),
        (("--set", "client_name=示例"), "CHANGE_NAME"),
        (("--set", "maturity_levels[6.2]=9"), "CHANGE_VALUE"),
    ],
)
def test_what_cannot_be_asked_ends_with_2(
    run: Run, book: Path, arguments: tuple[str, ...], code: str
) -> None:
    answer = run("explain", book, *arguments, "--json")

    assert answer.code == 2
    assert code in answer.err
    assert answer.out == ""


def test_a_wrong_figure_is_answered_with_the_nearest(run: Run, book: Path) -> None:
    assert "service.score" in run("explain", book, "service.scroe").err


def test_a_refused_workbook(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, values={"management_conformity": None}))

    answer = run("explain", path, "--json")

    assert answer.code == 1
    assert answer.json.keys() == {"path", "ok", "problems"}
    assert answer.json["ok"] is False


def test_one_workbook_at_a_time(run: Run, tmp_path: Path, book: Path) -> None:
    assert run("explain", tmp_path, "--json").json["path"] == str(book)
    put(tmp_path, "b.xlsx", book.read_bytes())
    assert "ONE_WORKBOOK_ONLY" in run("explain", tmp_path).err
    assert run("explain", tmp_path / "none.xlsx").code == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["认证级别  grade.grade = 2", "  公式  服务特性测评得分、", "A5   lower", "中位数"]),
        ("en", ["certification grade  grade.grade = 2", "  formula  service score", "A5   lower", "median"]),
    ],
)
def test_people_read_it_in_their_language(run: Run, book: Path, language: str, words: list[str]) -> None:
    answer = run("explain", book, "--lang", language, "--set", "management_conformity=不符合")

    assert answer.code == 0
    for each in words:
        assert each in answer.out
