"""What to render, checked before the first workbook is opened.

Nothing of a document is loaded here: a process that only schedules work starts without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import make_folder
from cts_docs.messages import catalogue
from cts_docs.services.workbook_paths import find_workbooks, output_folders
from cts_docs.text import folded, similar


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to render: where to, which documents (all where `only` is empty), with PDF or without.

    `templates` names a folder of templates in place of the configured or delivered ones. With
    `resume` a workbook whose documents are complete and were made from the same inputs is left as it
    is. With `overwrite` files are replaced that were changed since they were written.
    """

    output: Path
    only: tuple[str, ...] = ()
    pdf: bool = False
    templates: Path | None = None
    resume: bool = False
    overwrite: bool = False


def prepare_render(named: Iterable[Path], request: RenderRequest) -> Mapping[Path, Path]:
    """The output folder of each workbook that is meant; only the folder above them is made.

    Raises CannotRunError as `plan_render`, and where the output folder can't be made.
    """
    folders = plan_render(named, request)
    make_folder(request.output)
    return folders


def plan_render(named: Iterable[Path], request: RenderRequest) -> Mapping[Path, Path]:
    """The output folder of each workbook that is meant; nothing is made.

    Raises CannotRunError where a path is missing, two workbooks would share an output folder,
    the request names an unknown document or a missing folder of templates, or PDF files are asked
    for and LibreOffice is missing.
    """
    problems = tuple(_request_problems(request))
    if problems:
        raise CannotRunError(problems)
    folders = output_folders(find_workbooks(named), request.output)
    if request.pdf:
        from cts_docs.documents.pdf import require_soffice

        require_soffice()
    return folders


def _request_problems(request: RenderRequest) -> Iterable[Problem]:
    known = _document_names() if request.only else ()
    for name in request.only:
        if name not in known:
            values = {"expected": " / ".join(known), "similar": similar(name, (*known, *_titles().values()))}
            yield Problem("DOCUMENT_UNKNOWN", found=name, values=values)
    if request.templates is not None and not request.templates.is_dir():
        yield Problem("TEMPLATES_MISSING", file=str(request.templates))


def _document_names() -> tuple[str, ...]:
    from cts_docs.documents.forms.catalogue import document_names

    return document_names()


def document_name(given: str) -> str:
    """The name of a document that is given by its name or its Chinese title; anything else as given."""
    titles = {folded(title): name for name, title in _titles().items()}
    return titles.get(folded(given), given)


def _titles() -> dict[str, str]:
    """The Chinese title of each document that has one, by its name."""
    entries = ((name, catalogue().get(f"DOCUMENT_{name.upper()}")) for name in _document_names())
    return {name: entry.zh for name, entry in entries if entry}
