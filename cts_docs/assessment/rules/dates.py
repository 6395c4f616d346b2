"""The order of dates: audit start ≤ end ≤ report ≤ review ≤ decision ≤ grant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cts_docs.assessment.fields import field_named
from cts_docs.assessment.model import Assessment
from cts_docs.assessment.rules.finding import Finding
from cts_docs.errors import Problem

ORDER = ("audit_start", "audit_end", "report_date", "review_date", "decision_date", "grant_date")


def findings(assessment: Assessment) -> Iterator[Finding]:
    """Each date that stands before the one it must follow; form dates outside the audit."""
    filled = [name for name in ORDER if assessment.date(name) is not None]
    for earlier, later in pairwise(filled):
        yield from _order(assessment, earlier, later, "DATE_ORDER")
    if assessment.date("first_grant_date") and assessment.date("grant_date"):
        for finding in _order(assessment, "first_grant_date", "grant_date", "DATE_ORDER"):
            yield Finding(finding.problem, None)
    yield from _forms(assessment)
    yield from _certificate(assessment)


def _order(assessment: Assessment, earlier: str, later: str, code: str) -> Iterator[Finding]:
    first, second = assessment.date(earlier), assessment.date(later)
    if first is not None and second is not None and second < first:
        values = {
            "label": field_named(later).label,
            "earlier": field_named(earlier).label,
            "expected": first.isoformat(),
        }
        yield Finding(Problem(code, field=later, found=second.isoformat(), values=values), "render")


def _forms(assessment: Assessment) -> Iterator[Finding]:
    start, end = assessment.date("audit_start"), assessment.date("audit_end")
    if start is not None and end is not None and end < start:
        return  # No day lies within a reversed period: its own fault is told alone.
    for form in assessment.forms:
        if form.date is None:
            continue
        if (start is not None and form.date < start) or (end is not None and form.date > end):
            values = {"expected": f"{start or '…'} – {end or '…'}"}
            key = f"form_dates[{form.number}]"
            problem = Problem("FORM_OUTSIDE_AUDIT", field=key, found=form.date.isoformat(), values=values)
            yield Finding(problem, None)


def _certificate(assessment: Assessment) -> Iterator[Finding]:
    """5.2.2 speaks of a valid certificate only."""
    until, start = assessment.date("qms_certificate_valid_until"), assessment.date("audit_start")
    if assessment.text("qms_treatment") != "部分免除" or until is None or start is None or until >= start:
        return
    values = {"expected": start.isoformat()}
    key = "qms_certificate_valid_until"
    yield Finding(Problem("QMS_CERTIFICATE_EXPIRED", field=key, found=until.isoformat(), values=values), None)
