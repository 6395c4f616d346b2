"""Archive actions of a worker process: issue, draft, approve, verify."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.founding import writing_context
from cts_docs.services.archive.issue import IssueOptions, approve_draft, issue_workbooks, open_archive
from cts_docs.web.jobs.results import (
    ArchiveResult,
    EntryVerdict,
    JobProgress,
    Verification,
    path_replacer,
    with_names,
)

ArchiveAction = Literal["issue", "draft", "approve", "verify", "verify_file", "rerender"]


@dataclass(frozen=True, slots=True)
class ArchiveRequest:
    """One action in the archive in `place`, by `account`; `name` is the display name of its object.

    `file` is the workbook of an issue or a draft, or the file to verify; `granted` belongs to an issue or
    a draft, `number` to an approval.
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
    number: str = ""

    @property
    def writes(self) -> bool:
        """Whether the action writes to the archive."""
        return self.action in ("issue", "draft", "approve")

    @property
    def steps(self) -> int:
        """The number of steps: an action is one."""
        return 1


def open_place(
    place: Path, config: Path | None, account: str, today: datetime.date, person: str = ""
) -> ArchiveService:
    """The archive in a folder, used by an account on a day; the first issue creates it."""
    context = writing_context(place, config)
    return ArchiveService(open_archive(place, context, person, account=account), context, today)


def run_archive_action(request: ArchiveRequest) -> JobProgress:
    """Run the requested action; raises RefusedError where the archive refuses it."""
    service = open_place(request.place, request.config, request.account, request.today)
    if request.action == "verify":
        return JobProgress(1, archive=ArchiveResult(verification=verify(service)))
    if request.action == "verify_file":
        return JobProgress(1, archive=ArchiveResult(verification=verify(service, str(request.file))))
    if request.action == "rerender":
        verification = verify(service, request.number, rerendered=True)
        return JobProgress(1, archive=ArchiveResult(verification=verification))
    if request.action == "approve":
        issued = approve_draft(request.number, service.archive, service.context)
    else:
        named = [request.file] if request.file else []
        draft = request.action == "draft"
        options = IssueOptions(draft, request.granted)
        (issued,) = issue_workbooks(named, service.archive, service.context, options)
    problems = issued.problems
    if request.file is not None:
        rename = path_replacer(request.file, request.name)
        problems = tuple(with_names(problem, rename) for problem in problems)
    return JobProgress(1, archive=ArchiveResult(problems, issued.number, issued.certificate or ""))


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
    return Verification(
        entries,
        verified.head,
        (*verified.register_faults, *verified.notes),
        verified.ok,
        None if file is None else bool(file.number),
        "" if file is None else file.path.rpartition("/")[2],
        "" if file is None else file.claims,
    )
