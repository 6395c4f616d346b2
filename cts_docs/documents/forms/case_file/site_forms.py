"""The forms that are taken to the site: audit plan, attendance, checklist, nonconformity report.

Each holds what is recorded; without a record it is a blank with the client and the team.
"""

from __future__ import annotations

from collections.abc import Sequence

from cts_docs.assessment.fields import NONCONFORMITY_COLUMNS, NONCONFORMITY_COLUMNS_OF_LAYOUT_2
from cts_docs.assessment.model import Nonconformity, RequirementFinding
from cts_docs.assessment.rules.nonconformities import criterion
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.case_file.case_form import CaseForm, CaseRecords
from cts_docs.documents.forms.form import Values
from cts_docs.documents.wording import case_file as words
from cts_docs.documents.wording.common import date
from cts_docs.specification.requirements import requirements

_BLANK_PLAN_MEMBERS, _BLANK_ENTRIES = 3, 14
"""The empty rows of a form that is filled in by hand."""
_MEMBER, _ENTRY = ("name", "role", "registration", "level"), ("date", "time", "auditor", "subject", "place")


def _audit_plan(records: CaseRecords, _copy: int | None) -> Values:
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
        "team": _team(records) or [dict.fromkeys(_MEMBER, "")] * _BLANK_PLAN_MEMBERS,
        "plan": _schedule(records) or [dict.fromkeys(_ENTRY, "")] * _BLANK_ENTRIES,
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


def _schedule(records: CaseRecords) -> list[dict[str, str]]:
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


def _has_audit_plan(audit_file: AuditFile) -> bool:
    return bool(audit_file.assessment.plan)


AUDIT_PLAN = CaseForm("audit_plan", words.AUDIT_PLAN, _audit_plan, _has_audit_plan)


_BLANK_MEMBERS = 4


def _attendance(records: CaseRecords, _copy: int | None) -> Values:
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


def _has_attendance(audit_file: AuditFile) -> bool:
    return bool(audit_file.assessment.team)


ATTENDANCE = CaseForm("attendance", words.ATTENDANCE, _attendance, _has_attendance)


def _checklist(records: CaseRecords, _copy: int | None) -> Values:
    """What was found on each sub-item, by its id."""
    found = {item.id: item for item in records.assessment.requirements}
    nothing = RequirementFinding("", None, None, None)
    recorded = {item.id: found.get(item.id, nothing) for item in requirements(records.specification)}
    return {
        "results": {id: records.recorded(each.result) for id, each in recorded.items()},
        "evidence": {id: records.recorded(each.evidence) for id, each in recorded.items()},
        "auditors": {id: records.recorded(each.auditor) for id, each in recorded.items()},
    }


def _has_checklist(audit_file: AuditFile) -> bool:
    return any(each.result or each.evidence for each in audit_file.assessment.requirements)


CHECKLIST = CaseForm("checklist", words.CHECKLIST_TITLE, _checklist, _has_checklist)


_LONGEST_NUMBER = 40
_BLANK = Nonconformity(None, None, None, None, None, None)
_CHOICES = {
    column.name: column.choices for column in (*NONCONFORMITY_COLUMNS, *NONCONFORMITY_COLUMNS_OF_LAYOUT_2)
}


def _nonconformity_report(records: CaseRecords, copy: int | None) -> Values:
    """The values of the nonconformity in one row of the workbook, or of none."""
    item = records.assessment.nonconformities[copy - 1] if copy else _BLANK
    to_be_chosen = records.on_site or not copy
    return {
        "number": item.number or records.pending,
        "audit_type": records.text("audit_type"),
        "severity": item.severity or _chosen(records, "nonconformity_severities", by_hand=to_be_chosen),
        "fact": item.description or records.pending,
        "criterion": _criterion(records, item),
        "cause": records.recorded(item.cause),
        "correction": records.recorded(item.correction),
        "action": records.recorded(item.action),
        "due_date": date(item.due_date, records.empty),
        "accepted": item.accepted or _chosen(records, "nonconformity_accepted", by_hand=to_be_chosen),
        "verification": records.recorded(item.verification),
        "status": item.status or _chosen(records, "nonconformity_statuses", by_hand=to_be_chosen),
        "closed_date": date(item.closed_date, records.empty),
        "verifier": records.recorded(item.verifier),
        "verified_date": date(item.verified_date, records.empty),
    }


def _chosen(records: CaseRecords, column: str, *, by_hand: bool) -> str:
    """The words to choose from where the form is filled in by hand, else the mark of an unfilled cell."""
    return words.boxes(_CHOICES[column]) if by_hand else records.empty


def _criterion(records: CaseRecords, item: Nonconformity) -> str:
    """The clause as entered, and below it its text where the specification holds one."""
    if not item.clause:
        return records.pending
    return "\n".join((words.clause(item.clause), *criterion(records.specification, item.clause)))


def _copies(audit_file: AuditFile) -> Sequence[int | None]:
    return tuple(range(1, len(audit_file.assessment.nonconformities) + 1)) or (None,)


def _copy_name(records: CaseRecords, copy: int) -> str:
    number = records.assessment.nonconformities[copy - 1].number or ""
    return f"{copy:02d}_{number[:_LONGEST_NUMBER]}" if number else f"{copy:02d}"


def _has_nonconformity_report(audit_file: AuditFile) -> bool:
    return bool(audit_file.assessment.nonconformities)


NONCONFORMITY_REPORT = CaseForm(
    "nonconformity_report",
    words.NONCONFORMITY_REPORT,
    _nonconformity_report,
    _has_nonconformity_report,
    _copies,
    _copy_name,
)
