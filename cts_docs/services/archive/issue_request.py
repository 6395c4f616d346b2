"""The issue request of an examined workbook: facts, number requests, inputs, rendering of documents."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from cts_docs.archive.packages.report_text import REPORT, report_text
from cts_docs.archive.packages.requests import (
    WORKBOOK,
    Allocation,
    AuditDates,
    Document,
    Facts,
    IssueRequest,
    NumberRequest,
    Paperwork,
    ProcessStep,
    Source,
)
from cts_docs.archive.register.actors import system_clock
from cts_docs.assessment.model import AGREED, OPEN, WITHOUT_CERTIFICATE
from cts_docs.assessment.scoring.serializers import serialize_result, serialize_trace
from cts_docs.assessment.validity import anniversary, surveillance_due, valid_until
from cts_docs.documents import document_names, render_documents
from cts_docs.documents import pdf as pdfs
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.catalogue import FORMS, OF_CERTIFICATE
from cts_docs.documents.templates import template
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json, sha256
from cts_docs.services.archive.keys import pdf_signer
from cts_docs.services.context import ServiceContext, toolkit_version
from cts_docs.services.rendering.hashes import document_inputs, templates_hash
from cts_docs.services.rendering.page_numbers import numbered_contents
from cts_docs.services.workbook_paths import word_folder
from cts_docs.services.workbooks.check import ExaminedWorkbook, examine
from cts_docs.settings import Settings
from cts_docs.specification.loader import DATA
from cts_docs.specification.model import Specification

_SUFFIXES = (".xlsx", ".xlsm")

Warn = Callable[[Problem], None]


def make_issue_request(
    examined: ExaminedWorkbook,
    audit_file: AuditFile,
    workbook: Path,
    context: ServiceContext,
    warn: Warn,
    again: str = "",
) -> IssueRequest:
    """The request to issue the audit of one workbook; `warn` receives warnings of rendering its documents.

    `again` is the reason for issuing an audit that was issued or drafted before.

    Raises RefusedError where the workbook changed after it was examined.
    """
    content = workbook.read_bytes()
    if sha256(content) != examined.sha256:
        raise RefusedError(Problem("INPUT_CHANGED_MEANWHILE", file=str(workbook)))
    folder = word_folder(context.settings.templates)
    specification = audit_file.specification
    used = templates_hash(specification, folder, audit_file.settings)
    version = toolkit_version()
    return IssueRequest(
        facts=_facts(audit_file),
        numbers=_number_requests(audit_file),
        inputs=document_inputs(examined.sha256, specification, used, audit_file.settings, version),
        sources=tuple(_sources(content, workbook, audit_file, folder)),
        process=tuple(_process(audit_file)),
        metadata=_metadata(audit_file, version),
        produce=_producer(audit_file, folder, warn),
        workbook_name=workbook.name,
        again=again,
        case=_case(audit_file),
        read_audit_dates=partial(_audit_dates, context),
    )


def grants_certificate(audit_file: AuditFile) -> bool:
    """Whether a certificate is issued: a grade, the decision to grant, an audit that leads to one."""
    assessment = audit_file.assessment
    return (
        audit_file.result.grade.grade is not None
        and assessment.text("decision") == AGREED
        and assessment.text("audit_type") not in WITHOUT_CERTIFICATE
    )


def scheme_of(specification: str, body_code: str) -> str:
    """The scheme as numbers show it: a specification's id without the body's code and the year."""
    parts = [
        part
        for part in specification.split("-")
        if part != body_code and not (len(part) == 4 and part.isdigit())
    ]
    return "-".join(parts) or specification


def _facts(audit_file: AuditFile) -> Facts:
    assessment, grade, control = (
        audit_file.assessment,
        audit_file.result.grade,
        audit_file.specification.control,
    )
    granted = assessment.date("grant_date")
    until = due = None
    if grants_certificate(audit_file) and granted is not None:
        until = valid_until(granted, audit_file.settings.certificate.validity_years)
        due = surveillance_due(granted, audit_file.settings.certificate.surveillance_months)
    return Facts(
        client=assessment.text("client_name") or "",
        credit_code=assessment.text("client_credit_code") or "",
        scope=assessment.text("certification_scope") or "",
        audit_type=assessment.text("audit_type") or "",
        specification=audit_file.specification.id,
        specification_version=control.version,
        outcome=grade.outcome,
        grade=grade.grade,
        grade_name=grade.name,
        granted=granted,
        valid_until=until,
        surveillance_due=due,
        retain_until=_retained(audit_file, until),
        audit_start=assessment.date("audit_start"),
        audit_end=assessment.date("audit_end"),
    )


def _case(audit_file: AuditFile) -> Mapping[str, Json]:
    """The certification cycle, and the nonconformities that are still open."""
    assessment = audit_file.assessment
    cycle = assessment.number("cycle")
    still_open: list[Json] = [
        {
            "number": item.number or "",
            "clause": item.clause or "",
            "severity": item.severity or "",
            "due": item.due_date.isoformat() if item.due_date else None,
        }
        for item in assessment.nonconformities
        if item.status == OPEN
    ]
    return {"cycle": int(cycle) if cycle is not None else None, "nonconformities": still_open}


def _audit_dates(context: ServiceContext, workbook: Path) -> AuditDates:
    """The first and the last day of the audit in a stored workbook; None where it cannot be read."""
    examined = examine(workbook, "score", context)
    if examined.audit_file is None:
        return None, None
    assessment = examined.audit_file.assessment
    return assessment.date("audit_start"), assessment.date("audit_end")


def _retained(audit_file: AuditFile, until: datetime.date | None) -> datetime.date | None:
    """The end of retention, counted from expiry, or from one validity period after the decision."""
    decided = audit_file.assessment.date("decision_date")
    if until is None and decided is not None:
        until = valid_until(decided, audit_file.settings.certificate.validity_years)
    return anniversary(until, audit_file.settings.archive.retention_years) if until else None


def _number_requests(audit_file: AuditFile) -> tuple[NumberRequest, ...]:
    assessment, settings = audit_file.assessment, audit_file.settings
    dated = next(filter(None, map(assessment.date, ("grant_date", "decision_date", "report_date"))))
    scheme = scheme_of(audit_file.specification.id, settings.body.code)
    cycle = int(assessment.number("cycle") or 0)
    pattern, code = settings.report.number_pattern, settings.body.code
    report = NumberRequest("report", pattern, code, scheme, dated.year, cycle)
    if not grants_certificate(audit_file):
        return (report,)
    return report, replace(report, kind="certificate", pattern=settings.certificate.number_pattern)


def _sources(content: bytes, workbook: Path, audit_file: AuditFile, folder: Path | None) -> Iterator[Source]:
    """The input files of the content hash, with their paths in the package."""
    suffix = workbook.suffix.lower()
    yield Source(f"{WORKBOOK}{suffix if suffix in _SUFFIXES else _SUFFIXES[0]}", content)
    yield Source("inputs/specification.toml", _specification_file(audit_file))
    if audit_file.settings.path is not None:
        configuration = audit_file.settings.path.read_bytes()
        if sha256(configuration) != audit_file.settings.sha256:
            raise RefusedError(Problem("INPUT_CHANGED_MEANWHILE", file=str(audit_file.settings.path)))
        yield Source("inputs/configuration.toml", configuration)
    for name in document_names(audit_file.specification):
        used = template(audit_file.specification, name, folder, audit_file.settings)
        yield Source(f"inputs/templates/{name}.docx", used)


def _specification_file(audit_file: AuditFile) -> bytes:
    """The data file of the specification, found by hash among the delivered ones and those of the body."""
    specification = audit_file.specification
    for folder in filter(None, (DATA, audit_file.settings.specifications)):
        path = folder / specification.source
        if path.is_file() and sha256(content := path.read_bytes()) == specification.sha256:
            return content
    raise RefusedError(Problem("INPUT_CHANGED_MEANWHILE", file=specification.source))


def _process(audit_file: AuditFile) -> Iterator[ProcessStep]:
    """The steps before drafting, as the workbook records them."""
    assessment = audit_file.assessment
    for step, date, person in (
        ("reviewed", "review_date", "reviewer"),
        ("decided", "decision_date", "decider"),
    ):
        day = assessment.date(date)
        if day is not None:
            yield ProcessStep(step, day.isoformat(), assessment.text(person) or "")


def _metadata(audit_file: AuditFile, version: str) -> Mapping[str, Json]:
    body, control = audit_file.settings.body.name, audit_file.specification.control
    client = audit_file.assessment.text("client_name") or ""
    years = audit_file.settings.archive.retention_years
    return {
        "title": f"{control.title} {_kinds(audit_file)}：{client}",
        "responsible_party": body,
        "body": body,
        "retention_rule": f"证书到期、注销或撤销后至少 {years} 年，且至少保存当前和上一认证周期",
        "secrecy": "内部",
        "creating_program": f"cts-docs {version}",
    }


def _kinds(audit_file: AuditFile) -> str:
    return "审核报告与证书" if grants_certificate(audit_file) else "审核报告"


def _producer(
    audit_file: AuditFile, folder: Path | None, warn: Warn
) -> Callable[[Allocation, str, bool], Paperwork]:
    """The function that renders the documents once the numbers are allocated."""

    def produce(allotted: Allocation, content_hash: str, draft: bool) -> Paperwork:
        final = numbered_audit_file(audit_file, allotted, content_hash, draft)
        documents = tuple(finished_documents(final, folder, warn))
        if not draft:
            documents = _signed(documents, audit_file.settings)
        return Paperwork(documents, _result(final), _searched(audit_file.specification, documents, folder))

    return produce


def _signed(documents: tuple[Document, ...], settings: Settings) -> tuple[Document, ...]:
    """The documents of an issue, their PDF files signed where the body has a certificate for it.

    Raises CannotRunError or RefusedError where they are to be signed and cannot be: nothing is issued then.
    """
    signs = pdf_signer(settings)
    if signs is None:
        return documents
    made = {one.file: one.content for one in documents if one.file.endswith(".pdf")}
    if not made:
        raise RefusedError(Problem("PDF_SIGNING_NO_FILES"))
    signed = signs.sign(made, settings.body.name, system_clock())
    return tuple(replace(one, content=signed.get(one.file, one.content)) for one in documents)


def _searched(specification: Specification, documents: Iterable[Document], folder: Path | None) -> str:
    """The text of the report without that of its template, for the search index."""
    report = next(one for one in documents if one.name == REPORT and one.file.endswith(".docx"))
    return report_text(report.content, template(specification, REPORT, folder))


def numbered_audit_file(
    audit_file: AuditFile, allotted: Allocation, content_hash: str, draft: bool
) -> AuditFile:
    """The audit file with the numbers, dates and content hash of its issue."""
    facts = _facts(audit_file)
    return replace(
        audit_file,
        content_hash=content_hash,
        draft=draft,
        report_number=allotted.report,
        certificate_number=allotted.certificate or "",
        grant_date=facts.granted,
        valid_until=facts.valid_until,
    )


def finished_documents(audit_file: AuditFile, folder: Path | None, warn: Warn) -> Iterator[Document]:
    """The documents of an audit file, each followed by its PDF where PDFs are configured."""
    granted = grants_certificate(audit_file)
    names = [
        form.name
        for form in FORMS
        if form.has_data(audit_file) and (granted or form.name not in OF_CERTIFICATE)
    ]
    rendered = tuple(render_documents(audit_file, names, folder))
    client = audit_file.assessment.text("client_name") or ""
    made = printed_files([(one.filename, one.content) for one in rendered], audit_file.settings, client, warn)
    for one in numbered_contents(audit_file, rendered, made, folder):
        yield Document(one.name, one.form, one.filename, one.content)
        if one.filename in made:
            name = str(Path(one.filename).with_suffix(".pdf"))
            yield Document(one.name, one.form, name, made[one.filename])


def printed_files(
    files: Sequence[tuple[str, bytes]], settings: Settings, client: str, warn: Warn
) -> dict[str, bytes]:
    """The PDF of each document by file name; none where they are disabled or LibreOffice is missing.

    `client` is a text that every PDF must hold. Raises RefusedError where LibreOffice is there and one of
    them fails.
    """
    if not settings.issuing.pdf:
        return {}
    if pdfs.find_soffice() is None:
        warn(Problem("PDF_PROGRAM_MISSING", severity="warning"))
        return {}
    converted = pdfs.convert([pdfs.Source(name, content, client) for name, content in files])
    problems = [problem for one in converted for problem in one.problems]
    if any(one.content is None for one in converted) or any(problem.is_error for problem in problems):
        raise RefusedError(problems)
    for problem in problems:
        warn(problem)
    return {one.name: one.content for one in converted if one.content is not None}


def _result(audit_file: AuditFile) -> Json:
    """The result with its trace, specification, readings, configuration and program version."""
    control = audit_file.specification.control
    return {
        "specification": {
            "id": audit_file.specification.id,
            "number": control.number,
            "version": control.version,
        },
        "readings": dict(audit_file.result.readings.choices),
        "configuration": audit_file.settings.sha256,
        "toolkit_version": audit_file.toolkit_version,
        "content_hash": audit_file.content_hash,
        **serialize_result(audit_file.result),
        "trace": serialize_trace(audit_file.result),
    }
