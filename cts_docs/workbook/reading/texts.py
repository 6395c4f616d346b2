"""How a text is read from a cell: what is carried over, left out, replaced or reported.

One policy for every cell. Raised and lowered digits become the characters that Unicode has for
them. Invisible characters are left out and characters that look like ordinary ones are replaced,
both with a warning. Struck-out text, lost characters and marks that turn the reading direction are errors.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from cts_docs.errors import Problem, Severity
from cts_docs.text import is_invisible, plain_form
from cts_docs.workbook.opening.book import Cell, Run

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ")
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
"""Bidirectional controls and tags: they change how neighbouring characters appear."""
_LOST = "\ufffc\ufffd"
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_JOINER = "\u200d"
_EMOJI = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
_QUOTED = 120
_MOST_NAMED = 5

Found = tuple[str, Severity, str]
"""The code and severity of a problem, and the character that it is about."""


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: white space and invisible characters alone."""
    return all(character.isspace() or is_invisible(character) for character in text)


def read_text(cell: Cell, *, look_alikes: bool = True) -> tuple[str, tuple[Problem, ...]]:
    """The text of a cell without white space around it, and what is to be reported of it.

    With `look_alikes` characters that look like ordinary ones are replaced by them.
    """
    text = "".join(_placed(run) for run in cell.runs) if cell.kind == "text" and cell.runs else cell.text
    kept: list[str] = []
    found: list[Found] = []
    characters = _LINE_BREAKS.sub("\n", text).strip()
    for index in range(len(characters)):
        result = _read_character(characters, index, look_alikes)
        kept.append(result[0])
        found += [] if result[1] is None else [result[1]]
    return "".join(kept).strip(), (*_of_runs(cell.runs), *_problems(found))


def shortened(text: str) -> str:
    """A text as a problem quotes it."""
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _placed(run: Run) -> str:
    """The text of a run with its raised or lowered digits as characters of their own."""
    if run.raised:
        return run.text.translate(_RAISED)
    return run.text.translate(_LOWERED) if run.lowered else run.text


def _of_runs(runs: Iterable[Run]) -> Iterator[Problem]:
    struck = [run.text for run in runs if run.struck and not is_blank(run.text)]
    if struck:
        yield Problem("TEXT_STRUCK", found=shortened(" … ".join(struck)))
    unplaced = [run.text for run in runs if _is_unplaced(run)]
    if unplaced:
        yield Problem("TEXT_RAISED", found=shortened(" … ".join(unplaced)))


def _is_unplaced(run: Run) -> bool:
    """Whether a raised or lowered run contains what Unicode has no raised or lowered character for."""
    if not (run.raised or run.lowered):
        return False
    known = _RAISED if run.raised else _LOWERED
    return any(ord(character) not in known and not is_blank(character) for character in run.text)


def _read_character(text: str, index: int, look_alikes: bool) -> tuple[str, Found | None]:
    """What is kept of a character, and what is reported of it."""
    character = text[index]
    if character.isascii() and (character >= " " or character in "\n\t") and character != "\x7f":
        return character, None
    if _DIRECTION.match(character):
        return "", ("TEXT_DIRECTION", "error", character)
    if is_invisible(character):
        stays = _stays(text, index)
        return (character, None) if stays else ("", ("TEXT_INVISIBLE", "warning", character))
    if character in _LOST:
        return "", ("TEXT_CHARACTER_LOST", "error", character)
    category = unicodedata.category(character)
    if category == "Co":
        return character, ("TEXT_PRIVATE_USE", "warning", character)
    if category in ("Cc", "Cs", "Cn") and _is_forbidden(character, category):
        return "", ("TEXT_CONTROL_CHARACTER", "error", character)
    plain = plain_form(character) if look_alikes else character
    return plain, None if plain == character else ("TEXT_LOOK_ALIKE", "warning", character)


def _stays(text: str, index: int) -> bool:
    """Whether an invisible character shapes its neighbours: variation selectors, joiners within emoji."""
    if index == 0 or (is_blank(text[index - 1]) and not _EMOJI.match(text[index - 1])):
        return False
    if _VARIATION.match(text[index]):
        return True
    joined = text[index + 1 : index + 2]
    return text[index] == _JOINER and _is_emoji(text[index - 1]) and bool(joined) and _is_emoji(joined)


def _is_emoji(character: str) -> bool:
    return unicodedata.category(character) == "So" or _EMOJI.match(character) is not None


def _is_forbidden(character: str, category: str) -> bool:
    """Whether no document may contain a character: controls, lone surrogates, noncharacters."""
    code = ord(character)
    return category in ("Cc", "Cs") or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _problems(found: Iterable[Found]) -> Iterator[Problem]:
    """One problem for each kind, with the characters that it is about."""
    by_kind: dict[tuple[str, Severity], dict[str, None]] = {}
    for code, severity, character in found:
        by_kind.setdefault((code, severity), {})[character] = None
    for (code, severity), characters in by_kind.items():
        named = [_named(character) for character in list(characters)[:_MOST_NAMED]]
        plain = " ".join(plain_form(character) for character in list(characters)[:_MOST_NAMED])
        more = " …" if len(characters) > _MOST_NAMED else ""
        yield Problem(code, severity, found=", ".join(named) + more, values={"plain": plain})


def _named(character: str) -> str:
    """A character as a problem names it: itself where it can be seen, its code point and name."""
    code = f"U+{ord(character):04X}"
    if unicodedata.category(character)[0] == "C" or is_invisible(character):
        return f"{code} {unicodedata.name(character, '')}".strip()
    return f"{character} {code}"
