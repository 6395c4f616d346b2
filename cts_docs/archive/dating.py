"""The date of a deed: never before what went before it, and far ahead only by a slip of the keyboard."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from cts_docs.archive import vocabulary
from cts_docs.archive.chain import Stored, said
from cts_docs.archive.deeds import RECORDED, Deed
from cts_docs.archive.hands import day_of
from cts_docs.archive.register import Snapshot
from cts_docs.assessment.validity import anniversary
from cts_docs.errors import Problem, RefusedError

FARTHEST_YEARS = 5
"""A date that lies more years than this after the day of recording is a slip."""

_DAY = datetime.timedelta(days=1)


def dated(
    snapshot: Snapshot, entry: Mapping[str, Any], date: datetime.date | None, now: datetime.datetime
) -> datetime.date:
    """The date of a deed: as said, else the day of recording, but never before what went before it.

    Raises RefusedError for a date before the grant or before the deed before this one, and for one
    more than FARTHEST_YEARS after the day of recording.
    """
    first, today = _earliest(snapshot, entry, now), now.date()
    if date is None:
        return max(today, first)
    values = {"number": str(entry["number"]), "today": today.isoformat()}
    if date < first:
        values["expected"] = first.isoformat()
        raise RefusedError(Problem("LIFE_DATE_BEFORE", found=date.isoformat(), values=values))
    if date > (latest := anniversary(today, FARTHEST_YEARS)):
        values["expected"] = latest.isoformat()
        raise RefusedError(Problem("LIFE_DATE_FAR", found=date.isoformat(), values=values))
    return date


def ahead(
    deed: Deed, entry: Mapping[str, Any], date: datetime.date, today: datetime.date
) -> Iterator[Problem]:
    """A warning where a deed's date lies after the day of recording.

    A renewal up to the day after the old validity ends is dated ahead as a matter of course.
    """
    if date <= today:
        return
    until = entry["valid_until"]
    if deed == "renew" and until is not None and (date - _DAY).isoformat() <= until:
        return
    values = {
        "number": str(entry["number"]),
        "today": today.isoformat(),
        "days": str((date - today).days),
        **vocabulary.deeds("deed", (deed,)),
    }
    yield Problem("LIFE_DATE_AHEAD", severity="warning", found=date.isoformat(), values=values)


def secured_validity(snapshot: Snapshot, number: str, today: datetime.date) -> str:
    """The last day of validity that no renewal may shorten; empty where there is none.

    A renewal whose date still lies ahead counts for nothing here, so that it can be corrected.
    """
    secured = ""
    for stored in snapshot.events_of(number):
        payload = said(stored)["payload"]
        ours = stored.kind in ("issued", RECORDED["renew"])
        if ours and str(payload.get("date", "")) <= today.isoformat():
            secured = str(payload.get("entry", {}).get("valid_until") or secured)
    return secured


def _earliest(snapshot: Snapshot, entry: Mapping[str, Any], now: datetime.datetime) -> datetime.date:
    """The day before which nothing can have happened to an entry: of its grant, or of the deed before.

    What was dated ahead of its recording counts from the day of recording, so that a slip can be
    corrected. Raises RefusedError where an event cannot be read.
    """
    first = datetime.date.min
    for place, stored in enumerate(snapshot.events_of(str(entry["number"]))):
        named = entry["granted"] if not place else _date_of(stored)
        if named:
            first = max(first, _counted(stored, str(named), now))
    return first


def _date_of(stored: Stored) -> object:
    """The date of a deed that was recorded; None for any other event."""
    return said(stored)["payload"].get("date") if stored.kind in RECORDED.values() else None


def _counted(stored: Stored, named: str, now: datetime.datetime) -> datetime.date:
    try:
        return min(datetime.date.fromisoformat(named), day_of(str(said(stored)["at"]), now))
    except (ValueError, OverflowError) as error:
        raise RefusedError(Problem("CHAIN_RECORD", found=str(stored.sequence))) from error
