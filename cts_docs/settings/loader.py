"""`cts-docs.toml` read and checked: every problem in one run, with key path and line."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cts_docs.assessment.readings import choose
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.settings import patterns, places, proxy, schema
from cts_docs.settings.model import (
    ArchiveSettings,
    Body,
    CertificateSettings,
    DocumentSettings,
    IssuingSettings,
    RegisterSettings,
    ReportSettings,
    ServeSettings,
    Settings,
)
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification

_LARGEST = 1_000_000
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def load_settings(
    path: Path | None, specification: Specification | None = None, *, stored: bool = False
) -> Settings:
    """The body's configuration; the defaults where `path` is None.

    One that is `stored` with what was issued under it names folders that are elsewhere: they
    are passed over.

    The readings are checked against those that `specification` leaves to choose (the built-in
    one where None is given); folders are relative to the file. Raises CannotRunError where the
    file is missing or cannot be read, RefusedError naming every problem of its content.
    """
    if path is None:
        return Settings()
    content = _bytes(path)
    text = _text(path, content)
    table = _parsed(path, text)
    problems = [*_unknown(table), *_wrong(table), *_pattern_faults(table), *_proxy_faults(table)]
    problems += [] if stored else _folder_faults(path, table)
    readings, reading_faults = _readings(table, specification or load_specification())
    problems += reading_faults
    if problems:
        raise RefusedError(_placed(problems, path, text))
    return Settings(
        body=Body(**table.get("body", {})),
        certificate=CertificateSettings(**table.get("certificate", {})),
        report=ReportSettings(**table.get("report", {})),
        issuing=IssuingSettings(**table.get("issuing", {})),
        documents=DocumentSettings(**table.get("documents", {})),
        archive=ArchiveSettings(**table.get("archive", {})),
        register=RegisterSettings(**table.get("register", {})),
        serve=ServeSettings(**table.get("serve", {})),
        readings=MappingProxyType(readings),
        specifications=None if stored else _folder(path, table.get("specifications")),
        templates=None if stored else _folder(path, table.get("templates")),
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise CannotRunError(Problem("SETTINGS_MISSING", file=str(path), found=str(path)))
    if not path.is_file():
        raise CannotRunError(Problem("SETTINGS_NO_FILE", file=str(path), found=str(path)))
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise CannotRunError(Problem("SETTINGS_UNREADABLE", file=str(path), found=str(error))) from error
    if len(content) > _LARGEST:
        raise RefusedError(Problem("SETTINGS_TOO_LARGE", file=str(path), found=str(path)))
    return content


def _text(path: Path, content: bytes) -> str:
    """The text of the file; the byte order mark that Windows editors set is no part of it."""
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
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(_syntax_problems(path, text, str(error))) from error


def _syntax_problems(path: Path, text: str, said: str) -> tuple[Problem, ...]:
    """Doubled keys by name and line; any other fault of the notation as the parser puts it."""
    repeated = tuple(
        Problem(
            "SETTINGS_DOUBLED_KEY",
            field=key,
            found=key,
            file=str(path),
            values={"key": key, "line": str(line), "first": str(first)},
        )
        for key, first, line in places.doubled(text)
    )
    if repeated:
        return repeated
    place = _AT_LINE.search(said)
    line = place[1] if place and place[1] else str(len(text.splitlines()))
    found = _AT_LINE.sub("", said)
    return (Problem("SETTINGS_SYNTAX", file=str(path), found=found, values={"line": line}),)


def _unknown(table: Mapping[str, Any]) -> list[Problem]:
    known = [*schema.FOLDERS, *(f"[{name}]" for name in (*schema.TABLES, schema.READINGS))]
    found = [
        _unknown_key(name, known)
        for name in table
        if name not in schema.TABLES and name not in schema.FOLDERS and name != schema.READINGS
    ]
    for name, keys in schema.TABLES.items():
        entries = table.get(name, {})
        if isinstance(entries, Mapping):
            found += [_unknown_key(f"{name}.{key}", list(keys)) for key in entries if key not in keys]
    return found


def _unknown_key(path: str, known: list[str]) -> Problem:
    name = path.rpartition(".")[2]
    return Problem("SETTINGS_UNKNOWN_KEY", field=path, found=name, values={"expected": "、".join(known)})


def _wrong(table: Mapping[str, Any]) -> list[Problem]:
    """Values of another type or range; a table that is none counts as one fault."""
    found = [
        Problem(
            "SETTINGS_TYPE", field=name, found=schema.written(table[name]), values={"expected": f"[{name}]"}
        )
        for name in (*schema.TABLES, schema.READINGS)
        if name in table and not isinstance(table[name], Mapping)
    ]
    checked = [
        schema.fault(f"{name}.{key}", keys[key], value)
        for name, keys in schema.TABLES.items()
        for key, value in _entries(table, name).items()
        if key in keys
    ]
    checked += [schema.fault(key, schema.FOLDERS[key], table[key]) for key in schema.FOLDERS if key in table]
    return found + [problem for problem in checked if problem is not None]


def _entries(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    entries = table.get(name, {})
    return entries if isinstance(entries, Mapping) else {}


def _pattern_faults(table: Mapping[str, Any]) -> list[Problem]:
    code = _entries(table, "body").get("code", "")
    expected = "、".join("{" + name + "}" for name in patterns.PLACEHOLDERS)
    return [
        Problem(fault, field=f"{name}.{key}", found=found, values={"expected": expected})
        for name, keys in schema.TABLES.items()
        for key, kind in keys.items()
        if kind.kind == "pattern" and isinstance(pattern := _entries(table, name).get(key), str) and pattern
        for fault, found in patterns.faults(pattern, code if isinstance(code, str) else "")
    ]


def _proxy_faults(table: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(fault, field=f"serve.{key}", found=found)
        for fault, key, found in proxy.faults(_entries(table, "serve"))
    ]


def _folder_faults(path: Path, table: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem("SETTINGS_FOLDER", field=name, found=table[name])
        for name in schema.FOLDERS
        if isinstance(table.get(name), str) and not _is_folder(path, table[name])
    ]


def _folder(path: Path, found: str | None) -> Path | None:
    return path.parent / found if found else None


def _is_folder(path: Path, found: str) -> bool:
    return "\0" not in found and bool(found) and (path.parent / found).is_dir()


def _readings(table: Mapping[str, Any], specification: Specification) -> tuple[dict[str, str], list[Problem]]:
    """The selected readings as text, and the faults of those that are no choice."""
    selected: dict[str, str] = {}
    faults: list[Problem] = []
    for key, value in _entries(table, schema.READINGS).items():
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            selected[key] = str(value)
        else:
            faults.append(
                Problem(
                    "SETTINGS_TYPE",
                    field=f"{schema.READINGS}.{key}",
                    found=schema.written(value),
                    values={"expected": '"…"'},
                )
            )
    try:
        choose(specification, selected)
    except RefusedError as refused:
        faults += refused.problems
    return selected, faults


def _placed(problems: list[Problem], path: Path, text: str) -> list[Problem]:
    """The problems with their file, key and line, in the order of the file."""
    lines = places.lines(text)
    ordered = sorted(problems, key=lambda problem: lines.get(problem.field, len(lines) + 1))
    return [_at(problem, path, lines.get(problem.field)) for problem in ordered]


def _at(problem: Problem, path: Path, line: int | None) -> Problem:
    values = {**problem.values, "key": problem.field}
    if line is not None:
        values["line"] = str(line)
    return replace(problem, file=str(path), values=MappingProxyType(values))
