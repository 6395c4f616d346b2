"""Finding entries of the register, and what they may be asked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal

from cts_docs.archive.register.event_log import Stored, said
from cts_docs.archive.register.register import Snapshot
from cts_docs.errors import Problem, RefusedError

Status = Literal[
    "draft", "valid", "suspended", "withdrawn", "cancelled", "superseded", "expired", "no_certificate"
]

IN_FORCE: tuple[Status, ...] = ("valid", "suspended")
ENDED: tuple[Status, ...] = ("withdrawn", "cancelled", "superseded", "expired")
"""The states of a certificate in which no surveillance is to come any more."""

ON_ITS_DAY = "on_its_day"
"""In the event of a renewal that was dated ahead: what follows only once its day has come."""


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
    entry: Mapping[str, Any],
    successor: Mapping[str, Any] | None,
    as_of: datetime.date,
    renewal: Stored | None = None,
) -> dict[str, Any]:
    """The row of an entry as it is to be read on a day, for the register keeps what was once recorded.

    What is kept of it is kept at least as long as its successor, also where that was renewed
    since: of each client the current and the previous cycle. Where a certificate has ended, no
    surveillance is due any more; one that was renewed ahead of the day counts from `renewal`, the event
    of its last renewal, once its day has come. A draft that was cancelled was never valid.
    """
    days = (entry["retain_until"], successor and successor["retain_until"])
    ended = status_of(entry, as_of) in ENDED
    return {
        **entry,
        "valid_until": validity_of(entry),
        "retain_until": max((str(day) for day in days if day), default=None),
        "surveillance_due": None if ended else _surveillance(entry, as_of, renewal),
    }


def validity_of(entry: Mapping[str, Any]) -> str | None:
    """The last day of validity; None for a draft that was cancelled, which never was valid."""
    never = entry["state"] == "cancelled" and entry["issued"] is None
    until: str | None = None if never else entry["valid_until"]
    return until


def read_entries(snapshot: Snapshot, as_of: datetime.date) -> list[dict[str, Any]]:
    """The rows of all entries as they are to be read on a day, by number."""
    rows = snapshot.rows("entries")
    by_number, renewals = {row["number"]: row for row in rows}, last_renewals(snapshot)
    return [
        read_entry(row, by_number.get(row["superseded_by"]), as_of, renewals.get(row["number"]))
        for row in rows
    ]


def last_renewals(snapshot: Snapshot, number: str = "") -> dict[str, Stored]:
    """The event of the last renewal by the number of its entry; of one entry where it is named."""
    return {stored.number: stored for stored in snapshot.events_of_kind("renewed", number)}


def standing_surveillance(snapshot: Snapshot, entry: Mapping[str, Any], as_of: datetime.date) -> str | None:
    """The day by which the next surveillance is due as it stands on a day, also of what has ended."""
    number = str(entry["number"])
    return _surveillance(entry, as_of, last_renewals(snapshot, number).get(number))


def _surveillance(entry: Mapping[str, Any], as_of: datetime.date, renewal: Stored | None) -> str | None:
    due: str | None = entry["surveillance_due"]
    if renewal is None:
        return due
    payload = said(renewal)["payload"]
    if ON_ITS_DAY not in payload or str(payload["date"]) > as_of.isoformat():
        return due
    return max(due or "", str(payload[ON_ITS_DAY]["surveillance_due"]))


def status_of(entry: Mapping[str, Any], as_of: datetime.date) -> Status:
    """What an entry is worth on a day; once its validity has ended, a suspended one has expired too."""
    state: Status | Literal["issued"] = entry["state"]
    if state != "issued" and state != "suspended":
        return state
    if entry["certificate"] is None:
        return "no_certificate"
    until = entry["valid_until"]
    if until is not None and until < as_of.isoformat():
        return "expired"
    return "valid" if state == "issued" else state
