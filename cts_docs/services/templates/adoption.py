"""The use cases on one template: lint it, write a copy with comments, adopt it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents.embedded_data import read_document
from cts_docs.documents.forms.catalogue import template_names
from cts_docs.documents.linting import Fault, LintRequest, annotated, lint
from cts_docs.documents.templates import folder_name
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.writing import write_file
from cts_docs.services.context import ServiceContext
from cts_docs.services.templates.in_use import packed_hash
from cts_docs.services.templates.register import Entry, Register, RevisionNote, read_register, write_register
from cts_docs.services.workbook_paths import word_folder
from cts_docs.specification.model import Specification

TextOf = Callable[[Problem], str]


@dataclass(frozen=True, slots=True)
class Linted:
    """A linted template: every fault with its place, and the file's content."""

    request: LintRequest
    content: bytes
    faults: tuple[Fault, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The faults as problems."""
        return tuple(fault.problem for fault in self.faults)

    @property
    def ok(self) -> bool:
        """Whether it can be used: no fault is an error."""
        return not any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A template in the body's own folder, in the version that the register gave it."""

    path: Path
    version: int


def lint_template(
    context: ServiceContext, file: Path, document: str | None = None, identifier: str | None = None
) -> Linted:
    """Lint a template; `document` is what it is for, by default the one that its name gives.

    Raises CannotRunError where there is no such file or document, RefusedError where it is
    no Word document at all.
    """
    specification = context.specification(identifier)
    request = LintRequest(str(file), _document(file, document, specification), specification)
    content = read_document(file)
    return Linted(request, content, lint(content, request))


def annotate_template(linted: Linted, folder: Path, text_of: TextOf) -> Path:
    """Write a copy with the faults as Word comments; the path written."""
    source = Path(linted.request.name)
    target = folder / source.name
    if target.resolve() == source.resolve():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(target)))
    faults = linted.faults
    copy = annotated(linted.content, faults, lambda fault: text_of(fault.problem), source.name)
    write_file(target, copy)
    return target


def adopt_template(
    context: ServiceContext, linted: Linted, note: RevisionNote, *, replace: bool = False
) -> Adopted:
    """Put a template into the body's own folder and its register, so that `render` takes it.

    Raises RefusedError with its faults where it has errors, or where it would write over a file
    that is not as registered and `replace` does not allow it; CannotRunError where the
    configuration names no folder.
    """
    if not linted.ok:
        raise RefusedError(linted.problems)
    home = context.settings.templates
    if home is None:
        raise CannotRunError(Problem("ADOPT_FOLDER_NEEDED"))
    target = _target(home, linted.request.specification, linted.request.document)
    key = target.relative_to(home).as_posix()
    known = read_register(home) or Register()
    new = packed_hash(linted.content)
    if not replace and _by_hand(target, known.entry(key), new):
        raise RefusedError(Problem("ADOPT_BY_HAND", file=str(target)))
    write_file(target, linted.content)
    register, changed = known.registered({key: (new, linted.request.specification)}, note)
    if changed:
        write_register(home, register)
    entry = register.entry(key)
    return Adopted(target, entry.version if entry else 1)


def _by_hand(target: Path, entry: Entry | None, new: str) -> bool:
    """Whether a file holds what neither the register nor the template to adopt holds."""
    if not target.is_file():
        return False
    try:
        stands = packed_hash(target.read_bytes())
    except RefusedError:
        return True
    return stands not in (new, entry.sha256 if entry else "")


def _target(home: Path, specification: Specification, document: str) -> Path:
    folder = word_folder(home) or home
    return folder / folder_name(specification) / f"{document}.docx"


def _document(file: Path, named: str | None, specification: Specification) -> str:
    wanted, known = named or file.stem, template_names(specification)
    if wanted in known:
        return wanted
    expected = " / ".join(known)
    raise CannotRunError(
        Problem("LINT_WHICH", file=str(file), values={"template": str(file), "expected": expected})
    )
