"""附录 4 检查表: result, evidence and auditor of each sub-item of Appendix 4."""

from __future__ import annotations

from cts_docs.assessment.model import RequirementFinding
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.case_file.case_form import CaseForm, CaseRecords, in_layout_2
from cts_docs.documents.forms.form import Values
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements


def values(records: CaseRecords, _copy: int | None) -> Values:
    """What was found on each sub-item, by its id."""
    found = {item.id: item for item in records.assessment.requirements}
    nothing = RequirementFinding("", None, None, None)
    recorded = {item.id: found.get(item.id, nothing) for item in requirements(records.specification)}
    return {
        "results": {id: records.recorded(each.result) for id, each in recorded.items()},
        "evidence": {id: records.recorded(each.evidence) for id, each in recorded.items()},
        "auditors": {id: records.recorded(each.auditor) for id, each in recorded.items()},
    }


def _has_data(audit_file: AuditFile) -> bool:
    recorded = any(each.result or each.evidence for each in audit_file.assessment.requirements)
    return in_layout_2(audit_file) and recorded


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.case_file.checklist.template import template

    return template(specification)


CASE_FORM = CaseForm("checklist", words.CHECKLIST_TITLE, _template, values, _has_data)
FORM = CASE_FORM.document_form()
