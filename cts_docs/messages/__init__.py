"""The catalogue of messages: every text for users by code, in Chinese and English.

Each TOML file beside this module holds one part. An entry is a table named by its code with the keys
`zh`, `en` (the message), `remedy_zh`, `remedy_en` (what to do; true on the command line, on the page and in
an annotated workbook) and `command` (shown on the command line only, below the remedy).
Placeholders are `{name}`; `{found}` and `{expected}` are the usual ones. Text in `⟦…⟧` is left out
unless each placeholder in it has a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_OPTIONAL = re.compile("⟦([^⟧]*)⟧")
_HEADING = re.compile(r"\n\[[A-Z0-9_]+\]\n")
_ARGUMENT = re.compile(r"\b(?:WORKBOOK|PLACE|FILE|DIR|NUMBER|NAME|TEXT)\b")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the catalogue in both languages; a remedy only where something is wrong."""

    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    command: str = ""


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every message of the program by its code."""
    # Imported here: most commands need a few messages only, which are parsed one by one.
    import tomllib

    entries: dict[str, Entry] = {}
    for path in _paths():
        for code, entry in tomllib.loads(_text(path)).items():
            if code in entries:
                raise ValueError(f"message code {code} is defined twice")
            entries[code] = Entry(**entry)
    return entries


@cache
def _entry(code: str) -> Entry:
    """The message of a code; KeyError for an unknown code. Only its own table is parsed."""
    # Imported here: a command that needs no message starts faster without it.
    import tomllib

    heading = f"\n[{code}]\n"
    for path in _paths():
        text = _text(path)
        start = text.find(heading)
        if start >= 0:
            after = _HEADING.search(text, start + len(heading) - 1)
            table = text[start : after.start() if after else None]
            return Entry(**tomllib.loads(table)[code])
    raise KeyError(code)


@cache
def _paths() -> tuple[Path, ...]:
    """The files of the catalogue; the one with the help first, so that `--help` reads no other."""
    return tuple(sorted(Path(__file__).parent.glob("*.toml"), key=lambda path: (path.stem != "help", path)))


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def message(code: str, language: Language, values: Mapping[str, str]) -> str:
    """The message of `code`, its placeholders filled from `values`."""
    entry = _entry(code)
    text = entry.zh if language == "zh" else entry.en
    return _OPTIONAL.sub(lambda found: _optional(found[1], values), text).format_map(_Blank(values))


def _optional(text: str, values: Mapping[str, str]) -> str:
    return text if all(values.get(name) for name in _PLACEHOLDER.findall(text)) else ""


def remedy(code: str, language: Language, values: Mapping[str, str]) -> str:
    """What the user can do about `code`, its placeholders filled from `values`."""
    entry = _entry(code)
    words = entry.remedy_zh if language == "zh" else entry.remedy_en
    return _OPTIONAL.sub(lambda found: _optional(found[1], values), words).format_map(_Blank(values))


def command(code: str, language: Language, values: Mapping[str, str]) -> str:
    """The command that helps with `code`, for the command line; empty where there is none."""
    return with_names(_entry(code).command, language).format_map(_Blank(values))


def with_names(command: str, language: Language) -> str:
    """A command with the names of its arguments as help writes them: 工作簿 for WORKBOOK."""
    return _ARGUMENT.sub(lambda found: message(f"METAVAR_{found[0]}", language, {}), command)
