"""How the command line speaks: data on stdout, messages on stderr, columns that align."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import click

from cts_docs.errors import Problem
from cts_docs.messages import Language, message, remedy

_NO_VALUES: Mapping[str, str] = {}


def say(text: str = "") -> None:
    """A line of data on stdout."""
    click.echo(text)


def tell(text: str) -> None:
    """A line for the person at the keyboard, on stderr."""
    click.echo(text, err=True)


def say_json(value: object) -> None:
    """One JSON document on stdout."""
    import json

    say(json.dumps(value, ensure_ascii=False, indent=2))


def say_table(rows: Iterable[Sequence[str]], indent: str = "") -> None:
    """Rows in columns that align also where Chinese characters take two places."""
    table = [tuple(plain(cell) for cell in row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [text + " " * (size - width(text)) for text, size in zip(row, widths, strict=True)]
        say((indent + "  ".join(cells)).rstrip())


def word(code: str, language: Language, **values: str) -> str:
    """A heading or a short answer from the catalogue."""
    return message(code, language, values or _NO_VALUES)


def problem_lines(problem: Problem, language: Language) -> Iterator[str]:
    """One problem for a person: severity and place, what is wrong, what to do."""
    values = {"found": problem.found, "file": problem.file, "field": problem.field, **problem.values}
    place = "!".join(part for part in (problem.sheet, problem.cell) if part) or _line(problem)
    heading = (word(f"WORD_{problem.severity.upper()}", language), place, problem.code)
    yield plain("  ".join(part for part in heading if part))
    yield plain("  " + message(problem.code, language, values))
    yield plain("  → " + remedy(problem.code, language, values))


def _line(problem: Problem) -> str:
    """`FILE:LINE` for a fault of a text file, as editors understand it."""
    line = problem.values.get("line", "")
    return f"{problem.file}:{line}" if problem.file and line.isdecimal() else ""


def tell_problems(problems: Iterable[Problem], language: Language) -> None:
    """Problems on stderr."""
    for problem in problems:
        for line in problem_lines(problem, language):
            tell(line)


def width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(_places(character) for character in text)


def plain(text: str) -> str:
    """A text without the control characters by which a cell's content could command a terminal."""
    return "".join(
        character if unicodedata.category(character)[0] != "C" else _visible(character) for character in text
    )


def _visible(character: str) -> str:
    return " " if character in "\n\r\t" else f"\\u{ord(character):04x}"


def _places(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
