"""The catalogue of messages: complete, the same in both languages, and used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from cts_docs.messages import LANGUAGES, Entry, Language, catalogue, command, message

PACKAGE = Path(__file__).resolve().parents[2] / "cts_docs"
USED = re.compile(r'Problem\(\s*"([A-Za-z0-9_]+)"')


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def used_codes() -> list[str]:
    sources = (path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py")))
    return sorted({code for source in sources for code in USED.findall(source)})


@pytest.mark.parametrize(("code", "entry"), sorted(catalogue().items()), ids=sorted(catalogue()))
def test_an_entry_says_the_same_in_both_languages(code: str, entry: Entry) -> None:
    assert re.fullmatch(r"[A-Z0-9_]+", code)
    assert entry.zh
    assert entry.en
    assert bool(entry.remedy_zh) == bool(entry.remedy_en)


@pytest.mark.parametrize("code", used_codes())
def test_every_problem_of_the_program_has_its_words(code: str) -> None:
    assert catalogue()[code].remedy_zh


@pytest.mark.parametrize(("code", "entry"), sorted(catalogue().items()), ids=sorted(catalogue()))
def test_words_name_placeholders_only(code: str, entry: Entry) -> None:
    for text in (entry.zh, entry.en, entry.remedy_zh, entry.remedy_en):
        assert all(name.isidentifier() for name in placeholders(text)), code


def test_a_message_parsed_alone_is_that_of_the_whole_catalogue() -> None:
    assert {code: (message(code, "zh", {}), message(code, "en", {})) for code in catalogue()} == {
        code: (filled(entry.zh), filled(entry.en)) for code, entry in catalogue().items()
    }


def filled(text: str) -> str:
    """A text with no values for its placeholders."""
    kept = re.sub("⟦([^⟧]*)⟧", lambda part: "" if placeholders(part[1]) else part[1], text)
    return kept.format_map(dict.fromkeys(placeholders(kept), "—"))


IN_TEXT = {"template": "a.docx", "part": "word/document.xml", "paragraph": "1", "text": "x", "found": "{{"}
IN_TABLE = {**IN_TEXT, "table": "2", "row": "3", "cell": "4"}


@pytest.mark.parametrize(
    ("language", "values", "place"),
    [
        ("en", IN_TEXT, "(word/document.xml, paragraph 1, “x”)"),
        ("en", IN_TABLE, "(word/document.xml, paragraph 1, table 2 row 3 cell 4, “x”)"),
        ("zh", IN_TEXT, "（word/document.xml 第 1 段，“x”）"),
        ("zh", IN_TABLE, "（word/document.xml 第 1 段，表 2 行 3 格 4，“x”）"),
    ],
)
def test_a_place_names_a_table_only_where_there_is_one(
    language: Language, values: dict[str, str], place: str
) -> None:
    assert place in message("LINT_TAG_HALF", language, values)


def test_a_command_names_its_arguments_in_the_language_of_the_message() -> None:
    commands = [command("SECOND_PERSON_NEEDED", language, {}) for language in LANGUAGES]

    assert commands == [
        "cts-docs issue 工作簿 --archive 归档文件夹 --draft",
        "cts-docs issue WORKBOOK --archive PLACE --draft",
    ]
