"""A misspelt name, number or input is answered with the closest one; documents may be named in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

SAMPLE = ROOT / "samples" / "01-grade-1.xlsx"


def test_a_misspelt_document_is_answered_with_the_closest_one(run: Run, tmp_path: Path) -> None:
    answer = run("render", SAMPLE, "-o", tmp_path, "--only", "reprt", "--lang", "zh")

    assert answer.code == 2
    assert "没有名为“reprt”的文档。是否想写 report" in answer.err


@pytest.mark.parametrize(
    ("given", "name"), [("附录3", "appendix3"), ("附录 3", "appendix3"), ("审核报告", "report")]
)
def test_a_document_may_be_named_in_chinese(run: Run, tmp_path: Path, given: str, name: str) -> None:
    answer = run("render", SAMPLE, "-o", tmp_path, "--only", given, "--json")

    (rendered,) = answer.json["workbooks"]
    assert [document["name"] for document in rendered["documents"]] == [name]


def test_a_misspelt_input_is_answered_with_the_closest_one(run: Run) -> None:
    answer = run("explain", SAMPLE, "--set", "maturity_level[6.2]=4", "--lang", "en")

    assert "Did you mean maturity_levels" in answer.err


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("认证级别", "grade.grade"),
        ("管理成熟度总分", "management.total"),
        ("条款6.2得分", "management.clauses[6.2].points"),
        ("第 2 份测评表得分", "service.forms[2].score"),
        ("clause 6.2: points", "management.clauses[6.2].points"),
    ],
)
def test_a_figure_may_be_named_as_it_is_printed(run: Run, given: str, path: str) -> None:
    assert run("explain", SAMPLE, given, "--json").json["figure"] == path


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("成熟度等级[6.2]=2", "maturity_levels[6.2]=2"),
        ("体验系数［1.2，3］＝0.4", "experience_coefficients[1.2,3]=0.4"),
        ("管理要求符合性审查结论=不符合", "management_conformity=不符合"),
    ],
)
def test_an_input_may_be_named_as_the_workbook_prints_it(run: Run, given: str, same: str) -> None:
    changed = [run("explain", SAMPLE, "--set", one, "--json").json["changed"] for one in (given, same)]

    assert changed[0] == changed[1] != []


def test_a_misspelt_chinese_name_is_answered_with_the_closest_one(run: Run) -> None:
    figure = run("explain", SAMPLE, "管理成熟度总", "--lang", "zh")
    change = run("explain", SAMPLE, "--set", "成熟度等极[6.2]=2", "--lang", "zh")

    assert figure.code == change.code == 2
    assert "例如：管理成熟度总分" in figure.err
    assert "是否想写 成熟度等级" in change.err


def test_outcomes_and_flags_are_printed_as_texts(run: Run) -> None:
    answer = run("explain", SAMPLE, "--set", "管理要求符合性审查结论=不符合", "--lang", "zh")

    assert "达到认证级别 → 未达认证级别" in answer.out
    assert "conformity_failed" not in answer.out


def test_a_misspelt_number_is_answered_with_the_closest_one(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "cts-docs.toml"
    config.write_text(
        (ROOT / "samples" / "cts-docs.toml").read_text("utf-8").replace("pdf = true", "pdf = false"), "utf-8"
    )
    run("archive", "init", "--archive", tmp_path / "a", "--config", config)
    assert run("issue", SAMPLE, "--archive", tmp_path / "a").code == 0

    for command in (("show",), ("verify",), ("suspend", "--reason", "示例理由")):
        name, *rest = command
        answer = run(
            "archive", name, "CTS-TBSC034-2026-BG001", *rest, "--archive", tmp_path / "a", "--lang", "en"
        )
        assert answer.code == 1
        assert "Did you mean CTS-TBSC034-2026-BG0001" in answer.err


def test_without_anything_close_nothing_is_suggested(run: Run, tmp_path: Path) -> None:
    answer = run("render", SAMPLE, "-o", tmp_path, "--only", "xyzzy", "--lang", "en")

    assert "There is no document named “xyzzy”.\n" in answer.err
