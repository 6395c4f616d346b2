"""The register as one transaction sees it: events, signatures and rows, read and not checked yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, literal, select

from cts_docs.archive.paths import BAG_KINDS
from cts_docs.archive.register.event_log import GENESIS, EventKind, StoredEvent, parse_record
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
from cts_docs.archive.register.signing import Signature
from cts_docs.errors import Problem, RefusedError

_READ_AT_ONCE = 200


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


def _stored(row: Row[Any]) -> StoredEvent:
    return StoredEvent(row.sequence, *map(_text, (row.kind, row.number, row.record, row.hash)))


def _text(value: object) -> str:
    """A text of the register; a value of another type is written out."""
    return value if isinstance(value, str) else repr(value)
