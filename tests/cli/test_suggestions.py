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
