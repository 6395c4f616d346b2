"""`cts-docs new`: the blank workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook
from filling import fill
from tests.conftest import ROOT, Run
from tests.support.workbooks import put


def test_a_blank_workbook_lacks_what_scoring_needs(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"

    made = run("new", "-o", path)
    answer = run("check", path, "--for", "score", "--json")

    assert made.code == 0
    assert str(path) in made.err
    assert made.out == ""
    problems = answer.json["workbooks"][0]["problems"]
    assert {problem["code"] for problem in problems} == {"SHEET_NOT_FILLED_IN"}
    assert len({problem["sheet"] for problem in problems}) == len(problems)


def test_a_workbook_with_one_entry_lacks_each_of_the_others(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    """Only where nothing at all is filled in are the sheets named instead of what they lack."""
    blank = blank_workbook(tbsc034, choose(tbsc034, {}))
    path = put(tmp_path, "a.xlsx", fill(blank, {"client_name": "示例公司"}))
    answer = run("check", path, "--for", "score", "--json")
    codes = {problem["code"] for problem in answer.json["workbooks"][0]["problems"]}
    assert codes == {"FIELD_MISSING", "FORMS_TOO_FEW", "LEVEL_MISSING"}


def test_it_has_room_for_the_evaluators_asked_for(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    run("new", "-o", tmp_path / "a.xlsx", "--evaluators", 3)

    assert (tmp_path / "a.xlsx").read_bytes() == blank_workbook(tbsc034, choose(tbsc034, {}), 3)


@pytest.mark.parametrize("number", [0, 501, -1, "many"])
def test_another_number_of_evaluators_is_refused(run: Run, tmp_path: Path, number: object) -> None:
    answer = run("new", "-o", tmp_path / "a.xlsx", "--evaluators", number)

    assert answer.code == 2
    assert not (tmp_path / "a.xlsx").exists()


def test_an_existing_file_is_replaced_only_when_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"a day's work")

    kept = run("new", "-o", path)
    content = path.read_bytes()
    forced = run("new", "-o", path, "--force")

    assert (kept.code, content) == (2, b"a day's work")
    assert "FILE_EXISTS" in kept.err
    assert forced.code == 0
    assert path.read_bytes().startswith(b"PK")


def test_a_name_that_is_no_workbook_is_refused(run: Run, tmp_path: Path) -> None:
    answer = run("new", "-o", tmp_path / "a.xls")

    assert answer.code == 2
    assert "FILE_SUFFIX" in answer.err


def test_a_specification_of_the_configuration_can_be_chosen(
    run: Run, tmp_path: Path, fictional: Specification
) -> None:
    config = tmp_path / "body.toml"
    config.write_text(f'specifications = "{(ROOT / "tests" / "specifications").as_posix()}"\n', "utf-8")
    path = tmp_path / "a.xlsx"

    known = run("new", "-o", path, "--spec", fictional.id, "--config", config, "--evaluators", 1)
    unknown = run("new", "-o", tmp_path / "b.xlsx", "--spec", "NONE", "--config", config)

    assert known.code == 0
    assert path.read_bytes() == blank_workbook(fictional, choose(fictional, {}), 1)
    assert unknown.code == 2
    assert fictional.id in unknown.err
