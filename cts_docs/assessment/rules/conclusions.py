"""Conclusions against each other: conformity review, recommendation, review, decision and grade."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.fields import Stage
from cts_docs.assessment.model import (
    AGREED,
    FAILED,
    MAJOR,
    OPEN,
    ORDINARY,
    PASSED,
    RECOMMENDATIONS,
    REFUSED,
    Assessment,
)
from cts_docs.assessment.rules.violation import Violation
from cts_docs.assessment.scoring.result import Result
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification

_FIELD = "recommendation"
_OPPOSITE = dict((ORDINARY, *RECOMMENDATIONS.values()))
"""The negative recommendation of each positive one."""


def violations(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    """符合 or a positive recommendation beside an open major nonconformity (5.3, reading A7).

    A positive recommendation beside 不符合, recommendation words of another audit type, and a
    decision of 同意 beside a review of 不同意.
    """
    conclusion = assessment.text("management_conformity")
    recommended = positive_recommendation(assessment)
    majors = ", ".join(open_majors(assessment))
    if majors and conclusion == PASSED:
        yield _open_major("CONFORMITY_WITH_OPEN_MAJOR", "management_conformity", PASSED, majors, "score")
    if majors and recommended:
        yield _open_major("RECOMMENDED_WITH_OPEN_MAJOR", _FIELD, recommended, majors, "render")
    if recommended and conclusion == FAILED:
        values = {"grade": specification.method.grade}
        problem = Problem("RECOMMENDED_WITHOUT_CONFORMITY", field=_FIELD, found=recommended, values=values)
        yield Violation(problem, None)
    yield from _words(assessment)
    if assessment.text("review_opinion") == REFUSED and assessment.text("decision") == AGREED:
        yield Violation(Problem("DECISION_AGAINST_REVIEW", field="decision", found=AGREED), "render")


def outcome_violations(assessment: Assessment, result: Result) -> Iterator[Violation]:
    """A decision of 同意 or a positive recommendation where the figures give no grade (5.3)."""
    if result.grade.grade is not None:
        return
    if assessment.text("decision") == AGREED:
        yield Violation(Problem("DECISION_WITHOUT_GRADE", field="decision", found=AGREED), "issue")
    recommended = positive_recommendation(assessment)
    if recommended and result.conformity.passed:
        yield Violation(Problem("RECOMMENDED_WITHOUT_GRADE", field=_FIELD, found=recommended), None)


def positive_recommendation(assessment: Assessment) -> str | None:
    """The recommendation where it is a positive one: 推荐认证, 推荐保持认证 or 推荐再认证."""
    found = assessment.text(_FIELD)
    return found if found in _OPPOSITE else None


def open_majors(assessment: Assessment) -> tuple[str, ...]:
    """The numbers of the major nonconformities that are not closed; `#3` for row 3 without a number."""
    return tuple(
        item.number or f"#{row}"
        for row, item in enumerate(assessment.nonconformities, 1)
        if item.severity == MAJOR and item.status == OPEN
    )


def _words(assessment: Assessment) -> Iterator[Violation]:
    """A recommendation in the words of another audit type; 推荐认证 and 不推荐认证 fit every type."""
    found, audit_type = assessment.text(_FIELD), assessment.text("audit_type")
    allowed = RECOMMENDATIONS.get(audit_type or "", ORDINARY)
    if found is None or audit_type is None or found in (*ORDINARY, *allowed):
        return
    values = {"type": audit_type, "expected": " / ".join(allowed)}
    yield Violation(Problem("RECOMMENDATION_WORDS", field=_FIELD, found=found, values=values), "render")


def _open_major(code: str, field: str, found: str, majors: str, stage: Stage) -> Violation:
    values = {"nonconformities": majors, "expected": _OPPOSITE.get(found, FAILED)}
    return Violation(Problem(code, field=field, found=found, values=values), stage)
