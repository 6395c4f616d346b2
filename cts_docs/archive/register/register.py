"""The register: read as a snapshot, written by one transaction at a time.

The commit of that transaction is the only moment at which anything in an archive becomes visible.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, literal, select

from cts_docs.archive.paths import BAG_KINDS, ArchivePaths
from cts_docs.archive.register.actors import Actor, local_date, system_clock
from cts_docs.archive.register.databases import postgresql, sqlite
from cts_docs.archive.register.event_log import GENESIS, Event, EventKind, StoredEvent, parse_record
from cts_docs.archive.register.faults import coded_errors
from cts_docs.archive.register.migrations import copy_rows, is_outdated, migrate, version
from cts_docs.archive.register.read_model import RowChange, row_changes
from cts_docs.archive.register.schema import (
    BAGS,
    ENTRIES,
    EVENTS,
    FILES,
    NUMBERS,
    READ_MODEL,
    SIGNATURES,
    key_columns,
    row_fits,
)
from cts_docs.archive.register.seal import FORMAT, current_seal, seal_fault, seal_holds, write_seal
from cts_docs.archive.register.search_index import index_entry
from cts_docs.archive.register.signing import Signature, Signer
from cts_docs.archive.register.structure import refuse_altered
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json
from cts_docs.files.writing import Disk

LONGEST_WAIT = 600.0
_READ_AT_ONCE = 200
Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register as one transaction sees it."""

    connection: Connection

    @property
    def is_copy(self) -> bool:
        """Whether this is a copy in memory of a register of an older program."""
        if self.connection.dialect.name != "sqlite":
            return False
        opened = self.connection.exec_driver_sql("PRAGMA database_list").first()
        return opened is not None and not opened[2]

    def events(self, first: int = 1) -> Iterator[StoredEvent]:
        """The stored events in order from a sequence on, not checked yet; read a few at a time."""
        query = select(EVENTS).order_by(EVENTS.c.sequence)
        if first > 1:
            query = query.where(EVENTS.c.sequence >= first)
        for row in self.connection.execute(query.execution_options(yield_per=_READ_AT_ONCE)):
            yield _stored(row)

    def events_at(self, sequences: Collection[int]) -> dict[int, StoredEvent]:
        """The stored events of some sequences."""
        found = self._events(EVENTS.c.sequence.in_(sequences)) if sequences else []
        return {stored.sequence: stored for stored in found}

    def event_of_hash(self, hash_value: str) -> StoredEvent | None:
        """The stored event of a hash; None where the log does not hold it."""
        found = self._events(EVENTS.c.hash == hash_value)
        return found[0] if found else None

    def events_that_mention(self, text: str) -> Iterator[StoredEvent]:
        """The stored events in whose record a text occurs; every record is read."""
        yield from self._events(EVENTS.c.record.contains(text, autoescape=True))

    def numbers_of_kinds(self, kinds: Collection[str]) -> set[str]:
        """The numbers of the entries that have an event of one of some kinds."""
        query = select(EVENTS.c.number).where(EVENTS.c.kind.in_(kinds)).distinct()
        return set(map(_text, self.connection.execute(query).scalars()))

    def events_of(self, number: str) -> list[StoredEvent]:
        """The stored events of one entry in order."""
        return self._events(EVENTS.c.number == number)

    def events_of_kind(self, kind: EventKind, number: str = "") -> list[StoredEvent]:
        """The stored events of one kind in order; of one entry where it is named."""
        return self._events(EVENTS.c.kind == kind, *([EVENTS.c.number == number] if number else ()))

    def events_of_kinds(self, kinds: Collection[str]) -> list[StoredEvent]:
        """The stored events of some kinds in order."""
        return self._events(EVENTS.c.kind.in_(kinds))

    def head(self) -> tuple[int, str]:
        """The sequence and the hash of the newest event."""
        newest = select(EVENTS.c.sequence, EVENTS.c.hash).order_by(EVENTS.c.sequence.desc()).limit(1)
        row = self.connection.execute(newest).first()
        return (0, GENESIS) if row is None else (row.sequence, row.hash)

    def signing_keys(self) -> Iterator[tuple[int, str]]:
        """The sequence of each signed event with the key that signed it."""
        query = select(SIGNATURES.c.sequence, SIGNATURES.c.key)
        for row in self.connection.execute(query.execution_options(yield_per=_READ_AT_ONCE)):
            yield row.sequence, _text(row.key)

    def first_signed(self) -> int | None:
        """The sequence of the first signed event; None where none is signed."""
        first: int | None = self.connection.execute(select(func.min(SIGNATURES.c.sequence))).scalar()
        return first

    def signatures(self, sequences: Collection[int]) -> dict[int, Signature]:
        """The signatures of some events by their sequence."""
        rows = self.connection.execute(select(SIGNATURES).where(SIGNATURES.c.sequence.in_(sequences)))
        return {row.sequence: Signature(_text(row.key), _text(row.signature)) for row in rows}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table of the read model, by key."""
        found = READ_MODEL[table]
        ordered = select(found).order_by(*(found.c[name] for name in key_columns(found)))
        return self._all(found, ordered)

    def stored_rows(self, table: str, number: str) -> Iterator[dict[str, Any]]:
        """The rows of one entry in a table of the read model, not checked yet."""
        found = READ_MODEL[table]
        query = select(found).where((found.c.entry if found is NUMBERS else found.c.number) == number)
        if "kind" in key_columns(found):
            query = query.where(found.c.kind.in_(BAG_KINDS))  # the key begins with it
        for row in self.connection.execute(query).mappings():
            yield dict(row)

    def owners(self, table: str) -> Iterator[tuple[str, str]]:
        """Each entry with rows in a table of the read model, and the kind of the rows where they have one."""
        found = READ_MODEL[table]
        owner = found.c.entry if found is NUMBERS else found.c.number
        kind = found.c.kind if "kind" in key_columns(found) else literal("")
        query = select(owner.label("owner"), kind.label("of_kind")).distinct()
        for row in self.connection.execute(query.execution_options(yield_per=_READ_AT_ONCE)):
            yield _text(row.owner), _text(row.of_kind)

    def entries_with_file(self, sha256: str, most: int) -> list[str]:
        """The numbers of entries that hold a file, at most so many; issued files go before drafts."""
        query = select(FILES.c.number).where(FILES.c.sha256 == sha256)
        query = query.order_by(FILES.c.kind == "draft", FILES.c.number).limit(most)
        return list(dict.fromkeys(map(_text, self.connection.execute(query).scalars())))

    def entries_with_content(self, content_hash: str) -> list[str]:
        """The numbers of the entries with a content hash."""
        query = select(ENTRIES.c.number).where(ENTRIES.c.content_hash == content_hash)
        return list(map(_text, self.connection.execute(query).scalars()))

    def entries_with_manifest(self, manifest: str) -> list[str]:
        """The numbers of the entries with a bag of a manifest."""
        query = select(BAGS.c.number).where(BAGS.c.manifest == manifest)
        return list(map(_text, self.connection.execute(query).scalars()))

    def entry_number(self, number: str) -> str | None:
        """The number of the entry that a report or certificate number was allocated to."""
        found = self.connection.execute(select(NUMBERS.c.entry).where(NUMBERS.c.number == number)).scalar()
        return None if found is None else _text(found)

    def entry(self, number: str) -> dict[str, Any] | None:
        """The entry of a report or certificate number."""
        found = self.entry_number(number)
        if found is None:
            return None
        rows = self._all(ENTRIES, select(ENTRIES).where(ENTRIES.c.number == found))
        return rows[0] if rows else None

    def last_disposed(self) -> list[str]:
        """The number of the entry that was disposed of last."""
        query = select(EVENTS.c.number).where(EVENTS.c.kind == "disposed")
        return list(
            map(_text, self.connection.execute(query.order_by(EVENTS.c.sequence.desc()).limit(1)).scalars())
        )

    def migrated_to(self) -> str:
        """The kind of register that this one was last moved to; empty where it was not moved."""
        moves = self.events_of_kind("moved")
        return str(parse_record(moves[-1])["payload"]["to"]) if moves else ""

    def predecessors(self, number: str) -> tuple[str, ...]:
        """The numbers of the entries that an entry supersedes."""
        query = select(ENTRIES.c.number).where(ENTRIES.c.superseded_by == number).order_by(ENTRIES.c.number)
        return tuple(map(_text, self.connection.execute(query).scalars()))

    def bags_of(self, number: str) -> list[dict[str, Any]]:
        """The bags of one entry."""
        query = select(BAGS).where(BAGS.c.number == number, BAGS.c.kind.in_(BAG_KINDS))
        query = query.order_by(BAGS.c.kind, BAGS.c.position)
        return self._all(BAGS, query)

    def files_of(self, kind: str, number: str, position: int) -> list[dict[str, Any]]:
        """The files of one bag by path."""
        same_bag = (FILES.c.kind == kind, FILES.c.number == number, FILES.c.position == position)
        query = select(FILES).where(*same_bag).order_by(FILES.c.path)
        return self._all(FILES, query)

    def bag_of_token(self, token: str) -> dict[str, Any] | None:
        """The bag that was built under a token."""
        rows = self._all(BAGS, select(BAGS).where(BAGS.c.token == token))
        return rows[0] if rows else None

    def _events(self, *conditions: ColumnElement[bool]) -> list[StoredEvent]:
        query = select(EVENTS).where(*conditions).order_by(EVENTS.c.sequence)
        return [_stored(row) for row in self.connection.execute(query)]

    def _all(self, table: Table, query: Select[Any]) -> list[dict[str, Any]]:
        """Rows whose values are of their columns' types; raises RefusedError for others."""
        rows = [dict(row) for row in self.connection.execute(query).mappings()]
        if not all(row_fits(table, row) for row in rows):
            raise RefusedError(Problem("REGISTER_DAMAGED", found=table.name))
        return rows


@dataclass(frozen=True, slots=True)
class RegisterWriter(Snapshot):
    """The register inside a writing transaction; others see nothing of it before the commit.

    `seal_broken`: the file differs from its seal, and may only be repaired.
    """

    disk: Disk
    signer: Signer | None = None
    seal_broken: bool = False

    def append(
        self, kind: EventKind, number: str, payload: Mapping[str, Json], actor: Actor, at: str
    ) -> Event:
        """Record an event, its signature and the rows that follow from it."""
        self.disk.failpoints.reach("register.append")
        sequence, previous = self.head()
        key = self.signer.key_on(local_date(at, system_clock())) if self.signer else ""
        event = Event(
            sequence + 1, kind, number, at, actor.account, actor.person, key, dict(payload), previous
        )
        row = {"sequence": event.sequence, "kind": kind, "number": number}
        self.connection.execute(EVENTS.insert().values(**row, record=event.record, hash=event.hash))
        if self.signer is not None and key:
            made = self.signer.sign(event.hash)
            values = {"sequence": event.sequence, "key": made.key, "signature": made.signature}
            self.connection.execute(SIGNATURES.insert().values(**values))
        for change in row_changes(event):
            self._change(change)
        return event

    def index(self, number: str, report: str | None = None) -> None:
        """Write the search texts of an entry: its facts, and the text of its report."""
        if entry := self.entry(number):
            index_entry(self.connection, entry, report)

    def _change(self, change: RowChange) -> None:
        table = READ_MODEL[change.table]
        key = zip(key_columns(table), change.key, strict=True)
        conditions = [table.c[name] == value for name, value in key]
        if change.partial:
            if change.row:
                self.connection.execute(table.update().where(*conditions).values(**change.row))
            return
        self.connection.execute(table.delete().where(*conditions))
        if change.row is not None:
            self.connection.execute(table.insert().values(**change.row))


@dataclass(frozen=True, slots=True)
class Register:
    """The register of an archive. `wait` is how many seconds a writer waits for other writers.

    `url` is the address of a PostgreSQL database; empty for the file in the archive's folder.
    """

    paths: ArchivePaths
    disk: Disk
    wait: float = field(default=LONGEST_WAIT)
    url: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of database."""
        return "postgresql" if self.url else "sqlite"

    @contextmanager
    def writing(
        self,
        actor: Actor,
        at: str,
        signer: Signer | None = None,
        *,
        migrating_to: str = "",
        repairing: bool = False,
        restoring: bool = False,
    ) -> Iterator[RegisterWriter]:
        """One writing transaction: everything is committed at the end of the block, or nothing.

        A new register is founded in the same transaction. A register that was moved away is written
        only by the migration itself (`migrating_to`) or by `restoring` it, one that differs from its seal
        only by `repairing`. Raises CannotRunError where the register cannot be reached or locked,
        RefusedError where it is damaged or altered by another program.
        """
        with self.locked() as connection:
            refuse_altered(connection)
            seal_broken = not self.url and not seal_holds(connection, self.paths)
            if seal_broken and not repairing:
                raise RefusedError(seal_fault(connection, self.paths))
            writer = RegisterWriter(connection, self.disk, signer, seal_broken)
            migrate(connection)
            if not restoring and writer.migrated_to() not in ("", self.kind, migrating_to):
                raise RefusedError(Problem("REGISTER_MOVED", found=writer.migrated_to()))
            if writer.head()[1] == GENESIS:
                found: dict[str, Json] = {"archive": uuid.uuid4().hex, "format": FORMAT}
                writer.append("founded", "", found, actor, at)
            yield writer

    def is_founded(self) -> bool:
        """Whether there is a register; raises RefusedError where there are bags without one."""
        with coded_errors(self.paths.folder):
            if not self.url:
                return not self._is_new()
            with postgresql.reading(self.url) as connection:
                return bool(version(connection))

    @contextmanager
    def locked(self, *, replacing: bool = False) -> Iterator[Connection]:
        """A transaction that holds the lock of the register; its contents are not checked.

        Raises RefusedError where there are bags but no register, unless it is `replacing` one.
        """
        with coded_errors(self.paths.folder):
            for folder in (self.paths.staging, *map(self.paths.store, BAG_KINDS)):
                self.disk.make_folder(folder)
            with self._locked_database(replacing) if self.url else self._locked_file(replacing) as connection:
                yield connection
            self.disk.failpoints.reach("register.committed")

    @contextmanager
    def _locked_file(self, replacing: bool) -> Iterator[Connection]:
        if not replacing:
            self._is_new()  # refuses bags without a register
        sqlite.refuse_special(self.paths.register)
        sqlite.create_file(self.paths.register)
        engine = sqlite.writing_engine(self.paths.register, self.wait)
        self.disk.failpoints.reach("register.begin")
        with engine.begin() as connection:
            before = current_seal(connection, self.paths)
            yield connection
            write_seal(self.disk, connection, self.paths, before)
            self.disk.failpoints.reach("register.commit")

    @contextmanager
    def _locked_database(self, replacing: bool) -> Iterator[Connection]:
        self.disk.failpoints.reach("register.begin")
        with postgresql.writing(self.url, self.wait) as connection:
            if not replacing and not version(connection):
                self._refuse_orphaned_bags()
            yield connection
            self.disk.failpoints.reach("register.commit")

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """A consistent snapshot of the register; nothing is written.

        Raises RefusedError where there is no register or it is damaged, CannotRunError where
        it was made by a newer program.
        """
        with coded_errors(self.paths.folder):
            if self.url:
                with postgresql.reading(self.url) as connection, self._current(connection) as snapshot:
                    yield snapshot
            elif self._is_new():
                with sqlite.empty() as connection:
                    migrate(connection)
                    yield Snapshot(connection)
            else:
                with sqlite.reading(self.paths) as connection:
                    if is_outdated(connection):
                        with sqlite.in_memory(connection) as copy:
                            migrate(copy)
                            yield Snapshot(copy)
                    else:
                        yield Snapshot(connection)

    @contextmanager
    def _current(self, connection: Connection) -> Iterator[Snapshot]:
        """A database in the present version of the schema: itself, or a migrated copy in memory."""
        if not version(connection):
            self._refuse_orphaned_bags()
        elif not is_outdated(connection):
            yield Snapshot(connection)
            return
        with sqlite.empty() as copy:
            migrate(copy, up_to=version(connection))
            copy_rows(connection, copy)
            migrate(copy)
            yield Snapshot(copy)

    def _refuse_orphaned_bags(self) -> None:
        """Raise RefusedError where there are bags although the database is empty."""
        if self._any_bags():
            raise RefusedError(Problem("REGISTER_MISSING", file=postgresql.without_password(self.url)))

    def _is_new(self) -> bool:
        """Whether there is no register yet; raises RefusedError where there are bags without one."""
        if self._has_register():
            return False
        orphaned = self._any_bags()
        # Checked again: another process may have founded it and stored its first bag in between.
        if orphaned and not self._has_register():
            raise RefusedError(Problem("REGISTER_MISSING", file=str(self.paths.register)))
        return not orphaned

    def _any_bags(self) -> bool:
        stores = [self.paths.store(kind) for kind in BAG_KINDS]
        return any(store.is_dir() and any(store.iterdir()) for store in stores)

    def _has_register(self) -> bool:
        register = self.paths.register
        return register.exists() and (not register.is_file() or register.stat().st_size > 0)


def _stored(row: Row[Any]) -> StoredEvent:
    return StoredEvent(row.sequence, *map(_text, (row.kind, row.number, row.record, row.hash)))


def _text(value: object) -> str:
    """A text of the register; a value of another type is written out."""
    return value if isinstance(value, str) else repr(value)
