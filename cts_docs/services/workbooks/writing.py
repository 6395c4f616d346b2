"""The use cases that write workbooks: `new`, a blank with forms for the site, and `check --annotate`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cts_docs.assessment.model import Assessment
from cts_docs.errors import CannotRunError, Problem, RefusedError, with_fault_barrier
from cts_docs.files.writing import write_file, write_files
from cts_docs.messages import Language
from cts_docs.services.context import ServiceContext
from cts_docs.services.results import Checked
from cts_docs.services.workbook_paths import find_workbooks, word_folder

if TYPE_CHECKING:
    from cts_docs.documents.forms.case_file.case_form import CaseRecords

_SUFFIX = ".xlsx"


def new_workbook(
    output: Path,
    context: ServiceContext,
    *,
    evaluators: int = 5,
    identifier: str | None = None,
    replace: bool = False,
) -> None:
    """Write a blank workbook for `evaluators` evaluation forms, stamped with the readings in force.

    Raises CannotRunError where the name does not end in .xlsx, the file exists and `replace`
    is false, the specification is not available, or the file can't be written.
    """
    if output.suffix.lower() != _SUFFIX:
        raise CannotRunError(Problem("FILE_SUFFIX", file=str(output), found=output.suffix or output.name))
    if not replace and output.exists():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(output)))
    # Loaded here: a check needs nothing of writing workbooks.
    from cts_docs.workbook import blank_workbook

    specification = context.specification(identifier)
    content = blank_workbook(specification, context.readings(specification), evaluators)
    write_file(output, content)


@dataclass(frozen=True, slots=True)
class SiteForms:
    """The blank forms written for the site, and the problems of the workbook that filled in their heads."""

    paths: tuple[Path, ...]
    problems: tuple[Problem, ...] = ()


def write_site_forms(
    folder: Path,
    context: ServiceContext,
    workbook: Path | None = None,
    *,
    identifier: str | None = None,
    replace: bool = False,
) -> SiteForms:
    """Write audit plan, attendance sheet, checklist and nonconformity report for the site: all, or none.

    With a `workbook`, complete or not, they carry its client, team and plan; they are blank
    otherwise. Raises CannotRunError where the workbook is missing, or a file exists and `replace` is
    false, RefusedError where the workbook cannot be read.
    """
    # Loaded here: a blank workbook needs nothing of documents.
    from cts_docs.documents.production import render_site_forms

    records, problems = _site_records(context, workbook, identifier)
    forms = tuple(render_site_forms(records, word_folder(context.settings.templates)))
    contents = {form.filename: form.content for form in forms}
    existing = [name for name in contents if (folder / name).exists()]
    if existing and not replace:
        raise CannotRunError(Problem("FILE_EXISTS", file=str(folder / name)) for name in existing)
    write_files(folder, contents)
    return SiteForms(tuple(folder / name for name in contents), problems)


def _site_records(
    context: ServiceContext, workbook: Path | None, identifier: str | None
) -> tuple[CaseRecords, tuple[Problem, ...]]:
    """What is known before the audit; nothing but the specification where no workbook is named."""
    from cts_docs.documents.forms.case_file.case_form import CaseRecords
    from cts_docs.workbook import read_workbook

    if workbook is None:
        specification = context.specification(identifier)
        nothing = Assessment(specification.id, specification.control.version)
        return CaseRecords(specification, nothing, context.settings, on_site=True), ()
    (path,) = find_workbooks([workbook])
    book = read_workbook(path, context.find, context.readings)
    if book.specification is None or book.assessment is None:
        raise RefusedError(book.problems)
    records = CaseRecords(book.specification, book.assessment, context.settings, on_site=True)
    return records, tuple(problem.as_warning() for problem in book.problems)


@dataclass(frozen=True, slots=True)
class AnnotatedWorkbooks:
    """The annotated copies by the path of their workbook, and the workbooks with problems of annotating."""

    copies: Mapping[str, Path]
    checked: tuple[Checked, ...]


def annotate_workbooks(checked: Sequence[Checked], folder: Path, language: Language) -> AnnotatedWorkbooks:
    """Write a copy of every workbook with problems into a folder, under its own name.

    Files that are not workbooks get no copy, and one in which the program itself fails gets none
    either. All copies are written, or none. Raises CannotRunError where two copies would have one
    name, or one would overwrite its original.
    """
    paths = {one.path: folder / Path(one.path).name for one in checked}
    problems = tuple(_impossible(paths))
    if problems:
        raise CannotRunError(problems)
    from cts_docs.workbook.annotation.annotate import AnnotatedCopy, annotate_workbook

    def copy_of(one: Checked) -> AnnotatedCopy:
        return with_fault_barrier(
            lambda: annotate_workbook(Path(one.path), one.problems, language),
            lambda fault: AnnotatedCopy(None, (fault.at(file=one.path),)),
        )

    made = {one.path: copy_of(one) for one in checked}
    contents = {paths[path].name: copy.content for path, copy in made.items() if copy.content is not None}
    if contents:
        write_files(folder, contents)
    copies = {path: paths[path] for path, copy in made.items() if copy.content is not None}
    with_problems = (replace(one, problems=(*one.problems, *made[one.path].problems)) for one in checked)
    return AnnotatedWorkbooks(copies, tuple(with_problems))


def _impossible(paths: Mapping[str, Path]) -> Iterable[Problem]:
    taken: dict[str, str] = {}
    for path, target in paths.items():
        # Windows and macOS take names that differ in case for one.
        other = taken.setdefault(target.name.casefold(), path)
        if other != path:
            yield Problem("WORKBOOK_SAME_NAME", file=path, found=target.name, values={"other": other})
        if os.path.realpath(target) == os.path.realpath(path):
            yield Problem("ANNOTATE_OVER_INPUT", file=path, found=path)
