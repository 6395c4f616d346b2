"""What a worker process does with an upload: check, score, render, print; each step told as it ends."""

from __future__ import annotations

import copyreg
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Literal

from cts_docs import services as actions
from cts_docs.errors import CannotRunError, CtsDocsError, Problem
from cts_docs.messages import Language
from cts_docs.services.rendering.pdf import can_print, print_documents
from cts_docs.services.workbooks.overview import overview
from cts_docs.web.jobs.archive import ArchiveOrder, do_deed
from cts_docs.web.jobs.results import Paper, Sheet, Step, fault, renamed, without_path
from cts_docs.web.jobs.templates import LintOrder, do_lint

Stage = Literal["score", "render", "issue"]
CHECKING, RENDERING, PRINTING = "PAGE_DOING_CHECK", "PAGE_DOING_RENDER", "PAGE_DOING_PRINT"
_STEPS = 3
_Mapping = MappingProxyType[str, str]


@dataclass(frozen=True, slots=True)
class Input:
    """An uploaded workbook: its name as the visitor has it, for eyes only, and its file here."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """What to do: which workbooks, how far to check, under which configuration, in which folder.

    `language` is that of the words in a copy with its problems marked.
    """

    inputs: tuple[Input, ...]
    stage: Stage
    language: Language
    config: Path | None
    folder: Path

    @property
    def steps(self) -> int:
        """How many steps the work has."""
        return len(self.inputs) * _STEPS


Order = PaperOrder | ArchiveOrder | LintOrder


def run_order(order: Order, told: Connection) -> None:
    """Do an order and tell each step; the process leaves in order when it is asked to."""
    copyreg.pickle(MappingProxyType, _travelling)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for step in _steps(order):
            told.send(step)
    except CtsDocsError as error:
        said = _said(order)
        told.send(Step(0, problems=tuple(renamed(problem, said) for problem in error.problems)))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is told to the visitor, not lost
        told.send(Step(0, problems=(fault(error),)))


def _said(order: Order) -> Callable[[str], str]:
    """What puts the visitor's name of a file in the place of its path."""
    match order:
        case ArchiveOrder(workbook=Path() as path) | LintOrder(template=path):
            return without_path(path, order.name)
        case _:
            return str


def _steps(order: Order) -> Iterator[Step]:
    match order:
        case PaperOrder():
            yield from _paper_steps(order)
        case ArchiveOrder():
            yield Step(0, f"PAGE_DOING_{order.deed.upper()}", order.name)
            yield do_deed(order)
        case LintOrder():
            yield Step(0, "PAGE_DOING_LINT", order.name)
            yield do_lint(order)


def _paper_steps(order: PaperOrder) -> Iterator[Step]:
    service_context = actions.open_context(order.config)
    for place, given in enumerate(order.inputs):
        done = place * _STEPS
        yield Step(done, CHECKING, given.name)
        paper = _checked(given, order, service_context)
        yield Step(done + 1, RENDERING, given.name, place, paper)
        if paper.seen is not None and _is_due(paper, order):
            paper = _rendered(given, place, paper, order, service_context)
            yield Step(done + 2, PRINTING, given.name, place, paper)
            paper = _printed(paper) if can_print() else paper
        yield Step(done + _STEPS, "", given.name, place, paper)


def _is_due(paper: Paper, order: PaperOrder) -> bool:
    """Whether documents are to be tried: what stops an issue need not stop a draft."""
    return order.stage == "issue" or (order.stage == "render" and not paper.errors)


def _checked(given: Input, order: PaperOrder, service_context: actions.ServiceContext) -> Paper:
    examined = actions.examine(given.path, order.stage, service_context)
    audit_file = examined.audit_file
    if audit_file is None and order.stage != "score":
        # Faults that matter only later leave the figures as they are: they can be shown.
        audit_file = actions.examine(given.path, "score", service_context).audit_file
    seen = overview(audit_file) if audit_file is not None else None
    marked = _marked(given, order, examined.problems) if examined.problems else None
    return Paper(given.name, True, _named(examined.problems, given), seen, annotated=marked)


def _marked(given: Input, order: PaperOrder, problems: tuple[Problem, ...]) -> Path | None:
    """A copy of the workbook with its problems marked in their cells; None where it can have none."""
    checked = actions.Checked(str(given.path), problems)
    try:
        copies = actions.annotate_workbooks([checked], order.folder / "annotated", order.language)
    except CtsDocsError:
        return None
    return copies.get(checked.path)


def _rendered(
    given: Input, place: int, paper: Paper, order: PaperOrder, service_context: actions.ServiceContext
) -> Paper:
    """The documents of a workbook, where it is good enough for them."""
    folder = order.folder / f"{place:03d}"
    rendered = actions.render_workbook(
        given.path, folder, actions.RenderRequest(order.folder), service_context
    )
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
        return replace(paper, problems=(*paper.problems, *error.problems))
    faults = tuple(problem for one in printed for problem in one.problems)
    sheets = tuple(
        replace(sheet, printed=replace(one, problems=()))
        for sheet, one in zip(paper.sheets, printed, strict=True)
    )
    return replace(paper, sheets=sheets, problems=(*paper.problems, *faults))


def _key(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, problem.sheet, problem.cell, problem.field


def _named(problems: tuple[Problem, ...], given: Input) -> tuple[Problem, ...]:
    said = without_path(given.path, given.name)
    return tuple(renamed(problem, said) for problem in problems)


def _travelling(mapping: _Mapping) -> tuple[Callable[..., _Mapping], tuple[dict[str, str]]]:
    """A read-only mapping as it goes to the server, for Python sends none by itself."""
    return _read_only, (dict(mapping),)


def _read_only(mapping: dict[str, str]) -> _Mapping:
    return MappingProxyType(mapping)


def _leave(_number: int, _frame: FrameType | None) -> None:
    # An ordinary exit unwinds the stack, and so ends LibreOffice's process group as well.
    sys.exit(1)
