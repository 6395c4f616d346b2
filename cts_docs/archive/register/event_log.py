"""The event log: every event carries the hash of the one before it.

The hash of an event is SHA-256 over its record, the canonical JSON of all its values and of the
previous hash. Altering, inserting, reordering or removing an event breaks the chain of hashes from
there on. Removing the newest events, or replacing the log by an older copy, does not: both are
found by comparing with a head (the newest hash) that was kept elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json, canonical, sha256

GENESIS = "0" * 64
LONGEST_RECORD = 4_000_000

EventKind = Literal[
    "founded",
    "drafted",
    "approved",
    "issued",
    "attached",
    "preserved",
    "suspended",
    "restored",
    "withdrawn",
    "cancelled",
    "superseded",
    "succeeded",
    "renewed",
    "surveilled",
    "moved",
    "proposed",
    "voided",
    "held",
    "released",
    "disposed",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an entry: when, through which account, for which person.

    `key` is the public key that signs the event, empty where none does, so that a removed
    signature is noticed.
    """

    sequence: int
    kind: EventKind
    number: str
    at: str
    account: str
    person: str
    key: str
    payload: Mapping[str, Json]
    previous: str

    @property
    def record(self) -> str:
        """The canonical JSON that is hashed and stored."""
        return canonical(
            {
                "sequence": self.sequence,
                "kind": self.kind,
                "number": self.number,
                "at": self.at,
                "account": self.account,
                "person": self.person,
                "key": self.key,
                "payload": self.payload,
                "previous": self.previous,
            }
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the record; the next event carries it as `previous`."""
        return sha256(self.record.encode())


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the table `events`, not checked yet."""

    sequence: int
    kind: str
    number: str
    record: str
    hash: str


def check_chain(
    rows: Iterable[StoredEvent], previous: str | None = GENESIS, expected: int = 1
) -> Iterator[tuple[StoredEvent, Event | None, tuple[Problem, ...]]]:
    """Each stored event in order with its faults; the event is None where it cannot be read.

    The first one is `expected` to have a sequence and to follow the hash `previous`, or any hash where
    that is None.
    """
    for row in rows:
        problems = []
        if row.sequence != expected:
            problems.append(_problem("CHAIN_GAP", row.sequence, str(expected)))
        event = parse_event(row)
        if event is None:
            problems.append(_problem("CHAIN_RECORD", row.sequence, ""))
        elif previous is not None and event.previous != previous:
            problems.append(_problem("CHAIN_BROKEN", row.sequence, previous))
        if sha256(row.record.encode()) != row.hash:
            problems.append(_problem("CHAIN_HASH", row.sequence, row.hash))
        yield row, event, tuple(problems)
        previous, expected = row.hash, row.sequence + 1


def check_links(
    rows: Iterable[StoredEvent], around: Mapping[int, StoredEvent], last: int
) -> Iterator[Problem]:
    """Faults of the links between some events and their neighbours in the log.

    `around` holds both by sequence, `last` is the sequence of the newest event of the log.
    """
    for row in rows:
        before, after = around.get(row.sequence - 1), around.get(row.sequence + 1)
        if (before is None and row.sequence > 1) or (after is None and row.sequence < last):
            yield _problem("CHAIN_GAP", row.sequence, "")
        if before is not None or row.sequence == 1:
            yield from _link_faults(GENESIS if before is None else before.hash, row)
        if after is not None:
            yield from _link_faults(row.hash, after)


def _link_faults(previous: str, row: StoredEvent) -> Iterator[Problem]:
    event = parse_event(row)
    if event is None:
        yield _problem("CHAIN_RECORD", row.sequence, "")
    elif event.previous != previous:
        yield _problem("CHAIN_BROKEN", row.sequence, previous)


def parse_event(row: StoredEvent) -> Event | None:
    """The event of a row; None unless the record is canonical and agrees with the row's columns."""
    if len(row.record) > LONGEST_RECORD:
        return None
    try:
        event = Event(**json.loads(row.record))
        right = isinstance(event.payload, dict) and event.record == row.record
    except (ValueError, TypeError, RecursionError):
        return None
    same = (event.sequence, event.kind, event.number) == (row.sequence, row.kind, row.number)
    return event if right and same else None


def parse_record(row: StoredEvent) -> dict[str, Any]:
    """The values of a stored event; raises RefusedError where it cannot be read."""
    event = parse_event(row)
    if event is None:
        raise RefusedError(_problem("CHAIN_RECORD", row.sequence, ""))
    found: dict[str, Any] = json.loads(row.record)
    return found


def _problem(code: str, sequence: int, expected: str) -> Problem:
    return Problem(code, found=str(sequence), values={"expected": expected})
