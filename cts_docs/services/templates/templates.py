"""The templates: made from the specifications, compared with them, listed.

A folder of templates holds `docx/ID_VERSION/NAME.docx` and `xlsx/ID_VERSION.xlsx`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml.etree import XMLSyntaxError

from cts_docs.assessment.readings import choose
from cts_docs.documents.embedded_data import template_content, template_stamp
from cts_docs.documents.linting.differences import differences
from cts_docs.documents.rendering.prepared import unproven_parts
from cts_docs.documents.templates import build_templates, folder_name, parts_hash
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.hashing import sha256
from cts_docs.files.writing import write_file
from cts_docs.files.zipping import read_package
from cts_docs.services.context import ServiceContext
from cts_docs.services.templates.in_use import packed_hash
from cts_docs.services.templates.register import (
    Entry,
    Register,
    RevisionNote,
    read_register,
    write_register,
)
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook

_PACKAGE = Path(__file__).resolve().parents[2]
_HOMES = (_PACKAGE / "templates", _PACKAGE.parent / "templates")
"""The templates of an installed package, and of a source tree."""

_MOST_DIFFERENCES = 12


@dataclass(frozen=True, slots=True)
class Template:
    """A template file, and its entry in the register where it has one; `own` where it is the body's."""

    path: str
    sha256: str
    entry: Entry | None = None
    own: bool = False


def list_templates(folder: Path | None = None) -> tuple[Template, ...]:
    """Every delivered template, and those in the body's own `folder` where it has one."""
    return (*_listed(delivered()), *(_listed(folder, own=True) if folder and folder.is_dir() else ()))


def _listed(home: Path, *, own: bool = False) -> Iterator[Template]:
    register = read_register(home) or Register()
    for path in _files(home):
        entry = register.entry(path.relative_to(home).as_posix())
        yield Template(str(path), sha256(path.read_bytes()), entry, own)


def regenerate_templates(
    context: ServiceContext, folder: Path | None = None, note: RevisionNote | None = None
) -> tuple[Path, ...]:
    """Make the templates of every available specification again; the paths written.

    Without `folder` they go into the source tree. `note` enters what changed into the
    folder's register. Raises CannotRunError where there is no source tree, or where they
    can't be written.
    """
    home = folder or _source_tree()
    made = {path: (content, one) for one in context.specifications() for path, content in _made(one).items()}
    for path, (content, _) in made.items():
        if not _same(home / path, content):
            write_file(home / path, content)
    if note is not None:
        hashes = {path.as_posix(): (packed_hash(content), one) for path, (content, one) in made.items()}
        register, changed = (read_register(home) or Register()).registered(hashes, note)
        if changed:
            write_register(home, register)
    return tuple(home / path for path in made)


def check_templates(context: ServiceContext) -> tuple[Problem, ...]:
    """A problem for each template that is not as generated or not as registered, with what differs."""
    return (*_check_delivered(context), *check_own(context), *_check_form(context))


def check_own(context: ServiceContext) -> Iterator[Problem]:
    """Problems of the body's own templates: changed since they were adopted, or never adopted."""
    home = context.settings.templates
    if home is None or not home.is_dir():
        return
    register = read_register(home) or Register()
    known = {f"{one.id}@{one.control.version}": one.sha256 for one in context.specifications()}
    for path in _files(home):
        entry = register.entry(path.relative_to(home).as_posix())
        if entry is None:
            yield Problem("TEMPLATE_NOT_ADOPTED", "warning", file=str(path))
        elif entry.sha256 != packed_hash(path.read_bytes()):
            yield Problem("TEMPLATE_SINCE_ADOPTED", file=str(path), found=f"{entry.date} #{entry.version}")
        elif known.get(entry.specification) != entry.specification_sha256:
            yield Problem("TEMPLATE_OTHER_SPECIFICATION", file=str(path), found=entry.specification)


def _check_delivered(context: ServiceContext) -> Iterator[Problem]:
    home = delivered()
    register = read_register(home)
    made = {path: (content, one) for one in context.delivered() for path, content in _made(one).items()}
    found = {path.relative_to(home) for path in _files(home)}
    for path in sorted(found - made.keys()):
        yield Problem("TEMPLATE_LEFT_OVER", file=str(home / path))
    for path, (content, one) in sorted(made.items()):
        entry = register.entry(path.as_posix()) if register else None
        if path not in found:
            yield Problem("TEMPLATE_MISSING", file=str(home / path))
        elif not _same(home / path, content):
            yield _changed(home / path, content, one, entry)
        elif register is not None and (entry is None or entry.sha256 != packed_hash(content)):
            yield Problem("TEMPLATE_UNREGISTERED", "warning", file=str(home / path))


def _check_form(context: ServiceContext) -> Iterator[Problem]:
    """A warning for each Word template of which it cannot be shown that all its documents are well-formed."""
    for home in (delivered(), context.settings.templates):
        for path in _files(home) if home is not None and home.is_dir() else ():
            if path.suffix == ".docx":
                try:
                    yield from unproven_parts(path.read_bytes(), str(path))
                except RefusedError as error:
                    yield from error.problems


def _changed(path: Path, made: bytes, specification: Specification, entry: Entry | None) -> Problem:
    """Why a file is not what would be made now: by hand, from other data, or by other builders."""
    current = path.read_bytes()
    try:
        found = "；".join(differences(made, current, path.name)[:_MOST_DIFFERENCES]) or "—"
        origin = _origin(current, path.name, entry)
    except (RefusedError, XMLSyntaxError):
        return Problem("TEMPLATE_BY_HAND", file=str(path), found=path.name)
    if origin is None:
        return Problem("TEMPLATE_BY_HAND", file=str(path), found=found)
    code = "TEMPLATE_OTHER_BUILDERS" if origin == specification.sha256 else "TEMPLATE_OTHER_SPECIFICATION"
    return Problem(code, file=str(path), found=found)


def _origin(current: bytes, name: str, entry: Entry | None) -> str | None:
    """The hash of the data that a file was made from; None where it is not as it was made."""
    if entry is not None and entry.sha256 == packed_hash(current):
        return entry.specification_sha256
    if name.endswith(".docx") and template_content(current, name) == parts_hash(read_package(current, name)):
        return template_stamp(current, name)
    return None


def delivered() -> Path:
    """The folder of the templates that come with the program."""
    return next((home for home in _HOMES if home.is_dir()), _HOMES[0])


def _source_tree() -> Path:
    home = _HOMES[1]
    if not (home.parent / "pyproject.toml").is_file():
        raise CannotRunError(Problem("TEMPLATES_FOLDER_NEEDED"))
    return home


def _made(specification: Specification) -> dict[Path, bytes]:
    name = folder_name(specification)
    blank = blank_workbook(specification, choose(specification, {}))
    words = build_templates(specification).items()
    return {
        **{Path("docx", name, f"{kind}.docx"): content for kind, content in words},
        Path("xlsx", f"{name}.xlsx"): blank,
    }


def _files(home: Path) -> Iterator[Path]:
    return (path for path in sorted(home.rglob("*")) if path.suffix in (".docx", ".xlsx"))


def _same(path: Path, content: bytes) -> bool:
    """Whether a file holds the same parts; how tightly it is packed differs between machines."""
    if not path.is_file():
        return False
    try:
        return read_package(path.read_bytes(), path.name) == read_package(content, path.name)
    except RefusedError:
        return False
