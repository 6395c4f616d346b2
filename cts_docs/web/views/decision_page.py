"""The values of the decision page: the result of the audit, its documents, and what was previewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from cts_docs.serialization.labels import flag_text, margin_text
from cts_docs.services import EntryDetails
from cts_docs.services.workbooks.overview import Overview
from cts_docs.web.jobs.archive import ArchiveRequest
from cts_docs.web.jobs.runner import Job
from cts_docs.web.request import RequestContext

_PREVIEWED = ("certificate", "report")


@dataclass(frozen=True, slots=True)
class DocumentPreview:
    """A document beside the decision: the address of its pages, its first page and its file.

    `sha256` is the hash of a stored file.
    """

    name: str
    view: str
    image: str
    file: str
    sha256: str = ""


def decision_values(ctx: RequestContext, job: Job) -> dict[str, object]:
    """The values of the decision page of a previewed action."""
    result = job.archive
    if result is None or result.decision is None or not isinstance(job.request, ArchiveRequest):
        return {}
    decision = result.decision
    repeated = any(problem.code == "AUDIT_ISSUED_BEFORE" for problem in result.problems)
    return {
        "decision": decision,
        "previews": list(_previews(ctx, job, job.request)),
        "repeated": repeated,
        **grade_texts(ctx, decision.overview),
    }


def grade_texts(ctx: RequestContext, overview: Overview | None) -> dict[str, object]:
    """The flags of the grade and what is missing to the next one, in the language of the page."""
    if overview is None:
        return {}
    language = ctx.translator.language
    flags = [flag_text(flag, language) for flag in overview.grade.flags]
    composite = overview.composite is not None
    missing = overview.margin and margin_text(
        overview.margin, overview.next_grade, language, composite=composite
    )
    return {"flags": flags, "margin": missing}


def entry_previews(entry: EntryDetails) -> Iterator[DocumentPreview]:
    """Certificate and report of an entry, as stored; the issued ones, else those of its draft."""
    home = f"/archive/entries/{quote(str(entry.entry['number']))}/files"
    kind = "draft" if entry.status == "draft" else "package"
    for name in _PREVIEWED:
        for file in (file for bag in entry.bags if bag.kind == kind for file in bag.files):
            if file["document"] == name and str(file["path"]).endswith(".pdf"):
                address = f"{home}/{file['sha256']}"
                shown = "issued_certificate" if (name, kind) == ("certificate", "package") else name
                yield DocumentPreview(shown, f"{address}/view", f"{address}/pages/1", address, file["sha256"])


def _previews(ctx: RequestContext, job: Job, request: ArchiveRequest) -> Iterator[DocumentPreview]:
    """Certificate and report: of the uploaded workbook's result, or of the entry."""
    entry = job.archive.decision.entry if job.archive and job.archive.decision else None
    if request.source:
        yield from sorted(_uploaded(ctx, request.source), key=lambda one: _PREVIEWED.index(one.name))
    elif entry is not None:
        yield from entry_previews(entry)


def _uploaded(ctx: RequestContext, source: str) -> Iterator[DocumentPreview]:
    token, _, place = source.removeprefix("/results/").partition("/")
    job = ctx.session.jobs.get(token)
    if job is None:
        return
    for number, document in enumerate(job.items[int(place) - 1].documents, 1):
        address = f"{source}/documents/{number}"
        if document.written.name in _PREVIEWED and document.printed and document.printed.pdf:
            name = document.written.name
            yield DocumentPreview(name, address, f"{address}/pages/1", f"{address}/pdf")
