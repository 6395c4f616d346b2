"""`cts-docs check`: every problem of every workbook, by cell."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cts_docs.assessment.fields import columns
from cts_docs.specification.model import Specification
from filling import Filling
from tests.conftest import Run
from tests.support.workbooks import put, workbook
from tests.workbook.editing import WORKBOOK, with_part

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
        ("experience_coefficients", 3, 1): Decimal(2),
        ("experience_coefficients", 3, 0): Decimal("0.999"),
        ("experience_coefficients", 0, 1): Decimal(2),
        ("client_name", 0, 0): None,
    }
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, cells=cells))

    answer = run("check", path, "--json")

    assert [problem["field"] for problem in answer.json["workbooks"][0]["problems"]] == [
        "client_name",
        "experience_coefficients[1.1,2]",
        "experience_coefficients[2.1,1]",
        "experience_coefficients[2.1,2]",
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
    note = openpyxl.load_workbook(io.BytesIO(workbook(tbsc034)))
    note["基本信息"]["E5"] = "初审\u009b2J"
    note.save(tmp_path / "a.xlsx")

    answer = run("check", tmp_path / "a.xlsx")

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


@pytest.fixture(scope="module")
def complete(tbsc034: Specification) -> bytes:
    """A workbook complete for every stage."""
    return workbook(tbsc034)


def lost(run: Run, tmp_path: Path, content: bytes, name: str, stage: str) -> list[tuple[str, str, str]]:
    """Code, field and severity of every problem of a workbook without a defined name."""
    nameless = with_part(content, WORKBOOK, lambda xml: xml.replace(f'name="{name}"', 'name="other"'))
    (one,) = run("check", put(tmp_path, "a.xlsx", nameless), "--for", stage, "--json").json["workbooks"]
    return [(each["code"], each["field"], each["severity"]) for each in one["problems"]]


@pytest.mark.parametrize("name", [*(column.name for column in columns()), "indicator_ids", "clause_ids"])
def test_a_lost_range_is_told_once(run: Run, tmp_path: Path, complete: bytes, name: str) -> None:
    """What it and its table held is not listed as missing beside it."""
    assert lost(run, tmp_path, complete, name, "issue") == [("NAME_MISSING", name, "error")]


@pytest.mark.parametrize(
    ("name", "severity"),
    [("maturity_evidence", "error"), ("form_dates", "error"), ("checklist_results", "warning")],
)
def test_a_lost_range_stands_in_the_way_of_a_score_where_its_table_is_scored(
    run: Run, tmp_path: Path, complete: bytes, name: str, severity: str
) -> None:
    assert lost(run, tmp_path, complete, name, "score") == [("NAME_MISSING", name, severity)]


def test_a_number_that_looks_right_and_is_not_names_what_cannot_be_seen(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    values: dict[str, Filling] = {"management_conformity": "符合\u200b", "client_name": "示例\u200b公司"}
    book = put(tmp_path, "hidden.xlsx", workbook(tbsc034, values=values))
    (one,) = run("check", book, "--json").json["workbooks"]
    assert [(each["code"], each["severity"], each["field"]) for each in one["problems"]] == [
        ("TEXT_INVISIBLE", "warning", "client_name"),
        ("TEXT_INVISIBLE", "warning", "management_conformity"),
    ]
    assert all("U+200B" in each["message"] for each in one["problems"])


def test_neighbouring_cells_with_one_problem_are_one_entry(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    rows = range(len(tbsc034.indicators))
    cells = {("experience_coefficients", row, 1): "0.9" for row in rows}
    book = put(tmp_path, "pasted.xlsx", workbook(tbsc034, cells=cells))
    (entry,) = run("check", book, "--json").json["workbooks"][0]["problems"]
    assert (entry["code"], entry["count"], entry["field"]) == (
        "NUMBER_AS_TEXT",
        len(rows),
        "experience_coefficients",
    )
    first, last = entry["cell"].split(":")
    assert int(last[1:]) - int(first[1:]) + 1 == len(rows)
    printed = run("check", book, "--lang", "zh").out.splitlines()
    assert len(printed) < 10
    assert "1 类问题" in printed[0]
    assert f"{len(rows)} 个单元格" in printed[0]


def test_score_does_not_repeat_the_warnings_that_check_lists(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    cells = {("experience_coefficients", row, 1): "0.9" for row in range(5)}
    book = put(tmp_path, "pasted.xlsx", workbook(tbsc034, cells=cells))
    assert "NUMBER_AS_TEXT" not in run("score", book).err
    assert "5 warnings in 5 cells" in run("score", book, "--lang", "en").err
    assert "NUMBER_AS_TEXT" in run("score", book, "--verbose").err


def test_a_reversed_audit_is_told_without_the_days_of_its_forms(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    values: dict[str, Filling] = {"audit_end": datetime.date(2026, 3, 1)}
    book = put(tmp_path, "reversed.xlsx", workbook(tbsc034, values=values))
    (one,) = run("check", book, "--json").json["workbooks"]
    assert [(each["code"], each["field"]) for each in one["problems"]] == [("DATE_ORDER", "audit_end")]
