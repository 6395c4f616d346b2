"""Whether the register says what its chain of events says: nothing is believed, nothing written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cts_docs.archive.paths import Place
from cts_docs.archive.register.event_log import GENESIS, Event, follow
from cts_docs.archive.register.read_model import Key, Row, Tables, replay
from cts_docs.archive.register.register import Snapshot
from cts_docs.archive.register.schema import FOLLOWING, key_columns
from cts_docs.archive.register.seal import file_faults
from cts_docs.archive.register.signing import Signature
from cts_docs.archive.register.structure import structure_faults
from cts_docs.errors import Problem, RefusedError


@dataclass(frozen=True, slots=True)
class Examined:
    """The register as its chain tells it, and every fault of the register itself.

    `faulty` are the numbers of entries of which a row was altered.
    """

    tables: Tables
    events: tuple[Event, ...]
    signatures: Mapping[int, Signature]
    heads: frozenset[str]
    head: str
    problems: tuple[Problem, ...]
    faulty: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def rows(self, table: str) -> Mapping[Key, Row]:
        """The rows of a table as they follow from the chain."""
        return self.tables.get(table, {})


def examine(snapshot: Snapshot, place: Place) -> Examined:
    """Read the whole register: its bytes, its schema, its chain, and the tables that follow."""
    tables: Tables = {}
    events: list[Event] = []
    problems = list(_built(snapshot, place))
    heads, head = {GENESIS}, GENESIS
    stored = list(snapshot.events())
    for row, (event, faults) in zip(stored, follow(stored), strict=True):
        problems += faults
        head = row.hash
        heads.add(head)
        if event is not None:
            events.append(event)
            problems += _replayed(tables, event)
    faulty, strays = _row_faults(snapshot, tables)
    signatures = snapshot.signatures()
    problems += [*strays, *_gaps(tables), *_signature_faults(events, signatures)]
    return Examined(tables, tuple(events), signatures, frozenset(heads), head, tuple(problems), faulty)


def refuse_untrue(snapshot: Snapshot, place: Place, *, but: Collection[str] = ()) -> None:
    """Raise RefusedError where the register does not say what its chain says, with every fault but some.

    The bags are not looked at.
    """
    examined = examine(snapshot, place)
    rows = (fault for faults in examined.faulty.values() for fault in faults)
    if found := tuple(fault for fault in (*examined.problems, *rows) if fault.code not in but):
        raise RefusedError(found)


def refuse_untrue_entry(snapshot: Snapshot, number: str) -> None:
    """Raise RefusedError where the rows of one entry differ from what its own events say.

    An unknown number is another's business; the chain that holds the events is not followed.
    """
    entry = snapshot.entry(number)
    if entry is not None and (found := tuple(_entry_faults(snapshot, str(entry["number"])))):
        raise RefusedError(found)


def _entry_faults(snapshot: Snapshot, number: str) -> Iterator[Problem]:
    tables: Tables = {}
    for event, faults in follow(snapshot.events_of(number)):
        # Events of other entries lie between these: only what each says of itself counts here.
        yield from (fault for fault in faults if fault.code in ("CHAIN_RECORD", "CHAIN_HASH"))
        if event is not None:
            yield from _replayed(tables, event)
    for name in FOLLOWING:
        for _ in _differing(name, snapshot.stored_rows(name, number), tables.get(name, {})):
            yield Problem("REGISTER_ROW", found=number, values={"table": name})


def _built(snapshot: Snapshot, place: Place) -> Iterator[Problem]:
    """What is wrong with the register's structure; where it is a file, its own bytes count too."""
    if snapshot.connection.dialect.name != "sqlite":
        yield from structure_faults(snapshot.connection)
    elif place.register.exists():
        yield from file_faults(place)


def _replayed(tables: Tables, event: Event) -> Iterator[Problem]:
    try:
        replay(tables, event)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield Problem("CHAIN_RECORD", found=str(event.sequence))


def _row_faults(snapshot: Snapshot, tables: Tables) -> tuple[dict[str, tuple[Problem, ...]], list[Problem]]:
    """Rows that differ from what the chain says: of known entries, and of none."""
    faulty: dict[str, tuple[Problem, ...]] = {}
    strays: list[Problem] = []
    for name in FOLLOWING:
        for row in _differing(name, snapshot.stored_rows(name), tables.get(name, {})):
            number = _entry_of(name, row)
            problem = Problem("REGISTER_ROW", found=number, values={"table": name})
            if (number,) in tables.get("entries", {}):
                faulty[number] = (*faulty.get(number, ()), problem)
            else:
                strays.append(problem)
    return faulty, strays


def _differing(table: str, stored: Iterable[Row], expected: Mapping[Key, Row]) -> Iterator[Row]:
    """The rows that differ, as they should be; as they are, where none should be."""
    columns = key_columns(FOLLOWING[table])
    found = {tuple(row[column] for column in columns): row for row in stored}
    for key in {*found, *expected}:
        if found.get(key) != expected.get(key):
            yield expected.get(key) or found[key]


def _entry_of(table: str, row: Mapping[str, Any]) -> str:
    return str(row["entry"] if table == "numbers" else row["number"])


def _gaps(tables: Tables) -> Iterator[Problem]:
    """Serials that no number has: none may be missing from 1 to the newest."""
    serials: dict[str, set[int]] = {}
    for row in tables.get("numbers", {}).values():
        if isinstance(row["serial"], int):
            serials.setdefault(str(row["series"]), set()).add(row["serial"])
    for series, present in sorted(serials.items()):
        if len(present) != max(present) or min(present) < 1:
            yield Problem("NUMBER_GAP", found=series)


def _signature_faults(events: list[Event], signatures: Mapping[int, Signature]) -> Iterator[Problem]:
    """Signatures that are missing, or made by another key than the event names, or for no event."""
    keys = {event.sequence: event.key for event in events if event.key}
    for sequence in sorted({*keys, *signatures}):
        signature = signatures.get(sequence)
        if signature is None or keys.get(sequence) != signature.key:
            yield Problem("SIGNATURE_MISSING", found=str(sequence))
