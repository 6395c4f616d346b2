"""The sequence of `render`: a workbook in, its Word paperwork in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.actions.examining import examine
from cts_docs.actions.hashes import document_inputs, templates_hash
from cts_docs.actions.office import Office
from cts_docs.actions.outcomes import PdfFile, Rendered, WrittenDocument, any_errors
from cts_docs.actions.pagination import numbered_contents
from cts_docs.actions.places import find_workbooks, output_folders
from cts_docs.actions.templates import word_folder
from cts_docs.actions.writing import make_folder, write_files
from cts_docs.archive.canonical import sha256
from cts_docs.archive.content import content_hash
from cts_docs.documents import RenderedDocument, render_documents
from cts_docs.documents.case import Case
from cts_docs.documents.kinds import document_names
from cts_docs.documents.pdf import Source, convert, require_soffice
from cts_docs.errors import CannotRunError, Problem, RefusedError


@dataclass(frozen=True, slots=True)
class Order:
    """What to render: where to, which documents (all where `only` is empty), with PDF or without.

    `templates` names a folder of templates in place of the configured or delivered ones.
    """

    output: Path
    only: tuple[str, ...] = ()
    pdf: bool = False
    templates: Path | None = None


def prepare_render(named: Iterable[Path], order: Order) -> Mapping[Path, Path]:
    """The output folder of each workbook that is meant; only the folder above them is made.

    Raises CannotRunError where a path is missing, two workbooks would share an output folder,
    the order names an unknown document or a missing folder of templates, LibreOffice is
    wanted and missing, or the output folder can't be made.
    """
    problems = tuple(_impossible(order))
    if problems:
        raise CannotRunError(problems)
    folders = output_folders(find_workbooks(named), order.output)
    if order.pdf:
        require_soffice()
    make_folder(order.output)
    return folders


def render_workbook(workbook: Path, folder: Path, order: Order, office: Office) -> Rendered:
    """Write the documents of one workbook into its folder: all of them, or none."""
    examined = examine(workbook, "render", office)
    if examined.case is None:
        return Rendered(examined.path, examined.problems)
    templates = word_folder(order.templates or office.settings.templates)
    try:
        case = _bound(examined.case, examined.sha256, templates)
        documents = tuple(render_documents(case, order.only or None, templates))
        printed, warnings = _printed(documents, case) if order.pdf else ({}, ())
        documents = numbered_contents(case, documents, printed, templates)
    except RefusedError as error:
        return Rendered(examined.path, (*examined.problems, *error.problems))
    problems = (*examined.problems, *warnings)
    if any_errors(problems):
        return Rendered(examined.path, problems)
    pdfs = {_pdf_name(name): content for name, content in printed.items()}
    try:
        write_files(folder, {**{document.filename: document.content for document in documents}, **pdfs})
    except CannotRunError as error:
        return Rendered(examined.path, (*problems, *error.problems), could_not_write=True)
    return Rendered(examined.path, problems, tuple(_written(one, folder, pdfs) for one in documents))


def _impossible(order: Order) -> Iterable[Problem]:
    known = document_names()
    for name in order.only:
        if name not in known:
            yield Problem("DOCUMENT_UNKNOWN", found=name, values={"expected": " / ".join(known)})
    if order.templates is not None and not order.templates.is_dir():
        yield Problem("TEMPLATES_MISSING", file=str(order.templates))


def _bound(case: Case, workbook: str, templates: Path | None) -> Case:
    """The case with the hash of everything that its documents are made from."""
    used = templates_hash(case.specification, templates)
    inputs = document_inputs(workbook, case.specification, used, case.settings, case.toolkit_version)
    return replace(case, content_hash=content_hash(inputs))


def _printed(
    documents: Sequence[RenderedDocument], case: Case
) -> tuple[Mapping[str, bytes], tuple[Problem, ...]]:
    """The PDF of each document by the document's name, and what went wrong on the way."""
    client = case.assessment.text("client_name") or ""
    converted = convert([Source(one.filename, one.content, client) for one in documents])
    found = {one.name: one.content for one in converted if one.content is not None}
    return found, tuple(problem for one in converted for problem in one.problems)


def _pdf_name(filename: str) -> str:
    return str(Path(filename).with_suffix(".pdf"))


def _written(document: RenderedDocument, folder: Path, pdfs: Mapping[str, bytes]) -> WrittenDocument:
    name = _pdf_name(document.filename)
    pdf = PdfFile(str(folder / name), sha256(pdfs[name])) if name in pdfs else None
    path = str(folder / document.filename)
    return WrittenDocument(document.name, document.form, path, sha256(document.content), pdf)
