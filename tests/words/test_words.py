"""Names, messages and pages use the field's own words: none of those in banned.toml."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cts_docs.cli.commands import COMMANDS
from cts_docs.messages import catalogue
from tests.conftest import ROOT

BANNED = tomllib.loads((ROOT / "tests" / "words" / "banned.toml").read_text("utf-8"))
PARTS, WHOLE = BANNED["names"]["parts"], BANNED["names"]["whole"]
PHRASES = BANNED["phrases"]
EXCEPTIONS = BANNED["exceptions"]
PACKAGE = ROOT / "cts_docs"
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "samples").glob("*.toml")])
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def names_of_things(module: Path) -> Iterator[str]:
    """The names of a module and of its classes."""
    yield module.parent.name if module.stem == "__init__" else module.stem
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield node.name


def other_names(module: Path) -> Iterator[str]:
    """The names of a module's functions and parameters."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def snake(name: str) -> str:
    """A name in small letters with its parts separated by underscores; *by hand* is ordinary English."""
    return _HUMP.sub("_", name).lower().strip("_").replace("by_hand", "manually")


def has_banned_part(name: str) -> bool:
    """Whether one of the parts of a name is banned."""
    return not PARTS.keys().isdisjoint(snake(name).split("_"))


def banned_phrases(text: str) -> list[str]:
    """The banned phrases in a text."""
    folded = " ".join(text.lower().split())
    return [phrase for phrases in PHRASES.values() for phrase in phrases if re.search(phrase, folded)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_names_are_the_field_s_own(module: Path) -> None:
    things = set(names_of_things(module))
    found = {name for name in things | set(other_names(module)) if has_banned_part(name)}
    found |= {name for name in things if snake(name) in WHOLE}

    assert sorted(found) == []


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_messages_use_plain_words(code: str) -> None:
    entry = catalogue()[code]
    texts = [entry.zh, entry.remedy_zh, entry.remedy_en]
    # A text of click is found by its own English, which is not ours to choose.
    texts += [] if code.startswith("CLICK_") else [entry.en]

    assert banned_phrases(" ".join(texts)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_use_plain_words(page: Path) -> None:
    allowed = EXCEPTIONS.get(page.relative_to(ROOT).as_posix(), [])

    assert [each for each in banned_phrases(page.read_text("utf-8")) if each not in allowed] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_texts_in_the_program_use_plain_chinese(module: Path) -> None:
    texts = [
        node.value
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    allowed = EXCEPTIONS.get(module.relative_to(PACKAGE).as_posix(), [])
    phrases = [phrase for phrase in PHRASES["zh"] if phrase not in allowed]

    assert [phrase for phrase in phrases for text in texts if phrase in text] == []


def test_advice_on_the_page_names_no_command() -> None:
    remedies = {
        code: entry.remedy_zh + entry.remedy_en for code, entry in catalogue().items() if not entry.command
    }

    command = re.compile(rf"cts-docs ({'|'.join(COMMANDS)})\b")

    assert [code for code, text in remedies.items() if command.search(text)] == []


@pytest.mark.parametrize(
    ("name", "banned"),
    [
        ("ArchiveKeeper", True),
        ("hand_out", True),
        ("_tell", True),
        ("by_hand", False),
        ("handler", False),
        ("handle", False),
    ],
)
def test_a_banned_word_is_found_in_any_style_of_name(name: str, *, banned: bool) -> None:
    assert has_banned_part(name) is banned
