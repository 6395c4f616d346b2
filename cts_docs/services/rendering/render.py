"""The use case `render`: a workbook in, its Word documents in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cts_docs.archive.packages.content_hash import content_hash
from cts_docs.documents import RenderedDocument, document_names, render_documents
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.production import is_as_rendered
from cts_docs.errors import CannotRunError, Problem, RefusedError, with_fault_barrier
from cts_docs.files.hashing import sha256
from cts_docs.files.writing import write_files
from cts_docs.services.context import ServiceContext, toolkit_version
from cts_docs.services.rendering.hashes import document_inputs, templates_hash
from cts_docs.services.rendering.record import (
    RECORD_NAME,
    RenderRecord,
    are_complete,
    file_hash,
    read_record,
    record_content,
    written_files,
)
from cts_docs.services.rendering.request import RenderRequest
from cts_docs.services.results import PdfFile, Rendered, WrittenDocument, any_errors
from cts_docs.services.templates.in_use import changed_templates
from cts_docs.services.workbook_paths import word_folder
from cts_docs.services.workbooks.check import examine
from cts_docs.specification.model import Specification

if TYPE_CHECKING:
    from cts_docs.documents.pdf import Converted


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The documents of one workbook, not yet written, and what earlier renders wrote into its folder."""

    workbook: str
    folder: Path
    audit_file: AuditFile
    documents: tuple[RenderedDocument, ...]
    problems: tuple[Problem, ...]
    before: RenderRecord | None


def render_workbook(
    workbook: Path, folder: Path, request: RenderRequest, context: ServiceContext
) -> Rendered:
    """Write the documents of one workbook into its folder: all of them, or none."""
    return render_group([(workbook, folder)], request, context)[0]


def render_group(
    group: Sequence[tuple[Path, Path]],
    request: RenderRequest,
    context: ServiceContext,
    instances: int | None = None,
) -> tuple[Rendered, ...]:
    """Write the documents of several workbooks into their folders, for each all of them or none.

    An internal fault is a problem of its workbook. PDF files are made together, by up to `instances`
    of LibreOffice that each start once for the whole group; None for as many as this machine has
    cores for.
    """
    templates = word_folder(request.templates or context.settings.templates)
    prepared = [_guarded(workbook, folder, request, context, templates) for workbook, folder in group]
    to_convert = [one for one in prepared if isinstance(one, _Prepared)] if request.pdf else []
    converted = iter(_converted(to_convert, instances))
    return tuple(
        one if isinstance(one, Rendered) else _write_guarded(one, next(converted, ()), request, templates)
        for one in prepared
    )


def _guarded(
    workbook: Path, folder: Path, request: RenderRequest, context: ServiceContext, templates: Path | None
) -> _Prepared | Rendered:
    return with_fault_barrier(
        lambda: _prepared(workbook, folder, request, context, templates),
        lambda fault: Rendered(str(workbook), (fault.at(file=str(workbook)),)),
    )


def _write_guarded(
    prepared: _Prepared, converted: Sequence[Converted], request: RenderRequest, templates: Path | None
) -> Rendered:
    return with_fault_barrier(
        lambda: _write(prepared, converted, request, templates),
        lambda fault: Rendered(prepared.workbook, (*prepared.problems, fault.at(file=prepared.workbook))),
    )


def _prepared(
    workbook: Path, folder: Path, request: RenderRequest, context: ServiceContext, templates: Path | None
) -> _Prepared | Rendered:
    """The documents of a workbook; or why there are none, or that they exist already."""
    before = read_record(folder)
    if request.resume and before is not None:
        done = _done_before(before, workbook, folder, request, context, templates)
        if done is not None:
            return done
    examined = examine(workbook, "render", context)
    if examined.audit_file is None:
        return Rendered(examined.path, examined.problems)
    if missing := tuple(_missing(request, examined.audit_file.specification)):
        return Rendered(examined.path, (*examined.problems, *missing))
    try:
        audit_file = _with_content_hash(examined.audit_file, examined.sha256, templates)
        documents = tuple(render_documents(audit_file, request.only or None, templates))
    except RefusedError as error:
        return Rendered(examined.path, (*examined.problems, *error.problems))
    home = request.templates or context.settings.templates
    unadopted = changed_templates(audit_file.specification, audit_file.settings, home, request.only)
    problems = (*examined.problems, *(problem.as_warning() for problem in unadopted))
    prepared = _Prepared(examined.path, folder, audit_file, documents, problems, before)
    changed = () if request.overwrite else tuple(_changed_files(prepared, templates, pdf=request.pdf))
    return Rendered(examined.path, (*problems, *changed)) if changed else prepared


def _changed_files(prepared: _Prepared, templates: Path | None, *, pdf: bool) -> Iterator[Problem]:
    """A problem for each file that would be overwritten and is not as the program wrote it."""
    recorded = prepared.before.files if prepared.before else {}
    for document in prepared.documents:
        path = prepared.folder / document.filename
        if not _is_as_written(path, recorded, document.content) and not (
            document.filename not in recorded
            and is_as_rendered(path, prepared.audit_file, document, templates)
        ):
            yield Problem("OUTPUT_CHANGED", file=str(path), found=path.name)
        printed = path.with_suffix(".pdf")
        if pdf and not _is_as_written(printed, recorded):
            yield Problem("OUTPUT_CHANGED", file=str(printed), found=printed.name)


def _is_as_written(path: Path, recorded: Mapping[str, str], content: bytes = b"") -> bool:
    """Whether a file may be written: there is none, or the program wrote the one that exists."""
    return not path.is_file() or file_hash(path) in (recorded.get(path.name), sha256(content))


def _write(
    prepared: _Prepared, converted: Sequence[Converted], request: RenderRequest, templates: Path | None
) -> Rendered:
    """Write the documents of one workbook, with their PDF files where those were asked for."""
    problems = (*prepared.problems, *(problem for one in converted for problem in one.problems))
    if any_errors(problems):
        return Rendered(prepared.workbook, problems)
    printed = {one.name: one.content for one in converted if one.content is not None}
    try:
        documents = _with_page_numbers(prepared, printed, templates) if printed else prepared.documents
        pdfs = {_pdf_name(name): content for name, content in printed.items()}
        written = tuple(_written(one, prepared.folder, pdfs) for one in documents)
        contents = {**{document.filename: document.content for document in documents}, **pdfs}
        unchanged = request.resume and not request.pdf and _exist(prepared.folder, contents)
        record = {RECORD_NAME: record_content(_record(prepared, request, written))}
        write_files(prepared.folder, record if unchanged else {**contents, **record})
    except RefusedError as error:
        return Rendered(prepared.workbook, (*problems, *error.problems))
    except CannotRunError as error:
        return Rendered(prepared.workbook, (*problems, *error.problems), could_not_write=True)
    left_over = () if request.only else _left_over(prepared.folder, written)
    return Rendered(prepared.workbook, (*problems, *left_over), written, unchanged=unchanged)


def _with_page_numbers(
    prepared: _Prepared, printed: Mapping[str, bytes], templates: Path | None
) -> tuple[RenderedDocument, ...]:
    # Loaded here, as below: Word documents alone need nothing of PDF.
    from cts_docs.services.rendering.page_numbers import numbered_contents

    return numbered_contents(prepared.audit_file, prepared.documents, printed, templates)


def _exist(folder: Path, contents: Mapping[str, bytes]) -> bool:
    """Whether these very files exist in a folder: the same inputs give the same bytes, but for PDF files."""
    return all(file_hash(folder / name) == sha256(content) for name, content in contents.items())


def _left_over(folder: Path, written: Iterable[WrittenDocument]) -> tuple[Problem, ...]:
    """Documents of an earlier run that this one did not write, such as a certificate without its grade."""
    made = written_files(written)
    return tuple(
        Problem("OUTPUT_LEFT_OVER", "warning", file=str(path), found=path.name)
        for path in sorted(folder.iterdir())
        if path.suffix in {".docx", ".pdf"} and path.name not in made and not path.name.startswith("~$")
    )


def _record(
    prepared: _Prepared, request: RenderRequest, written: tuple[WrittenDocument, ...]
) -> RenderRecord:
    specification = prepared.audit_file.specification
    before = prepared.before.files if prepared.before else {}
    kept = {name: value for name, value in before.items() if (prepared.folder / name).is_file()}
    return RenderRecord(
        (specification.id, specification.control.version),
        prepared.audit_file.content_hash,
        _requested(request),
        written,
        {**kept, **written_files(written)},
    )


def _requested(request: RenderRequest) -> tuple[str, ...]:
    """What was asked for, as far as it decides which files there are."""
    return (*sorted(request.only), *(("pdf",) if request.pdf else ()))


def _done_before(
    record: RenderRecord,
    workbook: Path,
    folder: Path,
    request: RenderRequest,
    context: ServiceContext,
    templates: Path | None,
) -> Rendered | None:
    """The documents in a workbook's folder, where they are complete and were made from the same inputs."""
    specification = context.find(*record.specification)
    if specification is None or record.requested != _requested(request):
        return None
    used = templates_hash(specification, templates, context.settings)
    found = file_hash(workbook)
    inputs = document_inputs(found, specification, used, context.settings, toolkit_version())
    if not found or content_hash(inputs) != record.content_hash or not are_complete(record.documents):
        return None
    left_over = () if request.only else _left_over(folder, record.documents)
    return Rendered(str(workbook), left_over, record.documents, unchanged=True)


def _missing(request: RenderRequest, specification: Specification) -> Iterator[Problem]:
    """A problem for each document asked for that does not exist under the specification."""
    known = document_names(specification)
    for name in request.only:
        if name not in known:
            yield Problem("DOCUMENT_UNKNOWN", found=name, values={"expected": " / ".join(known)})


def _with_content_hash(audit_file: AuditFile, workbook: str, templates: Path | None) -> AuditFile:
    """The audit file with the hash of everything that its documents are made from."""
    used = templates_hash(audit_file.specification, templates, audit_file.settings)
    inputs = document_inputs(
        workbook, audit_file.specification, used, audit_file.settings, audit_file.toolkit_version
    )
    return replace(audit_file, content_hash=content_hash(inputs))


def _converted(prepared: Sequence[_Prepared], instances: int | None) -> Iterator[tuple[Converted, ...]]:
    """The PDF files of each workbook's documents, all from one conversion."""
    if not prepared:
        return
    from cts_docs.documents.pdf import Source, convert

    sources = [
        Source(document.filename, document.content, one.audit_file.assessment.text("client_name") or "")
        for one in prepared
        for document in one.documents
    ]
    converted = iter(convert(sources, instances=instances) if sources else ())
    for one in prepared:
        yield tuple(islice(converted, len(one.documents)))


def _pdf_name(filename: str) -> str:
    return str(Path(filename).with_suffix(".pdf"))


def _written(document: RenderedDocument, folder: Path, pdfs: Mapping[str, bytes]) -> WrittenDocument:
    name = _pdf_name(document.filename)
    pdf = PdfFile(str(folder / name), sha256(pdfs[name])) if name in pdfs else None
    path = str(folder / document.filename)
    return WrittenDocument(document.name, document.form, path, sha256(document.content), pdf)
