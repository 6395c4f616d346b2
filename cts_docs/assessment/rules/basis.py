"""What an audit rests on: a specification in force, and the QMS certificate behind a partial exemption."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.fields import field_named
from cts_docs.assessment.model import PARTLY_EXEMPTED, Assessment
from cts_docs.assessment.rules.violation import Violation
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification

_CERTIFICATE = (
    "qms_certificate_number",
    "qms_certificate_body",
    "qms_certificate_valid_until",
    "qms_certificate_accredited",
)


def violations(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    """A draft, an audit that began before the effective date, an exemption without a valid certificate."""
    yield from _specification(specification, assessment)
    yield from _exemption(assessment)


def _specification(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    control = specification.control
    effective, start = control.effective_from, assessment.date("audit_start")
    document = f"{control.number} {control.version}"
    if control.is_draft or effective is None:
        values = {"status": control.status.strip(" （）()"), "effective": control.effective_date}
        problem = Problem("SPECIFICATION_DRAFT", field="specification_id", found=document, values=values)
        yield Violation(problem, "issue")
    elif start is not None and start < effective:
        values = {"document": document, "expected": effective.isoformat()}
        problem = Problem(
            "SPECIFICATION_NOT_EFFECTIVE", field="audit_start", found=start.isoformat(), values=values
        )
        yield Violation(problem, "issue")


def _exemption(assessment: Assessment) -> Iterator[Violation]:
    """5.2.2: a partial exemption rests on a QMS certificate that is valid until the end of the audit."""
    if assessment.text("qms_treatment") != PARTLY_EXEMPTED:
        return
    for name in _CERTIFICATE:
        if name not in assessment.values:
            values = {"label": field_named(name).label}
            yield Violation(Problem("QMS_CERTIFICATE_MISSING", field=name, values=values), "render")
    until, end = assessment.date("qms_certificate_valid_until"), assessment.date("audit_end")
    if until is not None and end is not None and until < end:
        key = "qms_certificate_valid_until"
        values = {"expected": end.isoformat()}
        problem = Problem("QMS_CERTIFICATE_EXPIRED", field=key, found=until.isoformat(), values=values)
        yield Violation(problem, "issue")
