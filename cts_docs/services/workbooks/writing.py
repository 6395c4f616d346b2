"""The use cases that write workbooks: `new`, a blank, and `check --annotate`, a copy with its problems."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem, with_fault_barrier
from cts_docs.files.writing import write_file, write_files
from cts_docs.messages import Language
from cts_docs.services.context import ServiceContext
from cts_docs.services.results import Checked

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
