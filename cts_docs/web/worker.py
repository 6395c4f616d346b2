"""What a worker process does with an upload: check, score, render, print; each step told as it ends."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Literal

from cts_docs import actions
from cts_docs.actions.overview import Overview, overview
from cts_docs.actions.printing import PrintedDocument, can_print, print_documents
from cts_docs.errors import CannotRunError, CtsDocsError, Problem

Stage = Literal["score", "render", "issue"]
CHECKING, RENDERING, PRINTING = "PAGE_DOING_CHECK", "PAGE_DOING_RENDER", "PAGE_DOING_PRINT"
STEPS = 3


@dataclass(frozen=True, slots=True)
class Input:
    """An uploaded workbook: its name as the visitor has it, for eyes only, and its file here."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Order:
    """What to do: which workbooks, how far to check, under which configuration, in which folder."""

    inputs: tuple[Input, ...]
    stage: Stage
    config: Path | None
    folder: Path


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document of a workbook, and its printed form where there is one."""

    document: actions.WrittenDocument
    printed: PrintedDocument | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of one workbook so far; `checked` is false while it waits."""

    name: str
    checked: bool = False
    problems: tuple[Problem, ...] = ()
    seen: Overview | None = None
    sheets: tuple[Sheet, ...] = ()

    @property
    def errors(self) -> int:
        """How many problems stand in the way."""
        return sum(problem.is_error for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems only need a look."""
        return len(self.problems) - self.errors


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is: steps done, what comes next, and what became of a workbook."""

    done: int
    doing: str = ""
    name: str = ""
    place: int | None = None
    paper: Paper | None = None
    problem: Problem | None = None


def run_order(order: Order, told: Connection) -> None:
    """Do an order and tell each step; the process leaves in order when it is asked to."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for step in _steps(order):
            told.send(step)
    except CtsDocsError as error:
        told.send(Step(0, problem=_portable(error.problems[0])))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is told to the visitor, not lost
        told.send(Step(0, problem=fault(error)))


def fault(error: Exception) -> Problem:
    """An internal fault by its kind and place in the program, without any content of a file."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-3:]))
    return Problem("INTERNAL_FAULT", found=f"{type(error).__name__}, {place}")


def _steps(order: Order) -> Iterator[Step]:
    office = actions.open_office(order.config)
    for place, given in enumerate(order.inputs):
        done = place * STEPS
        yield Step(done, CHECKING, given.name)
        paper = _checked(given, order, office)
        yield Step(done + 1, RENDERING, given.name, place, paper)
        if paper.seen is not None and _is_due(paper, order):
            paper = _rendered(given, place, paper, order, office)
            yield Step(done + 2, PRINTING, given.name, place, paper)
            paper = _printed(paper) if can_print() else paper
        yield Step(done + STEPS, "", given.name, place, paper)


def _is_due(paper: Paper, order: Order) -> bool:
    """Whether documents are to be tried: what stops an issue need not stop a draft."""
    return order.stage == "issue" or (order.stage == "render" and not paper.errors)


def _checked(given: Input, order: Order, office: actions.Office) -> Paper:
    examined = actions.examine(given.path, order.stage, office)
    if examined.case is None and order.stage != "score":
        scored = actions.examine(given.path, "score", office)
        seen = overview(scored.case) if scored.case is not None else None
    else:
        seen = overview(examined.case) if examined.case is not None else None
    return Paper(given.name, True, _named(examined.problems, given), seen)


def _rendered(given: Input, place: int, paper: Paper, order: Order, office: actions.Office) -> Paper:
    """The documents of a workbook, where it is good enough for them."""
    folder = order.folder / f"{place:03d}"
    rendered = actions.render_workbook(given.path, folder, actions.Order(order.folder), office)
    if not rendered.ok:
        known = set(map(_key, paper.problems))
        fresh = [one for one in _named(rendered.problems, given) if _key(one) not in known]
        return replace(paper, problems=(*paper.problems, *fresh))
    return replace(paper, sheets=tuple(Sheet(document) for document in rendered.documents))


def _printed(paper: Paper) -> Paper:
    client = paper.seen.client if paper.seen else ""
    try:
        printed = print_documents([sheet.document for sheet in paper.sheets], client)
    except CannotRunError as error:
        return replace(paper, problems=(*paper.problems, *map(_portable, error.problems)))
    faults = tuple(_portable(problem) for one in printed for problem in one.problems)
    sheets = tuple(
        replace(sheet, printed=replace(one, problems=()))
        for sheet, one in zip(paper.sheets, printed, strict=True)
    )
    return replace(paper, sheets=sheets, problems=(*paper.problems, *faults))


def _key(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, problem.sheet, problem.cell, problem.field


def _named(problems: tuple[Problem, ...], given: Input) -> tuple[Problem, ...]:
    """Problems with the visitor's name of the file in place of the path on this machine."""
    return tuple(_portable(problem, lambda text: _without_path(text, given)) for problem in problems)


def _without_path(text: str, given: Input) -> str:
    for path in (str(given.path), given.path.name):
        text = text.replace(path, given.name)
    return text


def _portable(problem: Problem, said: Callable[[str], str] = str) -> Problem:
    """A problem that travels between processes; a read-only mapping does not."""
    values: Mapping[str, str] = {key: said(value) for key, value in problem.values.items()}
    return replace(problem, file=said(problem.file), found=said(problem.found), values=values)


def _leave(_number: int, _frame: FrameType | None) -> None:
    # An ordinary exit unwinds the stack, and so ends LibreOffice's process group as well.
    sys.exit(1)
