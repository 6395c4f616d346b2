"""The register of templates: number, version, hash and date of each, with its own revision record.

A TOML file in the folder of the templates. Dates are inputs: no clock is read.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.writing import write_file
from cts_docs.specification.model import Specification

NAME = "register.toml"
_LARGEST = 1_000_000
_HEADING = (
    "# 模板登记表：由 templates regenerate 和 templates adopt 书写，不手工修改。\n"
    "# Register of templates, written by `templates regenerate` and `templates adopt`.\n"
    "# sha256 is over a file's parts, however tightly they are packed.\n"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered template: its running number, its version from 1, and what it was made from."""

    number: int
    path: str
    specification: str
    specification_sha256: str
    version: int
    sha256: str
    date: str


@dataclass(frozen=True, slots=True)
class Revision:
    """An entry of the revision record: when and why which templates were registered."""

    date: str
    what: str
    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevisionNote:
    """When and why templates are registered, for the revision record."""

    date: datetime.date
    what: str


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register of one folder of templates."""

    entries: tuple[Entry, ...] = ()
    record: tuple[Revision, ...] = ()

    def entry(self, path: str) -> Entry | None:
        """The entry of a template by its path in the folder, with `/`."""
        return next((each for each in self.entries if each.path == path), None)

    def registered(
        self, found: Mapping[str, tuple[str, Specification]], note: RevisionNote
    ) -> tuple[Register, tuple[str, ...]]:
        """The register with templates by path, their hash and specification; and the paths that changed."""
        entries = {each.path: each for each in self.entries}
        changed = []
        for path, (sha256, specification) in sorted(found.items()):
            old = entries.get(path)
            if old is None or old.sha256 != sha256 or old.specification_sha256 != specification.sha256:
                entries[path] = _entry(old, path, sha256, specification, note, len(entries))
                changed.append(path)
        if not changed:
            return self, ()
        revision = Revision(note.date.isoformat(), note.what, tuple(changed))
        return replace(self, entries=tuple(entries.values()), record=(*self.record, revision)), tuple(changed)


def revision_note(date: datetime.datetime | None, what: str) -> RevisionNote:
    """When and why, from a command line; raises CannotRunError where either is missing."""
    if date is None or not what.strip():
        raise CannotRunError(Problem("REGISTER_DATE"))
    return RevisionNote(date.date(), what.strip())


def read_register(folder: Path) -> Register | None:
    """The register of a folder, None where it has none; raises RefusedError where it is damaged."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            tables = tomllib.loads(file.read(_LARGEST).decode())
        return Register(
            tuple(Entry(**each) for each in tables.get("templates", [])),
            tuple(
                Revision(each["date"], each["what"], tuple(each["templates"]))
                for each in tables.get("revisions", [])
            ),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RefusedError(Problem("REGISTER_UNREADABLE", file=str(path), found=str(error))) from error


def write_register(folder: Path, register: Register) -> None:
    """Write the register whole; raises CannotRunError where it can't be written."""
    write_file(folder / NAME, _written(register).encode())


def _entry(
    old: Entry | None,
    path: str,
    sha256: str,
    specification: Specification,
    note: RevisionNote,
    count: int,
) -> Entry:
    return Entry(
        number=old.number if old else count + 1,
        path=path,
        specification=f"{specification.id}@{specification.control.version}",
        specification_sha256=specification.sha256,
        version=old.version + 1 if old else 1,
        sha256=sha256,
        date=note.date.isoformat(),
    )


def _written(register: Register) -> str:
    entries = (_table("templates", _fields(each)) for each in register.entries)
    record = (_table("revisions", _fields(each)) for each in register.record)
    return "\n".join((_HEADING, *entries, *record))


def _fields(each: Entry | Revision) -> dict[str, object]:
    return {name: getattr(each, name) for name in each.__dataclass_fields__}


def _table(name: str, values: Mapping[str, object]) -> str:
    return f"[[{name}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return '"' + "".join(_character(each) for each in str(value)) + '"'


def _character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return f"\\u{ord(character):04x}" if ord(character) < 32 or ord(character) == 127 else character
