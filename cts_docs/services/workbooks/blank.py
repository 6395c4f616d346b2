"""The sequence of `new`: from a specification to a blank score workbook."""

from __future__ import annotations

from pathlib import Path

from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import write_file
from cts_docs.services.context import ServiceContext
from cts_docs.workbook import blank_workbook

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
    is false, the specification is not at hand, or the file can't be written.
    """
    if output.suffix.lower() != _SUFFIX:
        raise CannotRunError(Problem("FILE_SUFFIX", file=str(output), found=output.suffix or output.name))
    if not replace and output.exists():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(output)))
    specification = context.specification(identifier)
    content = blank_workbook(specification, context.readings(specification), evaluators)
    write_file(output, content)
