"""The use cases `spec export`, `import`, `check`, `derive` and `diff`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents.embedded_data import read_document
from cts_docs.documents.forms.controlled.document import contents_bookmarks, controlled_document
from cts_docs.documents.importing.draft import import_draft
from cts_docs.documents.pdf import Source, convert, find_soffice, pages_of_bookmarks
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.writing import write_file
from cts_docs.messages import Language, message
from cts_docs.problem_groups import problem_message
from cts_docs.services.context import ServiceContext
from cts_docs.specification.compare import SpecificationChange, changes
from cts_docs.specification.derive import Derivation, derive
from cts_docs.specification.loader import data_file, load_specification, remarks_on, with_lines
from cts_docs.specification.loading.toml_syntax import parse
from cts_docs.specification.model import Specification
from cts_docs.specification.writing import data_file_text


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
    _guard_output(output, replace=replace)
    old = named_specification(context, source)
    path = _path_of(context, source, old)
    text, new = derive(path.read_bytes(), output.name, derivation)
    write_file(output, text.encode())
    return new, remarks_on(output, (old, *context.delivered()))


@dataclass(frozen=True, slots=True)
class ImportedSpecification:
    """A draft read from a controlled document: what a person has to check in it, by line.

    `specification` is None where the draft has `problems` of severity error: it is to be completed first.
    """

    path: Path
    problems: tuple[Problem, ...]
    specification: Specification | None


def import_specification(
    context: ServiceContext,
    source: Path,
    output: Path,
    *,
    like: str | None = None,
    language: Language = "zh",
    replace: bool = False,
) -> ImportedSpecification:
    """Read a controlled document in Word into the draft of a data file.

    What no document prints (the readings, the step of α) is taken from the specification `like`.
    Whatever the reading was unsure of stands as a comment in the draft, in `language`, and is returned.

    Raises CannotRunError where the name does not end in .toml, the file exists and `replace` is
    false, or a file can't be read or written; RefusedError where a part of the form is missing.
    """
    _guard_output(output, replace=replace)
    model = named_specification(context, like)
    path = _path_of(context, like, model)
    content = read_document(source)
    draft = import_draft(content, source.name, parse(path.read_bytes()))
    remarks = [
        Problem(doubt.code, "warning", field=doubt.path, found=doubt.found, file=str(output))
        for doubt in draft.doubts
    ]
    comments: dict[str, list[str]] = {}
    for remark in remarks:
        comments.setdefault(remark.field, []).append(problem_message(remark, language))
    title = message("IMPORT_TITLE", language, {"found": source.name})
    write_file(output, data_file_text(draft.tables, comments, title).encode())
    try:
        made = load_specification(output)
    except RefusedError as refusal:
        return ImportedSpecification(output, (*refusal.problems, *with_lines(output, remarks)), None)
    return ImportedSpecification(output, with_lines(output, remarks), made)


def _guard_output(output: Path, *, replace: bool) -> None:
    """Raise CannotRunError where a data file can't be written under this name."""
    if output.suffix != ".toml":
        raise CannotRunError(Problem("DERIVE_SUFFIX", file=str(output), found=output.suffix or output.name))
    if not replace and output.exists():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(output)))


def _path_of(context: ServiceContext, named: str | None, specification: Specification) -> Path:
    """The data file of a specification that was named by id or by the file itself."""
    if named and named.endswith(".toml"):
        return Path(named)
    return data_file(specification, context.settings.specifications)


def compare_specifications(
    context: ServiceContext, before: str, after: str
) -> tuple[SpecificationChange, ...]:
    """The differences between two specifications, each named by id or data file."""
    return changes(named_specification(context, before), named_specification(context, after))
