"""Dates: audit start ≤ end ≤ report ≤ review ≤ decision ≤ grant; decision and grant beside today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise

from cts_docs.assessment.fields import field_named
from cts_docs.assessment.model import INITIAL, RECERTIFICATION, Assessment
from cts_docs.assessment.rules.violation import Violation
from cts_docs.errors import Problem

DATE_SEQUENCE = ("audit_start", "audit_end", "report_date", "review_date", "decision_date", "grant_date")

GRANT_DAYS_AHEAD = 30
"""How many days after today a grant date may lie unless the body configures another number."""


def violations(assessment: Assessment) -> Iterator[Violation]:
    """Each date before the one that it must follow; form dates outside the audit."""
    filled = [name for name in DATE_SEQUENCE if assessment.date(name) is not None]
    for earlier, later in pairwise(filled):
        yield from _sequence(assessment, earlier, later, "DATE_ORDER")
    if assessment.date("first_grant_date") and assessment.date("grant_date"):
        for violation in _sequence(assessment, "first_grant_date", "grant_date", "DATE_ORDER"):
            yield Violation(violation.problem, None)
    yield from _forms(assessment)
    yield from _cycle(assessment)


def _sequence(assessment: Assessment, earlier: str, later: str, code: str) -> Iterator[Violation]:
    first, second = assessment.date(earlier), assessment.date(later)
    if first is not None and second is not None and second < first:
        values = {
            "label": field_named(later).label,
            "earlier": field_named(earlier).label,
            "expected": first.isoformat(),
        }
        yield Violation(Problem(code, field=later, found=second.isoformat(), values=values), "render")


def _forms(assessment: Assessment) -> Iterator[Violation]:
    start, end = assessment.date("audit_start"), assessment.date("audit_end")
    if start is not None and end is not None and end < start:
        return  # DATE_ORDER reports the reversed period; no day can lie within it.
    for form in assessment.forms:
        if form.date is None:
            continue
        if (start is not None and form.date < start) or (end is not None and form.date > end):
            values = {"expected": f"{start or '…'} – {end or '…'}"}
            key = f"form_dates[{form.number}]"
            problem = Problem("FORM_OUTSIDE_AUDIT", field=key, found=form.date.isoformat(), values=values)
            yield Violation(problem, None)


def _cycle(assessment: Assessment) -> Iterator[Violation]:
    """An initial certification is the first cycle and the first grant; a recertification is neither."""
    audit_type, cycle = assessment.text("audit_type"), assessment.number("cycle")
    first, grant = assessment.date("first_grant_date"), assessment.date("grant_date")
    if cycle is not None and (audit_type, cycle > 0) in ((INITIAL, True), (RECERTIFICATION, False)):
        expected = "0" if audit_type == INITIAL else "1, 2, 3 …"
        values = {"type": audit_type or "", "expected": expected}
        yield Violation(Problem("CYCLE_OF_TYPE", field="cycle", found=str(cycle), values=values), "issue")
    if audit_type == INITIAL and first is not None and grant is not None and first < grant:
        values = {"expected": grant.isoformat()}
        problem = Problem("FIRST_GRANT_OF_INITIAL", field="first_grant_date", found=str(first), values=values)
        yield Violation(problem, "issue")


def violations_today(
    assessment: Assessment, today: datetime.date | None, grant_days_ahead: int
) -> Iterator[Violation]:
    """A decision after today; a grant more than `grant_days_ahead` days after it.

    A 再认证 may also be granted up to the day after the existing certificate ends. Nothing where
    today is not given.
    """
    if today is None:
        return
    decision, grant = assessment.date("decision_date"), assessment.date("grant_date")
    if decision is not None and decision > today:
        yield _after("DECISION_AFTER_TODAY", "decision_date", decision, today)
    latest = max(_days_after(today, grant_days_ahead), _next_cycle(assessment))
    if grant is not None and grant > latest:
        yield _after("GRANT_TOO_FAR_AHEAD", "grant_date", grant, latest, str(grant_days_ahead))


def _next_cycle(assessment: Assessment) -> datetime.date:
    """The first day after the existing certificate of a 再认证; the earliest date for any other audit."""
    until = assessment.date("existing_certificate_valid_until")
    if until is None or assessment.text("audit_type") != RECERTIFICATION:
        return datetime.date.min
    return _days_after(until, 1)


def _days_after(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(min(days, (datetime.date.max - day).days))


def _after(code: str, field: str, found: datetime.date, latest: datetime.date, days: str = "") -> Violation:
    values = {"expected": latest.isoformat(), "days": days}
    return Violation(Problem(code, field=field, found=found.isoformat(), values=values), "issue")
