"""Printing on the command line: data on stdout, messages on stderr, aligned columns."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import click

from cts_docs.messages import Language, message

if TYPE_CHECKING:
    from cts_docs.errors import Problem

_NO_VALUES: Mapping[str, str] = {}
_COLOURS: Mapping[str, str] = {"error": "red", "warning": "yellow"}
"""The colour of a problem by its severity."""


class WorkbookResult(Protocol):
    """The result of a command for one workbook."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the workbook."""

    @property
    def ok(self) -> bool:
        """Whether the command was done for the workbook."""


def exit_code(results: Iterable[WorkbookResult]) -> int:
    """0 where all is done; 1 where a workbook has errors; 2 where the program itself failed at one."""
    from cts_docs.errors import any_internal_fault

    found = tuple(results)
    if any(any_internal_fault(one.problems) for one in found):
        return 2
    return int(not all(one.ok for one in found))


def print_line(text: str = "") -> None:
    """Print a line of data on stdout."""
    click.echo(text)


def print_message(text: str) -> None:
    """Print a message on stderr."""
    click.echo(text, err=True)


def print_json(value: object) -> None:
    """Print one JSON document on stdout, in UTF-8 whatever the encoding of the terminal."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n", nl=False)


def coloured(text: str, colour: str) -> str:
    """A text in colour; click prints the colour on a terminal only, and none is given under NO_COLOR."""
    return text if os.environ.get("NO_COLOR") or not colour else click.style(text, fg=colour)


def print_table(
    rows: Iterable[Sequence[str]], indent: str = "", colours: Mapping[str, str] = _NO_VALUES
) -> None:
    """Print rows in aligned columns; Chinese characters take two columns. `colours` are those of cells."""
    table = [tuple(plain(cell) for cell in row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [
            coloured(text, colours.get(text, "")) + " " * (size - width(text))
            for text, size in zip(row, widths, strict=True)
        ]
        print_line((indent + "  ".join(cells)).rstrip())


def localized(code: str, language: Language, **values: str) -> str:
    """A text of the catalogue with its placeholders filled."""
    return message(code, language, values or _NO_VALUES)


def format_problem(problem: Problem, language: Language, *, commands: bool = True) -> Iterator[str]:
    """One problem as lines: severity and location, what is wrong, what to do, with which command."""
    # Imported here, as below: help and most answers print no problem.
    from cts_docs.problem_groups import problem_command, problem_message, problem_remedy

    place = "!".join(part for part in (problem.sheet, problem.cell) if part) or _text_location(problem)
    heading = (localized(f"WORD_{problem.severity.upper()}", language), place, problem.code)
    yield plain("  ".join(part for part in heading if part))
    yield plain("  " + problem_message(problem, language))
    yield plain("  → " + problem_remedy(problem, language))
    helpful = problem_command(problem, language) if commands else ""
    if helpful:
        yield plain(f"    {helpful}")


def _text_location(problem: Problem) -> str:
    """`FILE:LINE` for a fault of a text file, as editors understand it."""
    line = problem.values.get("line", "")
    return f"{problem.file}:{line}" if problem.file and line.isdecimal() else ""


def problem_lines(problem: Problem, language: Language) -> Iterator[str]:
    """One problem as lines to print, the first of them in the colour of its severity."""
    heading, *lines = format_problem(problem, language)
    yield coloured(heading, _COLOURS[problem.severity])
    yield from lines


def print_problems(problems: Iterable[Problem], language: Language) -> None:
    """Print problems on stderr, those of neighbouring cells together."""
    from cts_docs.problem_groups import grouped

    for problem in grouped(problems):
        for line in problem_lines(problem, language):
            print_message(line)


def width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(_places(character) for character in text)


def plain(text: str) -> str:
    """A text with control characters escaped: the content of a cell must not control the terminal."""
    return "".join(
        character if unicodedata.category(character)[0] != "C" else _visible(character) for character in text
    )


def _visible(character: str) -> str:
    return " " if character in "\n\r\t" else f"\\u{ord(character):04x}"


def _places(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
