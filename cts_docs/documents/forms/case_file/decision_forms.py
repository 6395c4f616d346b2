"""The forms of review, decision and certificate: the record of the decision, the annex to the certificate."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import MAJOR, OPEN
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.case_file.case_form import CaseRecords, records_of, result_form
from cts_docs.documents.forms.certificate import values as certificate_values
from cts_docs.documents.forms.form import Values
from cts_docs.documents.forms.report.recorded_values import nonconformity_count
from cts_docs.documents.wording import case_file as words
from cts_docs.documents.wording import grade_reasons
from cts_docs.documents.wording.common import EMPTY, date, listed, maturity
from cts_docs.documents.wording.report import recommendation


def _decision_record(audit_file: AuditFile, _copy: int | None = None) -> Values:
    """The facts beside each reviewed matter, the open points, and the decision."""
    records, assessment = records_of(audit_file), audit_file.assessment
    certificate = certificate_values.chinese(audit_file)
    due = audit_file.certificate_due
    return {
        "audit_type": records.text("audit_type"),
        "reviewed": _reviewed(audit_file, records),
        "reviewer": records.text("reviewer"),
        "review_opinion": records.text("review_opinion"),
        "review_date": records.day("review_date"),
        "open_points": _open_points(records),
        "uncertainty": records.text("uncertainty"),
        "recommendation": recommendation(audit_file.audit_type, records.text("recommendation")),
        "decision": records.text("decision"),
        "decision_reasons": assessment.text("decision_reasons") or EMPTY,
        "decision_date": records.day("decision_date"),
        "decider": records.text("decider"),
        "certificate_number": certificate["number"] if due else EMPTY,
        "grant_date": certificate["granted"] if due else EMPTY,
        "valid_until": certificate["until"] if due else EMPTY,
    }


def _reviewed(audit_file: AuditFile, records: CaseRecords) -> dict[str, str]:
    assessment, management = records.assessment, audit_file.result.management
    evaluators = dict.fromkeys(form.evaluator for form in audit_file.result.service.forms)
    team = [member.name for member in assessment.team if member.name]
    return {
        "complete": words.complete(
            len(audit_file.result.service.forms),
            len(management.clauses),
            sum(bool(each.result) for each in assessment.checklist),
            sum(bool(each.result) for each in assessment.requirements),
        ),
        "consistent": words.consistent(
            records.audit_dates(), records.day("report_date"), records.text("certification_scope")
        ),
        "independent": words.independent(
            listed(team) or records.pending,
            listed(list(evaluators)),
            records.text("reviewer"),
            records.text("decider"),
        ),
        "nonconformities": nonconformity_count(assessment) or words.NO_NONCONFORMITY,
        "grade": words.grade(
            grade_reasons.outcome(audit_file.result),
            audit_file.result.service.shown,
            *_other_figures(audit_file),
        ),
    }


def _other_figures(audit_file: AuditFile) -> Iterator[str]:
    """The management figures and the composite score, where the specification has them."""
    specification, result = audit_file.specification, audit_file.result
    if specification.has_maturity:
        level = maturity(specification, result.management.level)
        yield words.management(exact(result.management.total), level)
    if specification.composite and result.composite:
        yield f"{specification.composite.name} {result.composite.shown} 分"


def _open_points(records: CaseRecords) -> list[dict[str, str]]:
    """The nonconformities that are not closed, major ones first."""
    found = [item for item in records.assessment.nonconformities if item.status == OPEN]
    return [
        {
            "number": item.number or records.pending,
            "severity": item.severity or records.pending,
            "accepted": item.accepted or records.empty,
            "due_date": date(item.due_date, records.empty),
        }
        for item in sorted(found, key=lambda item: item.severity != MAJOR)
    ]


def _has_decision_record(audit_file: AuditFile) -> bool:
    return audit_file.assessment.text("decision") is not None


DECISION_RECORD = result_form(
    "decision_record", words.DECISION_RECORD, _decision_record, _has_decision_record
)


def _certificate_annex(audit_file: AuditFile, _copy: int | None = None) -> Values:
    """What the certificate says, in its own words, and each site or project on a line."""
    shown = certificate_values.chinese(audit_file)
    return {
        "certificate_number": shown["number"],
        "scope": shown["scope"],
        "specification": shown["specification"],
        "grade": shown["grade"],
        "grant_date": shown["granted"],
        "valid_until": shown["until"],
        "signatory": shown["signatory"],
        "sites": _sites(audit_file) or [EMPTY],
        "_draft": audit_file.draft,
    }


def _sites(audit_file: AuditFile) -> list[str]:
    lines = (audit_file.assessment.text("sites") or "").split("\n")
    return [line.strip() for line in lines if line.strip()]


def _has_certificate_annex(audit_file: AuditFile) -> bool:
    return audit_file.certificate_due and bool(_sites(audit_file))


CERTIFICATE_ANNEX = result_form(
    "certificate_annex", words.CERTIFICATE_ANNEX, _certificate_annex, _has_certificate_annex
)
