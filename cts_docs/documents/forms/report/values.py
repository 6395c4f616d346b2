"""The audit report: its values and charts from one audit, its template from the specification."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.charts import chart_parts
from cts_docs.documents.forms.certificate import values as certificate_values
from cts_docs.documents.forms.form import DocumentForm, Values, document_date, shown_values
from cts_docs.documents.forms.report import (
    charts,
    first_edition,
    recorded_values,
    requirement_values,
    result_values,
)
from cts_docs.documents.forms.shared_values import file_name, footer
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.documents.wording.common import EMPTY, PENDING
from cts_docs.specification.model import Specification

__all__ = ["FORM", "bookmarks", "page_values", "parts", "properties", "values"]


def values(audit_file: AuditFile, _item: int | None = None) -> dict[str, object]:
    """The values of the template's tags, and those that only templates of version 0.1 use."""
    found = {**_about(audit_file), **_recorded(audit_file), **_following(audit_file)}
    earlier = {**first_edition.values(audit_file), **result_values.configured(audit_file)}
    everything = {**found, **earlier}
    return {
        **everything,
        "_first_edition": audit_file.is_first_edition,
        "_long": _long(everything),
        "_table": first_edition.table_numbers(everything),
        "_numbers": _table_numbers(found),
        **page_values(audit_file),
    }


def bookmarks(specification: Specification) -> tuple[str, ...]:
    """The bookmarks whose page numbers the contents print, in order."""
    found = wording.sections(specification)
    return tuple(bookmark for section in found for bookmark, _ in section.entries())


def page_values(audit_file: AuditFile) -> dict[str, object]:
    """The page numbers of the contents by heading bookmark; a dash before the first layout."""
    pages = audit_file.report_pages
    numbers = {name: pages.get(name, _NO_PAGE) for name in bookmarks(audit_file.specification)}
    return {"_pages": dict(pages), "_page_numbers": numbers}


def _shown(found: Values) -> Values:
    """The values on the pages: today's, or those of version 0.1 where it made the document."""
    if found["_first_edition"]:
        return {key: found[key] for key in first_edition.SHOWN}
    return shown_values({key: value for key, value in found.items() if key not in first_edition.ONLY})


def parts(audit_file: AuditFile, _item: int | None = None) -> Mapping[str, bytes]:
    """The chart parts of one audit, which rendering puts in the place of the template's."""
    return {
        name.removeprefix("/"): content for name, content in chart_parts(charts.filled(audit_file)).items()
    }


def properties(audit_file: AuditFile, _item: int | None = None) -> Properties:
    """The document properties of one audit's report: its own number and version."""
    control = audit_file.specification.control
    body = audit_file.settings.body.name or control.body
    day = document_date(audit_file)
    if audit_file.is_first_edition:
        title = f"{control.title} {wording.TITLE}"
        return Properties(title, audit_file.report_number, control.version, body, date=day)
    title = f"{wording.TITLE} {audit_file.assessment.text('client_name') or PENDING}"
    version = wording.VERSION_DRAFT if audit_file.draft else wording.VERSION_ISSUED
    return Properties(title, audit_file.report_number or PENDING, version, body, date=day)


def _about(audit_file: AuditFile) -> dict[str, object]:
    body, control = audit_file.settings.body, audit_file.specification.control
    return {
        "_draft": audit_file.draft,
        "_follows": audit_file.follows_a_certificate,
        "_granted": audit_file.certificate_due,
        "status": wording.STATUS_DRAFT if audit_file.draft else wording.STATUS_ISSUED,
        "footer": footer(audit_file),
        "header_title": wording.TITLE + (wording.DRAFT_MARK if audit_file.draft else ""),
        "report_number": audit_file.report_number or PENDING,
        "body": {
            "name": body.name or control.body,
            "address": body.address or EMPTY,
            "telephone": body.telephone or EMPTY,
        },
        "content_hash": audit_file.content_hash or EMPTY,
        "purpose": wording.purpose(audit_file.specification, audit_file.audit_type),
        "certificate": _certificate(audit_file),
    }


def _certificate(audit_file: AuditFile) -> dict[str, str]:
    """Number, dates and cycle in the words of the certificate itself."""
    printed = certificate_values.chinese(audit_file)
    return {key: printed[key] for key in ("number", "granted", "until", "first", "cycle")}


def _recorded(audit_file: AuditFile) -> dict[str, object]:
    specification, assessment = audit_file.specification, audit_file.assessment
    return {
        "audit_dates": recorded_values.audit_dates(assessment),
        **recorded_values.field_values(audit_file),
        **recorded_values.people(audit_file),
        "checklist": recorded_values.checklist(specification, assessment),
        "remarks": recorded_values.remarks(specification, assessment),
        "conformity": requirement_values.conformity(specification, assessment),
        "failed_requirements": requirement_values.failed(specification, assessment),
        "findings": recorded_values.findings(assessment),
        "nonconformity_count": recorded_values.nonconformity_count(assessment),
    }


def _following(audit_file: AuditFile) -> dict[str, object]:
    return {
        **result_values.service(audit_file),
        "radar_scale": charts.radar_scale(audit_file),
        "low": result_values.low(audit_file),
        **result_values.management(audit_file),
        **result_values.grading(audit_file),
    }


_FLOWING = (
    ("checklist", ("note",), 15),
    ("remarks", ("text",), 30),
    ("nonconformities", ("description",), 16),
    ("findings", ("description", "cause", "correction", "action", "verification"), 34),
    ("low", ("forms",), 24),
    ("clauses", ("evidence",), 20),
    ("conformity", ("evidence",), 20),
)
"""The lists whose rows may run long: the texts' keys, and the characters in a line of their column."""


def _long(found: Mapping[str, object]) -> dict[str, list[bool]]:
    return {
        name: recorded_values.longest(cast("list[recorded_values.Values]", found[name]), keys, characters)
        for name, keys, characters in _FLOWING
        if name in found
    }


def _table_numbers(found: Mapping[str, object]) -> dict[str, int]:
    """The numbers of the tables that this audit has, in the order of the report."""
    absent = {name for name in _WITH_ROWS if not found.get(name)}
    absent |= set() if "management_total" in found else report_tables.OF_MATURITY
    absent |= {name for name, condition in _CONDITIONS.items() if not found[condition]}
    present = (caption for caption in report_tables.CAPTIONS if caption not in absent)
    return {caption: number for number, caption in enumerate(present, start=1)}


_WITH_ROWS = ("remarks", "low", "conformity", "weak", "findings", "groups", "questions")
_CONDITIONS = {"existing": "_follows", "certificate": "_granted"}
_NO_PAGE = "–"


def _filename(_audit_file: AuditFile, _item: int | None) -> str:
    return file_name(wording.TITLE)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.report.template import template

    return template(specification)


def with_fields(template: bytes, logos: Mapping[str, Path]) -> bytes:
    """The template with the fields that a word processor replaced by their results."""
    from cts_docs.documents.forms.report import edited_fields

    return edited_fields.with_fields(template, logos)


FORM = DocumentForm(
    "report", _template, properties, values, _filename, parts=parts, shown=_shown, prepare=with_fields
)
