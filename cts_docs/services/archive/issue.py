"""The use cases `issue` and `approve`: from a workbook to issued documents in an archive."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.archive.lifecycle.founding import require_archive
from cts_docs.archive.lifecycle.issuing import Archive, IssueResult, PendingDraft
from cts_docs.archive.lifecycle.second_person import SecondPersonPolicy
from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.actors import Actor, Clock, own_account, system_clock
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.certificate.form import unconfigured
from cts_docs.errors import CannotRunError, Problem, RefusedError, with_fault_barrier
from cts_docs.files.hashing import sha256
from cts_docs.services.archive.issue_request import grants_certificate, make_issue_request
from cts_docs.services.archive.keys import ConfiguredSigner
from cts_docs.services.context import ServiceContext, open_context, today
from cts_docs.services.results import PdfFile, WrittenDocument, any_errors
from cts_docs.services.templates.in_use import changed_templates
from cts_docs.services.workbook_paths import find_workbooks
from cts_docs.services.workbooks.check import ExaminedWorkbook, examine
from cts_docs.settings import load_settings


@dataclass(frozen=True, slots=True)
class IssuedWorkbook:
    """The result of issuing one workbook; without a number it was refused.

    `could_not_write`: the workbook is valid, but the archive could not store it.
    """

    path: str
    problems: tuple[Problem, ...]
    number: str = ""
    certificate: str | None = None
    package: str = ""
    documents: tuple[WrittenDocument, ...] = ()
    content_hash: str = ""
    could_not_write: bool = False

    @property
    def ok(self) -> bool:
        """Whether the audit was issued or drafted."""
        return bool(self.number)


def archive_context(place: Path, config: Path | None) -> ServiceContext:
    """The context under `config`, else under the configuration of the archive, else under the defaults."""
    own = ArchivePaths(place).configuration
    return open_context(config or (own if own.is_file() else None))


def open_archive(
    place: Path,
    context: ServiceContext,
    person: str = "",
    clock: Clock = system_clock,
    account: str | None = None,
) -> Archive:
    """The archive in a folder, used by one account; events are signed where the body has a key.

    Raises CannotRunError where the folder is not an archive.
    """
    require_archive(ArchivePaths(place))
    issuing = context.settings.issuing
    policy = SecondPersonPolicy(issuing.second_person, issuing.second_person_changes, issuing.account_domains)
    return Archive(
        place,
        Actor(account or own_account(), person),
        clock,
        ConfiguredSigner(context.settings),
        database=_database(place, context),
        policy=policy,
    )


@dataclass(frozen=True, slots=True)
class IssueOptions:
    """How audits are issued: as drafts for approval, with which grant date where the workbook has none.

    `again` is the reason for issuing an audit that was issued or drafted before.
    """

    draft: bool = False
    granted: datetime.date | None = None
    again: str = ""


def issue_workbooks(
    named: Iterable[Path], archive: Archive, context: ServiceContext, options: IssueOptions
) -> Iterator[IssuedWorkbook]:
    """Issue every named workbook; each result is yielded after it is durable, refusals included.

    Raises CannotRunError before anything is written where a path is missing.
    """
    workbooks = find_workbooks(named)
    return (_issue_guarded(workbook, archive, context, options) for workbook in workbooks)


def approve_draft(number: str, archive: Archive, context: ServiceContext) -> IssuedWorkbook:
    """Issue the draft of a number, by another account than the one that drafted it.

    Raises RefusedError where there is no such draft, the same account drafted it, or one of its
    inputs has changed.
    """
    drafted = archive.drafted(number)
    examined = examine_draft(drafted, archive, context)
    if examined.audit_file is None or any_errors(examined.problems):
        raise RefusedError(examined.problems)
    problems = list(examined.problems)
    request = make_issue_request(examined, examined.audit_file, drafted.workbook, context, problems.append)
    issued = archive.approve(number, request)
    return _result(drafted.workbook_name, (*problems, *issued.warnings), issued)


def _issue_guarded(
    workbook: Path, archive: Archive, context: ServiceContext, options: IssueOptions
) -> IssuedWorkbook:
    return with_fault_barrier(
        lambda: _issue(workbook, archive, context, options),
        lambda fault: IssuedWorkbook(str(workbook), (fault.at(file=str(workbook)),)),
    )


def examine_for_issue(
    workbook: Path, archive: Archive, context: ServiceContext, options: IssueOptions
) -> ExaminedWorkbook:
    """A workbook with all problems that keep it from being issued, those of the configuration included."""
    examined = examine(workbook, "issue", context, options.granted, today=today(archive.clock))
    second_person = Problem("SECOND_PERSON_NEEDED", found="issuing.second_person")
    needed = (second_person,) if archive.policy.issuing and not options.draft else ()
    return replace(examined, problems=(*examined.problems, *needed, *_configured(examined)))


def examine_draft(drafted: PendingDraft, archive: Archive, context: ServiceContext) -> ExaminedWorkbook:
    """The workbook of a draft with all problems that keep it from being approved."""
    granted = datetime.date.fromisoformat(drafted.grant_date) if drafted.grant_date else None
    examined = examine(drafted.workbook, "issue", context, granted, today=today(archive.clock))
    return replace(examined, problems=(*examined.problems, *_configured(examined)))


def _issue(
    workbook: Path, archive: Archive, context: ServiceContext, options: IssueOptions
) -> IssuedWorkbook:
    examined = examine_for_issue(workbook, archive, context, options)
    problems = list(examined.problems)
    if examined.audit_file is None or any_errors(examined.problems):
        return IssuedWorkbook(examined.path, examined.problems)
    try:
        issued = _issued(examined, examined.audit_file, archive, context, options, problems)
    except RefusedError as error:
        return IssuedWorkbook(examined.path, (*problems, *error.problems))
    except CannotRunError as error:
        return IssuedWorkbook(examined.path, (*problems, *error.problems), could_not_write=True)
    return _result(examined.path, problems, issued)


def _issued(
    examined: ExaminedWorkbook,
    audit_file: AuditFile,
    archive: Archive,
    context: ServiceContext,
    options: IssueOptions,
    problems: list[Problem],
) -> IssueResult:
    workbook = Path(examined.path)
    request = make_issue_request(examined, audit_file, workbook, context, problems.append, options.again)
    issued = archive.draft(request) if options.draft else archive.issue(request)
    problems += issued.warnings
    problems += earlier_warnings(request.facts.client, issued.issued_before, issued.in_force)
    return issued


def earlier_warnings(client: str, issued_before: Sequence[str], in_force: Sequence[str]) -> Iterator[Problem]:
    """Warnings about entries of the same audit, else about certificates of the client in force."""
    if issued_before:
        yield Problem("WORKBOOK_ISSUED_BEFORE", severity="warning", found="、".join(issued_before))
    elif in_force:
        values = {"client": client}
        found = "、".join(in_force)
        yield Problem("CERTIFICATE_IN_FORCE", severity="warning", found=found, values=values)


def _configured(examined: ExaminedWorkbook) -> Iterator[Problem]:
    """Settings and templates that keep the configuration from issuing; a warning where it is a sample."""
    if examined.audit_file is None:
        return
    settings = examined.audit_file.settings
    yield from _missing_settings(examined.audit_file)
    yield from changed_templates(examined.audit_file.specification, settings, settings.templates)
    if examined.audit_file.sample:
        yield Problem("SAMPLE_CONFIGURATION", severity="warning", found="body.sample")


def _missing_settings(audit_file: AuditFile) -> Iterator[Problem]:
    """The settings that issuing needs and the configuration does not have."""
    needed = dict.fromkeys(unconfigured(audit_file) if grants_certificate(audit_file) else ())
    settings = audit_file.settings
    for key, value in (
        ("body.name", settings.body.name),
        ("report.number_pattern", settings.report.number_pattern),
        ("certificate.validity_years", settings.certificate.validity_years),
    ):
        if not value:
            needed[key] = None
    for key in needed:
        yield Problem("ISSUE_SETTING_MISSING", found=key)


def _result(path: str, problems: Iterable[Problem], issued: IssueResult) -> IssuedWorkbook:
    folder = issued.package / "data" / "documents"
    pdfs = {
        (one.name, one.form): PdfFile(str(folder / one.file), sha256(one.content))
        for one in issued.documents
        if one.file.endswith(".pdf")
    }
    documents = tuple(
        WrittenDocument(
            one.name,
            one.form,
            str(folder / one.file),
            sha256(one.content),
            pdfs.get((one.name, one.form)),
        )
        for one in issued.documents
        if not one.file.endswith(".pdf")
    )
    package = str(issued.package)
    return IssuedWorkbook(
        path,
        tuple(problems),
        issued.number,
        issued.certificate,
        package,
        documents,
        issued.content_hash,
    )


def _database(place: Path, context: ServiceContext) -> str:
    """The address of the register's database; only the archive's own configuration can name one."""
    own = ArchivePaths(place).configuration
    if context.settings.path == own:
        return context.settings.register.url
    return load_settings(own, stored=True).register.url if own.is_file() else ""
