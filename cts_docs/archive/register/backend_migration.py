"""Moving a register between the embedded database and PostgreSQL, verified before it counts.

Three steps in this order: the copy is complete and committed; the old register, in whose chain
the move is recorded, takes nothing more; the archive's configuration names the new one. A crash
between them leaves one register in force and the other refused, and the same command finishes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, inspect, select

from cts_docs.archive.register import postgresql
from cts_docs.archive.register.actors import Hand
from cts_docs.archive.register.copying import copy_rows
from cts_docs.archive.register.migrations import migrate, version
from cts_docs.archive.register.register import Ledger, Register, Snapshot
from cts_docs.archive.register.schema import ENTRIES, METADATA, SIGNATURES, key_columns
from cts_docs.archive.register.signing import Signer
from cts_docs.errors import Problem, RefusedError


@dataclass(frozen=True, slots=True)
class Moved:
    """A register that was moved: where to, its head, and how many entries and events it has."""

    to: str
    head: str
    entries: int
    events: int


def move(
    source: Register,
    target: Register,
    hand: Hand,
    at: str,
    signer: Signer | None,
    announce: Callable[[], None],
) -> Moved:
    """Move a register; `announce` makes the new one known once it is complete.

    Raises RefusedError where both are of one kind, drafts wait for approval, the target holds
    another archive, or what arrived there is not what was sent; CannotRunError for an address that
    is none of a database.
    """
    if target.url:
        postgresql.refuse_unusable(target.url)
    if source.kind == target.kind:
        elsewhere = source.url != target.url
        found = postgresql.shown(target.url) if elsewhere else target.kind
        raise RefusedError(Problem("MOVE_BETWEEN" if elsewhere else "MOVE_SAME", found=found))
    with source.writing(hand, at, signer, leaving_for=target.kind) as ledger:
        _refuse_waiting(ledger)
        if ledger.moved_to() != target.kind:
            ledger.append("moved", "", {"to": target.kind}, hand, at)
        with target.held(replacing=True) as connection:
            _refuse_other(connection, ledger)
            _clear(connection)
            migrate(connection)
            copy_rows(ledger.connection, connection)
            moved = _compared(ledger, connection, target.kind)
    announce()
    return moved


def _refuse_waiting(ledger: Ledger) -> None:
    """No draft may wait: the move rewrites the configuration, which its approval is bound to."""
    asked = select(ENTRIES.c.number).where(ENTRIES.c.state == "draft").order_by(ENTRIES.c.number)
    if waiting := ledger.connection.execute(asked).scalars().all():
        raise RefusedError(Problem("MOVE_DRAFTS", found="、".join(map(str, waiting))))


def _refuse_other(connection: Connection, ledger: Ledger) -> None:
    """Only an older state of the very same chain may be replaced."""
    if not version(connection):
        return
    sequence, head = Snapshot(connection).head()
    if sequence and head not in {stored.hash for stored in ledger.events()}:
        raise RefusedError(Problem("MOVE_TARGET_OTHER", found=head))


def _clear(connection: Connection) -> None:
    """Take away an older copy; its signatures first, for they refer to its events."""
    present = set(inspect(connection).get_table_names())
    names = sorted(METADATA.tables, key=lambda name: name != SIGNATURES.name)
    for name in (name for name in names if name in present):
        connection.exec_driver_sql(f"DROP TABLE {name}")


def _compared(ledger: Ledger, connection: Connection, kind: str) -> Moved:
    """What arrived, held against what was sent: the head, and every row of every table."""
    copy = Snapshot(connection)
    (events, head), same = ledger.head(), ledger.head() == copy.head()
    for table in METADATA.sorted_tables:
        if not same or _rows(ledger.connection, table) != _rows(connection, table):
            raise RefusedError(Problem("MOVE_DIFFERS", found=table.name))
    entries = METADATA.tables["entries"]
    count = connection.execute(select(func.count()).select_from(entries)).scalar() or 0
    return Moved(kind, head, count, events)


def _rows(connection: Connection, table: Table) -> dict[tuple[object, ...], dict[str, object]]:
    rows = (dict(row) for row in connection.execute(select(table)).mappings())
    return {tuple(row[name] for name in key_columns(table)): row for row in rows}
