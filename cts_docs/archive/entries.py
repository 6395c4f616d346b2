"""Finding entries of the register, and what they may be asked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal

from cts_docs.archive.chain import said
from cts_docs.archive.register import Snapshot
from cts_docs.errors import Problem, RefusedError

Status = Literal[
    "draft", "valid", "suspended", "withdrawn", "cancelled", "superseded", "expired", "no_certificate"
]

IN_FORCE: tuple[Status, ...] = ("valid", "suspended")
ENDED: tuple[Status, ...] = ("withdrawn", "cancelled", "superseded", "expired")
"""The states of a certificate in which no surveillance is to come any more."""


def known_entry(snapshot: Snapshot, number: str) -> dict[str, Any]:
    """The entry of a report or certificate number; raises RefusedError where there is none."""
    entry = snapshot.entry(number)
    if entry is None:
        raise RefusedError(Problem("ENTRY_UNKNOWN", found=number))
    return entry


def issued_entry(snapshot: Snapshot, number: str) -> dict[str, Any]:
    """The entry of a number that was issued; raises RefusedError for a draft."""
    entry = known_entry(snapshot, number)
    if entry["state"] == "draft":
        raise RefusedError(Problem("ENTRY_IS_DRAFT", found=number))
    return entry


def drafted_entry(snapshot: Snapshot, number: str) -> dict[str, Any]:
    """The entry of a number that waits for approval; raises RefusedError for any other."""
    entry = known_entry(snapshot, number)
    if entry["state"] != "draft":
        raise RefusedError(Problem("ENTRY_NOT_DRAFT", found=number))
    return entry


def drafted_payload(snapshot: Snapshot, number: str) -> Mapping[str, Any]:
    """What was recorded when an entry was drafted, with `at` and `account` of that event."""
    for stored in reversed(snapshot.events_of(number)):
        if stored.kind == "drafted":
            record = said(stored)
            return {**record["payload"], "at": record["at"], "account": record["account"]}
    raise RefusedError(Problem("ENTRY_NOT_DRAFT", found=number))


def read_entry(
    entry: Mapping[str, Any], successor: Mapping[str, Any] | None, as_of: datetime.date
) -> dict[str, Any]:
    """The row of an entry as it is to be read on a day, for the register keeps what was once recorded.

    What is kept of it is kept at least as long as its successor, also where that was renewed
    since: of each client the current and the previous cycle. Where a certificate has ended, no
    surveillance is due any more.
    """
    days = (entry["retain_until"], successor and successor["retain_until"])
    surveilled = entry["surveillance_due"] if status_of(entry, as_of) not in ENDED else None
    kept = max((str(day) for day in days if day), default=None)
    return {**entry, "retain_until": kept, "surveillance_due": surveilled}


def read_entries(snapshot: Snapshot, as_of: datetime.date) -> list[dict[str, Any]]:
    """The rows of all entries as they are to be read on a day, by number."""
    rows = snapshot.rows("entries")
    by_number = {row["number"]: row for row in rows}
    return [read_entry(row, by_number.get(row["superseded_by"]), as_of) for row in rows]


def status_of(entry: Mapping[str, Any], as_of: datetime.date) -> Status:
    """What an entry is worth on a day."""
    state: Status | Literal["issued"] = entry["state"]
    if state != "issued":
        return state
    if entry["certificate"] is None:
        return "no_certificate"
    until = entry["valid_until"]
    return "expired" if until is not None and until < as_of.isoformat() else "valid"
