"""The chain of events: each carries the hash of the one before it.

The hash of an event is SHA-256 over its record, the canonical JSON of everything that it
says and of the previous hash. Altering, inserting, reordering or removing an event breaks
the chain from there on; removing its newest events does not, and neither does putting an
older whole copy in its place. Both are found by a head that was kept elsewhere.
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
    "suspended",
    "restored",
    "withdrawn",
    "cancelled",
    "superseded",
    "succeeded",
    "renewed",
    "surveilled",
    "moved",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an entry: when by the clock, through which account, for whom.

    `key` is the public key that signs the event, empty where none does: a signature that was
    taken away is missed.
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
        """The event in the form that is hashed and stored."""
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
        """What the next event is chained to."""
        return sha256(self.record.encode())


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the table `events`, not yet believed."""

    sequence: int
    kind: str
    number: str
    record: str
    hash: str


def follow(rows: Iterable[Stored]) -> Iterator[tuple[Event | None, tuple[Problem, ...]]]:
    """Each stored event in order, None where it cannot be read, with what is wrong with it."""
    previous, expected = GENESIS, 1
    for row in rows:
        problems = []
        if row.sequence != expected:
            problems.append(_problem("CHAIN_GAP", row.sequence, str(expected)))
        event = _parsed(row)
        if event is None:
            problems.append(_problem("CHAIN_RECORD", row.sequence, ""))
        elif event.previous != previous:
            problems.append(_problem("CHAIN_BROKEN", row.sequence, previous))
        if sha256(row.record.encode()) != row.hash:
            problems.append(_problem("CHAIN_HASH", row.sequence, row.hash))
        yield event, tuple(problems)
        previous, expected = row.hash, row.sequence + 1


def said(row: Stored) -> dict[str, Any]:
    """What a stored event says; raises RefusedError where it cannot be read."""
    event = _parsed(row)
    if event is None:
        raise RefusedError(_problem("CHAIN_RECORD", row.sequence, ""))
    found: dict[str, Any] = json.loads(row.record)
    return found


def _parsed(row: Stored) -> Event | None:
    """The event of a row, None unless the record says exactly what the row says, in canonical form."""
    if len(row.record) > LONGEST_RECORD:
        return None
    try:
        event = Event(**json.loads(row.record))
        right = isinstance(event.payload, dict) and event.record == row.record
    except (ValueError, TypeError, RecursionError):
        return None
    same = (event.sequence, event.kind, event.number) == (row.sequence, row.kind, row.number)
    return event if right and same else None


def _problem(code: str, sequence: int, expected: str) -> Problem:
    return Problem(code, found=str(sequence), values={"expected": expected})
