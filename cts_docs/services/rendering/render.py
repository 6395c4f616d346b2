"""The sequence of `render`: a workbook in, its Word paperwork in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cts_docs.archive.packages.content_hash import content_hash
from cts_docs.documents import RenderedDocument, render_documents
from cts_docs.documents.audit_file import AuditFile
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.hashing import sha256
from cts_docs.files.writing import write_files
from cts_docs.services.context import ServiceContext, toolkit_version
from cts_docs.services.rendering.hashes import document_inputs, templates_hash
from cts_docs.services.rendering.request import RenderRequest
from cts_docs.services.rendering.resume import NOTE, Done, file_hash, note, read_note, stand_whole
from cts_docs.services.results import PdfFile, Rendered, WrittenDocument, any_errors
from cts_docs.services.workbook_paths import word_folder
from cts_docs.services.workbooks.check import examine

if TYPE_CHECKING:
    from cts_docs.documents.pdf import Converted


@dataclass(frozen=True, slots=True)
class _Made:
    """The documents of one workbook, not yet written."""

    workbook: str
    folder: Path
    audit_file: AuditFile
    documents: tuple[RenderedDocument, ...]
    problems: tuple[Problem, ...]


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

    What is printed is printed together, by up to `instances` of LibreOffice that each start once
    for the whole group: as many as cores serve where None.
    """
    templates = word_folder(request.templates or context.settings.templates)
    made = [_made(workbook, folder, request, context, templates) for workbook, folder in group]
    to_print = [one for one in made if isinstance(one, _Made)] if request.pdf else []
    printed = iter(_printed(to_print, instances))
    return tuple(
        one if isinstance(one, Rendered) else _kept(one, next(printed, ()), request, templates)
        for one in made
    )


def _made(
    workbook: Path, folder: Path, request: RenderRequest, context: ServiceContext, templates: Path | None
) -> _Made | Rendered:
    """The documents of a workbook, or why there are none, or that they stand there already."""
    if request.resume:
        before = _done_before(workbook, folder, request, context, templates)
        if before is not None:
            return before
    examined = examine(workbook, "render", context)
    if examined.audit_file is None:
        return Rendered(examined.path, examined.problems)
    try:
        audit_file = _bound(examined.audit_file, examined.sha256, templates)
        documents = tuple(render_documents(audit_file, request.only or None, templates))
    except RefusedError as error:
        return Rendered(examined.path, (*examined.problems, *error.problems))
    return _Made(examined.path, folder, audit_file, documents, examined.problems)


def _kept(
    made: _Made, converted: Sequence[Converted], request: RenderRequest, templates: Path | None
) -> Rendered:
    """Write the documents of one workbook, with their PDFs where they were printed."""
    problems = (*made.problems, *(problem for one in converted for problem in one.problems))
    if any_errors(problems):
        return Rendered(made.workbook, problems)
    printed = {one.name: one.content for one in converted if one.content is not None}
    try:
        documents = _numbered(made, printed, templates) if printed else made.documents
        pdfs = {_pdf_name(name): content for name, content in printed.items()}
        written = tuple(_written(one, made.folder, pdfs) for one in documents)
        contents = {**{document.filename: document.content for document in documents}, **pdfs}
        unchanged = request.resume and not request.pdf and _stand(made.folder, contents)
        # Nothing else proves PDF files: the same inputs do not give the same bytes.
        if request.resume or request.pdf:
            noted = {NOTE: note(_done(made.audit_file, request, written))}
            contents = noted if unchanged else {**contents, **noted}
        write_files(made.folder, contents)
    except RefusedError as error:
        return Rendered(made.workbook, (*problems, *error.problems))
    except CannotRunError as error:
        return Rendered(made.workbook, (*problems, *error.problems), could_not_write=True)
    left_over = () if request.only else _left_over(made.folder, written)
    return Rendered(made.workbook, (*problems, *left_over), written, unchanged=unchanged)


def _numbered(
    made: _Made, printed: Mapping[str, bytes], templates: Path | None
) -> tuple[RenderedDocument, ...]:
    # Loaded here, as below: Word documents alone need nothing of PDF.
    from cts_docs.services.rendering.page_numbers import numbered_contents

    return numbered_contents(made.audit_file, made.documents, printed, templates)


def _stand(folder: Path, contents: Mapping[str, bytes]) -> bool:
    """Whether these very files stand in a folder: the same inputs give the same bytes, but for PDF files."""
    return all(file_hash(folder / name) == sha256(content) for name, content in contents.items())


def _left_over(folder: Path, written: Iterable[WrittenDocument]) -> tuple[Problem, ...]:
    """Documents of an earlier run that this one did not write: a certificate whose grade is gone."""
    made = {Path(name).name for one in written for name in (one.path, one.pdf.path if one.pdf else "")}
    return tuple(
        Problem("OUTPUT_LEFT_OVER", "warning", file=str(path), found=path.name)
        for path in sorted(folder.iterdir())
        if path.suffix in {".docx", ".pdf"} and path.name not in made and not path.name.startswith("~$")
    )


def _done(audit_file: AuditFile, request: RenderRequest, written: tuple[WrittenDocument, ...]) -> Done:
    control = audit_file.specification.control
    return Done(
        (audit_file.specification.id, control.version), audit_file.content_hash, _ordered(request), written
    )


def _ordered(request: RenderRequest) -> tuple[str, ...]:
    """What was ordered, as far as it decides which files there are."""
    return (*sorted(request.only), *(("pdf",) if request.pdf else ()))


def _done_before(
    workbook: Path, folder: Path, request: RenderRequest, context: ServiceContext, templates: Path | None
) -> Rendered | None:
    """What stands in a workbook's folder, where it was made from the same inputs and is whole."""
    done = read_note(folder)
    if done is None or done.ordered != _ordered(request):
        return None
    specification = context.find(*done.specification)
    if specification is None:
        return None
    used = templates_hash(specification, templates)
    found = file_hash(workbook)
    inputs = document_inputs(found, specification, used, context.settings, toolkit_version())
    if not found or content_hash(inputs) != done.content_hash or not stand_whole(done.documents):
        return None
    left_over = () if request.only else _left_over(folder, done.documents)
    return Rendered(str(workbook), left_over, done.documents, unchanged=True)


def _bound(audit_file: AuditFile, workbook: str, templates: Path | None) -> AuditFile:
    """The case with the hash of everything that its documents are made from."""
    used = templates_hash(audit_file.specification, templates)
    inputs = document_inputs(
        workbook, audit_file.specification, used, audit_file.settings, audit_file.toolkit_version
    )
    return replace(audit_file, content_hash=content_hash(inputs))


def _printed(made: Sequence[_Made], instances: int | None) -> Iterator[tuple[Converted, ...]]:
    """The PDFs of each workbook's documents by the document's name, all from one call of LibreOffice."""
    if not made:
        return
    from cts_docs.documents.pdf import Source, convert

    sources = [
        Source(document.filename, document.content, one.audit_file.assessment.text("client_name") or "")
        for one in made
        for document in one.documents
    ]
    converted = iter(convert(sources, instances=instances) if sources else ())
    for one in made:
        yield tuple(islice(converted, len(one.documents)))


def _pdf_name(filename: str) -> str:
    return str(Path(filename).with_suffix(".pdf"))


def _written(document: RenderedDocument, folder: Path, pdfs: Mapping[str, bytes]) -> WrittenDocument:
    name = _pdf_name(document.filename)
    pdf = PdfFile(str(folder / name), sha256(pdfs[name])) if name in pdfs else None
    path = str(folder / document.filename)
    return WrittenDocument(document.name, document.form, path, sha256(document.content), pdf)
