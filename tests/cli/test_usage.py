"""A wrong command line: reported in Chinese or English, as asked for; exit code 2."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

import click
import pytest
from click import core, exceptions, formatting, parser, types

import make_docs
from cts_docs.messages import catalogue
from tests.conftest import Run

WRONG = {
    "check": "缺少参数 '工作簿...'.",
    "render a": "缺少选项 '-o' / '--output'.",
    "check a --xyz": "没有选项 '--xyz'。",
    "check a --annotat b": "没有选项 '--annotat'。 是否想写 '--annotate'？",
    "chek": "没有命令 'chek'。 是否想写 'check'？",
    "spec nothing": "没有命令 'nothing'。",
    "check a --for z": "'--for' 的值不正确：'z' 不在可选范围内，可选：'score', 'render', 'issue'。",
    "new -o a --evaluators 0": "'--evaluators' 的值不正确：0 超出范围 1<=x<=500。",
    "new -o a --evaluators x": "'--evaluators' 的值不正确：'x' 不是整数。",
    "templates regenerate --date 3": "'--date' 的值不正确：'3' 不是日期，应写作年-月-日，例如 2026-03-01。",
    "archive renew 1 --date 2026-02-29": (
        "'--date' 的值不正确：'2026-02-29' 不是日期，应写作年-月-日，例如 2026-03-01。"
    ),
    "archive due --as-of 2026-02-29": (
        "'--as-of' 的值不正确：'2026-02-29' 不是日期，应写作年-月-日，例如 2026-03-01。"
    ),
    "issue a --grant-date 1.3.2026": (
        "'--grant-date' 的值不正确：'1.3.2026' 不是日期，应写作年-月-日，例如 2026-03-01。"
    ),
    "compare a b c": "多余的参数：c",
    "compare a b c d": "多余的参数：c d",
    "check a --json=1": "选项 '--json' 不带值。",
    "new -o": "选项 '-o' 后面须写值。",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_command_line_is_reported_in_chinese(run: Run, wrong: str) -> None:
    answer = run("--lang", "zh", *wrong.split())

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines()[-1] == f"错误：{WRONG[wrong]}"
    assert "Usage" not in answer.err


def test_lang_counts_wherever_it_stands(run: Run) -> None:
    for arguments in (("check", "--lang", "zh"), ("check", "--foo", "--lang=zh"), ("chek", "--lang", "zh")):
        answer = run(*arguments)
        assert answer.code == 2
        assert answer.err.startswith("用法：cts-docs")
        assert "查看用法：cts-docs" in answer.err


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
    assert "'2026-02-29' is not a date; write year-month-day, such as 2026-03-01." in said
    assert "%Y" not in said


def test_the_choices_of_a_missing_option_are_listed(run: Run) -> None:
    @click.command()
    @click.option("--kind", type=click.Choice(["a", "b"]), required=True)
    def choose(kind: str) -> None:
        raise AssertionError(kind)

    run("doctor", "--help", "--lang", "zh")
    with pytest.raises(click.MissingParameter) as missing:
        choose.main([], standalone_mode=False)
    assert missing.value.format_message() == "缺少选项 '--kind'. 可选：\n\ta,\n\tb"


FOR_DEVELOPERS = {
    "deprecated",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Value must be an iterable.",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead?"
    " Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Invalid start character for option ({option})",
}
OF_TYPES_NOT_USED = {
    "env var: {var}",
    "(dynamic)",
    "Takes {nargs} values but 1 was given.",
    "unknown error",
    "Could not open file {filename!r}: {message}",
    "Missing parameter: {param_name}",
    "Missing {param_type}",
    "Argument {name!r} takes {nargs} values.",
    "file",
    "directory",
    "path",
    "Choice({choices})",
    "{value!r} does not match the format {format}.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "{len_type} values are required, but {len_value} was given.",
    "{value!r} is not a valid UUID.",
    *(f"{{name}} {{filename!r}} is {what}." for what in ("a file", "a directory", "not readable")),
    *(f"{{name}} {{filename!r}} is not {what}." for what in ("writable", "executable")),
    "{name} {filename!r} does not exist.",
}


def texts_of_click() -> Iterator[str]:
    """What click looks up with gettext where it parses, reports and helps."""
    for module in (core, exceptions, formatting, parser, types):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id in ("_", "ngettext") and isinstance(first, ast.Constant):
                    yield str(first.value)


def test_every_text_of_click_that_a_user_can_meet_is_translated() -> None:
    translated = {entry.en for code, entry in catalogue().items() if code.startswith("CLICK_")}

    assert set(texts_of_click()) - FOR_DEVELOPERS - OF_TYPES_NOT_USED <= translated


def test_the_compiled_translation_is_fresh() -> None:
    assert make_docs.stale() == ()
