"""What is wrong with the content of a configuration, each with its key path; the loader adds the lines."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cts_docs.assessment.readings import choose
from cts_docs.errors import Problem, RefusedError
from cts_docs.settings import patterns
from cts_docs.settings.model import FOLDERS, LOGOS, MOVED, READINGS, TABLES, Key
from cts_docs.specification.model import Specification

Table = Mapping[str, Any]

_LONGEST_SHOWN = 80
_LARGEST_PICTURE = 2_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_PROXY_KEYS = ("user_header", "proxy", "public_host")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def content_problems(table: Table) -> Iterator[Problem]:
    """Unknown keys, wrong types, ranges and lengths, number patterns, the proxy, public keys named twice."""
    yield from _unknown_keys(table)
    yield from _wrong_values(table)
    yield from _wrong_patterns(table)
    yield from _wrong_proxy(entries(table, "serve"))
    yield from _wrong_signature(entries(table, "pdf_signature"))
    issuing = entries(table, "issuing")
    if issuing.get("key_register") and issuing.get("public_key"):
        yield Problem("SETTINGS_KEYS_TWICE", field="issuing.public_key", found="public_key")


def folder_problems(path: Path, table: Table) -> Iterator[Problem]:
    """Folders that are not there, relative to the configuration at `path`."""
    for name in FOLDERS:
        if isinstance(found := table.get(name), str) and not _is_folder(path, found):
            yield Problem("SETTINGS_FOLDER", field=name, found=found)


def picture_problems(path: Path, table: Table) -> Iterator[Problem]:
    """Pictures that are missing, too large, or neither PNG nor SVG, relative to the file at `path`."""
    for key in LOGOS:
        name = entries(table, "certificate").get(key)
        if isinstance(name, str) and name and (code := _picture_fault(path, name)):
            yield Problem(code, field=f"certificate.{key}", found=name)


def moved_keys(table: Table) -> Iterator[Problem]:
    """A warning for each key of an earlier version."""
    for key, code in MOVED.items():
        name, _, entry = key.partition(".")
        if entry in entries(table, name):
            yield Problem(code, "warning", field=key, found=entry)


def chosen_readings(table: Table, specification: Specification) -> tuple[dict[str, str], list[Problem]]:
    """The readings that are set, as text, and what is wrong with them for `specification`."""
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in entries(table, READINGS).items():
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            chosen[key] = str(value)
        else:
            problems.append(_type_problem(f"{READINGS}.{key}", value, '"…"'))
    try:
        choose(specification, chosen)
    except RefusedError as refused:
        problems += refused.problems
    return chosen, problems


def entries(table: Table, name: str) -> Table:
    """The table `name` of the file; empty where it is missing or is not a table."""
    found = table.get(name, {})
    return found if isinstance(found, Mapping) else {}


def value_problem(path: str, key: Key, value: object) -> Problem | None:
    """What is wrong with the type, range or length of one value; None where nothing is."""
    match key.kind:
        case "columns":
            return _columns_problem(path, key, value)
        case "switch":
            right = isinstance(value, bool)
        case "whole":
            right = isinstance(value, int) and not isinstance(value, bool)
        case _:
            right = isinstance(value, str)
    if not right:
        return _type_problem(path, value, key.expected)
    if key.kind == "option" and value not in key.options:
        return Problem("SETTINGS_OPTION", field=path, found=_shown(value), values={"expected": key.expected})
    if isinstance(value, str):
        return _text_problem(path, key, value)
    if key.kind == "whole" and not (isinstance(value, int) and key.least <= value <= key.most):
        return Problem("SETTINGS_RANGE", field=path, found=_shown(value), values={"expected": key.expected})
    return None


def _columns_problem(path: str, key: Key, columns: object) -> Problem | None:
    """What is wrong with the columns of a report, a table of headings and facts; the first fault."""
    if not isinstance(columns, Mapping) or not columns:
        return _type_problem(path, columns, key.expected)
    for heading, fact in columns.items():
        own = f"{path}.{heading}"
        if problem := _text_problem(own, key, heading):
            return problem
        if fact not in key.options:
            values = {"expected": "、".join(key.options)}
            return Problem("SETTINGS_OPTION", field=own, found=_shown(fact), values=values)
    return None


def _unknown_keys(table: Table) -> Iterator[Problem]:
    known = [*FOLDERS, *(f"[{name}]" for name in (*TABLES, READINGS))]
    for name in table:
        if name not in TABLES and name not in FOLDERS and name != READINGS:
            yield _unknown_key(name, known)
    for name, keys in TABLES.items():
        for key in entries(table, name):
            if key not in keys and f"{name}.{key}" not in MOVED:
                yield _unknown_key(f"{name}.{key}", list(keys))


def _unknown_key(path: str, known: list[str]) -> Problem:
    name = path.rpartition(".")[2]
    return Problem("SETTINGS_UNKNOWN_KEY", field=path, found=name, values={"expected": "、".join(known)})


def _wrong_values(table: Table) -> Iterator[Problem]:
    """Values of another type, range or length; a value in the place of a table is one problem."""
    for name in (*TABLES, READINGS):
        if name in table and not isinstance(table[name], Mapping):
            yield _type_problem(name, table[name], f"[{name}]")
    for name, keys in TABLES.items():
        for key, value in entries(table, name).items():
            if key in keys and (problem := value_problem(f"{name}.{key}", keys[key], value)):
                yield problem
    for name, folder in FOLDERS.items():
        if name in table and (problem := value_problem(name, folder, table[name])):
            yield problem


def _wrong_patterns(table: Table) -> Iterator[Problem]:
    code = entries(table, "body").get("code", "")
    expected = "、".join("{" + name + "}" for name in patterns.PLACEHOLDERS)
    for name, keys in TABLES.items():
        for key, rule in keys.items():
            pattern = entries(table, name).get(key)
            if rule.kind == "pattern" and isinstance(pattern, str) and pattern:
                for fault, found in patterns.faults(pattern, code if isinstance(code, str) else ""):
                    yield Problem(fault, field=f"{name}.{key}", found=found, values={"expected": expected})


def _wrong_proxy(serve: Table) -> Iterator[Problem]:
    """The authenticating proxy: its three keys or none of the table, each of its own form."""
    given = {key: value for key in TABLES["serve"] if isinstance(value := serve.get(key), str) and value}
    if given and (missing := "、".join(key for key in _PROXY_KEYS if key not in given)):
        yield Problem("PROXY_INCOMPLETE", field=f"serve.{next(iter(given))}", found=missing)
    forms = (
        ("user_header", "PROXY_HEADER", lambda text: _HEADER.fullmatch(text) is not None),
        ("groups_header", "PROXY_HEADER", lambda text: _HEADER.fullmatch(text) is not None),
        ("proxy", "PROXY_ADDRESS", _is_address),
        ("public_host", "PROXY_HOST", lambda text: _HOST.fullmatch(text) is not None),
    )
    for key, code, is_right in forms:
        if key in given and not is_right(given[key]):
            yield Problem(code, field=f"serve.{key}", found=given[key])


def _wrong_signature(table: Table) -> Iterator[Problem]:
    """A signature of PDF files without its certificate, or with an address that is not one."""
    if table and not table.get("certificate"):
        yield Problem("PDF_CERTIFICATE_NEEDED", field=f"pdf_signature.{next(iter(table))}")
    address = table.get("timestamp")
    if isinstance(address, str) and address and not address.startswith(("http://", "https://")):
        yield Problem("PDF_TIMESTAMP_ADDRESS", field="pdf_signature.timestamp", found=address)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_folder(path: Path, found: str) -> bool:
    return "\0" not in found and bool(found) and (path.parent / found).is_dir()


def _picture_fault(path: Path, name: str) -> str:
    """The code of what is wrong with a picture file; empty where nothing is."""
    picture = path.parent / name
    if "\0" in name or not picture.is_file():
        return "SETTINGS_PICTURE_MISSING"
    with picture.open("rb") as file:
        content = file.read(_LARGEST_PICTURE + 1)
    fits = content.startswith(_PNG) or (picture.suffix.lower() == ".svg" and b"<svg" in content)
    return "" if fits and len(content) <= _LARGEST_PICTURE else "SETTINGS_PICTURE_FORMAT"


def _type_problem(path: str, value: object, expected: str) -> Problem:
    return Problem("SETTINGS_TYPE", field=path, found=_shown(value), values={"expected": expected})


def _text_problem(path: str, key: Key, value: str) -> Problem | None:
    if len(value) > key.limit:
        values = {"expected": str(key.limit)}
        return Problem("SETTINGS_TEXT_LENGTH", field=path, found=str(len(value)), values=values)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        return Problem("SETTINGS_TEXT_CONTROL", field=path, found=repr(value)[1:-1][:_LONGEST_SHOWN])
    return None


def _shown(value: object) -> str:
    """A value about as it is written in the file, shortened."""
    match value:
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "{…}"
        case list():
            return "[…]"
        case datetime.date() | datetime.time():
            return value.isoformat()
        case str():
            return value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
        case _:
            return str(value)
