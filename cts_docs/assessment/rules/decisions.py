"""Review and decision against what was found, recommended and computed."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.model import AGREED, REFUSED, Assessment
from cts_docs.assessment.rules.conformity import RECOMMENDED
from cts_docs.assessment.rules.finding import Finding
from cts_docs.assessment.scoring.result import Result
from cts_docs.errors import Problem


def findings(assessment: Assessment) -> Iterator[Finding]:
    """A review that does not agree forbids a decision that does."""
    if assessment.text("review_opinion") == REFUSED and assessment.text("decision") == AGREED:
        yield Finding(Problem("DECISION_AGAINST_REVIEW", field="decision", found=AGREED), "render")


def outcome_findings(assessment: Assessment, result: Result) -> Iterator[Finding]:
    """Granting or recommending where the figures give no grade (5.3)."""
    if result.grade.grade is not None:
        return
    if assessment.text("decision") == AGREED:
        yield Finding(Problem("DECISION_WITHOUT_GRADE", field="decision", found=AGREED), "issue")
    if assessment.text("recommendation") == RECOMMENDED and result.conformity.passed:
        yield Finding(Problem("RECOMMENDED_WITHOUT_GRADE", field="recommendation", found=RECOMMENDED), None)
