"""Archive actions of a worker process: issue, draft, approve, verify."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cts_docs.errors import Problem, RefusedError
from cts_docs.services import EntryDetails, Transition
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.founding import writing_context
from cts_docs.services.archive.inquiry import number_named_in_pdf
from cts_docs.services.archive.issue import IssueOptions, approve_draft, issue_workbooks, open_archive
from cts_docs.services.archive.preview import preview_approval, preview_issue
from cts_docs.services.workbooks.overview import overview
from cts_docs.web.jobs.results import (
    ArchiveResult,
    Decision,
    EntryVerdict,
    JobProgress,
    Verification,
    path_replacer,
    with_names,
)

ArchiveAction = Literal[
    "issue",
    "draft",
    "approve",
    "change",
    "approve_change",
    "verify",
    "verify_entry",
    "verify_file",
    "rerender",
]
_DECIDED: tuple[ArchiveAction, ...] = ("issue", "draft", "approve", "change", "approve_change")
"""The actions that write to the archive: each is previewed and decided on first."""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A requested status change; `by` is the number of the successor for `supersede`."""

    transition: Transition
    reason: str
    date: datetime.date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveRequest:
    """One action in the archive in `place`, by `account`; `name` is the display name of its object.

    `file` is the workbook of an issue or a draft, or the file to verify; `granted` and `again` belong to
    an issue or a draft, `number` to an entry, `change` to a status change. `preview`: the action is only
    previewed. `head` is the newest event of the entry when it was previewed. `source` is the address of
    the uploaded workbook.
    """

    action: ArchiveAction
    name: str
    place: Path
    config: Path | None
    account: str
    today: datetime.date
    folder: Path
    file: Path | None = None
    granted: datetime.date | None = None
    again: str = ""
    number: str = ""
    change: ChangeRequest | None = None
    preview: bool = False
    head: str = ""
    source: str = ""

    @property
    def is_decided(self) -> bool:
        """Whether somebody decides on the action: it is previewed, then writes to the archive."""
        return self.action in _DECIDED

    @property
    def steps(self) -> int:
        """The number of steps: an action is one."""
        return 1


def open_place(
    place: Path, config: Path | None, account: str, today: datetime.date, person: str = ""
) -> ArchiveService:
    """The archive in a folder, used by an account on a day."""
    context = writing_context(place, config)
    return ArchiveService(open_archive(place, context, person, account=account), context, today)


def run_archive_action(request: ArchiveRequest) -> JobProgress:
    """Run or preview the requested action; raises RefusedError where the archive refuses it."""
    service = open_place(request.place, request.config, request.account, request.today)
    if request.preview:
        result = _previewed(request, service)
    elif request.action in _DECIDED:
        result = _executed(request, service)
    else:
        asked = str(request.file) if request.file else request.number or None
        rerendered = request.action == "rerender"
        verification = verify(service, asked, rerendered=rerendered)
        result = ArchiveResult(verification=verification)
    if request.file is not None:
        rename = path_replacer(request.file, request.name)
        problems = tuple(with_names(problem, rename) for problem in result.problems)
        result = replace(result, problems=problems)
    return JobProgress(1, archive=result)


def _executed(request: ArchiveRequest, service: ArchiveService) -> ArchiveResult:
    if request.head and _head(service.show(request.number)) != request.head:
        raise RefusedError(Problem("ENTRY_CHANGED", found=request.number))
    if request.action in ("change", "approve_change"):
        return _changed(request, service)
    if request.action == "approve":
        issued = approve_draft(request.number, service.archive, service.context)
    else:
        named = [request.file] if request.file else []
        (issued,) = issue_workbooks(named, service.archive, service.context, _options(request))
    return ArchiveResult(issued.problems, issued.number, issued.certificate or "")


def _changed(request: ArchiveRequest, service: ArchiveService) -> ArchiveResult:
    if request.action == "approve_change":
        changed = service.approve_status_change(request.number)
    else:
        change = _change(request)
        changed = service.change_status(
            request.number, change.transition, change.reason, change.date, change.by
        )
    return ArchiveResult(changed.warnings, changed.number, change=changed)


def _previewed(request: ArchiveRequest, service: ArchiveService) -> ArchiveResult:
    if request.action in ("change", "approve_change"):
        return _previewed_change(request, service)
    entry = None
    if request.action == "approve":
        preview = preview_approval(request.number, service.archive, service.context)
        entry = service.show(request.number)
    else:
        named = [request.file] if request.file else []
        (preview,) = preview_issue(named, service.archive, service.context, _options(request))
    audit_file = preview.audit_file
    decision = Decision(
        preview.number,
        preview.certificate,
        preview.facts,
        audit_file.assessment.date("grant_date") if audit_file else None,
        overview(audit_file) if audit_file else None,
        entry=entry,
        head=_head(entry) if entry else "",
    )
    return ArchiveResult(preview.problems, decision=decision)


def _previewed_change(request: ArchiveRequest, service: ArchiveService) -> ArchiveResult:
    change = _change(request)
    previewed = service.preview_status_change(
        request.number, change.transition, change.reason, change.date, change.by
    )
    entry = service.show(previewed.number)
    decision = Decision(
        previewed.number,
        entry.entry["certificate"],
        change=previewed,
        entry=entry,
        successor=service.show(previewed.by) if previewed.by else None,
        reason=change.reason,
        head=_head(entry),
    )
    return ArchiveResult(previewed.warnings, decision=decision)


def _options(request: ArchiveRequest) -> IssueOptions:
    return IssueOptions(request.action == "draft", request.granted, request.again)


def _change(request: ArchiveRequest) -> ChangeRequest:
    if request.change is None:
        raise RefusedError(Problem("NOTHING_TO_APPROVE", found=request.number))
    return request.change


def _head(entry: EntryDetails) -> str:
    """The hash of the newest event of an entry."""
    return str(entry.events[-1]["hash"])


def verify(service: ArchiveService, asked: str | None = None, *, rerendered: bool = False) -> Verification:
    """Verify the whole archive, one entry by number, or one file by path.

    With `rerendered` the documents are rendered again from the package, and compared.
    """
    verified = service.verify(asked, rerendered=rerendered)
    entries = tuple(
        EntryVerdict(one.number, one.certificate, one.intact, one.status, one.issuer, one.faults)
        for one in verified.entries
    )
    file = verified.file
    claims = named = ""
    if file is not None:
        claims = "" if file.number else file.claims or number_named_in_pdf(service, Path(asked or ""))
        named = file.number or claims
    return Verification(
        entries,
        verified.head,
        (*verified.register_faults, *verified.notes),
        verified.ok,
        None if file is None else bool(file.number),
        "" if file is None else file.path.rpartition("/")[2],
        claims,
        service.show(named) if named else None,
    )
