"""Due dates: surveillance, corrective actions, end of validity, end of retention."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cts_docs.archive.lifecycle.case_history import all_open_nonconformities, is_settled
from cts_docs.archive.register.entries import IN_FORCE, Status, entries_as_of, status_of
from cts_docs.archive.register.faults import repeated
from cts_docs.archive.register.integrity import row_faults
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem

DueKind = Literal["surveillance", "corrective_action", "expiry", "retention"]


@dataclass(frozen=True, slots=True)
class DueDate:
    """A due date of an entry; `days` are the days left, negative where it is overdue.

    `faults` are given where the row of the entry differs from the event log; `nonconformity` is the number
    of the one whose corrective action is due.
    """

    number: str
    certificate: str | None
    client: str
    status: Status
    what: DueKind
    date: datetime.date
    days: int
    faults: tuple[Problem, ...] = ()
    nonconformity: str = ""


@repeated
def due_dates(register: Register, as_of: datetime.date, within: int) -> tuple[DueDate, ...]:
    """The due dates up to `within` days after a day, the most urgent first.

    A missed surveillance and an ended retention stay on the list; an expired certificate does not. A
    corrective action stays until a later audit of the client, which verifies it, or the certificate's end.
    """
    with register.reading() as snapshot:
        entries = entries_as_of(snapshot, as_of)
        faults = row_faults(snapshot, [entry["number"] for entry in entries])
        found = [one for entry in entries for one in _of_entry(entry, as_of, faults.get(entry["number"], ()))]
        found += _corrective_actions(snapshot, entries, as_of, faults)
    within_period = (one for one in found if one.days <= within)
    return tuple(sorted(within_period, key=lambda one: (one.date, one.number, one.what)))


def _corrective_actions(
    snapshot: Snapshot,
    entries: Sequence[Mapping[str, Any]],
    as_of: datetime.date,
    faults: Mapping[str, tuple[Problem, ...]],
) -> Iterator[DueDate]:
    still_open = all_open_nonconformities(snapshot)
    for entry in entries if still_open else ():
        number, status = str(entry["number"]), status_of(entry, as_of)
        for item in still_open.get(number, ()):
            if item.due is not None and not is_settled(entry, entries, as_of):
                yield DueDate(
                    number,
                    entry["certificate"],
                    entry["client"],
                    status,
                    "corrective_action",
                    item.due,
                    (item.due - as_of).days,
                    faults.get(number, ()),
                    item.number,
                )


def _of_entry(
    entry: Mapping[str, Any], as_of: datetime.date, faults: tuple[Problem, ...]
) -> Iterator[DueDate]:
    status = status_of(entry, as_of)
    if status in ("draft", "disposed"):
        return
    until = entry["valid_until"]
    for what, day in _days(entry, status):
        if what != "retention" and (until is None or until < as_of.isoformat() or day > until):
            continue
        date = datetime.date.fromisoformat(day)
        left = (date - as_of).days
        yield DueDate(
            entry["number"], entry["certificate"], entry["client"], status, what, date, left, faults
        )


def _days(entry: Mapping[str, Any], status: Status) -> Iterator[tuple[DueKind, str]]:
    """The coming dates of an entry; surveillance and expiry only while the certificate is in force."""
    if status in IN_FORCE and entry["certificate"] is not None:
        if entry["surveillance_due"]:
            yield "surveillance", entry["surveillance_due"]
        if entry["valid_until"]:
            yield "expiry", entry["valid_until"]
    if entry["retain_until"]:
        yield "retention", entry["retain_until"]
