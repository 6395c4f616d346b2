"""会议签到表: the days of the meetings and the audit team; the client's people sign by hand."""

from __future__ import annotations

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.case_file.case_form import CaseForm, CaseRecords, in_layout_2
from cts_docs.documents.forms.form import Values
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification

_BLANK_MEMBERS = 4


def values(records: CaseRecords, _copy: int | None) -> Values:
    """The meetings of an audit: its first and its last day, and the team."""
    team = [
        {"name": member.name or records.pending, "role": member.role or records.pending}
        for member in records.assessment.team
    ]
    return {
        "audit_type": records.text("audit_type"),
        "opening_date": records.day("audit_start"),
        "closing_date": records.day("audit_end"),
        "team": team or [{"name": "", "role": ""}] * _BLANK_MEMBERS,
    }


def _has_data(audit_file: AuditFile) -> bool:
    return in_layout_2(audit_file) and bool(audit_file.assessment.team)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.case_file.attendance.template import template

    return template(specification)


CASE_FORM = CaseForm("attendance", words.ATTENDANCE, _template, values, _has_data)
FORM = CASE_FORM.document_form()
