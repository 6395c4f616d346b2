"""审核计划: client, scope, team and schedule of an audit."""

from __future__ import annotations

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.case_file.case_form import CaseForm, CaseRecords, in_layout_2
from cts_docs.documents.forms.form import Values
from cts_docs.documents.wording import case_file as words
from cts_docs.documents.wording.common import date
from cts_docs.specification.model import Specification

_BLANK_MEMBERS, _BLANK_ENTRIES = 3, 14
"""The empty rows of a form that is filled in by hand."""
_MEMBER, _ENTRY = ("name", "role", "registration", "level"), ("date", "time", "auditor", "subject", "place")


def values(records: CaseRecords, _copy: int | None) -> Values:
    """The plan as recorded; without rows for the schedule it has empty ones."""
    optional = {
        name: records.recorded(records.assessment.text(name))
        for name in ("client_contact", "client_phone", "contract_number")
    }
    return {
        **optional,
        "client_address": records.text("client_address"),
        "audit_type": records.text("audit_type"),
        "audit_places": records.text("audit_places"),
        "scope": records.text("certification_scope"),
        "team": _team(records) or [dict.fromkeys(_MEMBER, "")] * _BLANK_MEMBERS,
        "plan": _plan(records) or [dict.fromkeys(_ENTRY, "")] * _BLANK_ENTRIES,
    }


def _team(records: CaseRecords) -> list[dict[str, str]]:
    return [
        {
            "name": member.name or records.pending,
            "role": member.role or records.pending,
            "registration": records.recorded(member.registration),
            "level": records.recorded(member.level),
        }
        for member in records.assessment.team
    ]


def _plan(records: CaseRecords) -> list[dict[str, str]]:
    return [
        {
            "date": date(entry.date, records.empty),
            "time": records.recorded(entry.time),
            "auditor": records.recorded(entry.auditor),
            "subject": records.recorded(entry.subject),
            "place": records.recorded(entry.place),
        }
        for entry in records.assessment.plan
    ]


def _has_data(audit_file: AuditFile) -> bool:
    return in_layout_2(audit_file) and bool(audit_file.assessment.plan)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.case_file.audit_plan.template import template

    return template(specification)


CASE_FORM = CaseForm("audit_plan", words.AUDIT_PLAN, _template, values, _has_data)
FORM = CASE_FORM.document_form()
