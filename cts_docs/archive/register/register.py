"""The register: read as a snapshot, written by one transaction at a time.

The commit of that transaction is the only moment at which anything in an archive becomes visible.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection

from cts_docs.archive.paths import BAG_KINDS, ArchivePaths
from cts_docs.archive.register.actors import Actor, local_date, system_clock
from cts_docs.archive.register.databases import postgresql, sqlite
from cts_docs.archive.register.event_log import GENESIS, Event, EventKind
from cts_docs.archive.register.faults import coded_errors
from cts_docs.archive.register.migrations import copy_rows, is_outdated, migrate, version
from cts_docs.archive.register.read_model import RowChange, row_changes
from cts_docs.archive.register.schema import (
    EVENTS,
    READ_MODEL,
    SIGNATURES,
    key_columns,
)
from cts_docs.archive.register.seal import FORMAT, current_seal, seal_fault, seal_holds, write_seal
from cts_docs.archive.register.search_index import index_entry
from cts_docs.archive.register.signing import EventSigner
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.archive.register.structure import refuse_altered
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json
from cts_docs.files.writing import Disk

LONGEST_WAIT = 600.0
Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class RegisterWriter(Snapshot):
    """The register inside a writing transaction; others see nothing of it before the commit.

    `seal_broken`: the file differs from its seal, and may only be repaired.
    """

    disk: Disk
    signer: EventSigner | None = None
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
        signer: EventSigner | None = None,
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
