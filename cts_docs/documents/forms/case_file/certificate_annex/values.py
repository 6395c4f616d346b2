"""证书附件: the sites and projects that a certificate covers, beside what stands on the certificate."""

from __future__ import annotations

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.case_file.case_form import in_layout_2, result_form
from cts_docs.documents.forms.certificate import values as certificate_values
from cts_docs.documents.forms.form import Values
from cts_docs.documents.wording import case_file as words
from cts_docs.documents.wording.common import EMPTY
from cts_docs.specification.model import Specification


def values(audit_file: AuditFile, _copy: int | None = None) -> Values:
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


def _has_data(audit_file: AuditFile) -> bool:
    return in_layout_2(audit_file) and audit_file.certificate_due and bool(_sites(audit_file))


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.case_file.certificate_annex.template import template

    return template(specification)


FORM = result_form("certificate_annex", words.CERTIFICATE_ANNEX, _template, values, _has_data)
