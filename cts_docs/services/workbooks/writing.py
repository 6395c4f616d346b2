"""The use cases that write workbooks: `new`, a blank, and `check --annotate`, a copy with its problems."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem
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


def annotate_workbooks(checked: Sequence[Checked], folder: Path, language: Language) -> Mapping[str, Path]:
    """Write a copy of every workbook with problems into a folder, under its own name; by its path.

    Files that are no workbooks get no copy. All copies are written, or none. Raises
    CannotRunError where two copies would have one name, or one would stand over its original.
    """
    paths = {one.path: folder / Path(one.path).name for one in checked}
    problems = tuple(_impossible(paths))
    if problems:
        raise CannotRunError(problems)
    from cts_docs.workbook.annotation.annotate import annotate_workbook

    contents = {one.path: annotate_workbook(Path(one.path), one.problems, language) for one in checked}
    copies = {paths[path].name: content for path, content in contents.items() if content is not None}
    if copies:
        write_files(folder, copies)
    return {path: paths[path] for path, content in contents.items() if content is not None}


def _impossible(paths: Mapping[str, Path]) -> Iterable[Problem]:
    taken: dict[str, str] = {}
    for path, target in paths.items():
        # Windows and macOS take names that differ in case for one.
        other = taken.setdefault(target.name.casefold(), path)
        if other != path:
            yield Problem("WORKBOOK_SAME_NAME", file=path, found=target.name, values={"other": other})
        if os.path.realpath(target) == os.path.realpath(path):
            yield Problem("ANNOTATE_OVER_INPUT", file=path, found=path)
