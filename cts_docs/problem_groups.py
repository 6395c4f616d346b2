"""Problems as people read them: neighbouring cells with one problem are one entry, and a summary of all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cts_docs.errors import Problem
from cts_docs.messages import Language, command, message, remedy

_CELL = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")
_MOST_VALUES = 3
_OF_ANY_FIELD = frozenset({"LABEL_CHANGED"})
"""Codes whose neighbours are one entry even where they are about different fields."""

Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class ProblemSummary:
    """How much is wrong: problems by severity, the cells and sheets concerned, how many kinds.

    `consequences` are problems that follow from another one, which are not counted.
    """

    errors: int
    warnings: int
    cells: int
    kinds: int
    sheets: tuple[str, ...]
    consequences: int


def summarize(problems: Iterable[Problem]) -> ProblemSummary:
    """The summary of the problems of one workbook."""
    found = list(problems)
    own = [problem for problem in found if not problem.because]
    return ProblemSummary(
        errors=sum(problem.is_error for problem in own),
        warnings=sum(not problem.is_error for problem in own),
        cells=len({(problem.sheet, problem.cell) for problem in own if problem.cell}),
        kinds=len({problem.code for problem in own}),
        sheets=tuple(dict.fromkeys(problem.sheet for problem in own if problem.sheet)),
        consequences=len(found) - len(own),
    )


def grouped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, those of one kind on neighbouring cells as one entry.

    Such an entry has a range as its cell, the number of cells as its `count`, and the values found
    there, up to three of them.
    """
    entries: list[tuple[int, Problem]] = []
    by_kind: dict[tuple[str, ...], list[tuple[int, Problem]]] = {}
    for index, problem in enumerate(problems):
        if _CELL.match(problem.cell):
            by_kind.setdefault(_kind(problem), []).append((index, problem))
        else:
            entries.append((index, problem))
    for members in by_kind.values():
        entries += _ranges(members)
    return tuple(problem for _, problem in sorted(entries, key=lambda entry: entry[0]))


def problem_message(problem: Problem, language: Language) -> str:
    """What is wrong, in words; for several cells with their number."""
    text = message(problem.code, language, _placeholders(problem))
    if problem.count == 1:
        return text
    return message("PROBLEM_ON_CELLS", language, {"count": str(problem.count), "problem": text})


def problem_remedy(problem: Problem, language: Language) -> str:
    """What to do about a problem; one that follows from another goes with it."""
    if problem.because:
        return message("PROBLEM_FOLLOWS", language, {})
    return remedy(problem.code, language, _placeholders(problem))


def problem_command(problem: Problem, language: Language) -> str:
    """The command that helps with a problem; empty where there is none."""
    return "" if problem.because else command(problem.code, language, _placeholders(problem))


def _placeholders(problem: Problem) -> Mapping[str, str]:
    place = {"file": problem.file, "field": problem.field, "sheet": problem.sheet, "cell": problem.cell}
    return {"found": problem.found, **place, **problem.values}


def _kind(problem: Problem) -> tuple[str, ...]:
    field = "" if problem.code in _OF_ANY_FIELD else problem.field.split("[")[0]
    return problem.code, problem.severity, problem.because, problem.file, problem.sheet, field


def _ranges(members: Sequence[tuple[int, Problem]]) -> Iterable[tuple[int, Problem]]:
    """One entry for each rectangle of cells, with the index of its first problem."""
    by_cell: dict[tuple[int, int], list[tuple[int, Problem]]] = {}
    for index, problem in members:
        by_cell.setdefault(_position(problem.cell), []).append((index, problem))
    for top, left, bottom, right in _rectangles(by_cell):
        cells = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        inside = [entry for cell in cells for entry in by_cell[cell]]
        if len(cells) == 1:
            yield from inside
        else:
            yield min(index for index, _ in inside), _merged([problem for _, problem in inside], len(cells))


def _merged(problems: Sequence[Problem], count: int) -> Problem:
    first, last = problems[0], problems[-1]
    names = dict.fromkeys(name for problem in problems for name in problem.values)
    return replace(
        first,
        field=first.field.split("[")[0],
        found=_listed(problem.found for problem in problems),
        cell=f"{first.cell}:{last.cell}",
        values={name: _listed(problem.values.get(name, "") for problem in problems) for name in names},
        count=count,
    )


def _listed(texts: Iterable[str]) -> str:
    """The different texts, the first ones where there are many."""
    found = list(dict.fromkeys(text for text in texts if text))
    return " / ".join(found[:_MOST_VALUES]) + (" / …" if len(found) > _MOST_VALUES else "")


def _position(cell: str) -> tuple[int, int]:
    found = _CELL.match(cell)
    letters, row = (found[1], int(found[2])) if found else ("", 0)
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return row, column


def _rectangles(cells: Iterable[tuple[int, int]]) -> list[Rectangle]:
    """Cells as rectangles: runs of rows in a column, then equal runs of neighbouring columns."""
    runs: list[Rectangle] = []
    for column, row in sorted((column, row) for row, column in cells):
        if runs and runs[-1][1] == column and runs[-1][2] == row - 1:
            runs[-1] = (runs[-1][0], column, row, column)
        else:
            runs.append((row, column, row, column))
    rectangles: list[Rectangle] = []
    for top, left, bottom, right in sorted(runs, key=lambda run: (run[0], run[2], run[1])):
        if rectangles and rectangles[-1][0::2] == (top, bottom) and rectangles[-1][3] == left - 1:
            rectangles[-1] = (top, rectangles[-1][1], bottom, right)
        else:
            rectangles.append((top, left, bottom, right))
    return rectangles
