"""The templates: made from the specifications, compared with them, listed.

A folder of templates holds `docx/ID_VERSION/NAME.docx` and `xlsx/ID_VERSION.xlsx`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cts_docs.actions.office import Office
from cts_docs.actions.writing import write_file
from cts_docs.archive.canonical import sha256
from cts_docs.assessment.readings import choose
from cts_docs.documents.templates import build_templates, folder_name
from cts_docs.documents.zipped import read_package
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook

_PACKAGE = Path(__file__).resolve().parents[1]
_HOMES = (_PACKAGE / "templates", _PACKAGE.parent / "templates")
"""The templates of an installed package, and of a source tree."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template file as it stands."""

    path: str
    sha256: str


def list_templates() -> tuple[Template, ...]:
    """Every delivered template."""
    home = delivered()
    return tuple(Template(str(path), sha256(path.read_bytes())) for path in _files(home))


def regenerate_templates(office: Office, folder: Path | None = None) -> tuple[Path, ...]:
    """Make the templates of every specification at hand anew; the paths written.

    Without `folder` they go into the source tree. Raises CannotRunError where there is none,
    or where they can't be written.
    """
    home = folder or _source_tree()
    made = {path: content for one in office.specifications() for path, content in _made(one).items()}
    for path, content in made.items():
        if not _same(home / path, content):
            write_file(home / path, content)
    return tuple(home / path for path in made)


def check_templates(office: Office) -> tuple[Problem, ...]:
    """A problem for each delivered template that is missing, left over or out of date."""
    home = delivered()
    made = {path: content for one in office.delivered() for path, content in _made(one).items()}
    found = {path.relative_to(home) for path in _files(home)}
    stale = {path for path, content in made.items() if not _same(home / path, content)}
    return tuple(
        Problem("TEMPLATE_STALE", file=str(home / path)) for path in sorted(stale | (found - made.keys()))
    )


def word_folder(folder: Path | None) -> Path | None:
    """Where the Word templates of a folder lie: in its `docx` where there is one."""
    if folder is not None and (folder / "docx").is_dir():
        return folder / "docx"
    return folder


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
