"""The use cases `spec export`, `check`, `derive` and `diff`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents.forms.controlled.document import contents_bookmarks, controlled_document
from cts_docs.documents.pdf import Source, convert, find_soffice, pages_of_bookmarks
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.writing import write_file
from cts_docs.services.context import ServiceContext
from cts_docs.specification.compare import SpecificationChange, changes
from cts_docs.specification.derive import Derivation, derive
from cts_docs.specification.loader import data_file, load_specification, remarks_on
from cts_docs.specification.model import Specification


@dataclass(frozen=True, slots=True)
class ExportedSpecification:
    """An exported controlled document; `with_pages`: its table of contents has page numbers."""

    path: Path
    with_pages: bool
    problems: tuple[Problem, ...] = ()


def named_specification(context: ServiceContext, named: str | None) -> Specification:
    """The specification named by id, by id and version, or by data file.

    Raises CannotRunError where there is none, RefusedError with every fault of a data file.
    """
    if named is not None and named.endswith(".toml"):
        return load_specification(Path(named))
    return context.specification(named)


def export_specification(context: ServiceContext, named: str | None, output: Path) -> ExportedSpecification:
    """Write the whole controlled document in Word.

    Its table of contents has page numbers where LibreOffice is available. Raises
    CannotRunError where the name does not end in .docx or the file can't be written.
    """
    if output.suffix.lower() != ".docx":
        raise CannotRunError(Problem("EXPORT_SUFFIX", file=str(output), found=output.suffix or output.name))
    specification = named_specification(context, named)
    content = controlled_document(specification)
    if find_soffice() is None:
        write_file(output, content)
        return ExportedSpecification(output, with_pages=False)
    (converted,) = convert([Source(output.name, content, specification.control.title)])
    if converted.content is None:
        raise RefusedError(converted.problems)
    pages = pages_of_bookmarks(converted.content, contents_bookmarks(specification))
    write_file(output, controlled_document(specification, pages))
    return ExportedSpecification(output, with_pages=True, problems=converted.problems)


def check_specification(context: ServiceContext, file: Path) -> tuple[Specification, tuple[Problem, ...]]:
    """The specification of a data file and warnings about it, each with its line.

    Raises RefusedError with every fault and its line.
    """
    specification = load_specification(file)
    return specification, remarks_on(file, context.delivered())


def derive_specification(
    context: ServiceContext,
    source: str | None,
    derivation: Derivation,
    output: Path,
    *,
    replace: bool = False,
) -> tuple[Specification, tuple[Problem, ...]]:
    """Write the data file of a sibling specification or of the next revision.

    Returns what it holds, and warnings about what is left of the old service.

    Raises CannotRunError where the name does not end in .toml, the file exists and `replace`
    is false, or it can't be written; RefusedError where the derivation makes no sound document.
    """
    if output.suffix != ".toml":
        raise CannotRunError(Problem("DERIVE_SUFFIX", file=str(output), found=output.suffix or output.name))
    if not replace and output.exists():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(output)))
    old = named_specification(context, source)
    path = (
        Path(source)
        if source and source.endswith(".toml")
        else data_file(old, context.settings.specifications)
    )
    text, new = derive(path.read_bytes(), output.name, derivation)
    write_file(output, text.encode())
    return new, remarks_on(output, (old, *context.delivered()))


def compare_specifications(
    context: ServiceContext, before: str, after: str
) -> tuple[SpecificationChange, ...]:
    """The differences between two specifications, each named by id or data file."""
    return changes(named_specification(context, before), named_specification(context, after))
