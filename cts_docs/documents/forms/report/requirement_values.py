"""What the checklist of Appendix 4 says of each clause: results, conformity and evidence (layout 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from cts_docs.assessment.model import FAILED, NOT_APPLICABLE, PASSED, Assessment, RequirementFinding
from cts_docs.assessment.rules.requirements import naming
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import EMPTY
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import Requirement, requirements

Values = dict[str, object]


def conformity(specification: Specification, assessment: Assessment) -> list[Values]:
    """A row for each clause of which sub-items were recorded; no row without a checklist."""
    found = {finding.id: finding for finding in assessment.requirements}
    rows: list[Values] = []
    for heading, items in groupby(_under_headings(specification), key=itemgetter(0)):
        findings = [(item, found.get(item.id)) for _, item in items]
        if any(finding is not None for _, finding in findings):
            rows.append({"heading": heading, **_row(findings)})
    return rows


def failed(specification: Specification, assessment: Assessment) -> str:
    """The sub-items found 不符合, each with the nonconformities that name it; empty if there are none."""
    numbers = [
        wording.FAILED_REQUIREMENT.format(
            item=requirement.id, numbers="、".join(numbers) or wording.NOT_RECORDED
        )
        for requirement, numbers in naming(specification, assessment)
    ]
    return wording.FAILED_REQUIREMENTS.format(items="；".join(numbers)) if numbers else ""


def _under_headings(specification: Specification) -> Iterator[tuple[str, Requirement]]:
    """Each sub-item with the heading of its scored clause; with that of its chapter where it details none."""
    clauses = {clause.id: clause.heading for clause in specification.clauses}
    chapters = {chapter.id: chapter.heading for chapter in specification.chapters}
    above = ""
    for item in requirements(specification):
        for block in (*item.introduction, item.block):
            above = block.text if block.style == "heading1" else above
        chapter = chapters.get(above.split(".")[0], above)
        yield clauses.get(item.clause, chapter or item.number), item


def _row(findings: list[tuple[Requirement, RequirementFinding | None]]) -> Values:
    counted = Counter(finding.result for _, finding in findings if finding is not None and finding.result)
    open_items = len(findings) - sum(counted.values())
    parts = [f"{word} {counted[word]}" for word in (PASSED, FAILED, NOT_APPLICABLE) if counted[word]]
    parts += [wording.UNRECORDED.format(count=open_items)] if open_items else []
    return {
        "results": "\n".join(parts),
        "conformity": _conclusion(counted, open_items),
        "evidence": "\n".join(_evidence(finding) for _, finding in findings if finding and finding.evidence)
        or EMPTY,
    }


def _conclusion(counted: Counter[str], open_items: int) -> str:
    """Nothing is concluded of a clause whose sub-items were not all recorded."""
    if counted[FAILED]:
        return FAILED
    if open_items:
        return EMPTY
    return PASSED if counted[PASSED] else NOT_APPLICABLE


def _evidence(finding: RequirementFinding) -> str:
    result = f"（{finding.result}）" if finding.result == FAILED else ""
    return f"{finding.id}{result}：{finding.evidence}"
