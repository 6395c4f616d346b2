"""`cts-docs new`: the blank workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook
from filling import fill
from tests.conftest import ROOT, Run
from tests.documents.reading import page_words
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


FORMS = {"审核计划.docx", "会议签到表.docx", "附录4检查表.docx", "不符合报告.docx"}


def test_forms_for_the_site_are_blank_without_a_workbook(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "site"

    assert run("new", "--forms", folder).code == 0

    assert {path.name for path in folder.iterdir()} == FORMS
    printed = page_words((folder / "审核计划.docx").read_bytes())
    assert "待定" not in printed
    assert "受审核方" in printed


def test_forms_for_the_site_carry_client_and_team_of_an_unfinished_workbook(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    begun = {"client_name": "示例市政工程有限公司", "team_names": ["示例组长"]}
    book = put(tmp_path, "begun.xlsx", fill(blank_workbook(tbsc034, choose(tbsc034, {})), begun))
    folder = tmp_path / "site"

    answer = run("new", "--forms", folder, "--from", book)

    assert answer.code == 0
    for path in folder.iterdir():
        assert "示例市政工程有限公司" in page_words(path.read_bytes())
    assert "示例组长" in page_words((folder / "会议签到表.docx").read_bytes())


def test_existing_forms_are_kept(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "审核计划.docx"
    kept.write_bytes(b"mine")

    assert run("new", "--forms", tmp_path).code == 2

    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
    assert kept.read_bytes() == b"mine"
    assert run("new", "--forms", tmp_path, "--force").code == 0
    assert {path.name for path in tmp_path.iterdir()} == FORMS


@pytest.mark.parametrize("arguments", [(), ("-o", "a.xlsx", "--from", "b.xlsx")])
def test_what_to_write_must_be_named(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("new", *arguments).code == 2
