"""The effective date of a status change: not before the preceding event, not too far in the future."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cts_docs.archive.lifecycle.transition_rules import EVENT_OF, Transition, transition_values
from cts_docs.archive.register.actors import local_date
from cts_docs.archive.register.entries import label_values
from cts_docs.archive.register.event_log import StoredEvent, parse_record
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.assessment.validity import anniversary
from cts_docs.errors import Problem, RefusedError

FARTHEST_YEARS = 5
"""A date more years than this after the day of recording is taken for a typing error."""

_DAY = datetime.timedelta(days=1)
_FINAL: tuple[Transition, ...] = ("withdraw", "cancel", "supersede")
"""Transitions that cannot be reversed, and so cannot be recorded before their date."""
_REPLACING = (EVENT_OF["renew"], EVENT_OF["surveillance"])
"""Events that replace an earlier one of their kind whose date still lies ahead."""


@dataclass(frozen=True, slots=True)
class _EarliestDate:
    """The earliest date that a transition may have; `since` are the problem values that say why.

    `kind` and `recorded_date` are the kind and the date of the event that it comes from.
    """

    day: datetime.date
    since: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    recorded_date: str = ""


def effective_date(
    snapshot: Snapshot,
    entry: Mapping[str, Any],
    transition: Transition,
    date: datetime.date | None,
    now: datetime.datetime,
) -> datetime.date:
    """The date of a transition: the given one, else the day of recording or the earliest possible day.

    Raises RefusedError for a date before the grant or the preceding status change, for one more than
    FARTHEST_YEARS ahead, and for any future date of a transition that cannot be reversed.
    """
    earliest, today = _earliest(snapshot, entry, transition, now), now.date()
    if date is None:
        return max(today, earliest.day)
    values = {"number": str(entry["number"]), "today": today.isoformat()}
    if date < earliest.day:
        values.update(earliest.since, expected=earliest.day.isoformat())
        raise RefusedError(Problem("LIFE_DATE_BEFORE", found=date.isoformat(), values=values))
    if date > (latest := anniversary(today, FARTHEST_YEARS)):
        values["expected"] = latest.isoformat()
        raise RefusedError(Problem("LIFE_DATE_FAR", found=date.isoformat(), values=values))
    if date > today and transition in _FINAL:
        values.update(transition_values("deed", (transition,)))
        raise RefusedError(Problem("LIFE_DATE_FINAL", found=date.isoformat(), values=values))
    return date


def future_date_warnings(
    transition: Transition, number: str, date: datetime.date, today: datetime.date, secured: str
) -> Iterator[Problem]:
    """A warning where the date of a transition lies in the future.

    A renewal that begins no later than the day after the `secured` validity needs no warning.
    """
    if date <= today:
        return
    if transition == "renew" and secured and (date - _DAY).isoformat() <= secured:
        return
    values = {
        "number": number,
        "today": today.isoformat(),
        "days": str((date - today).days),
        **transition_values("deed", (transition,)),
        **label_values("cure", (f"LIFE_CURE_{transition.upper()}",)),
    }
    yield Problem("LIFE_DATE_AHEAD", severity="warning", found=date.isoformat(), values=values)


def secured_validity(snapshot: Snapshot, number: str, now: datetime.datetime) -> str:
    """The last day of validity that no renewal may shorten; empty where there is none.

    A renewal whose date still lies ahead does not count, so that it can be corrected; neither does
    one that still lay ahead when another one replaced it.
    """
    secured = until = since = ""
    for stored in snapshot.events_of(number):
        if stored.kind not in ("issued", EVENT_OF["renew"]):
            continue
        if since <= _recorded(stored, now).isoformat():
            secured = until or secured
        payload = parse_record(stored)["payload"]
        since, until = str(payload.get("date", "")), str(payload.get("entry", {}).get("valid_until") or "")
    return until or secured if since <= now.date().isoformat() else secured


def _earliest(
    snapshot: Snapshot, entry: Mapping[str, Any], transition: Transition, now: datetime.datetime
) -> _EarliestDate:
    """The earliest possible date of a transition: that of the grant or of the preceding status change.

    A status change with a future date counts from the day of its recording, so that a typing error can
    be corrected; one that was replaced does not count. Raises RefusedError for an unreadable event.
    """
    counting = [_EarliestDate(datetime.date.min)]
    for position, stored in enumerate(snapshot.events_of(str(entry["number"]))):
        recorded_date = entry["granted"] if not position else _date_of(stored)
        if recorded_date:
            counting_then = _still_counting(counting, stored.kind, _recorded(stored, now))
            counting = [*counting_then, _earliest_from(stored, str(recorded_date), now)]
    # Of several on the same day the last one is the preceding status change.
    return max(
        reversed(_still_counting(counting, EVENT_OF[transition], now.date())),
        key=lambda earliest: earliest.day,
    )


def _date_of(stored: StoredEvent) -> object:
    """The date in a status event; None for any other event."""
    return parse_record(stored)["payload"].get("date") if stored.kind in EVENT_OF.values() else None


def _still_counting(counting: list[_EarliestDate], kind: str, recorded: datetime.date) -> list[_EarliestDate]:
    """The dates that still count when an event of a kind is recorded on a day: not the replaced ones."""
    if kind not in _REPLACING:
        return counting
    return [one for one in counting if one.kind != kind or one.recorded_date <= recorded.isoformat()]


def _earliest_from(stored: StoredEvent, recorded_date: str, now: datetime.datetime) -> _EarliestDate:
    """The day from which an event counts: its date, or the day of recording where that is earlier."""
    recorded = _recorded(stored, now)
    try:
        decided = datetime.date.fromisoformat(recorded_date)
    except ValueError as error:
        raise RefusedError(Problem("CHAIN_RECORD", found=str(stored.sequence))) from error
    last = tuple(transition for transition, kind in EVENT_OF.items() if kind == stored.kind)
    what, which = "DEED" if last else "GRANT", "DECIDED" if decided <= recorded else "RECORDED"
    since = label_values("since", (f"LIFE_SINCE_{what}_{which}",))
    values = {**since, **(transition_values("last", last) if last else {})}
    return _EarliestDate(min(decided, recorded), values, stored.kind, recorded_date)


def _recorded(stored: StoredEvent, now: datetime.datetime) -> datetime.date:
    """The day on which an event was recorded; raises RefusedError where that cannot be read."""
    try:
        return local_date(str(parse_record(stored)["at"]), now)
    except (ValueError, OverflowError) as error:
        raise RefusedError(Problem("CHAIN_RECORD", found=str(stored.sequence))) from error
