"""Entries as they stand on a day, past or future: the events that count on that day, applied in order.

A status change counts from its own date, a draft or an issue from the day of its recording. Unless the
view is historic, what is recorded is known already: only the state waits for its date, while a renewal
shows its new end of validity at once.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from cts_docs.archive.register.actors import local_date, system_clock
from cts_docs.archive.register.event_log import Event, parse_event
from cts_docs.archive.register.read_model import ROW_AFTER, Tables, apply_event
from cts_docs.archive.register.snapshot import Snapshot

_REPLACING = ("renewed", "surveilled")
"""Events that replace an earlier one of their kind whose date still lay ahead."""


def rows_on(snapshot: Snapshot, as_of: datetime.date, *, historic: bool = False) -> list[dict[str, Any]]:
    """The rows of all entries as they stand on a day, by number.

    With `historic` those are left out that were drafted or issued after the day; otherwise an entry
    that was recorded under a wrong clock is there too.
    """
    changes: defaultdict[str, list[Event]] = defaultdict(list)
    for stored in snapshot.events_of_kinds(tuple(ROW_AFTER)):
        if (event := parse_event(stored)) is not None:
            changes[event.number].append(event)
    rows = (
        row_on(snapshot, row, as_of, changes[row["number"]], historic=historic)
        for row in snapshot.rows("entries")
    )
    return [row for row in rows if row is not None]


def row_on(
    snapshot: Snapshot,
    row: dict[str, Any],
    as_of: datetime.date,
    changes: Iterable[Event] | None = None,
    *,
    historic: bool = False,
) -> dict[str, Any] | None:
    """The row of an entry as it stands on a day; None where it is `historic` and does not exist yet.

    `changes` are the status events of the entry; all its events are read only where one of them does
    not count on the day.
    """
    events = _events(snapshot, row["number"]) if changes is None else changes
    if _stands(row, events, as_of, historic):
        return row
    return row_from_events(_events(snapshot, row["number"]), as_of, historic=historic)


def removed_rows(snapshot: Snapshot, as_of: datetime.date, present: Collection[str]) -> list[dict[str, Any]]:
    """The rows of entries that the event log knows and the table of entries does not hold any more."""
    numbers = snapshot.numbers_of_kinds(("drafted", "issued"))
    found = (row_from_events(_events(snapshot, number), as_of) for number in sorted(numbers - set(present)))
    return [row for row in found if row is not None]


def row_from_events(
    events: Sequence[Event], as_of: datetime.date, *, historic: bool = False
) -> dict[str, Any] | None:
    """The row of an entry that follows from those of its events that count on a day; None without any."""
    tables: Tables = {}
    for position, event in enumerate(events):
        if _waits(event, as_of, historic) or _is_replaced(event, events[position + 1 :], historic):
            continue
        if "entries" in tables or event.kind not in ROW_AFTER:
            apply_event(tables, event)
    return next(iter(tables.get("entries", {}).values()), None)


def day_of_event(event: Event) -> datetime.date:
    """The day from which an event counts."""
    payload: Mapping[str, Any] = event.payload
    if event.kind in ROW_AFTER:
        return datetime.date.fromisoformat(payload["date"])
    if event.kind == "issued":
        return datetime.date.fromisoformat(payload["entry"]["issued"])
    return local_date(event.at, system_clock())


def _events(snapshot: Snapshot, number: str) -> list[Event]:
    parsed = map(parse_event, snapshot.events_of(number))
    return [event for event in parsed if event is not None]


def _stands(row: Mapping[str, Any], events: Iterable[Event], as_of: datetime.date, historic: bool) -> bool:
    """Whether the recorded row of an entry is also its row on a day."""
    issued = row["issued"]
    if historic and (issued is None or issued > as_of.isoformat()):
        return False
    return not any(_waits(event, as_of, historic) for event in events if event.kind in ROW_AFTER)


def _waits(event: Event, as_of: datetime.date, historic: bool) -> bool:
    """Whether an event does not count yet on a day."""
    return (historic or bool(ROW_AFTER.get(event.kind))) and day_of_event(event) > as_of


def _is_replaced(event: Event, later: Iterable[Event], historic: bool) -> bool:
    """Whether a later event of the same kind was recorded before the date of an event."""
    if not historic or event.kind not in _REPLACING:
        return False
    day = day_of_event(event)
    return any(other.kind == event.kind and local_date(other.at, system_clock()) < day for other in later)
