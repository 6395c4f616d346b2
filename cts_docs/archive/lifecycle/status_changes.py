"""Status changes of an entry: suspension, renewal, surveillance and so on, and the dates that follow."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cts_docs.archive.lifecycle.effective_dates import effective_date, future_date_warnings, secured_validity
from cts_docs.archive.lifecycle.notices import (
    NOTICE_OF,
    SURVEILLANCE,
    NoticeResult,
    record_notice,
    recorded_notices,
)
from cts_docs.archive.lifecycle.transaction import ArchiveTransaction
from cts_docs.archive.lifecycle.transition_rules import (
    EVENT_OF,
    Transition,
    refuse_unless_allowed,
    transition_values,
)
from cts_docs.archive.packages.requests import NoticeEvent, NoticeRequest
from cts_docs.archive.register.entries import (
    DEFERRED,
    IN_FORCE,
    Status,
    find_entry,
    label_values,
    status_of,
    status_values,
    surveillance_due_on,
)
from cts_docs.archive.register.event_log import parse_record
from cts_docs.archive.register.read_model import ROW_AFTER
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.assessment.validity import anniversary, surveillance_due, valid_until
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json

LONGEST_REASON = 2_000

_SUCCESSORS: tuple[Status, ...] = ("valid", "suspended", "no_certificate")
_SHARED = ("client", "credit_code", "specification")
"""What an entry and its successor usually share."""


@dataclass(frozen=True, slots=True)
class Periods:
    """The body's periods: validity in years, months between surveillances, retention in years.

    `retention_years` count from the end of validity; 0 is a period that is not configured.
    """

    validity_years: int
    surveillance_months: int
    retention_years: int = 2


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A requested status change; `date` is that of the decision, `by` the number of the successor."""

    transition: Transition
    reason: str
    date: datetime.date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class StatusChangeResult:
    """What a status change does to an entry: its status before and after, and the date of the decision.

    The statuses are those on the date, or on the day of recording where the date lies ahead. `changed`
    are the new values of its row, `later` those that apply only from the date of a renewal dated ahead,
    `by` is the report number of the successor. `proposed`: it waits for approval by a second person.
    `notice` is the notice to the client that was archived with it.
    """

    number: str
    transition: Transition
    before: Status
    after: Status
    date: datetime.date
    by: str = ""
    changed: Mapping[str, Json] = field(default_factory=dict)
    later: Mapping[str, Json] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    proposed: bool = False
    notice: NoticeResult | None = None


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A status change that waits for approval: who proposed it and when, and its event's sequence."""

    change: StatusChange
    account: str
    person: str
    at: str
    sequence: int


def apply_change(
    transaction: ArchiveTransaction,
    number: str,
    change: StatusChange,
    periods: Periods,
    proposal: ProposedChange | None = None,
    notices: NoticeRequest | None = None,
) -> StatusChangeResult:
    """Record a status change, with `notices` together with the notice to the client.

    Raises RefusedError where there is no such entry, its status on the date does not allow the
    transition, the date is impossible, the reason is empty, or a period is not configured.
    """
    result = preview_change(transaction.writer, number, change, periods, transaction.now)
    common: dict[str, Json] = {"reason": change.reason.strip(), "date": result.date.isoformat()}
    successor: dict[str, Json] = {"by": result.by} if result.by else {}
    later: dict[str, Json] = {DEFERRED: dict(result.later)} if result.later else {}
    approves: dict[str, Json] = {}
    if proposal is not None:
        approves["approves"] = {"sequence": proposal.sequence, "account": proposal.account}
    payload = {**common, **successor, "entry": dict(result.changed), **later, **approves}
    transaction.record(EVENT_OF[change.transition], result.number, payload)
    if result.by:
        transaction.record("succeeded", result.by, {**common, "predecessor": result.number})
    transaction.writer.index(result.number)
    entry = find_entry(transaction.writer, result.number)
    name = NOTICE_OF.get(change.transition)
    if notices is None or name is None or entry["certificate"] is None or entry["issued"] is None:
        return result
    event = NoticeEvent(name, entry, change.reason.strip(), result.date, transaction.now.date())
    return replace(result, notice=record_notice(transaction, event, notices))


def announce_surveillance(
    transaction: ArchiveTransaction, number: str, notices: NoticeRequest
) -> NoticeResult | None:
    """Archive the notice of an entry's next surveillance; None where it was made for this date before.

    Raises RefusedError where its certificate is not in force, or no surveillance is due.
    """
    entry, today = find_entry(transaction.writer, number), transaction.now.date()
    own, due = str(entry["number"]), surveillance_due_on(transaction.writer, entry, today)
    status = status_of(entry, today)
    if status not in IN_FORCE or not due:
        values = status_values("status", (status,))
        raise RefusedError(Problem("NOTICE_NO_SURVEILLANCE", found=own, values=values))
    if any(
        one["name"] == SURVEILLANCE and one["date"] == due
        for one in recorded_notices(transaction.writer, own)
    ):
        return None
    event = NoticeEvent(SURVEILLANCE, entry, "", datetime.date.fromisoformat(due), today)
    return record_notice(transaction, event, notices)


def propose_change(
    transaction: ArchiveTransaction, number: str, change: StatusChange, periods: Periods
) -> StatusChangeResult:
    """Record a status change as proposed; raises RefusedError as `apply_change` does."""
    result = preview_change(transaction.writer, number, change, periods, transaction.now)
    payload: dict[str, Json] = {
        "transition": change.transition,
        "reason": change.reason.strip(),
        "date": result.date.isoformat(),
        "by": result.by,
    }
    transaction.record("proposed", result.number, payload)
    return replace(result, proposed=True)


def approve_proposed_change(
    transaction: ArchiveTransaction, number: str, periods: Periods, notices: NoticeRequest | None = None
) -> StatusChangeResult:
    """Apply the status change that waits for approval, by another account than the one that proposed it."""
    entry = find_entry(transaction.writer, number)
    proposal = proposed_change(transaction.writer, str(entry["number"]))
    if proposal is None:
        raise RefusedError(Problem("NOTHING_TO_APPROVE", found=number))
    transaction.policy.refuse_same(proposal.account, transaction.actor.account, "APPROVER_PROPOSED")
    return apply_change(transaction, number, proposal.change, periods, proposal, notices)


def proposed_change(snapshot: Snapshot, number: str) -> ProposedChange | None:
    """The status change of an entry that waits for approval; a later proposal replaces an earlier one."""
    for stored in reversed(snapshot.events_of(number)):
        if stored.kind in EVENT_OF.values():
            return None
        if stored.kind == "proposed":
            record = parse_record(stored)
            payload = record["payload"]
            date = datetime.date.fromisoformat(payload["date"])
            change = StatusChange(payload["transition"], payload["reason"], date, payload["by"])
            return ProposedChange(change, record["account"], record["person"], record["at"], stored.sequence)
    return None


def preview_change(
    snapshot: Snapshot, number: str, change: StatusChange, periods: Periods, now: datetime.datetime
) -> StatusChangeResult:
    """What a status change recorded `now` would do; raises RefusedError as `apply_change` does."""
    entry, transition = find_entry(snapshot, number), change.transition
    own = str(entry["number"])
    if not 0 < len(change.reason.strip()) <= LONGEST_REASON:
        raise RefusedError(Problem("LIFE_REASON", found=own, values={"expected": str(LONGEST_REASON)}))
    date = effective_date(snapshot, entry, transition, change.date, now)
    refuse_unless_allowed(transition, entry, date)
    secured = secured_validity(snapshot, own, now)
    warnings = list(future_date_warnings(transition, own, date, now.date(), secured))
    by, later = "", {}
    if transition == "renew":
        changed = _renewed(date, periods, secured)
        due = surveillance_due_on(snapshot, entry, now.date())
        if date > now.date() and due:
            later, changed["surveillance_due"] = {"surveillance_due": changed["surveillance_due"]}, due
    elif transition == "supersede":
        successor = _successor(snapshot, own, change.by, date)
        by = str(successor["number"])
        warnings += _differing(entry, successor)
        changed = _superseded(entry, successor)
    else:
        changed = _changed(transition, date, periods)
    day, row = min(date, now.date()), {**entry, **ROW_AFTER[EVENT_OF[transition]], **changed}
    before, after = status_of(entry, day), status_of(row, day)
    return StatusChangeResult(own, transition, before, after, date, by, changed, later, tuple(warnings))


def _successor(snapshot: Snapshot, own: str, by: str, date: datetime.date) -> Mapping[str, Any]:
    """The successor of an entry: issued, in force, and another entry."""
    successor = find_entry(snapshot, by)
    status = status_of(successor, date)
    if successor["number"] == own:
        raise RefusedError(Problem("LIFE_SUCCESSOR_SELF", found=by, values={"number": own}))
    if status not in _SUCCESSORS:
        values = {**status_values("status", (status,)), **status_values("expected", _SUCCESSORS)}
        raise RefusedError(Problem("LIFE_SUCCESSOR", found=by, values={**values, "date": date.isoformat()}))
    return successor


def _differing(entry: Mapping[str, Any], successor: Mapping[str, Any]) -> Iterator[Problem]:
    """A warning for each fact in which an entry and its successor differ."""
    for name in _SHARED:
        if entry[name] != successor[name]:
            values = {
                "number": str(entry["number"]),
                "by": str(successor["number"]),
                "old": str(entry[name] or "—"),
                **label_values("what", (f"FACT_{name.upper()}",)),
            }
            found = str(successor[name] or "—")
            yield Problem("LIFE_SUCCESSOR_DIFFERS", "warning", name, found=found, values=values)


def _renewed(date: datetime.date, periods: Periods, secured: str) -> dict[str, Json]:
    """The dates of a renewal; raises RefusedError where it would end no later than `secured`."""
    until = valid_until(date, _supplied("renew", "certificate.validity_years", periods.validity_years))
    if until.isoformat() <= secured:
        raise RefusedError(
            Problem("LIFE_RENEWAL_SHORTER", found=until.isoformat(), values={"expected": secured})
        )
    return {
        "valid_until": until.isoformat(),
        "surveillance_due": _next_surveillance("renew", date, periods),
        "retain_until": anniversary(until, periods.retention_years).isoformat(),
    }


def _superseded(entry: Mapping[str, Any], successor: Mapping[str, Any]) -> dict[str, Json]:
    """The reference to the successor; an entry is retained at least as long as its successor."""
    dates = (entry["retain_until"], successor["retain_until"])
    kept = max((str(day) for day in dates if day), default=None)
    return {"superseded_by": successor["number"], "retain_until": kept}


def _changed(transition: Transition, date: datetime.date, periods: Periods) -> dict[str, Json]:
    """The dates that follow from any other transition; the state follows from the kind of event."""
    if transition == "surveillance":
        return {"surveillance_due": _next_surveillance(transition, date, periods)}
    if transition in ("withdraw", "cancel"):
        return {"retain_until": anniversary(date, periods.retention_years).isoformat()}
    return {}


def _next_surveillance(transition: Transition, date: datetime.date, periods: Periods) -> str:
    months = _supplied(transition, "certificate.surveillance_months", periods.surveillance_months)
    return surveillance_due(date, months).isoformat()


def _supplied(transition: Transition, key: str, period: int) -> int:
    if not period:
        raise RefusedError(
            Problem("LIFE_SETTING_MISSING", found=key, values=transition_values("deed", (transition,)))
        )
    return period
