"""`cts-docs check`: every problem of every workbook, by cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from tests.conftest import Run
from tests.support.workbooks import put, workbook

KEYS = {"code", "severity", "sheet", "cell", "field", "found", "message", "remedy"}


def test_a_complete_workbook_has_no_problems(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    answer = run("check", path, "--for", "issue", "--json")

    assert answer.code == 0
    assert answer.json == {"workbooks": [{"path": str(path), "ok": True, "problems": []}]}


def test_a_problem_names_its_cell_and_what_to_do(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    faulty = workbook(tbsc034, cells={("experience_coefficients", 0, 0): Decimal("1.5")})
    path = put(tmp_path, "a.xlsx", faulty)

    answer = run("check", path, "--json", "--lang", "zh")

    (found,) = answer.json["workbooks"]
    (problem,) = found["problems"]
    assert answer.code == 1
    assert not found["ok"]
    assert problem.keys() == KEYS
    assert problem["severity"] == "error"
    assert problem["field"] == "experience_coefficients[1.1,1]"
    assert problem["found"] == "1.5"
    assert problem["sheet"]
    assert problem["cell"]
    assert problem["message"]
    assert problem["remedy"]


def test_problems_come_in_the_order_of_sheets_and_cells(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    cells = {
        ("maturity_levels", 20, 0): 9,
        ("experience_coefficients", 1, 1): Decimal(2),
        ("experience_coefficients", 1, 0): Decimal(2),
        ("experience_coefficients", 0, 1): Decimal(2),
        ("client_name", 0, 0): None,
    }
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, cells=cells))

    answer = run("check", path, "--json")

    assert [problem["field"] for problem in answer.json["workbooks"][0]["problems"]] == [
        "client_name",
        "experience_coefficients[1.1,2]",
        "experience_coefficients[1.2,1]",
        "experience_coefficients[1.2,2]",
        "maturity_levels[7.2]",
    ]


def test_what_a_later_stage_needs_is_no_problem_before(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, values={"decider": None, "report_date": None}))

    codes = {stage: run("check", path, "--for", stage).code for stage in ("score", "render", "issue")}

    assert codes == {"score": 0, "render": 1, "issue": 1}


def test_one_refused_workbook_stops_no_other(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    put(tmp_path, "a.xlsx", b"not a workbook")
    put(tmp_path, "b.xlsx", workbook(tbsc034))

    answer = run("check", tmp_path, "--json")

    assert answer.code == 1
    assert [one["ok"] for one in answer.json["workbooks"]] == [False, True]


def test_people_read_messages_in_their_language(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, values={"client_name": None}))

    chinese = run("--lang", "zh", "check", path)
    english = run("check", path, "--lang", "en")

    assert "“受审核方名称”未填写" in chinese.out
    assert "1 个错误" in chinese.out
    assert "“受审核方名称” is empty" in english.out
    assert "errors: 1" in english.out


def test_a_cell_cannot_command_the_terminal(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, values={"audit_type": "初审\u009b2J"}))

    answer = run("check", path)

    assert "\u009b" not in answer.out
    assert "初审\\u009b2J" in answer.out


@pytest.mark.parametrize("arguments", [(), ("--for", "never", "a.xlsx"), ("--colour", "a.xlsx")])
def test_wrong_usage_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("check", *arguments).code == 2


def test_a_missing_path_ends_with_2_and_is_named(run: Run, tmp_path: Path) -> None:
    answer = run("check", tmp_path / "none.xlsx")

    assert answer.code == 2
    assert "PATH_MISSING" in answer.err
    assert str(tmp_path / "none.xlsx") in answer.err
    assert answer.out == ""


def test_what_a_whole_range_lacks_is_shown_at_its_first_cell(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    names = {"team_names": [None, None], "team_roles": [None, None]}
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, values=names))

    (problem,) = run("check", path, "--json").json["workbooks"][0]["problems"]

    assert problem["code"] == "TEAM_MISSING"
    assert problem["sheet"] == "审核组"
    assert problem["cell"] == "A5"
