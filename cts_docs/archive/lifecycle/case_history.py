"""The case folder of a client: its audits, certificates, notices, and nonconformities still open."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cts_docs.archive.lifecycle.listing import EntrySummary, entry_summary
from cts_docs.archive.lifecycle.notices import recorded_notices
from cts_docs.archive.register.entries import ENDED, find_entry, is_of_client, status_of
from cts_docs.archive.register.event_log import parse_record
from cts_docs.archive.register.faults import repeated
from cts_docs.archive.register.history import rows_on
from cts_docs.archive.register.integrity import row_faults
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import RefusedError
from cts_docs.text import folded

_OVER = (*ENDED, "draft", "disposed")


@dataclass(frozen=True, slots=True)
class OpenNonconformity:
    """A nonconformity that was open when its audit was issued; `due` is None where no date was agreed."""

    number: str
    clause: str
    severity: str
    due: datetime.date | None


@dataclass(frozen=True, slots=True)
class RegisteredNotice:
    """A notice to the client: its name, its number (empty where it has none) and its date."""

    name: str
    number: str
    date: str


@dataclass(frozen=True, slots=True)
class CaseAudit:
    """One audit of a client with its entry.

    `cycle` and `open` are None where the entry does not record them, as before version 0.2. `settled`: a
    later audit follows it, or its certificate has ended, so that `open` is history.
    """

    summary: EntrySummary
    audit_type: str
    start: str | None
    end: str | None
    cycle: int | None
    open: tuple[OpenNonconformity, ...] | None
    settled: bool
    notices: tuple[RegisteredNotice, ...]


@repeated
def case_history(
    register: Register, asked: str, as_of: datetime.date, *, historic: bool = False
) -> tuple[CaseAudit, ...]:
    """The audits of a client, the earliest first; the client by name, credit code, or a number of an entry.

    Raises RefusedError where there is none.
    """
    with register.reading() as snapshot:
        rows = rows_on(snapshot, as_of, historic=historic)
        found = [row for row in rows if folded(asked) in (folded(row["client"]), folded(row["credit_code"]))]
        if not found:
            own = find_entry(snapshot, asked)
            found = [row for row in rows if is_of_client(row, own["client"], own["credit_code"])]
        faults = row_faults(snapshot, [str(row["number"]) for row in found])
        found.sort(key=lambda row: (str(row["audit_start"] or row["issued"] or ""), str(row["number"])))
        return tuple(_audit(snapshot, row, found, as_of, faults) for row in found)


def is_client(register: Register, asked: str, as_of: datetime.date) -> bool:
    """Whether a text names a client, and no entry."""
    with register.reading() as snapshot:
        try:
            find_entry(snapshot, asked)
        except RefusedError:
            rows = rows_on(snapshot, as_of)
            return any(folded(asked) in (folded(row["client"]), folded(row["credit_code"])) for row in rows)
        return False


def open_nonconformities(snapshot: Snapshot, number: str) -> tuple[OpenNonconformity, ...] | None:
    """The nonconformities that were open when an entry was issued; None where that is not recorded."""
    return _open(_case(snapshot, number))


def all_open_nonconformities(snapshot: Snapshot) -> dict[str, tuple[OpenNonconformity, ...]]:
    """The same of every issued entry that records some, by its number."""
    issued = snapshot.events_of_kind("issued")
    found = {one.number: _open(parse_record(one)["payload"].get("case", {})) for one in issued}
    return {number: items for number, items in found.items() if items}


def _open(case: Mapping[str, Any]) -> tuple[OpenNonconformity, ...] | None:
    if "nonconformities" not in case:
        return None
    return tuple(
        OpenNonconformity(
            str(item["number"]),
            str(item["clause"]),
            str(item["severity"]),
            datetime.date.fromisoformat(item["due"]) if item["due"] else None,
        )
        for item in case["nonconformities"]
    )


def is_settled(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], as_of: datetime.date) -> bool:
    """Whether what an entry left open is history: its certificate ended, or a later audit follows."""
    if status_of(row, as_of) in _OVER:
        return True
    return any(
        other["specification"] == row["specification"]
        and str(other["audit_start"] or "") > str(row["audit_start"] or "")
        and status_of(other, as_of) not in ("draft", "cancelled", "withdrawn")
        and is_of_client(other, row["client"], row["credit_code"])
        for other in rows
    )


def _audit(
    snapshot: Snapshot,
    row: dict[str, Any],
    rows: Sequence[Mapping[str, Any]],
    as_of: datetime.date,
    faults: Mapping[str, Any],
) -> CaseAudit:
    number = str(row["number"])
    notices = recorded_notices(snapshot, number)
    return CaseAudit(
        entry_summary(row, as_of, faults.get(number, ())),
        str(row["audit_type"]),
        row["audit_start"],
        row["audit_end"],
        _case(snapshot, number).get("cycle"),
        open_nonconformities(snapshot, number),
        is_settled(row, rows, as_of),
        tuple(RegisteredNotice(one["name"], one["number"], one["date"]) for one in notices),
    )


def _case(snapshot: Snapshot, number: str) -> Mapping[str, Any]:
    """What the event of issuing, or of drafting, records of the case."""
    for stored in reversed(snapshot.events_of(number)):
        if stored.kind in ("issued", "drafted"):
            case: Mapping[str, Any] = parse_record(stored)["payload"].get("case", {})
            return case
    return {}
