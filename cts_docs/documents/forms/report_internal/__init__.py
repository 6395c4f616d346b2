"""The internal annex of the audit report, which the client does not get.

It shows the margin to the next grade and the spread between the evaluation forms, and is made where
the body sets `[report] internal_annex`.
"""

from __future__ import annotations

from collections.abc import Sequence

from cts_docs.documents.audit_file import Case
from cts_docs.documents.forms.form import Kind, document_date
from cts_docs.documents.forms.report_internal.values import parts, values
from cts_docs.documents.forms.values import file_name
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import report as wording
from cts_docs.specification.model import Specification


def _forms(case: Case) -> Sequence[int | None]:
    return (None,) if case.settings.report.internal_annex else ()


def _properties(case: Case, _form: int | None) -> Properties:
    control = case.specification.control
    body = case.settings.body.name or control.body
    title = f"{control.title} {wording.INTERNAL_TITLE}"
    return Properties(title, case.report_number, control.version, body, date=document_date(case))


def _filename(_case: Case, _form: int | None) -> str:
    return file_name(wording.INTERNAL_TITLE)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.report_internal.template import template

    return template(specification)


KIND = Kind("report_internal", _template, _properties, values, _filename, _forms, parts)
