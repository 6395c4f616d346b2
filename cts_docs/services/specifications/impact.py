"""The use case `spec impact`: archived audits recomputed under a draft specification."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from cts_docs.archive.lifecycle.listing import EntryDetails
from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import Readings, choose, selectable
from cts_docs.assessment.scoring.result import Result
from cts_docs.assessment.scoring.score import score
from cts_docs.documents.audit_file import AuditFile
from cts_docs.errors import CtsDocsError, Problem
from cts_docs.services.archive.rerender import packaged_context, packaged_workbook
from cts_docs.services.workbooks.check import examine
from cts_docs.specification.model import Indicator, Points, Specification

PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The result of an archived audit as issued, and as recomputed under the draft.

    `after` is None where the draft cannot be applied; `problems` give the reason.
    """

    number: str
    client: str
    before: Result | None
    after: Result | None
    problems: tuple[Problem, ...] = ()

    @property
    def changes_grade(self) -> bool:
        """Whether the certification grade, or its absence, changes."""
        if self.before is None or self.after is None:
            return False
        then, now = self.before.grade, self.after.grade
        return (then.grade, then.name, then.outcome) != (now.grade, now.name, now.outcome)


def recompute(shown: EntryDetails, draft: Specification) -> Recomputed:
    """Recompute one archived entry under a draft; its package is read under its own specification."""
    number, client = str(shown.entry["number"]), str(shown.entry["client"])
    package = next((bag.folder for bag in shown.bags if bag.kind == PACKAGE), None)
    if package is None:
        return Recomputed(number, client, None, None, (_without_package(number),))
    try:
        audit_file, problems = _archived_audit(package)
    except CtsDocsError as error:
        return Recomputed(number, client, None, None, error.problems)
    if audit_file is None:
        return Recomputed(number, client, None, None, problems)
    return _recomputed(number, client, audit_file, draft)


def _archived_audit(package: Path) -> tuple[AuditFile | None, tuple[Problem, ...]]:
    """The audit file of a package, from its own specification, configuration and workbook."""
    examined = examine(packaged_workbook(package), "score", packaged_context(package))
    return examined.audit_file, examined.problems


def _recomputed(number: str, client: str, audit_file: AuditFile, draft: Specification) -> Recomputed:
    if audit_file.specification.id != draft.id:
        problem = Problem(
            "IMPACT_OTHER_SPECIFICATION",
            "warning",
            found=audit_file.specification.id,
            values={"number": number},
        )
        return Recomputed(number, client, audit_file.result, None, (problem,))
    if missing := "、".join(_missing(audit_file.assessment, audit_file.specification, draft)):
        problem = Problem("IMPACT_UNCLEAR", "warning", found=missing, values={"number": number})
        return Recomputed(number, client, audit_file.result, None, (problem,))
    after = score(draft, _readings(audit_file.readings, draft), _restricted_to(audit_file.assessment, draft))
    return Recomputed(number, client, audit_file.result, after)


def _missing(assessment: Assessment, old: Specification, draft: Specification) -> Iterator[str]:
    """The headings of what the draft scores and the audit did not record, or recorded in another way."""
    yield from _missing_groups(assessment, draft)
    scored_then = {each.id: _scoring(each) for each in old.indicators}
    for indicator in draft.indicators:
        unrecorded = any(indicator.id not in form.coefficients for form in assessment.forms)
        if unrecorded or scored_then.get(indicator.id) != _scoring(indicator):
            yield indicator.heading
    if draft.has_maturity and len(old.levels) != len(draft.levels):
        yield draft.appendix3.title
        return
    levels = {clause.id: clause.level for clause in assessment.clauses}
    for clause in draft.clauses:
        level = levels.get(clause.id)
        if level is None or level > len(draft.levels):
            yield clause.heading


def _missing_groups(assessment: Assessment, draft: Specification) -> Iterator[str]:
    """The evaluator groups without a form, and every one where some form names none of them."""
    names = [group.name for group in draft.evaluator_groups]
    recorded = [form.group for form in assessment.forms]
    for name in names:
        if name not in recorded or not set(recorded) <= set(names):
            yield name


def _scoring(indicator: Indicator) -> tuple[Points, Fraction] | None:
    """How points are given by judgement: out of how many and in which step; None by α."""
    return None if indicator.judged_in is None else (indicator.points, indicator.judged_in)


def _restricted_to(assessment: Assessment, draft: Specification) -> Assessment:
    """The same audit without what the draft no longer scores."""
    indicators = {indicator.id for indicator in draft.indicators}
    clauses = {clause.id for clause in draft.clauses}
    forms = (
        replace(form, coefficients={id: alpha for id, alpha in form.coefficients.items() if id in indicators})
        for form in assessment.forms
    )
    kept = tuple(clause for clause in assessment.clauses if clause.id in clauses)
    return replace(assessment, specification_version=draft.control.version, forms=tuple(forms), clauses=kept)


def _readings(chosen: Readings, draft: Specification) -> Readings:
    """The readings of the audit that the draft still offers, its defaults otherwise."""
    offered = selectable(draft)
    kept = {
        key: choice
        for key, choice in chosen.choices.items()
        if key in offered and (offered[key].kind in ("number", "percent") or choice in offered[key].choices)
    }
    return choose(draft, kept)


def _without_package(number: str) -> Problem:
    return Problem("IMPACT_NOT_ISSUED", "warning", found=number)
