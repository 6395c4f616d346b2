"""The work of a worker process: check, score, render and convert uploaded workbooks, step by step."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Literal

from cts_docs import services
from cts_docs.batch.worker import make_mappings_picklable
from cts_docs.errors import CannotRunError, CtsDocsError, Problem, internal_fault, with_fault_barrier
from cts_docs.files.hashing import file_sha256
from cts_docs.messages import Language
from cts_docs.services.rendering.pdf import can_print, print_documents
from cts_docs.services.workbooks.correction import Correction, correct_workbook
from cts_docs.services.workbooks.overview import overview
from cts_docs.web.jobs.analysis import AnalysisRequest, run_analysis
from cts_docs.web.jobs.archive import ArchiveRequest, run_archive_action
from cts_docs.web.jobs.results import ItemDocument, JobItem, JobProgress, path_replacer, with_names
from cts_docs.web.jobs.templates import LintRequest, run_lint

Stage = Literal["score", "render", "issue"]
CHECKING, RENDERING, PRINTING = "PAGE_DOING_CHECK", "PAGE_DOING_RENDER", "PAGE_DOING_PRINT"
_STEPS = 3


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded workbook: its name on the user's machine, for display only, and its file here.

    `position` is its index among all files of the upload, those that were refused included. A corrected
    workbook does not exist yet: it is made from the `original` by its `corrections`.
    """

    name: str
    path: Path
    position: int
    original: Path | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbooksRequest:
    """Workbooks to process: up to which stage, under which configuration, in which folder.

    `language` is that of the comments in annotated copies.
    """

    uploads: tuple[Upload, ...]
    stage: Stage
    language: Language
    config: Path | None
    folder: Path

    @property
    def steps(self) -> int:
        """The number of steps."""
        return len(self.uploads) * _STEPS


JobRequest = WorkbooksRequest | ArchiveRequest | LintRequest | AnalysisRequest


def run_job(request: JobRequest, connection: Connection) -> None:
    """Run a job in this process and send each step; SIGTERM ends the process in order."""
    make_mappings_picklable()
    signal.signal(signal.SIGTERM, _exit_on_signal)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for progress in _run(request):
            connection.send(progress)
    except CtsDocsError as error:
        rename = _renaming(request)
        problems = tuple(with_names(problem, rename) for problem in error.problems)
        connection.send(JobProgress(0, problems=problems))
    except Exception as error:  # noqa: BLE001 - every fault is shown to the user, none is lost
        connection.send(JobProgress(0, problems=(internal_fault(error),)))


def _renaming(request: JobRequest) -> Callable[[str], str]:
    """The function that replaces the path of the request's file by the user's name of it."""
    match request:
        case ArchiveRequest(file=Path() as path) | LintRequest(template=path):
            return path_replacer(path, request.name)
        case AnalysisRequest(workbook=path):
            return path_replacer(path, request.name)
        case _:
            return str


def _run(request: JobRequest) -> Iterator[JobProgress]:
    match request:
        case WorkbooksRequest():
            yield from _process_workbooks(request)
        case ArchiveRequest():
            doing = "PREVIEW" if request.preview else request.action.upper()
            yield JobProgress(0, f"PAGE_DOING_{doing}", request.name)
            yield run_archive_action(request)
        case AnalysisRequest():
            yield JobProgress(0, "PAGE_DOING_ANALYSIS", request.name)
            yield run_analysis(request)
        case LintRequest():
            yield JobProgress(0, "PAGE_DOING_LINT", request.name)
            yield run_lint(request)


def _process_workbooks(request: WorkbooksRequest) -> Iterator[JobProgress]:
    context = services.open_context(request.config)
    for count, upload in enumerate(request.uploads):
        done, position = count * _STEPS, upload.position
        yield JobProgress(done, CHECKING, upload.name)
        item = _guarded(partial(_checked, upload, request, context), JobItem(upload.name, True))
        yield JobProgress(done + 1, RENDERING, upload.name, position, item)
        if item.overview is not None and _is_rendered(item, request):
            item = _guarded(partial(_rendered, upload, item, request, context), item)
            yield JobProgress(done + 2, PRINTING, upload.name, position, item)
            item = _guarded(partial(_printed, item), item) if can_print() else item
        yield JobProgress(done + _STEPS, "", upload.name, position, item)


def _guarded(step: Callable[[], JobItem], item: JobItem) -> JobItem:
    """The item after a step; after an internal fault as it was before, with that as a problem."""
    return with_fault_barrier(step, lambda fault: replace(item, problems=(*item.problems, fault)))


def _is_rendered(item: JobItem, request: WorkbooksRequest) -> bool:
    """Whether documents are rendered: a problem that stops an issue need not stop a draft."""
    return request.stage == "issue" or (request.stage == "render" and not item.errors)


def _checked(upload: Upload, request: WorkbooksRequest, context: services.ServiceContext) -> JobItem:
    digest = ""
    if upload.original is not None:
        try:
            correct_workbook(upload.original, upload.path, upload.corrections, context)
        except CtsDocsError as error:
            return JobItem(upload.name, True, _renamed(error.problems, upload))
        digest = file_sha256(upload.path)
    examined = services.examine(upload.path, request.stage, context)
    audit_file = examined.audit_file
    if audit_file is None and request.stage != "score":
        # Problems of a later stage leave the figures as they are: they can be shown.
        audit_file = services.examine(upload.path, "score", context).audit_file
    result = overview(audit_file) if audit_file is not None else None
    annotated, problems = _annotated(upload, request, examined.problems)
    return JobItem(upload.name, True, _renamed(problems, upload), result, annotated=annotated, sha256=digest)


def _annotated(
    upload: Upload, request: WorkbooksRequest, problems: tuple[Problem, ...]
) -> tuple[Path | None, tuple[Problem, ...]]:
    """A copy of the workbook with its problems marked, None where there is none; and all its problems."""
    if not problems:
        return None, problems
    checked = services.Checked(str(upload.path), problems)
    try:
        annotated = services.annotate_workbooks([checked], request.folder / "annotated", request.language)
    except CtsDocsError:
        return None, problems
    return annotated.copies.get(checked.path), annotated.checked[0].problems


def _rendered(
    upload: Upload, item: JobItem, request: WorkbooksRequest, context: services.ServiceContext
) -> JobItem:
    """The item with its documents, where the workbook is complete enough for them."""
    folder = request.folder / f"{upload.position:03d}"
    rendered = services.render_workbook(upload.path, folder, services.RenderRequest(request.folder), context)
    if not rendered.ok:
        known = set(map(_key, item.problems))
        new = [one for one in _renamed(rendered.problems, upload) if _key(one) not in known]
        return replace(item, problems=(*item.problems, *new))
    return replace(item, documents=tuple(ItemDocument(written) for written in rendered.documents))


def _printed(item: JobItem) -> JobItem:
    client = item.overview.client if item.overview else ""
    try:
        printed = print_documents([document.written for document in item.documents], client)
    except CannotRunError as error:
        return replace(item, problems=(*item.problems, *error.problems))
    problems = tuple(problem for one in printed for problem in one.problems)
    documents = tuple(
        replace(document, printed=replace(one, problems=()))
        for document, one in zip(item.documents, printed, strict=True)
    )
    return replace(item, documents=documents, problems=(*item.problems, *problems))


def _key(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, problem.sheet, problem.cell, problem.field


def _renamed(problems: tuple[Problem, ...], upload: Upload) -> tuple[Problem, ...]:
    rename = path_replacer(upload.path, upload.name)
    return tuple(with_names(problem, rename) for problem in problems)


def _exit_on_signal(_number: int, _frame: FrameType | None) -> None:
    # An ordinary exit unwinds the stack, and so ends the process group of LibreOffice as well.
    sys.exit(1)
