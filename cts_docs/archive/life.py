"""What happens to an entry over its years: which deed its state admits, and what follows from it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cts_docs.archive.canonical import Json
from cts_docs.archive.chain import EventKind, said
from cts_docs.archive.entries import Status, known_entry, status_of
from cts_docs.archive.register import Snapshot
from cts_docs.archive.work import Work
from cts_docs.assessment.validity import anniversary, surveillance_due, valid_until
from cts_docs.errors import Problem, RefusedError

Deed = Literal["suspend", "restore", "withdraw", "cancel", "supersede", "renew", "surveillance"]
LONGEST_REASON = 2_000

_ADMITTED: Mapping[Deed, tuple[Status, ...]] = {
    "suspend": ("valid",),
    "restore": ("suspended",),
    "withdraw": ("valid", "suspended"),
    "cancel": ("valid", "suspended", "no_certificate"),
    "supersede": ("valid", "suspended", "expired", "no_certificate"),
    "renew": ("valid", "expired"),
    "surveillance": ("valid", "suspended"),
}
_RECORDED: Mapping[Deed, EventKind] = {
    "suspend": "suspended",
    "restore": "restored",
    "withdraw": "withdrawn",
    "cancel": "cancelled",
    "supersede": "superseded",
    "renew": "renewed",
    "surveillance": "surveilled",
}
_SUCCESSORS: tuple[Status, ...] = ("valid", "suspended", "no_certificate")


@dataclass(frozen=True, slots=True)
class Terms:
    """The body's periods: a validity in whole years, at most how many months between two surveillances.

    `retention_years` count from the end of validity; 0 is a period that the body has not supplied.
    """

    validity_years: int
    surveillance_months: int
    retention_years: int = 2


@dataclass(frozen=True, slots=True)
class Happening:
    """A deed with its reason; `date` is that of the decision, `by` the number of a successor."""

    deed: Deed
    reason: str
    date: datetime.date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Lived:
    """What was recorded of an entry: its status before and after, and the date of the decision."""

    number: str
    deed: Deed
    before: Status
    after: Status
    date: datetime.date
    by: str = ""


def happen(work: Work, number: str, happening: Happening, terms: Terms) -> Lived:
    """Record a deed on an entry.

    Raises RefusedError where there is no such entry, its state on that day does not admit the deed,
    the reason is empty, or a period is missing that the deed needs.
    """
    entry = known_entry(work.ledger, number)
    own = str(entry["number"])
    if not 0 < len(happening.reason.strip()) <= LONGEST_REASON:
        raise RefusedError(Problem("LIFE_REASON", found=own, values={"expected": str(LONGEST_REASON)}))
    date = _dated(work, entry, happening.date)
    before = status_of(entry, date)
    if before not in _ADMITTED[happening.deed]:
        values = {"deed": happening.deed, "expected": "、".join(_ADMITTED[happening.deed]), "number": own}
        raise RefusedError(Problem("LIFE_NOT_ADMITTED", found=before, values=values))
    successor = _successor(work.ledger, own, happening.by, date) if happening.deed == "supersede" else {}
    changed = _changed(happening.deed, entry, date, terms, successor)
    told: dict[str, Json] = {"reason": happening.reason.strip(), "date": date.isoformat()}
    by = str(successor.get("number", ""))
    named: dict[str, Json] = {"by": by} if by else {}
    work.record(_RECORDED[happening.deed], own, {**told, **named, "entry": changed})
    if by:
        work.record("succeeded", by, {**told, "predecessor": own})
    work.ledger.index(own)
    after = status_of(known_entry(work.ledger, own), date)
    return Lived(own, happening.deed, before, after, date, by)


def _dated(work: Work, entry: Mapping[str, Any], said_date: datetime.date | None) -> datetime.date:
    """The date of a deed: as said, else the day of recording, but never before what went before it.

    Raises RefusedError where the date said is before the grant or the deed before this one.
    """
    first = _earliest(work.ledger, entry)
    if said_date is None:
        return max(datetime.date.fromisoformat(work.at[:10]), first)
    if said_date < first:
        values = {"expected": first.isoformat(), "number": str(entry["number"])}
        raise RefusedError(Problem("LIFE_DATE_BEFORE", found=said_date.isoformat(), values=values))
    return said_date


def _earliest(snapshot: Snapshot, entry: Mapping[str, Any]) -> datetime.date:
    """The day before which nothing can have happened to an entry: of its grant, or of the deed before."""
    dates = [entry["granted"]] if entry["granted"] else []
    events = snapshot.events_of(str(entry["number"]))
    dates += [said(stored)["payload"]["date"] for stored in events if stored.kind in _RECORDED.values()]
    return max(map(datetime.date.fromisoformat, dates), default=datetime.date.min)


def _successor(snapshot: Snapshot, own: str, by: str, date: datetime.date) -> Mapping[str, Any]:
    """The entry that takes another's place: issued, in force, and not the same."""
    successor = known_entry(snapshot, by)
    status = status_of(successor, date)
    if successor["number"] == own or status not in _SUCCESSORS:
        values = {"expected": "、".join(_SUCCESSORS), "status": status}
        raise RefusedError(Problem("LIFE_SUCCESSOR", found=by, values=values))
    return successor


def _changed(
    deed: Deed, entry: Mapping[str, Any], date: datetime.date, terms: Terms, successor: Mapping[str, Any]
) -> dict[str, Json]:
    """The dates and references of the entry's row that follow from a deed; its state follows by itself."""
    if deed == "surveillance":
        return {"surveillance_due": _next_surveillance(date, terms)}
    if deed == "renew":
        until = valid_until(date, _supplied("certificate.validity_years", terms.validity_years))
        if until.isoformat() <= str(entry["valid_until"]):
            values = {"expected": str(entry["valid_until"])}
            raise RefusedError(Problem("LIFE_RENEWAL_SHORTER", found=until.isoformat(), values=values))
        return {
            "valid_until": until.isoformat(),
            "surveillance_due": _next_surveillance(date, terms),
            "retain_until": anniversary(until, terms.retention_years).isoformat(),
        }
    if deed in ("withdraw", "cancel"):
        return {"retain_until": anniversary(date, terms.retention_years).isoformat()}
    if deed == "supersede":
        dates = (entry["retain_until"], successor["retain_until"])
        kept = max((str(day) for day in dates if day), default=None)
        return {"superseded_by": successor["number"], "retain_until": kept}
    return {}


def _next_surveillance(date: datetime.date, terms: Terms) -> str:
    months = _supplied("certificate.surveillance_months", terms.surveillance_months)
    return surveillance_due(date, months).isoformat()


def _supplied(key: str, period: int) -> int:
    if not period:
        raise RefusedError(Problem("ISSUE_SETTING_MISSING", found=key))
    return period
