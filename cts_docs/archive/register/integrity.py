"""Checks that the register agrees with its event log; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.event_log import GENESIS, Event, check_chain
from cts_docs.archive.register.read_model import Key, Row, Tables, apply_event
from cts_docs.archive.register.register import Snapshot
from cts_docs.archive.register.schema import READ_MODEL, key_columns
from cts_docs.archive.register.seal import file_faults
from cts_docs.archive.register.signing import Issuer, KeyRegister, Signature, event_issuer
from cts_docs.archive.register.structure import structure_faults
from cts_docs.errors import Problem, RefusedError
from cts_docs.progress import tracked

_MANY = 20
"""From so many entries on the whole log is read at once."""


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """The read model made again from the event log, and every fault of the register.

    `faulty` holds the faults of altered rows by the number of their entry.
    """

    tables: Tables
    events: tuple[Event, ...]
    signatures: Mapping[int, Signature]
    heads: frozenset[str]
    head: str
    problems: tuple[Problem, ...]
    faulty: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def rows(self, table: str) -> Mapping[Key, Row]:
        """The rows of a table as they follow from the event log."""
        return self.tables.get(table, {})

    def issuer(self, event: Event, trusted: KeyRegister) -> tuple[Issuer, Problem | None]:
        """The issuer verdict of an event, and a fault where the body's keys do not account for it."""
        first_signed = next(iter(self.signatures), None)
        return event_issuer(event, self.signatures.get(event.sequence), trusted, first_signed)


def check_register(snapshot: Snapshot, paths: ArchivePaths) -> RegisterCheck:
    """Check the whole register: its bytes, its structure, its event log and its read model."""
    tables: Tables = {}
    events: list[Event] = []
    problems = list(_structure_faults(snapshot, paths))
    heads, head = {GENESIS}, GENESIS
    stored = list(snapshot.events())
    for row, (event, faults) in zip(tracked(stored, "PROGRESS_EVENTS"), check_chain(stored), strict=True):
        problems += faults
        head = row.hash
        heads.add(head)
        if event is not None:
            events.append(event)
            problems += _apply(tables, event)
    faulty, orphans = _row_faults(snapshot, tables)
    signatures = snapshot.signatures()
    problems += [*orphans, *_gaps(tables), *_signature_faults(events, signatures)]
    return RegisterCheck(tables, tuple(events), signatures, frozenset(heads), head, tuple(problems), faulty)


def untrusted_events(check: RegisterCheck, trusted: KeyRegister) -> Iterator[Problem]:
    """Faults of the signatures of events that belong to no entry, such as the founding."""
    for event in check.events:
        if not event.number:
            _, problem = check.issuer(event, trusted)
            if problem is not None:
                yield problem


def refuse_inconsistent(
    snapshot: Snapshot,
    paths: ArchivePaths,
    *,
    but: Collection[str] = (),
    trusted: KeyRegister | None = None,
) -> None:
    """Raise RefusedError with every fault of the register, except those of the codes in `but`.

    With `trusted` keys an event that they do not account for is a fault. The bags are not checked.
    """
    check = check_register(snapshot, paths)
    signed = [] if trusted is None else list(_untrusted(check, trusted))
    rows = (fault for faults in check.faulty.values() for fault in faults)
    if found := tuple(fault for fault in (*check.problems, *rows, *signed) if fault.code not in but):
        raise RefusedError(found)


def refuse_inconsistent_entry(snapshot: Snapshot, number: str) -> None:
    """Raise RefusedError where the rows of one entry differ from its own events.

    An unknown number is not an error here; the links between events are not checked.
    """
    entry = snapshot.entry(number)
    if entry is not None and (found := tuple(entry_faults(snapshot, str(entry["number"])))):
        raise RefusedError(found)


def distinct(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without repetitions of the same code and finding."""
    return tuple({(one.code, one.found): one for one in problems}.values())


def row_faults(snapshot: Snapshot, numbers: Collection[str]) -> dict[str, tuple[Problem, ...]]:
    """The faults of the rows in `entries` that differ from their events, by number.

    Asked by whoever shows rows. The links between events are not checked.
    """
    tables: Tables = {}
    faulty: set[str] = set()
    wanted = set(numbers)
    many = len(wanted) > _MANY
    events = snapshot.events() if many else (one for name in wanted for one in snapshot.events_of(name))
    stored = [one for one in events if one.number in wanted]
    for row, (event, faults) in zip(stored, check_chain(stored), strict=True):
        if (
            event is None
            or any(fault.code == "CHAIN_HASH" for fault in faults)
            or list(_apply(tables, event))
        ):
            faulty.add(row.number)
    expected = tables.get("entries", {})
    present = {entry["number"]: entry for entry in snapshot.rows("entries")}
    faulty |= {number for number in wanted if expected.get((number,)) != present.get(number)}
    return {name: (Problem("REGISTER_ROW", found=name, values={"table": "entries"}),) for name in faulty}


def entry_faults(snapshot: Snapshot, number: str) -> Iterator[Problem]:
    """The rows of one entry that differ from its own events; the links between events are not checked."""
    tables: Tables = {}
    for event, faults in check_chain(snapshot.events_of(number)):
        # Events of other entries lie between these, so gaps and links mean nothing here.
        yield from (fault for fault in faults if fault.code in ("CHAIN_RECORD", "CHAIN_HASH"))
        if event is not None:
            yield from _apply(tables, event)
    for name in READ_MODEL:
        for _ in _differing(name, snapshot.stored_rows(name, number), tables.get(name, {})):
            yield Problem("REGISTER_ROW", found=number, values={"table": name})


def _structure_faults(snapshot: Snapshot, paths: ArchivePaths) -> Iterator[Problem]:
    """Faults of the structure, and of the bytes of an embedded register."""
    if snapshot.connection.dialect.name != "sqlite":
        yield from structure_faults(snapshot.connection)
    elif paths.register.exists():
        yield from file_faults(paths)


def _untrusted(check: RegisterCheck, trusted: KeyRegister) -> Iterator[Problem]:
    for event in check.events:
        _, problem = check.issuer(event, trusted)
        if problem is not None:
            yield problem


def _apply(tables: Tables, event: Event) -> Iterator[Problem]:
    try:
        apply_event(tables, event)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield Problem("CHAIN_RECORD", found=str(event.sequence))


def _row_faults(snapshot: Snapshot, tables: Tables) -> tuple[dict[str, tuple[Problem, ...]], list[Problem]]:
    """Rows that differ from the event log: by their entry, and those of no entry."""
    faulty: dict[str, tuple[Problem, ...]] = {}
    orphans: list[Problem] = []
    for name in READ_MODEL:
        for row in _differing(name, snapshot.stored_rows(name), tables.get(name, {})):
            number = _entry_of(name, row)
            problem = Problem("REGISTER_ROW", found=number, values={"table": name})
            if (number,) in tables.get("entries", {}):
                faulty[number] = (*faulty.get(number, ()), problem)
            else:
                orphans.append(problem)
    return faulty, orphans


def _differing(table: str, stored: Iterable[Row], expected: Mapping[Key, Row]) -> Iterator[Row]:
    """The expected rows that are missing or differ, and the stored rows that are not expected."""
    columns = key_columns(READ_MODEL[table])
    found = {tuple(row[column] for column in columns): row for row in stored}
    for key in {*found, *expected}:
        if found.get(key) != expected.get(key):
            yield expected.get(key) or found[key]


def _entry_of(table: str, row: Mapping[str, Any]) -> str:
    return str(row["entry"] if table == "numbers" else row["number"])


def _gaps(tables: Tables) -> Iterator[Problem]:
    """A fault for each series in which a serial from 1 to the newest is missing."""
    serials: dict[str, set[int]] = {}
    for row in tables.get("numbers", {}).values():
        if isinstance(row["serial"], int):
            serials.setdefault(str(row["series"]), set()).add(row["serial"])
    for series, present in sorted(serials.items()):
        if len(present) != max(present) or min(present) < 1:
            yield Problem("NUMBER_GAP", found=series)


def _signature_faults(events: list[Event], signatures: Mapping[int, Signature]) -> Iterator[Problem]:
    """Signatures that are missing, belong to no event, or have another key than their event."""
    keys = {event.sequence: event.key for event in events if event.key}
    for sequence in sorted({*keys, *signatures}):
        signature = signatures.get(sequence)
        if signature is None or keys.get(sequence) != signature.key:
            yield Problem("SIGNATURE_MISSING", found=str(sequence))
