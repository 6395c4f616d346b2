"""The date of a deed: never before what went before it, and far ahead only by a slip of the keyboard."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cts_docs.archive import words as vocabulary
from cts_docs.archive.lifecycle.statuses import RECORDED, Deed
from cts_docs.archive.register.actors import day_of
from cts_docs.archive.register.event_log import Stored, said
from cts_docs.archive.register.register import Snapshot
from cts_docs.assessment.validity import anniversary
from cts_docs.errors import Problem, RefusedError

FARTHEST_YEARS = 5
"""A date that lies more years than this after the day of recording is a slip."""

_DAY = datetime.timedelta(days=1)
_FINAL: tuple[Deed, ...] = ("withdraw", "cancel", "supersede")
"""Deeds that nothing takes back, so that none is recorded before its day."""
_REPLACING = (RECORDED["renew"], RECORDED["surveillance"])
"""What takes the place of an event of its own kind, while that one still lies ahead."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """The first day that a deed may have, and in the catalogue's words what happened on it.

    `kind` and `named` are those of the event that it comes from, and of its date as recorded.
    """

    day: datetime.date
    since: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    named: str = ""


def dated(
    snapshot: Snapshot,
    entry: Mapping[str, Any],
    deed: Deed,
    date: datetime.date | None,
    now: datetime.datetime,
) -> datetime.date:
    """The date of a deed: as said, else the day of recording, but never before what went before it.

    Raises RefusedError for a date before the grant or before the deed before this one, for one
    more than FARTHEST_YEARS after the day of recording, and for any after it where the deed is final.
    """
    bound, today = _earliest(snapshot, entry, deed, now), now.date()
    if date is None:
        return max(today, bound.day)
    values = {"number": str(entry["number"]), "today": today.isoformat()}
    if date < bound.day:
        values.update(bound.since, expected=bound.day.isoformat())
        raise RefusedError(Problem("LIFE_DATE_BEFORE", found=date.isoformat(), values=values))
    if date > (latest := anniversary(today, FARTHEST_YEARS)):
        values["expected"] = latest.isoformat()
        raise RefusedError(Problem("LIFE_DATE_FAR", found=date.isoformat(), values=values))
    if date > today and deed in _FINAL:
        values.update(vocabulary.deeds("deed", (deed,)))
        raise RefusedError(Problem("LIFE_DATE_FINAL", found=date.isoformat(), values=values))
    return date


def ahead(
    deed: Deed, number: str, date: datetime.date, today: datetime.date, secured: str
) -> Iterator[Problem]:
    """A warning where a deed's date lies after the day of recording.

    A renewal up to the day after the `secured` validity ends is dated ahead as a matter of course.
    """
    if date <= today:
        return
    if deed == "renew" and secured and (date - _DAY).isoformat() <= secured:
        return
    values = {
        "number": number,
        "today": today.isoformat(),
        "days": str((date - today).days),
        **vocabulary.deeds("deed", (deed,)),
        **vocabulary.words("cure", (f"LIFE_CURE_{deed.upper()}",)),
    }
    yield Problem("LIFE_DATE_AHEAD", severity="warning", found=date.isoformat(), values=values)


def secured_validity(snapshot: Snapshot, number: str, now: datetime.datetime) -> str:
    """The last day of validity that no renewal may shorten; empty where there is none.

    A renewal whose date still lies ahead counts for nothing here, so that it can be corrected;
    neither does one that lay ahead when another took its place.
    """
    secured = until = since = ""
    for stored in snapshot.events_of(number):
        if stored.kind not in ("issued", RECORDED["renew"]):
            continue
        if since <= _recorded(stored, now).isoformat():
            secured = until or secured
        payload = said(stored)["payload"]
        since, until = str(payload.get("date", "")), str(payload.get("entry", {}).get("valid_until") or "")
    return until or secured if since <= now.date().isoformat() else secured


def _earliest(snapshot: Snapshot, entry: Mapping[str, Any], deed: Deed, now: datetime.datetime) -> _Bound:
    """The day before which a deed cannot have happened: of the entry's grant, or of the deed before.

    What was dated ahead of its recording counts from the day of recording, so that a slip can be
    corrected; what this deed or one before it takes the place of counts not at all.
    Raises RefusedError where an event cannot be read.
    """
    counting = [_Bound(datetime.date.min)]
    for place, stored in enumerate(snapshot.events_of(str(entry["number"]))):
        named = entry["granted"] if not place else _date_of(stored)
        if named:
            standing = _standing(counting, stored.kind, _recorded(stored, now))
            counting = [*standing, _bound(stored, str(named), now)]
    # Of several on the same day, the last one is the deed before.
    return max(reversed(_standing(counting, RECORDED[deed], now.date())), key=lambda bound: bound.day)


def _date_of(stored: Stored) -> object:
    """The date of a deed that was recorded; None for any other event."""
    return said(stored)["payload"].get("date") if stored.kind in RECORDED.values() else None


def _standing(counting: list[_Bound], kind: str, recorded: datetime.date) -> list[_Bound]:
    """What still counts when an event of a kind is recorded on a day: not what it takes the place of."""
    if kind not in _REPLACING:
        return counting
    return [one for one in counting if one.kind != kind or one.named <= recorded.isoformat()]


def _bound(stored: Stored, named: str, now: datetime.datetime) -> _Bound:
    """The day that an event counts from: that of its decision, or of its recording where that is earlier."""
    recorded = _recorded(stored, now)
    try:
        decided = datetime.date.fromisoformat(named)
    except ValueError as error:
        raise RefusedError(Problem("CHAIN_RECORD", found=str(stored.sequence))) from error
    last = tuple(deed for deed, kind in RECORDED.items() if kind == stored.kind)
    what, which = "DEED" if last else "GRANT", "DECIDED" if decided <= recorded else "RECORDED"
    since = vocabulary.words("since", (f"LIFE_SINCE_{what}_{which}",))
    told = {**since, **(vocabulary.deeds("last", last) if last else {})}
    return _Bound(min(decided, recorded), told, stored.kind, named)


def _recorded(stored: Stored, now: datetime.datetime) -> datetime.date:
    """The day on which an event was recorded; raises RefusedError where that cannot be read."""
    try:
        return day_of(str(said(stored)["at"]), now)
    except (ValueError, OverflowError) as error:
        raise RefusedError(Problem("CHAIN_RECORD", found=str(stored.sequence))) from error
