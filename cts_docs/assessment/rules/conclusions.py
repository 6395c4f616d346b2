"""Conclusions against each other: conformity review, recommendation, review, decision and grade."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.fields import Stage
from cts_docs.assessment.model import AGREED, FAILED, MAJOR, OPEN, PASSED, REFUSED, Assessment
from cts_docs.assessment.rules.violation import Violation
from cts_docs.assessment.scoring.result import Result
from cts_docs.errors import Problem

RECOMMENDED = "推荐认证"


def violations(assessment: Assessment) -> Iterator[Violation]:
    """符合 or 推荐认证 beside an open major nonconformity, 推荐认证 beside 不符合 (5.3, reading A7).

    A decision of 同意 beside a review of 不同意.
    """
    conclusion = assessment.text("management_conformity")
    recommended = assessment.text("recommendation") == RECOMMENDED
    majors = ", ".join(open_majors(assessment))
    if majors and conclusion == PASSED:
        yield _open_major("CONFORMITY_WITH_OPEN_MAJOR", "management_conformity", PASSED, majors, "score")
    if majors and recommended:
        yield _open_major("RECOMMENDED_WITH_OPEN_MAJOR", "recommendation", RECOMMENDED, majors, "render")
    if recommended and conclusion == FAILED:
        problem = Problem("RECOMMENDED_WITHOUT_CONFORMITY", field="recommendation", found=RECOMMENDED)
        yield Violation(problem, None)
    if assessment.text("review_opinion") == REFUSED and assessment.text("decision") == AGREED:
        yield Violation(Problem("DECISION_AGAINST_REVIEW", field="decision", found=AGREED), "render")


def outcome_violations(assessment: Assessment, result: Result) -> Iterator[Violation]:
    """A decision of 同意 or a recommendation where the figures give no grade (5.3)."""
    if result.grade.grade is not None:
        return
    if assessment.text("decision") == AGREED:
        yield Violation(Problem("DECISION_WITHOUT_GRADE", field="decision", found=AGREED), "issue")
    if assessment.text("recommendation") == RECOMMENDED and result.conformity.passed:
        problem = Problem("RECOMMENDED_WITHOUT_GRADE", field="recommendation", found=RECOMMENDED)
        yield Violation(problem, None)


def open_majors(assessment: Assessment) -> tuple[str, ...]:
    """The numbers of the major nonconformities that are not closed; `#3` for row 3 without a number."""
    return tuple(
        item.number or f"#{row}"
        for row, item in enumerate(assessment.nonconformities, 1)
        if item.severity == MAJOR and item.status == OPEN
    )


def _open_major(code: str, field: str, found: str, majors: str, stage: Stage) -> Violation:
    return Violation(Problem(code, field=field, found=found, values={"nonconformities": majors}), stage)
