"""Migrating a register between the embedded database and PostgreSQL.

In this order: the copy is completed, compared and committed; the old register, in whose log the
migration is recorded, takes no more events; the archive's configuration names the new register.
After a crash in between exactly one register can be written, and the same command finishes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, inspect, select

from cts_docs.archive.register.actors import Actor
from cts_docs.archive.register.databases import postgresql
from cts_docs.archive.register.migrations import copy_rows, migrate, version
from cts_docs.archive.register.register import Register, RegisterWriter
from cts_docs.archive.register.schema import ENTRIES, METADATA, SIGNATURES, key_columns
from cts_docs.archive.register.signing import EventSigner
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError
from cts_docs.progress import tracked


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """The kind of the new register, its head, and the number of its entries and events."""

    to: str
    head: str
    entries: int
    events: int


def migrate_register(
    source: Register,
    target: Register,
    actor: Actor,
    at: str,
    signer: EventSigner | None,
    on_complete: Callable[[], None],
) -> MigrationResult:
    """Copy a register into another kind of database; `on_complete` is called once it is complete.

    Raises RefusedError where both are of one kind, drafts wait for approval, the target holds
    another archive, or the copy differs from the original; CannotRunError for an unusable address.
    """
    if target.url:
        postgresql.refuse_unusable_address(target.url)
    if source.kind == target.kind:
        elsewhere = source.url != target.url
        found = postgresql.without_password(target.url) if elsewhere else target.kind
        raise RefusedError(Problem("MOVE_BETWEEN" if elsewhere else "MOVE_SAME", found=found))
    with source.writing(actor, at, signer, migrating_to=target.kind) as writer:
        _refuse_drafts(writer)
        if writer.migrated_to() != target.kind:
            writer.append("moved", "", {"to": target.kind}, actor, at)
        with target.locked(replacing=True) as connection:
            _refuse_other(connection, writer)
            _drop_tables(connection)
            migrate(connection)
            copy_rows(writer.connection, connection)
            result = _compare(writer, connection, target.kind)
    on_complete()
    return result


def _refuse_drafts(writer: RegisterWriter) -> None:
    """Raise RefusedError where drafts wait: their approval depends on the unchanged configuration."""
    asked = select(ENTRIES.c.number).where(ENTRIES.c.state == "draft").order_by(ENTRIES.c.number)
    if waiting := writer.connection.execute(asked).scalars().all():
        raise RefusedError(Problem("MOVE_DRAFTS", found="、".join(map(str, waiting))))


def _refuse_other(connection: Connection, writer: RegisterWriter) -> None:
    """Raise RefusedError unless the target is empty or an older copy of the same log."""
    if not version(connection):
        return
    sequence, head = Snapshot(connection).head()
    if sequence and head not in {stored.hash for stored in writer.events()}:
        raise RefusedError(Problem("MOVE_TARGET_OTHER", found=head))


def _drop_tables(connection: Connection) -> None:
    """Drop the tables of an older copy; signatures first, because they refer to events."""
    present = set(inspect(connection).get_table_names())
    names = sorted(METADATA.tables, key=lambda name: name != SIGNATURES.name)
    for name in (name for name in names if name in present):
        connection.exec_driver_sql(f"DROP TABLE {name}")


def _compare(writer: RegisterWriter, connection: Connection, kind: str) -> MigrationResult:
    """Compare the copy with the original: the head, and every row of every table."""
    copy = Snapshot(connection)
    (events, head), same = writer.head(), writer.head() == copy.head()
    for table in tracked(METADATA.sorted_tables, "PROGRESS_TABLES"):
        if not same or _rows(writer.connection, table) != _rows(connection, table):
            raise RefusedError(Problem("MOVE_DIFFERS", found=table.name))
    entries = METADATA.tables["entries"]
    count = connection.execute(select(func.count()).select_from(entries)).scalar() or 0
    return MigrationResult(kind, head, count, events)


def _rows(connection: Connection, table: Table) -> dict[tuple[object, ...], dict[str, object]]:
    rows = (dict(row) for row in connection.execute(select(table)).mappings())
    return {tuple(row[name] for name in key_columns(table)): row for row in rows}
