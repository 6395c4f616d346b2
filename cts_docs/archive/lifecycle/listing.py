"""What an archive holds, for those who ask: the list of entries, and one entry in full."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cts_docs.archive.lifecycle.statuses import Deed, admitted
from cts_docs.archive.packages.recovery import whereabouts
from cts_docs.archive.register.entries import (
    ENDED,
    Status,
    known_entry,
    last_renewals,
    read_entry,
    status_of,
    validity_of,
)
from cts_docs.archive.register.event_log import said
from cts_docs.archive.register.register import Register, Snapshot


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry in short."""

    number: str
    certificate: str | None
    client: str
    grade: str | None
    status: Status
    issued: str | None
    valid_until: str | None


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag of an entry: its place and the files in it as the register has them."""

    kind: str
    folder: Path
    files: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry in full: its row in the register, what is kept of it, and what happened to it.

    `supersedes` are the numbers of the entries in whose place it stands, `admitted` the deeds that
    its state admits, `clients` those of its predecessors and its successor by their numbers.
    """

    entry: dict[str, Any]
    status: Status
    bags: tuple[Bag, ...]
    events: tuple[dict[str, Any], ...]
    supersedes: tuple[str, ...] = ()
    admitted: tuple[Deed, ...] = ()
    clients: Mapping[str, str] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether it had a certificate and that has ended, so that no surveillance is to come."""
        return self.entry["certificate"] is not None and self.status in ENDED


@dataclass(frozen=True, slots=True)
class Digest:
    """The head of the chain, to be kept elsewhere, and how many events lead to it."""

    head: str
    events: int


def list_entries(register: Register, as_of: datetime.date) -> tuple[Listed, ...]:
    """Every entry by number, with its status on a day."""
    with register.reading() as snapshot:
        return tuple(listed(row, as_of) for row in snapshot.rows("entries"))


def show_entry(register: Register, number: str, as_of: datetime.date) -> Shown:
    """One entry by report or certificate number; raises RefusedError where there is none."""
    with register.reading() as snapshot:
        entry = known_entry(snapshot, number)
        own = str(entry["number"])
        kept = tuple(_bag(register, snapshot, bag) for bag in snapshot.bags_of(own))
        events = tuple({**said(stored), "hash": stored.hash} for stored in snapshot.events_of(own))
        before = snapshot.predecessors(own)
        after = entry["superseded_by"] or ""
        kin = _by_number(snapshot, (*before, after))
        return Shown(
            read_entry(entry, kin.get(after), as_of, last_renewals(snapshot, own).get(own)),
            status_of(entry, as_of),
            kept,
            events,
            before,
            admitted(entry, as_of),
            {number: one["client"] for number, one in kin.items()},
        )


def chain_digest(register: Register) -> Digest:
    """The head of the chain as it is now."""
    with register.reading() as snapshot:
        sequence, head = snapshot.head()
        return Digest(head, sequence)


def listed(row: dict[str, Any], as_of: datetime.date) -> Listed:
    """One entry in short, from its row."""
    return Listed(
        row["number"],
        row["certificate"],
        row["client"],
        row["grade_name"],
        status_of(row, as_of),
        row["issued"],
        validity_of(row),
    )


def _by_number(snapshot: Snapshot, numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The entries of some numbers, left out where there is none."""
    found = ((number, snapshot.entry(number)) for number in numbers if number)
    return {number: entry for number, entry in found if entry is not None}


def _bag(register: Register, snapshot: Snapshot, bag: dict[str, Any]) -> Bag:
    files = tuple(snapshot.files_of(bag["kind"], bag["number"], bag["position"]))
    return Bag(bag["kind"], whereabouts(register.place, bag), files)
