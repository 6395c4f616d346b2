"""The audit report: its values and charts from one audit, its template from the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.charts import chart_parts
from cts_docs.documents.forms.form import DocumentForm, document_date
from cts_docs.documents.forms.report import charts, recorded_values, result_values
from cts_docs.documents.forms.shared_values import file_name, footer
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import choices, report_tables
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import EMPTY, PENDING
from cts_docs.settings import changed_choices
from cts_docs.specification.model import Specification

__all__ = ["FORM", "bookmarks", "page_values", "parts", "properties", "values"]


def values(audit_file: AuditFile, _item: int | None = None) -> dict[str, object]:
    """The values of the template's tags."""
    found = {**_about(audit_file), **_recorded(audit_file), **_following(audit_file)}
    return {
        **found,
        "_long": _long(found),
        "_table": _table_numbers(found),
        **page_values(audit_file.report_pages),
    }


def bookmarks(specification: Specification) -> tuple[str, ...]:
    """The bookmarks whose page numbers the contents print, in order."""
    found = wording.sections(specification)
    return tuple(bookmark for section in found for bookmark, _ in section.entries())


def page_values(pages: Mapping[str, str]) -> dict[str, object]:
    """The values that give the contents the page numbers of a layout, by heading bookmark (see `bookmarks`).

    Without page numbers the fields of the contents are marked for update.
    """
    return {"_pages": dict(pages)}


def parts(audit_file: AuditFile, _item: int | None = None) -> Mapping[str, bytes]:
    """The chart parts of one audit, which rendering puts in the place of the template's."""
    return {
        name.removeprefix("/"): content for name, content in chart_parts(charts.filled(audit_file)).items()
    }


def properties(audit_file: AuditFile, _item: int | None = None) -> Properties:
    """The document properties of one audit's report."""
    control = audit_file.specification.control
    body = audit_file.settings.body.name or control.body
    title = f"{control.title} {wording.TITLE}"
    return Properties(title, audit_file.report_number, control.version, body, date=document_date(audit_file))


def _about(audit_file: AuditFile) -> dict[str, object]:
    body = audit_file.settings.body
    return {
        "_draft": audit_file.draft,
        "status": wording.STATUS_DRAFT if audit_file.draft else wording.STATUS_ISSUED,
        "footer": footer(audit_file.settings),
        "choices": [choices.in_words(key, value) for key, value in changed_choices(audit_file.settings)],
        "header_title": wording.TITLE + (wording.DRAFT_MARK if audit_file.draft else ""),
        "report_number": audit_file.report_number or PENDING,
        "body": {
            "name": body.name or audit_file.specification.control.body,
            "address": body.address or EMPTY,
            "telephone": body.telephone or EMPTY,
        },
        "content_hash": audit_file.content_hash or EMPTY,
        "toolkit": f"cts-docs {audit_file.toolkit_version}".strip(),
    }


def _recorded(audit_file: AuditFile) -> dict[str, object]:
    specification, assessment = audit_file.specification, audit_file.assessment
    return {
        "audit_dates": recorded_values.audit_dates(assessment),
        **recorded_values.field_values(audit_file),
        **recorded_values.people(audit_file),
        "checklist": recorded_values.checklist(specification, assessment),
        "remarks": recorded_values.remarks(specification, assessment),
        "nonconformities": recorded_values.nonconformities(assessment),
        "nonconformity_count": recorded_values.nonconformity_count(assessment),
    }


def _following(audit_file: AuditFile) -> dict[str, object]:
    return {
        **result_values.service(audit_file),
        "low": result_values.low(audit_file),
        **result_values.management(audit_file),
        "clauses": result_values.clauses(audit_file),
        **result_values.grading(audit_file),
    }


_FLOWING = (
    ("checklist", "note", 15),
    ("remarks", "text", 30),
    ("nonconformities", "description", 16),
    ("low", "forms", 24),
    ("clauses", "evidence", 20),
)
"""The lists whose rows may run long: the text's key, and the characters in a line of its column."""


def _long(found: Mapping[str, object]) -> dict[str, list[bool]]:
    return {
        name: recorded_values.longest(cast("list[recorded_values.Values]", found[name]), key, characters)
        for name, key, characters in _FLOWING
    }


def _table_numbers(found: Mapping[str, object]) -> dict[str, int]:
    """The numbers of the tables that this audit has, in the order of the report."""
    present = (caption for caption in report_tables.CAPTIONS if found.get(caption, True))
    return {caption: number for number, caption in enumerate(present, start=1)}


def _filename(_audit_file: AuditFile, _item: int | None) -> str:
    return file_name(wording.TITLE)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.report.template import template

    return template(specification)


FORM = DocumentForm("report", _template, properties, values, _filename, parts=parts)
