"""The register: one transaction at a time writes it, and its commit is the one commit point."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select

from cts_docs.archive.paths import SHELVED, Place
from cts_docs.archive.register import postgresql, sqlite
from cts_docs.archive.register.actors import Hand
from cts_docs.archive.register.copying import copy_rows
from cts_docs.archive.register.event_log import GENESIS, Event, EventKind, Stored, said
from cts_docs.archive.register.faults import coded
from cts_docs.archive.register.migrations import is_outdated, migrate, version
from cts_docs.archive.register.read_model import Change, changes
from cts_docs.archive.register.schema import (
    BAGS,
    ENTRIES,
    EVENTS,
    FILES,
    FOLLOWING,
    NUMBERS,
    SIGNATURES,
    fits,
    key_columns,
)
from cts_docs.archive.register.seal import FORMAT, holds, sealed, unsealed, write_seal
from cts_docs.archive.register.search_keys import index_entry
from cts_docs.archive.register.signing import Signature, Signer
from cts_docs.archive.register.structure import refuse_altered
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.durable import Disk
from cts_docs.files.hashing import Json

LONGEST_WAIT = 600.0
Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register as one transaction sees it."""

    connection: Connection

    def events(self) -> Iterator[Stored]:
        """Every stored event in the order of its sequence, not yet believed."""
        for row in self.connection.execute(select(EVENTS).order_by(EVENTS.c.sequence)):
            yield _stored(row)

    def events_of(self, number: str) -> list[Stored]:
        """The stored events of one entry in order."""
        return self._events(EVENTS.c.number == number)

    def events_of_kind(self, kind: EventKind, number: str = "") -> list[Stored]:
        """The stored events of one kind in order; of one entry where it is named."""
        return self._events(EVENTS.c.kind == kind, *([EVENTS.c.number == number] if number else ()))

    def head(self) -> tuple[int, str]:
        """The sequence and the hash of the newest event."""
        newest = select(EVENTS.c.sequence, EVENTS.c.hash).order_by(EVENTS.c.sequence.desc()).limit(1)
        row = self.connection.execute(newest).first()
        return (0, GENESIS) if row is None else (row.sequence, row.hash)

    def signatures(self) -> dict[int, Signature]:
        """Every signature by the sequence of the event that it signs."""
        rows = self.connection.execute(select(SIGNATURES))
        return {row.sequence: Signature(_text(row.key), _text(row.signature)) for row in rows}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of one of the tables that follow from the events, by key."""
        found = FOLLOWING[table]
        ordered = select(found).order_by(*(found.c[name] for name in key_columns(found)))
        return self._all(found, ordered)

    def stored_rows(self, table: str, number: str = "") -> Iterator[dict[str, Any]]:
        """All rows of one of these tables, or those of one entry, not yet believed."""
        found = FOLLOWING[table]
        asked = select(found)
        if number:
            asked = asked.where((found.c.entry if found is NUMBERS else found.c.number) == number)
        for row in self.connection.execute(asked).mappings():
            yield dict(row)

    def entry(self, number: str) -> dict[str, Any] | None:
        """The entry of a report or certificate number."""
        asked = select(NUMBERS.c.entry).where(NUMBERS.c.number == number)
        found = self.connection.execute(asked).scalar()
        rows = self._all(ENTRIES, select(ENTRIES).where(ENTRIES.c.number == found))
        return rows[0] if rows else None

    def moved_to(self) -> str:
        """The kind of register that this one was last moved to; empty where it never was."""
        moves = self.events_of_kind("moved")
        return str(said(moves[-1])["payload"]["to"]) if moves else ""

    def predecessors(self, number: str) -> tuple[str, ...]:
        """The entries in whose place an entry stands."""
        asked = select(ENTRIES.c.number).where(ENTRIES.c.superseded_by == number).order_by(ENTRIES.c.number)
        return tuple(map(_text, self.connection.execute(asked).scalars()))

    def bags_of(self, number: str) -> list[dict[str, Any]]:
        """The bags of one entry."""
        asked = select(BAGS).where(BAGS.c.number == number).order_by(BAGS.c.kind, BAGS.c.position)
        return self._all(BAGS, asked)

    def files_of(self, kind: str, number: str, position: int) -> list[dict[str, Any]]:
        """The files of one bag by path."""
        place = (FILES.c.kind == kind, FILES.c.number == number, FILES.c.position == position)
        asked = select(FILES).where(*place).order_by(FILES.c.path)
        return self._all(FILES, asked)

    def bag_of_token(self, token: str) -> dict[str, Any] | None:
        """The bag that was staged under a token."""
        rows = self._all(BAGS, select(BAGS).where(BAGS.c.token == token))
        return rows[0] if rows else None

    def _events(self, *meant: ColumnElement[bool]) -> list[Stored]:
        asked = select(EVENTS).where(*meant).order_by(EVENTS.c.sequence)
        return [_stored(row) for row in self.connection.execute(asked)]

    def _all(self, table: Table, asked: Select[Any]) -> list[dict[str, Any]]:
        """Rows as values of the types that their columns promise; raises RefusedError for others."""
        rows = [dict(row) for row in self.connection.execute(asked).mappings()]
        if not all(fits(table, row) for row in rows):
            raise RefusedError(Problem("REGISTER_DAMAGED", found=table.name))
        return rows


@dataclass(frozen=True, slots=True)
class Ledger(Snapshot):
    """The register held by the one who writes it; nothing is visible to others before the commit.

    `broken` says that its file was not what its seal says: it is held to be mended, and for nothing else.
    """

    disk: Disk
    signer: Signer | None = None
    broken: bool = False

    def append(self, kind: EventKind, number: str, payload: Mapping[str, Json], hand: Hand, at: str) -> Event:
        """Record what happened and the rows that follow from it."""
        self.disk.steps.at("register.append")
        sequence, previous = self.head()
        key = self.signer.key if self.signer else ""
        event = Event(sequence + 1, kind, number, at, hand.account, hand.person, key, dict(payload), previous)
        row = {"sequence": event.sequence, "kind": kind, "number": number}
        self.connection.execute(EVENTS.insert().values(**row, record=event.record, hash=event.hash))
        if self.signer is not None:
            made = self.signer.sign(event.hash)
            values = {"sequence": event.sequence, "key": made.key, "signature": made.signature}
            self.connection.execute(SIGNATURES.insert().values(**values))
        for change in changes(event):
            self._change(change)
        return event

    def index(self, number: str, report: str | None = None) -> None:
        """Let an entry be found by its facts and by what its report says."""
        if entry := self.entry(number):
            index_entry(self.connection, entry, report)

    def _change(self, change: Change) -> None:
        table = FOLLOWING[change.table]
        key = zip(key_columns(table), change.key, strict=True)
        meant = [table.c[name] == value for name, value in key]
        if change.partial:
            if change.row:
                self.connection.execute(table.update().where(*meant).values(**change.row))
            return
        self.connection.execute(table.delete().where(*meant))
        if change.row is not None:
            self.connection.execute(table.insert().values(**change.row))


@dataclass(frozen=True, slots=True)
class Register:
    """The register of a place. `wait` is how many seconds a writer waits for those before it.

    `url` is the address of a PostgreSQL database; empty for the file in the place itself.
    """

    place: Place
    disk: Disk
    wait: float = field(default=LONGEST_WAIT)
    url: str = ""

    @property
    def kind(self) -> Kind:
        """What holds the register."""
        return "postgresql" if self.url else "sqlite"

    @contextmanager
    def writing(
        self,
        hand: Hand,
        at: str,
        signer: Signer | None = None,
        *,
        leaving_for: str = "",
        mending: bool = False,
    ) -> Iterator[Ledger]:
        """Hold the register alone; what was recorded is committed at the end, or nothing of it.

        A new register is founded in the same transaction. One that was moved away is written only
        by the move itself, which is `leaving_for` another kind; one whose file is not what its seal
        says only by whoever is `mending` it. Raises CannotRunError where the register cannot be had,
        RefusedError where it is damaged or altered by another program.
        """
        with self.held() as connection:
            refuse_altered(connection)
            broken = not self.url and not holds(connection, self.place)
            if broken and not mending:
                raise RefusedError(unsealed(connection, self.place))
            ledger = Ledger(connection, self.disk, signer, broken)
            migrate(connection)
            if ledger.moved_to() not in ("", self.kind, leaving_for):
                raise RefusedError(Problem("REGISTER_MOVED", found=ledger.moved_to()))
            if ledger.head()[1] == GENESIS:
                found: dict[str, Json] = {"archive": uuid.uuid4().hex, "format": FORMAT}
                ledger.append("founded", "", found, hand, at)
            yield ledger

    @contextmanager
    def held(self, *, replacing: bool = False) -> Iterator[Connection]:
        """A transaction that holds the register alone, whatever is in it.

        Unless it is `replacing` what is there, raises RefusedError where bags stand without a register.
        """
        with coded(self.place.folder):
            for folder in (self.place.staging, *map(self.place.shelf, SHELVED)):
                self.disk.make_folder(folder)
            with self._database(replacing) if self.url else self._file(replacing) as connection:
                yield connection
            self.disk.steps.at("register.committed")

    @contextmanager
    def _file(self, replacing: bool) -> Iterator[Connection]:
        if not replacing:
            self._unfounded()
        sqlite.create_file(self.place.register)
        engine = sqlite.writing_engine(self.place.register, self.wait)
        self.disk.steps.at("register.begin")
        with engine.begin() as connection:
            before = sealed(connection, self.place)
            yield connection
            write_seal(self.disk, connection, self.place, before)
            self.disk.steps.at("register.commit")

    @contextmanager
    def _database(self, replacing: bool) -> Iterator[Connection]:
        self.disk.steps.at("register.begin")
        with postgresql.writing(self.url, self.wait) as connection:
            if not replacing and not version(connection):
                self._refuse_standing()
            yield connection
            self.disk.steps.at("register.commit")

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """One state of the register, read without writing anything.

        Raises RefusedError where there is no register or it is damaged, CannotRunError where
        it was made by a newer program.
        """
        with coded(self.place.folder):
            if self.url:
                with postgresql.reading(self.url) as connection, self._present(connection) as snapshot:
                    yield snapshot
            elif self._unfounded():
                with sqlite.nothing() as connection:
                    migrate(connection)
                    yield Snapshot(connection)
            else:
                with sqlite.reading(self.place) as connection:
                    if is_outdated(connection):
                        with sqlite.in_memory(connection) as copy:
                            migrate(copy)
                            yield Snapshot(copy)
                    else:
                        yield Snapshot(connection)

    @contextmanager
    def _present(self, connection: Connection) -> Iterator[Snapshot]:
        """A database as the present version reads it: itself, or a copy in memory of an older one."""
        if not version(connection):
            self._refuse_standing()
        elif not is_outdated(connection):
            yield Snapshot(connection)
            return
        with sqlite.nothing() as copy:
            migrate(copy, up_to=version(connection))
            copy_rows(connection, copy)
            migrate(copy)
            yield Snapshot(copy)

    def _refuse_standing(self) -> None:
        """Raise RefusedError where bags stand although the database knows of none."""
        shelves = [self.place.shelf(kind) for kind in SHELVED]
        if any(shelf.is_dir() and any(shelf.iterdir()) for shelf in shelves):
            raise RefusedError(Problem("REGISTER_MISSING", file=postgresql.shown(self.url)))

    def _unfounded(self) -> bool:
        """Whether nothing was ever recorded here; raises RefusedError where bags say otherwise."""
        if self._has_register():
            return False
        shelves = [self.place.shelf(kind) for kind in SHELVED]
        standing = any(shelf.is_dir() and any(shelf.iterdir()) for shelf in shelves)
        # Asked again: another process may have founded it and shelved its first bag in between.
        if standing and not self._has_register():
            raise RefusedError(Problem("REGISTER_MISSING", file=str(self.place.register)))
        return not standing

    def _has_register(self) -> bool:
        register = self.place.register
        return register.exists() and (not register.is_file() or register.stat().st_size > 0)


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.sequence, *map(_text, (row.kind, row.number, row.record, row.hash)))


def _text(value: object) -> str:
    """A text of the register; what another program put in its place is written out."""
    return value if isinstance(value, str) else repr(value)
