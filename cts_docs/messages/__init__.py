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
    entries: dict[str, Entry] = {}
    for part in _parts():
        for code, entry in _entries(part).items():
            if code in entries:
                raise ValueError(f"message code {code} is defined twice")
            entries[code] = entry
    return entries


def _entry(code: str) -> Entry:
    """The message of a code; KeyError for an unknown code. Only the file that holds it is parsed."""
    heading = f"\n[{code}]\n"
    return next((_entries(part)[code] for part in _parts() if heading in part), None) or catalogue()[code]


@cache
def _parts() -> tuple[str, ...]:
    """The files of the catalogue."""
    return tuple(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.toml")))


@cache
def _entries(part: str) -> Mapping[str, Entry]:
    # Imported here: a command that needs no message starts faster without it.
    import tomllib

    return {code: Entry(**entry) for code, entry in tomllib.loads(part).items()}


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


def command(code: str, values: Mapping[str, str]) -> str:
    """The command that helps with `code`, for the command line; empty where there is none."""
    return _entry(code).command.format_map(_Blank(values))
