"""不符合报告: the values of one nonconformity, its criterion in the words of the specification."""

from __future__ import annotations

from collections.abc import Sequence

from cts_docs.assessment.fields import (
    NONCONFORMITY_COLUMNS,
    NONCONFORMITY_COLUMNS_OF_LAYOUT_2,
)
from cts_docs.assessment.model import Nonconformity
from cts_docs.assessment.rules.nonconformities import criterion
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.case_file.case_form import CaseForm, CaseRecords, in_layout_2
from cts_docs.documents.forms.form import Values
from cts_docs.documents.wording import case_file as words
from cts_docs.documents.wording.common import date
from cts_docs.specification.model import Specification

_LONGEST_NAME = 40
_BLANK = Nonconformity(None, None, None, None, None, None)
_CHOICES = {
    column.name: column.choices for column in (*NONCONFORMITY_COLUMNS, *NONCONFORMITY_COLUMNS_OF_LAYOUT_2)
}


def values(records: CaseRecords, copy: int | None) -> Values:
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
    return f"{copy:02d}_{number[:_LONGEST_NAME]}" if number else f"{copy:02d}"


def _has_data(audit_file: AuditFile) -> bool:
    return in_layout_2(audit_file) and bool(audit_file.assessment.nonconformities)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.case_file.nonconformity_report.template import template

    return template(specification)


CASE_FORM = CaseForm(
    "nonconformity_report", words.NONCONFORMITY_REPORT, _template, values, _has_data, _copies, _copy_name
)
FORM = CASE_FORM.document_form()
