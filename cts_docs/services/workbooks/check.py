"""The use cases `check` and `score`; and `examine`, which reads, checks and scores one workbook."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from cts_docs.assessment.fields import Stage, table_of
from cts_docs.assessment.model import AGREED, WITHOUT_CERTIFICATE, Assessment
from cts_docs.assessment.rules.checks import check, check_outcome
from cts_docs.assessment.rules.violation import for_stage
from cts_docs.assessment.scoring.score import score
from cts_docs.documents.audit_file import AuditFile
from cts_docs.errors import Problem, with_fault_barrier
from cts_docs.services.context import ServiceContext, toolkit_version
from cts_docs.services.results import Checked, Scored, any_errors
from cts_docs.services.workbook_paths import find_workbooks
from cts_docs.specification.model import Specification
from cts_docs.workbook import ReadWorkbook, read_workbook
from cts_docs.workbook.reading.inputs import CellReference
from cts_docs.workbook.reading.saved_values import saved_value_problems
from cts_docs.workbook.writing.layout import SHEETS, sheet_title

_UNREADABLE_RANGE = ("NAME_MISSING", "NAME_DOUBLED", "NAME_BROKEN", "NAME_SHAPE")
"""A range with one of these problems cannot be read, nor can its table: only this problem is reported."""

_CAUSES = ("NUMBER_AS_TEXT", "CONSTANT_CHANGED")
"""Problems that make a worksheet calculate another figure than the program, whatever is recalculated."""

_CELL = re.compile(r"([A-Z]{1,3})([0-9]+)")


@dataclass(frozen=True, slots=True)
class ExaminedWorkbook:
    """A workbook as read, checked and scored for a stage; `audit_file` is None where it has an error.

    `sha256` is the hash of the file, empty where it could not be read; `cells` maps the key of
    every input to its cell.
    """

    path: str
    problems: tuple[Problem, ...]
    audit_file: AuditFile | None = None
    sha256: str = ""
    cells: Mapping[str, CellReference] = field(default_factory=lambda: MappingProxyType({}))


def check_workbooks(
    named: Iterable[Path], stage: Stage, context: ServiceContext, today: datetime.date | None = None
) -> tuple[Checked, ...]:
    """Every problem of every named workbook at a stage; dates are compared with `today` where it is given.

    Raises CannotRunError where a path is missing or a folder holds no workbook.
    """
    examined = (examine(path, stage, context, today=today) for path in find_workbooks(named))
    return tuple(Checked(one.path, one.problems) for one in examined)


def score_workbooks(named: Iterable[Path], context: ServiceContext) -> tuple[Scored, ...]:
    """Scores, level and grade of every named workbook.

    Raises CannotRunError where a path is missing or a folder holds no workbook.
    """
    examined = (examine(path, "score", context) for path in find_workbooks(named))
    return tuple(Scored(one.path, one.problems, one.audit_file) for one in examined)


def examine(
    path: Path,
    stage: Stage,
    context: ServiceContext,
    granted: datetime.date | None = None,
    *,
    today: datetime.date | None = None,
) -> ExaminedWorkbook:
    """Read, check and score one workbook for a stage; its problems are in the order of its cells.

    `granted` is used where an audit that leads to a certificate has no grant date; a different
    grant date in the workbook is a problem. Grant and decision dates are compared with `today`,
    where it is given. An internal fault becomes a problem of the workbook.
    """
    return with_fault_barrier(
        lambda: _examined(path, stage, context, granted, today),
        lambda fault: ExaminedWorkbook(str(path), (fault.at(file=str(path)),)),
    )


def _examined(
    path: Path,
    stage: Stage,
    context: ServiceContext,
    granted: datetime.date | None,
    today: datetime.date | None,
) -> ExaminedWorkbook:
    book = read_workbook(path, context.find, context.readings)
    if book.specification is None or book.readings is None or book.assessment is None:
        return ExaminedWorkbook(str(path), _in_order(book.problems, book.specification))
    assessment = _with_grant_date(book.assessment, granted)
    days_ahead = context.settings.issuing.grant_days_ahead
    rules = partial(
        check, book.specification, book.readings, assessment, today=today, grant_days_ahead=days_ahead
    )
    problems = (*_problems(book, rules, stage), *_differing_grant_date(book.assessment, granted))
    result = None
    if not any_errors(problems if stage == "score" else _problems(book, rules, "score")):
        result = score(book.specification, book.readings, assessment)
        problems += (*check_outcome(assessment, result, stage), *saved_value_problems(book, result))
    located = (_with_cause(_located(problem, book), book) for problem in problems)
    placed = _in_order((*context.settings.moved, *located), book.specification)
    if not book.filled:
        placed = tuple(_by_sheet(placed))
    if result is None or any_errors(placed):
        return ExaminedWorkbook(str(path), placed)
    audit_file = AuditFile(
        specification=book.specification,
        readings=book.readings,
        assessment=assessment,
        result=result,
        settings=context.settings,
        toolkit_version=toolkit_version(),
    )
    return ExaminedWorkbook(str(path), placed, audit_file, book.sha256, book.cells)


def _with_cause(problem: Problem, book: ReadWorkbook) -> Problem:
    """A difference of saved values with its cause: cells with which a worksheet calculates otherwise."""
    if problem.code not in ("COMPUTED_STALE", "COMPUTED_DIFFERENT"):
        return problem
    codes = {each.code for each in book.problems}
    return replace(problem, because=next((code for code in _CAUSES if code in codes), ""))


def _by_sheet(problems: Iterable[Problem]) -> Iterable[Problem]:
    """The problems of a workbook in which nothing is filled in: one error for each sheet."""
    counts: dict[str, int] = {}
    for problem in problems:
        if problem.is_error and problem.sheet:
            counts[problem.sheet] = counts.get(problem.sheet, 0) + 1
        else:
            yield problem
    for sheet in counts:
        yield Problem("SHEET_NOT_FILLED_IN", sheet=sheet)


def _with_grant_date(assessment: Assessment, granted: datetime.date | None) -> Assessment:
    ends_with_certificate = (
        assessment.text("decision") == AGREED and assessment.text("audit_type") not in WITHOUT_CERTIFICATE
    )
    if granted is None or "grant_date" in assessment.values or not ends_with_certificate:
        return assessment
    return replace(assessment, values={**assessment.values, "grant_date": granted})


def _differing_grant_date(assessment: Assessment, granted: datetime.date | None) -> tuple[Problem, ...]:
    entered = assessment.date("grant_date")
    if granted is None or entered in (None, granted):
        return ()
    values = {"expected": granted.isoformat()}
    return (Problem("GRANT_DATE_DIFFERS", field="grant_date", found=str(entered), values=values),)


def _problems(
    book: ReadWorkbook, rules: Callable[[Stage, Collection[str]], tuple[Problem, ...]], stage: Stage
) -> tuple[Problem, ...]:
    """The problems of reading and of the rules at a stage; what cannot be read is not reported again."""
    faulty = {problem.field for problem in book.problems if problem.field}
    unreadable = book.lost | {each.field for each in book.problems if each.code in _UNREADABLE_RANGE}
    faulty |= {name for lost in unreadable for name in (lost, *table_of(lost))}
    return (*for_stage(book.problems, stage), *rules(stage, faulty))


def _located(problem: Problem, book: ReadWorkbook) -> Problem:
    # A problem of a whole range is located at its first cell.
    place = book.cells.get(problem.field) or book.cells.get(f"{problem.field}[1]")
    if place is not None:
        return problem.at(sheet=place.sheet, cell=place.cell)
    # A range without any entry has no cells; its table's other columns show the sheet.
    names = tuple(f"{name}[" for name in table_of(problem.field))
    beside = next((cell for key, cell in book.cells.items() if names and key.startswith(names)), None)
    return problem if beside is None else problem.at(sheet=beside.sheet)


def _in_order(problems: Iterable[Problem], specification: Specification | None) -> tuple[Problem, ...]:
    """Problems by sheet, row and column; those of the whole file first."""
    sheets = () if specification is None else (sheet_title(specification, sheet) for sheet in SHEETS)
    return tuple(sorted(problems, key=partial(_order, ("", *sheets))))


def _order(order: Sequence[str], problem: Problem) -> tuple[int, int, int, str, str]:
    sheet = order.index(problem.sheet) if problem.sheet in order else len(order)
    found = _CELL.match(problem.cell)
    # Column letters sort by length first: B before AA.
    letters, row = (found[1], int(found[2])) if found else ("", 0)
    return sheet, row, len(letters), letters, problem.code
