"""Whether the register says what its chain of events says: nothing is believed, nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from cts_docs.archive import sqlite
from cts_docs.archive.chain import GENESIS, Event, follow
from cts_docs.archive.migrations import migrate
from cts_docs.archive.places import Place
from cts_docs.archive.projection import Key, Row, Tables, replay
from cts_docs.archive.register import Snapshot, read_seal, sealed_heads
from cts_docs.archive.schema import FOLLOWING, key_columns
from cts_docs.archive.signing import Signature
from cts_docs.errors import Problem


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
    problems = [*_image_faults(snapshot, place), *_schema_faults(snapshot)]
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


def _replayed(tables: Tables, event: Event) -> Iterator[Problem]:
    try:
        replay(tables, event)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield Problem("CHAIN_RECORD", found=str(event.sequence))


def _image_faults(snapshot: Snapshot, place: Place) -> Iterator[Problem]:
    """Damage to the register's file, also where no row shows it."""
    connection = snapshot.connection
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().first()
    if found != "ok":
        yield Problem("REGISTER_DAMAGED", file=str(place.register), found=str(found)[:200])
    head = snapshot.head()[1]
    if head == GENESIS:
        return
    sealed = sealed_heads(read_seal(place)).get(head)
    if sealed != sqlite.image_hash(connection) or _loose_end(connection, place.register):
        yield Problem("REGISTER_SEAL", file=str(place.register), found=head)


def _loose_end(connection: Connection, register: Path) -> bool:
    """Whether the file is longer or shorter than the pages that the register counts."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
    size = connection.exec_driver_sql("PRAGMA page_size").scalar() or 0
    opened = connection.exec_driver_sql("PRAGMA database_list").first()
    own = opened is not None and Path(opened[2]) == register.absolute()
    return own and register.stat().st_size != pages * size


def _schema_faults(snapshot: Snapshot) -> Iterator[Problem]:
    """Tables, indexes and triggers other than the program's: a trigger could rewrite what is recorded."""
    with sqlite.nothing() as fresh:
        migrate(fresh)
        expected = _schema(fresh)
    found = _schema(snapshot.connection)
    for name in sorted({*expected, *found}):
        if found.get(name) != expected.get(name):
            yield Problem("REGISTER_SCHEMA", found=name)


def _schema(connection: Connection) -> dict[str, str | None]:
    rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")
    return {f"{row[0]} {row[1]}": row[2] for row in rows}


def _row_faults(snapshot: Snapshot, tables: Tables) -> tuple[dict[str, tuple[Problem, ...]], list[Problem]]:
    """Rows that differ from what the chain says: of known entries, and of none."""
    faulty: dict[str, tuple[Problem, ...]] = {}
    strays: list[Problem] = []
    for name, table in FOLLOWING.items():
        columns = key_columns(table)
        found = {tuple(row[column] for column in columns): row for row in snapshot.rows(name)}
        expected = tables.get(name, {})
        for key in {*found, *expected}:
            if found.get(key) == expected.get(key):
                continue
            number = _entry_of(name, expected.get(key) or found[key])
            problem = Problem("REGISTER_ROW", found=number, values={"table": name})
            if (number,) in tables.get("entries", {}):
                faulty[number] = (*faulty.get(number, ()), problem)
            else:
                strays.append(problem)
    return faulty, strays


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
