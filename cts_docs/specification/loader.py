"""Loads specifications from their data files: those of this package and a body's own."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.toml_lines import key_lines, line_of
from cts_docs.specification.checking.consistency import inconsistencies
from cts_docs.specification.checking.remarks import remarks
from cts_docs.specification.loading.build import build
from cts_docs.specification.loading.earlier_formats import completed
from cts_docs.specification.loading.figures_in_texts import with_figures
from cts_docs.specification.loading.table_reader import TableReader
from cts_docs.specification.loading.toml_syntax import parse
from cts_docs.specification.model import Specification

DATA = Path(__file__).with_name("data")
DEFAULT = "CTS-TBSC034-2026_B-0.toml"
LARGEST = 2_000_000
"""The most bytes of a data file; TBSC034, a typical one, has about 55 000."""


def load_specification(source: str | Path | None = None) -> Specification:
    """A whole specification.

    `source` is None for CTS TBSC034-2026 B/0, an id (`CTS-TBSC034-2026`), an id with its
    version (`CTS-TBSC034-2026@B/0`), or the path of a data file.
    Raises RefusedError with every fault of the file by key path and line; CannotRunError where the
    file or the id does not exist.

    >>> from cts_docs import load_specification
    >>> specification = load_specification("CTS-TBSC034-2026@B/0")
    >>> len(specification.indicators), specification.appendix1.total_points
    (19, 100)
    >>> len(specification.clauses), specification.management_maximum
    (21, 145)
    """
    if source is None:
        return _built_in(DEFAULT)
    if isinstance(source, Path) or source.endswith(".toml"):
        return _from_path(Path(source))
    known = available()
    for specification in known:
        if source in (specification.id, f"{specification.id}@{specification.control.version}"):
            return specification
    expected = " / ".join(f"{each.id}@{each.control.version}" for each in known)
    raise CannotRunError(
        Problem("SPEC_ID_UNKNOWN", field="specification", found=source, values={"expected": expected})
    )


def available(folder: Path | None = None) -> tuple[Specification, ...]:
    """Every specification of this package and, by file name, of the body's `folder`.

    Raises RefusedError with the faults of every file of the folder, two files with the same
    id and version among them; CannotRunError where the folder is missing.
    """
    found = [_built_in(name) for name in _built_in_names()]
    problems: list[Problem] = []
    for path in _data_files(folder):
        try:
            found.append(_from_path(path))
        except RefusedError as refusal:
            problems += refusal.problems
    problems += _doubled(found)
    if problems:
        raise RefusedError(problems)
    return tuple(found)


def find(id: str, version: str, folder: Path | None = None) -> Specification | None:
    """The specification of an id and version, of this package or of the body's `folder`."""
    for specification in (_built_in(name) for name in _built_in_names()):
        if (specification.id, specification.control.version) == (id, version):
            return specification
    for specification in available(folder):
        if (specification.id, specification.control.version) == (id, version):
            return specification
    return None


def remarks_on(path: Path, others: Iterable[Specification] = ()) -> tuple[Problem, ...]:
    """Warnings about a sound data file, with their lines; `others` are specifications of other services.

    Raises as `load_specification` does.
    """
    specification = load_specification(path)
    found = remarks(specification, others)
    return tuple(problem.at(file=str(path)) for problem in _lined(found, _content(path)))


def with_lines(path: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems, each with the line of its key in the data file `path`, in the order of the file."""
    return tuple(sorted(_lined(problems, _content(path)), key=lambda each: int(each.values["line"])))


def load_packaged(path: Path) -> Specification:
    """The specification of a data file that a package of an archive holds, also of an earlier format.

    Raises as `load_specification` does.
    """
    content = _content(path)
    try:
        return from_tables(completed(parse(content)), path.name, hashlib.sha256(content).hexdigest())
    except RefusedError as refusal:
        raise RefusedError(each.at(file=str(path)) for each in _lined(refusal.problems, content)) from None


def data_file(specification: Specification, folder: Path | None = None) -> Path:
    """The path of the data file of a loaded specification, in this package or the body's `folder`.

    Raises CannotRunError where it is gone.
    """
    for path in (*(DATA / name for name in _built_in_names()), *_data_files(folder)):
        if hashlib.sha256(_content(path)).hexdigest() == specification.sha256:
            return path
    raise CannotRunError(Problem("SPEC_MISSING", file=specification.source, found=specification.source))


def _built_in_names() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in DATA.glob("*.toml")))


def _built_in(name: str) -> Specification:
    return _load((DATA / name).read_bytes(), name)


def _from_path(path: Path) -> Specification:
    try:
        return _load(_content(path), path.name)
    except RefusedError as refusal:
        raise RefusedError(problem.at(file=str(path)) for problem in refusal.problems) from None


def _data_files(folder: Path | None) -> tuple[Path, ...]:
    if folder is None:
        return ()
    if not folder.is_dir():
        raise CannotRunError(Problem("SPEC_FOLDER_MISSING", field="specifications", found=str(folder)))
    return tuple(sorted(folder.glob("*.toml"), key=lambda path: path.name))


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError(Problem("SPEC_UNREADABLE", found="—"))
        if status.st_size > LARGEST:
            raise RefusedError(
                Problem("SPEC_TOO_LARGE", found=str(status.st_size), values={"expected": str(LARGEST)})
            )
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise CannotRunError(Problem("SPEC_MISSING", file=str(path), found=str(path))) from None
    except (OSError, ValueError) as error:
        raise RefusedError(Problem("SPEC_UNREADABLE", found=str(error))) from None


@lru_cache(maxsize=32)
def _load(content: bytes, name: str) -> Specification:
    """The specification of a file's bytes; the same bytes under the same name are read once."""
    try:
        return from_tables(parse(content), name, hashlib.sha256(content).hexdigest())
    except RefusedError as refusal:
        raise RefusedError(_lined(refusal.problems, content)) from None


def _lined(problems: Iterable[Problem], content: bytes) -> list[Problem]:
    """Problems with the line of their key; those of the parser have one already."""
    with_line = [problem for problem in problems if "line" in problem.values]
    if with_line:
        return with_line
    lines = key_lines(content.decode("utf-8-sig"))
    return [
        replace(problem, values={**problem.values, "line": str(line_of(lines, problem.field) or 1)})
        for problem in problems
    ]


def from_tables(tables: Mapping[str, object], name: str, sha256: str) -> Specification:
    """The specification that tables of a data file describe; RefusedError holds every fault."""
    problems: list[Problem] = []
    root = TableReader(tables, "", problems)
    specification = build(root, name, sha256)
    root.finish()
    problems += inconsistencies(specification, problems)
    if problems:
        raise RefusedError(problems)
    specification = with_figures(specification, problems)
    if problems:
        raise RefusedError(problems)
    return specification


def _doubled(found: list[Specification]) -> list[Problem]:
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for each in found:
        # The printed number alone would not say which of two files a certificate was issued under.
        keys = ((each.id, each.control.version), ("".join(each.control.number.split()), each.control.version))
        if first := next((seen[key] for key in keys if key in seen), None):
            problems.append(
                Problem(
                    "SPEC_DOUBLED_FILE",
                    field="id",
                    found=f"{each.id}@{each.control.version}",
                    file=each.source,
                    values={"other": first},
                )
            )
        for key in keys:
            seen.setdefault(key, each.source)
    return problems
