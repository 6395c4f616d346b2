"""The list of entries, and one entry in detail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cts_docs.archive.lifecycle.status_changes import ProposedChange, proposed_change
from cts_docs.archive.lifecycle.transition_rules import Transition, allowed_transitions
from cts_docs.archive.packages.storage import locate
from cts_docs.archive.register.entries import (
    ENDED,
    Status,
    entry_as_of,
    find_entry,
    last_renewals,
    status_of,
    validity_of,
)
from cts_docs.archive.register.event_log import parse_record
from cts_docs.archive.register.faults import repeated
from cts_docs.archive.register.history import removed_rows, row_on, rows_on
from cts_docs.archive.register.integrity import entry_faults, row_faults
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """An entry in a list; `faults` where its row differs from the event log."""

    number: str
    certificate: str | None
    client: str
    grade: str | None
    status: Status
    issued: str | None
    valid_until: str | None
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredBag:
    """A bag of an entry: its folder, its files as registered, the day on which it was struck out and why."""

    kind: str
    folder: Path
    files: tuple[dict[str, Any], ...]
    voided: str | None = None
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class EntryDetails:
    """An entry in detail: its row, its bags and its events.

    `supersedes` are the numbers of its predecessors, `allowed` the transitions that its status allows,
    `clients` the clients of its predecessors and its successor by their numbers, `proposed` the status
    change that waits for approval, `faults` are given where its row differs from the event log.
    """

    entry: dict[str, Any]
    status: Status
    bags: tuple[StoredBag, ...]
    events: tuple[dict[str, Any], ...]
    supersedes: tuple[str, ...] = ()
    allowed: tuple[Transition, ...] = ()
    clients: Mapping[str, str] = field(default_factory=dict)
    proposed: ProposedChange | None = None
    faults: tuple[Problem, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether its certificate has ended, so that no surveillance is due any more."""
        return self.entry["certificate"] is not None and self.status in ENDED


@dataclass(frozen=True, slots=True)
class LogHead:
    """The hash of the newest event, to be kept elsewhere, and the number of events."""

    head: str
    events: int


@repeated
def list_entries(
    register: Register, as_of: datetime.date, *, historic: bool = False
) -> tuple[EntrySummary, ...]:
    """The entries by number, with their status on a day; see `rows_on` for `historic`."""
    with register.reading() as snapshot:
        rows = rows_on(snapshot, as_of, historic=historic)
        rows += removed_rows(snapshot, as_of, {row["number"] for row in snapshot.rows("entries")})
        rows.sort(key=lambda row: str(row["number"]))
        faults = row_faults(snapshot, [row["number"] for row in rows])
        return tuple(entry_summary(row, as_of, faults.get(row["number"], ())) for row in rows)


@repeated
def entry_details(
    register: Register, number: str, as_of: datetime.date, *, historic: bool = False
) -> EntryDetails:
    """An entry as it stands on a day; raises RefusedError where there is none of that number."""
    with register.reading() as snapshot:
        recorded = find_entry(snapshot, number)
        own = str(recorded["number"])
        entry = row_on(snapshot, recorded, as_of, historic=historic)
        if entry is None:
            raise RefusedError(Problem("ENTRY_UNKNOWN", found=number))
        events = tuple({**parse_record(stored), "hash": stored.hash} for stored in snapshot.events_of(own))
        bags = tuple(_bag(register, snapshot, bag, events) for bag in snapshot.bags_of(own))
        before = snapshot.predecessors(own)
        after = entry["superseded_by"] or ""
        related = _by_number(snapshot, (*before, after))
        return EntryDetails(
            entry_as_of(entry, related.get(after), as_of, last_renewals(snapshot, own).get(own)),
            status_of(entry, as_of),
            bags,
            events,
            before,
            allowed_transitions(recorded, as_of),
            {number: one["client"] for number, one in related.items()},
            proposed_change(snapshot, own),
            entry_faults(snapshot, own),
        )


@repeated
def read_log_head(register: Register) -> LogHead:
    """The present head of the event log."""
    with register.reading() as snapshot:
        sequence, head = snapshot.head()
        return LogHead(head, sequence)


def entry_summary(
    row: dict[str, Any], as_of: datetime.date, faults: tuple[Problem, ...] = ()
) -> EntrySummary:
    """An entry in a list, from its row."""
    return EntrySummary(
        row["number"],
        row["certificate"],
        row["client"],
        row["grade_name"],
        status_of(row, as_of),
        row["issued"],
        validity_of(row),
        faults,
    )


def _by_number(snapshot: Snapshot, numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The entries of some numbers; unknown ones are left out."""
    found = ((number, snapshot.entry(number)) for number in numbers if number)
    return {number: entry for number, entry in found if entry is not None}


def _bag(
    register: Register, snapshot: Snapshot, bag: dict[str, Any], events: Iterable[Mapping[str, Any]]
) -> StoredBag:
    files = tuple(snapshot.files_of(bag["kind"], bag["number"], bag["position"]))
    voided = (one["payload"] for one in events if bag["voided"] and one["kind"] == "voided")
    reason = next((str(one["reason"]) for one in voided if one["position"] == bag["position"]), "")
    return StoredBag(bag["kind"], locate(register.paths, bag), files, bag["voided"], reason)
