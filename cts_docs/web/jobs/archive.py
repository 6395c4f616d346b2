"""What a worker process does in the archive: issue, draft, approve, verify everything."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.issue import approve_draft, archive_context, issue_workbooks, open_archive
from cts_docs.web.jobs.results import DeedDone, Step, VerdictSeen, VerifiedSeen, renamed, without_path

Deed = Literal["issue", "draft", "approve", "verify", "rerender"]


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """One deed in the archive at `place`, through `account`; `name` is what it is done to, for eyes only.

    `workbook` and `granted` are those of an issue or a draft, `number` that of an approval.
    """

    deed: Deed
    name: str
    place: Path
    config: Path | None
    account: str
    today: datetime.date
    folder: Path
    workbook: Path | None = None
    granted: datetime.date | None = None
    number: str = ""

    @property
    def steps(self) -> int:
        """A deed is done or not."""
        return 1


def open_place(
    place: Path, config: Path | None, account: str, today: datetime.date, person: str = ""
) -> ArchiveService:
    """The archive in a folder, which the first issue makes, as an account uses it on a day."""
    service_context = archive_context(place, config)
    return ArchiveService(
        open_archive(place, service_context, person, account=account), service_context, today
    )


def do_deed(order: ArchiveOrder) -> Step:
    """Do what was ordered; raises RefusedError where the archive refuses."""
    service = open_place(order.place, order.config, order.account, order.today)
    if order.deed == "verify":
        return Step(1, done_deed=DeedDone(verified=seen(service)))
    if order.deed == "rerender":
        return Step(1, done_deed=DeedDone(verified=seen(service, order.number, rerendered=True)))
    if order.deed == "approve":
        issued = approve_draft(order.number, service.archive, service.context)
    else:
        named = [order.workbook] if order.workbook else []
        draft = order.deed == "draft"
        (issued,) = issue_workbooks(
            named, service.archive, service.context, draft=draft, granted=order.granted
        )
    told = issued.problems
    if order.workbook is not None:
        said = without_path(order.workbook, order.name)
        told = tuple(renamed(problem, said) for problem in told)
    return Step(1, done_deed=DeedDone(told, issued.number, issued.certificate or ""))


def seen(service: ArchiveService, asked: str | None = None, *, rerendered: bool = False) -> VerifiedSeen:
    """Verify everything, one number, or whose file this is (by its path).

    With `rerendered` the documents are made again from what is kept, and compared.
    """
    verified = service.verify(asked, rerendered=rerendered)
    entries = tuple(
        VerdictSeen(
            one.number,
            one.certificate,
            one.intact,
            one.status,
            one.issuer,
            one.faults,
        )
        for one in verified.entries
    )
    file = verified.file
    return VerifiedSeen(
        entries,
        verified.head,
        (*verified.register_faults, *verified.notes),
        verified.ok,
        None if file is None else bool(file.number),
        "" if file is None else file.path.rpartition("/")[2],
        "" if file is None else file.claims,
    )
