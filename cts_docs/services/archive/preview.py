"""Previews of `issue` and `approve`: what would be issued, numbers and dates included; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.numbering import allocate
from cts_docs.archive.lifecycle.repeated_audits import certificates_in_force, refuse_repeated
from cts_docs.archive.packages.requests import Facts, IssueRequest
from cts_docs.archive.register.entries import drafted_entry, drafted_payload
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.documents.audit_file import AuditFile
from cts_docs.errors import Problem, RefusedError
from cts_docs.services.archive.issue import (
    IssueOptions,
    earlier_warnings,
    examine_draft,
    examine_for_issue,
)
from cts_docs.services.archive.issue_request import make_issue_request
from cts_docs.services.context import ServiceContext, today
from cts_docs.services.results import any_errors
from cts_docs.services.workbook_paths import find_workbooks
from cts_docs.services.workbooks.check import ExaminedWorkbook

Action = Literal["issue", "draft", "approve"]


@dataclass(frozen=True, slots=True)
class IssuePreview:
    """What an action would do with one audit; with an error among its problems, nothing.

    `request` is None where the workbook is refused. `certificate` is None where no certificate is
    issued.
    """

    path: str
    action: Action
    problems: tuple[Problem, ...]
    audit_file: AuditFile | None = None
    request: IssueRequest | None = None
    number: str = ""
    certificate: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the action is possible."""
        return self.request is not None and not any_errors(self.problems)

    @property
    def facts(self) -> Facts | None:
        """The facts that the register would hold."""
        return self.request.facts if self.request else None


def preview_issue(
    named: Iterable[Path], archive: Archive, context: ServiceContext, options: IssueOptions
) -> tuple[IssuePreview, ...]:
    """What issuing every named workbook would do; the numbers are those that are free now.

    Raises CannotRunError where a path is missing.
    """
    action: Action = "draft" if options.draft else "issue"
    examined = [examine_for_issue(path, archive, context, options) for path in find_workbooks(named)]
    previews = [_preview(one, Path(one.path), action, context, options.again) for one in examined]
    with archive.register.reading() as snapshot:
        compared = [_compared(preview, snapshot, archive) for preview in previews]
        return tuple(_numbered(compared, snapshot, archive))


def preview_approval(number: str, archive: Archive, context: ServiceContext) -> IssuePreview:
    """What approving the draft of a number would do.

    Raises RefusedError where there is no such draft; other reasons are problems of the preview.
    """
    drafted = archive.drafted(number)
    preview = _preview(examine_draft(drafted, archive, context), drafted.workbook, "approve", context)
    with archive.register.reading() as snapshot:
        entry = drafted_entry(snapshot, number)
        drafter = drafted_payload(snapshot, entry["number"])["account"]
        warnings = tuple(_in_force(preview, snapshot, archive))
    same = Problem("APPROVER_DRAFTED", found=archive.actor.account)
    refused = (same,) if archive.policy.is_same(drafter, archive.actor.account) else ()
    return replace(
        preview,
        path=drafted.workbook_name,
        problems=(*preview.problems, *refused, *warnings),
        number=str(entry["number"]),
        certificate=entry["certificate"],
    )


def _preview(
    examined: ExaminedWorkbook, workbook: Path, action: Action, context: ServiceContext, again: str = ""
) -> IssuePreview:
    preview = IssuePreview(examined.path, action, examined.problems, examined.audit_file)
    if examined.audit_file is None or any_errors(examined.problems):
        return preview
    warnings: list[Problem] = []
    try:
        request = make_issue_request(examined, examined.audit_file, workbook, context, warnings.append, again)
    except RefusedError as error:
        return replace(preview, problems=(*examined.problems, *error.problems))
    return replace(preview, problems=(*examined.problems, *warnings), request=request)


def _compared(preview: IssuePreview, snapshot: Snapshot, archive: Archive) -> IssuePreview:
    """The preview with the problem of an audit that was issued before, or warnings about earlier entries."""
    if preview.request is None:
        return preview
    try:
        earlier = refuse_repeated(snapshot, archive.paths, preview.request)
    except RefusedError as error:
        return replace(preview, problems=(*preview.problems, *error.problems))
    numbers = [one.number for one in earlier]
    warnings = earlier_warnings(preview.request.facts.client, numbers, ())
    return replace(preview, problems=(*preview.problems, *warnings, *_in_force(preview, snapshot, archive)))


def _in_force(preview: IssuePreview, snapshot: Snapshot, archive: Archive) -> Iterator[Problem]:
    if preview.request is not None:
        facts = preview.request.facts
        in_force = certificates_in_force(snapshot, facts, today(archive.clock))
        yield from earlier_warnings(facts.client, (), in_force)


def _numbered(
    previews: Sequence[IssuePreview], snapshot: Snapshot, archive: Archive
) -> Iterator[IssuePreview]:
    """The previews with the numbers that would be allocated to them, in their order."""
    requested = [number for one in previews if one.ok and one.request for number in one.request.numbers]
    try:
        allocated = iter(allocate(snapshot, archive.paths, requested))
    except RefusedError as error:
        yield from (replace(one, problems=(*one.problems, *error.problems)) for one in previews)
        return
    for preview in previews:
        if not preview.ok or preview.request is None:
            yield preview
            continue
        numbers = {one.kind: one.number for one in (next(allocated) for _ in preview.request.numbers)}
        yield replace(preview, number=numbers["report"], certificate=numbers.get("certificate"))
