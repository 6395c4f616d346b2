"""What happens to an entry over its years: a deed that its state admits, and what follows from it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cts_docs.archive import words as vocabulary
from cts_docs.archive.lifecycle.effective_dates import ahead, dated, secured_validity
from cts_docs.archive.lifecycle.statuses import RECORDED, Deed, refuse_unless_admitted
from cts_docs.archive.lifecycle.transaction import Work
from cts_docs.archive.register.entries import (
    ON_ITS_DAY,
    Status,
    known_entry,
    standing_surveillance,
    status_of,
)
from cts_docs.archive.register.read_model import LATER_STATE
from cts_docs.archive.register.register import Snapshot
from cts_docs.assessment.validity import anniversary, surveillance_due, valid_until
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json

LONGEST_REASON = 2_000

_SUCCESSORS: tuple[Status, ...] = ("valid", "suspended", "no_certificate")
_SHARED = ("client", "credit_code", "specification")
"""What an entry and its successor have in common, unless companies merged or were renamed."""


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
    """What a deed does to an entry: its status before and after, and the date of the decision.

    The status is that of the decision's date, of the day of recording where that date lies ahead.
    `changed` are the dates and references of its row that follow, `later` those that follow only once
    the day of a renewal has come, `warnings` what a person should look at twice, `by` is the report
    number of a successor.
    """

    number: str
    deed: Deed
    before: Status
    after: Status
    date: datetime.date
    by: str = ""
    changed: Mapping[str, Json] = field(default_factory=dict)
    later: Mapping[str, Json] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def happen(work: Work, number: str, happening: Happening, terms: Terms) -> Lived:
    """Record a deed on an entry.

    Raises RefusedError where there is no such entry, its state on that day does not admit the deed,
    the date cannot be right, the reason is empty, or a period is missing that the deed needs.
    """
    lived = foresee(work.ledger, number, happening, terms, work.now)
    told: dict[str, Json] = {"reason": happening.reason.strip(), "date": lived.date.isoformat()}
    named: dict[str, Json] = {"by": lived.by} if lived.by else {}
    later: dict[str, Json] = {ON_ITS_DAY: dict(lived.later)} if lived.later else {}
    payload = {**told, **named, "entry": dict(lived.changed), **later}
    work.record(RECORDED[happening.deed], lived.number, payload)
    if lived.by:
        work.record("succeeded", lived.by, {**told, "predecessor": lived.number})
    work.ledger.index(lived.number)
    return lived


def foresee(
    snapshot: Snapshot, number: str, happening: Happening, terms: Terms, now: datetime.datetime
) -> Lived:
    """What a deed would do that is recorded `now`; raises RefusedError as `happen` does."""
    entry, deed = known_entry(snapshot, number), happening.deed
    own = str(entry["number"])
    if not 0 < len(happening.reason.strip()) <= LONGEST_REASON:
        raise RefusedError(Problem("LIFE_REASON", found=own, values={"expected": str(LONGEST_REASON)}))
    date = dated(snapshot, entry, deed, happening.date, now)
    refuse_unless_admitted(deed, entry, date)
    secured = secured_validity(snapshot, own, now)
    warnings = list(ahead(deed, own, date, now.date(), secured))
    by, later = "", {}
    if deed == "renew":
        changed = _renewed(date, terms, secured)
        due = standing_surveillance(snapshot, entry, now.date())
        if date > now.date() and due:
            later, changed["surveillance_due"] = {"surveillance_due": changed["surveillance_due"]}, due
    elif deed == "supersede":
        successor = _successor(snapshot, own, happening.by, date)
        by = str(successor["number"])
        warnings += _differing(entry, successor)
        changed = _superseded(entry, successor)
    else:
        changed = _changed(deed, date, terms)
    day, then = min(date, now.date()), {**entry, **LATER_STATE[RECORDED[deed]], **changed}
    before, after = status_of(entry, day), status_of(then, day)
    return Lived(own, deed, before, after, date, by, changed, later, tuple(warnings))


def _successor(snapshot: Snapshot, own: str, by: str, date: datetime.date) -> Mapping[str, Any]:
    """The entry that takes another's place: issued, in force, and not the same."""
    successor = known_entry(snapshot, by)
    status = status_of(successor, date)
    if successor["number"] == own:
        raise RefusedError(Problem("LIFE_SUCCESSOR_SELF", found=by, values={"number": own}))
    if status not in _SUCCESSORS:
        said = {**vocabulary.states("status", (status,)), **vocabulary.states("expected", _SUCCESSORS)}
        raise RefusedError(Problem("LIFE_SUCCESSOR", found=by, values={**said, "date": date.isoformat()}))
    return successor


def _differing(entry: Mapping[str, Any], successor: Mapping[str, Any]) -> Iterator[Problem]:
    """A warning for each thing that an entry and its successor should share and do not."""
    for name in _SHARED:
        if entry[name] != successor[name]:
            values = {
                "number": str(entry["number"]),
                "by": str(successor["number"]),
                "old": str(entry[name] or "—"),
                **vocabulary.words("what", (f"FACT_{name.upper()}",)),
            }
            found = str(successor[name] or "—")
            yield Problem("LIFE_SUCCESSOR_DIFFERS", "warning", name, found=found, values=values)


def _renewed(date: datetime.date, terms: Terms, secured: str) -> dict[str, Json]:
    """A whole validity from a date; raises RefusedError where it would end no later than `secured`."""
    until = valid_until(date, _supplied("renew", "certificate.validity_years", terms.validity_years))
    if until.isoformat() <= secured:
        raise RefusedError(
            Problem("LIFE_RENEWAL_SHORTER", found=until.isoformat(), values={"expected": secured})
        )
    return {
        "valid_until": until.isoformat(),
        "surveillance_due": _next_surveillance("renew", date, terms),
        "retain_until": anniversary(until, terms.retention_years).isoformat(),
    }


def _superseded(entry: Mapping[str, Any], successor: Mapping[str, Any]) -> dict[str, Json]:
    """The reference to the successor; what is kept of an entry is kept as long as its successor."""
    dates = (entry["retain_until"], successor["retain_until"])
    kept = max((str(day) for day in dates if day), default=None)
    return {"superseded_by": successor["number"], "retain_until": kept}


def _changed(deed: Deed, date: datetime.date, terms: Terms) -> dict[str, Json]:
    """The dates of the entry's row that follow from any other deed; its state follows by itself."""
    if deed == "surveillance":
        return {"surveillance_due": _next_surveillance(deed, date, terms)}
    if deed in ("withdraw", "cancel"):
        return {"retain_until": anniversary(date, terms.retention_years).isoformat()}
    return {}


def _next_surveillance(deed: Deed, date: datetime.date, terms: Terms) -> str:
    months = _supplied(deed, "certificate.surveillance_months", terms.surveillance_months)
    return surveillance_due(date, months).isoformat()


def _supplied(deed: Deed, key: str, period: int) -> int:
    if not period:
        raise RefusedError(
            Problem("LIFE_SETTING_MISSING", found=key, values=vocabulary.deeds("deed", (deed,)))
        )
    return period
