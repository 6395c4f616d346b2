"""The body's key register: a TOML file that lists its public keys, each with the days on which it holds.

It is a file of its own and goes into no package, so that a new key changes no draft that waits.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.settings.loader import located, read_toml

TABLE = "key"
_TYPES: Mapping[str, tuple[type, str]] = {
    "file": (str, '"…"'),
    "valid_from": (datetime.date, "YYYY-MM-DD"),
    "valid_until": (datetime.date, "YYYY-MM-DD"),
    "revoked": (datetime.date, "YYYY-MM-DD"),
    "reason": (str, '"…"'),
    "last_event": (int, "1–"),
}
_NEEDED = ("file", "valid_from")


@dataclass(frozen=True, slots=True)
class RegisteredKey:
    """A public key of the body: the PEM file, the first and the last day on which it holds.

    `valid_until` is None where no end is set. From the day `revoked` on it holds no more, for the given
    `reason`; `last_event` is the number of the last event that it signed, 0 where it is not given.
    """

    file: Path
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    revoked: datetime.date | None = None
    reason: str = ""
    last_event: int = 0


def load_key_register(path: Path) -> tuple[RegisteredKey, ...]:
    """The keys of a register in the order of the file; the PEM files are relative to it and are not read.

    Raises CannotRunError where it is missing or cannot be read, RefusedError naming every problem by line.
    """
    if not path.is_file():
        raise CannotRunError(Problem("KEY_REGISTER_MISSING", file=str(path)))
    _, text, table = read_toml(path)
    problems = list(_problems(table))
    if problems:
        raise RefusedError(located(problems, path, text))
    return tuple(RegisteredKey(**{**one, "file": path.parent / one["file"]}) for one in table[TABLE])


def _problems(table: Mapping[str, Any]) -> Iterator[Problem]:
    for name in table:
        if name != TABLE:
            yield _unknown(name, f"[[{TABLE}]]")
    listed = table.get(TABLE, [])
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        yield _type(TABLE, type(listed).__name__, f"[[{TABLE}]]")
        return
    for position, entry in enumerate(listed):
        found = list(_entry_problems(f"{TABLE}[{position}]", entry))
        yield from found or _date_problems(f"{TABLE}[{position}]", entry)


def _entry_problems(path: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    """Unknown and missing keys, and values of another type."""
    for name, value in entry.items():
        if name not in _TYPES:
            yield _unknown(f"{path}.{name}", "、".join(_TYPES))
            continue
        kind, expected = _TYPES[name]
        odd = isinstance(value, datetime.datetime | bool) or value in ("", 0)
        if odd or not isinstance(value, kind):
            yield _type(f"{path}.{name}", str(value) or '""', expected)
    for name in _NEEDED:
        if name not in entry:
            yield _type(f"{path}.{name}", "—", _TYPES[name][1])


def _date_problems(path: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    """Ends before the beginning, and a revocation without its reason or a reason without one."""
    for name in ("valid_until", "revoked"):
        if name in entry and entry[name] < entry["valid_from"]:
            values = {"expected": entry["valid_from"].isoformat()}
            yield Problem("KEY_REGISTER_DATES", field=f"{path}.{name}", found=str(entry[name]), values=values)
    if ("revoked" in entry) is not ("reason" in entry):
        yield Problem("KEY_REGISTER_REASON", field=f"{path}.{'revoked' if 'revoked' in entry else 'reason'}")
    if "last_event" in entry and "revoked" not in entry:
        yield Problem("KEY_REGISTER_REASON", field=f"{path}.last_event")


def _unknown(path: str, expected: str) -> Problem:
    found = path.rpartition(".")[2]
    return Problem("SETTINGS_UNKNOWN_KEY", field=path, found=found, values={"expected": expected})


def _type(path: str, found: str, expected: str) -> Problem:
    return Problem("SETTINGS_TYPE", field=path, found=found, values={"expected": expected})
