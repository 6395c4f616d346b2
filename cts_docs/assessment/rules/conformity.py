"""Reading A7: the conclusion of the conformity review beside the nonconformities."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.model import FAILED, MAJOR, OPEN, PASSED, Assessment
from cts_docs.assessment.rules.finding import Finding
from cts_docs.errors import Problem

RECOMMENDED = "推荐认证"


def findings(assessment: Assessment) -> Iterator[Finding]:
    """符合 or 推荐认证 beside an open major nonconformity; 推荐认证 beside 不符合."""
    conclusion = assessment.text("management_conformity")
    recommended = assessment.text("recommendation") == RECOMMENDED
    majors = ", ".join(open_majors(assessment))
    if majors and conclusion == PASSED:
        yield _finding("CONFORMITY_WITH_OPEN_MAJOR", "management_conformity", PASSED, majors, "score")
    if majors and recommended:
        yield _finding("RECOMMENDED_WITH_OPEN_MAJOR", "recommendation", RECOMMENDED, majors, "render")
    if recommended and conclusion == FAILED:
        problem = Problem("RECOMMENDED_WITHOUT_CONFORMITY", field="recommendation", found=RECOMMENDED)
        yield Finding(problem, None)


def open_majors(assessment: Assessment) -> tuple[str, ...]:
    """The numbers of the major nonconformities that are still open."""
    return tuple(
        item.number or f"#{row}"
        for row, item in enumerate(assessment.nonconformities, 1)
        if item.severity == MAJOR and item.status == OPEN
    )


def _finding(code: str, field: str, found: str, majors: str, stage: str) -> Finding:
    problem = Problem(code, field=field, found=found, values={"nonconformities": majors})
    return Finding(problem, "score" if stage == "score" else "render")
