"""A wrong command line: told in Chinese where Chinese is spoken, in click's words else; exit code 2."""

from __future__ import annotations

import click
import pytest

from cts_docs.cli.usage import SENTENCES, in_chinese
from cts_docs.messages import catalogue
from tests.conftest import Run

WRONG = {
    "check": "缺少参数 'WORKBOOK...'。",
    "new": "缺少选项 '-o' / '--output'。",
    "check a --xyz": "没有选项 '--xyz'。",
    "check a --annotat b": "没有选项 '--annotat'。是否想写 '--annotate'？",
    "chek": "没有命令 'chek'。",
    "spec nothing": "没有命令 'nothing'。",
    "check a --for z": "'--for' 的值不对：'z' 不在可选范围内，可用：'score', 'render', 'issue'。",
    "new -o a --evaluators 0": "'--evaluators' 的值不对：0 超出范围 1<=x<=500。",
    "new -o a --evaluators x": "'--evaluators' 的值不对：'x' 不是整数。",
    "templates regenerate --date 3": "'--date' 的值不对：'3' 不是日期，应写年-月-日，如 2026-03-01。",
    "archive renew 1 --date 2026-02-29": (
        "'--date' 的值不对：'2026-02-29' 不是日期，应写年-月-日，如 2026-03-01。"
    ),
    "archive due --as-of 2026-02-29": (
        "'--as-of' 的值不对：'2026-02-29' 不是日期，应写年-月-日，如 2026-03-01。"
    ),
    "issue a --grant-date 1.3.2026": (
        "'--grant-date' 的值不对：'1.3.2026' 不是日期，应写年-月-日，如 2026-03-01。"
    ),
    "compare a b c": "多出的参数：c",
    "compare a b c d": "多出的参数：c d",
    "check a --json=1": "选项 '--json' 不带值。",
    "new -o": "选项 '-o' 后面要写值。",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_command_line_is_told_in_chinese(run: Run, wrong: str) -> None:
    answer = run("--lang", "zh", *wrong.split())

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines()[-1] == f"错误：{WRONG[wrong]}"
    assert "Usage" not in answer.err


def test_lang_counts_wherever_it_stands(run: Run) -> None:
    for arguments in (("check", "--lang", "zh"), ("check", "--foo", "--lang=zh"), ("chek", "--lang", "zh")):
        answer = run(*arguments)
        assert answer.code == 2
        assert answer.err.startswith("用法：cts-docs")
        assert "查看说明：cts-docs" in answer.err


def test_chinese_is_spoken_under_a_chinese_locale(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "错误：缺少参数" in run("check").err
    assert "Error: Missing argument" in run("check", "--lang", "en").err


def test_in_english_the_words_of_click_stand(run: Run) -> None:
    answer = run("check", "--foo")
    assert answer.code == 2
    assert answer.err.startswith("Usage: cts-docs check [OPTIONS] WORKBOOK...")
    assert "No such option" in answer.err


def test_a_day_that_does_not_exist_is_said_to_be_no_date(run: Run) -> None:
    said = run("--lang", "en", "archive", "renew", "1", "--date", "2026-02-29").err
    assert "'2026-02-29' is no date; write year-month-day, such as 2026-03-01." in said
    assert "%Y" not in said


def test_a_sentence_that_is_not_known_stands_as_it_is() -> None:
    assert in_chinese("Something new of click.") == "Something new of click."


def test_the_choices_of_a_missing_option_are_told() -> None:
    option = click.Option(["--kind"], type=click.Choice(["a", "b"]))
    said = click.MissingParameter(param=option).format_message()
    assert in_chinese(said).startswith("缺少选项 '--kind'。可用：")


def test_every_sentence_of_click_is_in_the_catalogue() -> None:
    assert all(catalogue()[code].zh for code in SENTENCES)
