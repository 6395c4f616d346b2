"""`cts-docs.toml` read and checked: every problem in one run, with key path and line."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.toml_lines import key_lines, line_of, repeated_keys
from cts_docs.settings.checks import (
    chosen_readings,
    content_problems,
    folder_problems,
    moved_keys,
    picture_problems,
)
from cts_docs.settings.model import FOLDERS, LOGOS, TABLE_TYPES, TABLES, Settings
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification

LARGEST = 1_000_000
"""The most bytes of a configuration; one with every key has about 3 000."""
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def load_settings(
    path: Path | None, specification: Specification | None = None, *, stored: bool = False
) -> Settings:
    """The body's configuration; the defaults where `path` is None.

    `stored` is for one kept in an archive: the folders and pictures that it names are elsewhere
    and are passed over.

    The readings are checked against those that `specification` leaves to choose (the built-in
    one where None is given); folders are relative to the file. Raises CannotRunError where the
    file is missing or cannot be read, RefusedError naming every problem of its content.
    """
    if path is None:
        return Settings()
    content, text, table = read_toml(path)
    problems = list(content_problems(table))
    problems += [] if stored else [*folder_problems(path, table), *picture_problems(path, table)]
    readings, reading_problems = chosen_readings(table, specification or load_specification())
    problems += reading_problems
    if problems:
        raise RefusedError(located(problems, path, text))
    dropped = LOGOS if stored else ()
    tables = {name: kind(**_known_entries(table, name, dropped)) for name, kind in TABLE_TYPES.items()}
    folders = {name: path.parent / table[name] for name in FOLDERS if name in table and not stored}
    return Settings(
        **tables,
        **folders,
        readings=MappingProxyType(readings),
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        moved=tuple(located(list(moved_keys(table)), path, text)),
    )


def read_toml(path: Path) -> tuple[bytes, str, Mapping[str, Any]]:
    """A TOML file of the body: its bytes, its text, and what it holds.

    Raises CannotRunError where it is missing or cannot be read, RefusedError where it is no TOML.
    """
    content = _bytes(path)
    text = _text(path, content)
    return content, text, _parsed(path, text)


def located(problems: list[Problem], path: Path, text: str) -> list[Problem]:
    """The problems with their file, key and line, in the order of the file."""
    lines = key_lines(text)
    ordered = sorted(problems, key=lambda problem: line_of(lines, problem.field) or len(text))
    return [_at(problem, path, line_of(lines, problem.field)) for problem in ordered]


def _known_entries(table: Mapping[str, Any], name: str, dropped: Collection[str]) -> dict[str, Any]:
    found = table.get(name, {}).items()
    return {key: value for key, value in found if key in TABLES[name] and key not in dropped}


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise CannotRunError(Problem("SETTINGS_MISSING", file=str(path), found=str(path)))
    if not path.is_file():
        raise CannotRunError(Problem("SETTINGS_NO_FILE", file=str(path), found=str(path)))
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise CannotRunError(Problem("SETTINGS_UNREADABLE", file=str(path), found=str(error))) from error
    if len(content) > LARGEST:
        raise RefusedError(Problem("SETTINGS_TOO_LARGE", file=str(path), found=str(path)))
    return content


def _text(path: Path, content: bytes) -> str:
    """The text of the file, without the byte order mark that Windows editors set."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RefusedError(
            Problem("SETTINGS_ENCODING", file=str(path), found=str(path), values={"line": str(line)})
        ) from error


def _parsed(path: Path, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise RefusedError(_syntax_problem(path, "nested too deeply", "—")) from None
    except ValueError as error:
        raise RefusedError(_notation_problems(path, text, str(error))) from error


def _notation_problems(path: Path, text: str, reason: str) -> tuple[Problem, ...]:
    """Repeated keys by name and line; any other fault of the notation as the parser puts it."""
    repeated = tuple(
        Problem(
            "SETTINGS_DOUBLED_KEY",
            field=key,
            found=key,
            file=str(path),
            values={"key": key, "line": str(line), "first": str(first)},
        )
        for key, first, line in repeated_keys(text)
    )
    if repeated:
        return repeated
    place = _AT_LINE.search(reason)
    line = place[1] if place and place[1] else str(len(text.splitlines()))
    return (_syntax_problem(path, _AT_LINE.sub("", reason), line),)


def _syntax_problem(path: Path, reason: str, line: str) -> Problem:
    return Problem("SETTINGS_SYNTAX", file=str(path), found=reason, values={"line": line})


def _at(problem: Problem, path: Path, line: int) -> Problem:
    values = {**problem.values, "key": problem.field}
    if line:
        values["line"] = str(line)
    return replace(problem, file=str(path), values=MappingProxyType(values))
