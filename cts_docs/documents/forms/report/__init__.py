"""The audit report: its values and charts from one audit, its template from the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from cts_docs.documents.audit_file import Case
from cts_docs.documents.charts import chart_parts
from cts_docs.documents.forms.form import Kind, document_date
from cts_docs.documents.forms.report import charts, figures, recorded
from cts_docs.documents.forms.values import file_name, footer
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import choices, labels
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import EMPTY, PENDING
from cts_docs.settings import changed_choices
from cts_docs.specification.model import Specification

__all__ = ["KIND", "bookmarks", "page_values", "parts", "properties", "values"]


def values(case: Case, _form: int | None = None) -> dict[str, object]:
    """What the template's tags stand for; `page_values` tells of the contents."""
    found = {**_about(case), **_recorded(case), **_following(case)}
    return {**found, "_long": _long(found), "_table": _table_numbers(found), **page_values(case.report_pages)}


def bookmarks(specification: Specification) -> tuple[str, ...]:
    """The bookmarks whose page numbers the contents print, in order."""
    found = wording.sections(specification)
    return tuple(bookmark for section in found for bookmark, _ in section.entries())


def page_values(pages: Mapping[str, str]) -> dict[str, object]:
    """The values that give the contents the page numbers of a layout, by heading bookmark (see `bookmarks`).

    Without page numbers the fields of the contents are marked for update.
    """
    return {"_pages": dict(pages)}


def parts(case: Case, _form: int | None = None) -> Mapping[str, bytes]:
    """The chart parts of one audit, which rendering puts in the place of the template's."""
    return {name.removeprefix("/"): content for name, content in chart_parts(charts.filled(case)).items()}


def properties(case: Case, _form: int | None = None) -> Properties:
    """The document properties of one audit's report."""
    control = case.specification.control
    body = case.settings.body.name or control.body
    title = f"{control.title} {wording.TITLE}"
    return Properties(title, case.report_number, control.version, body, date=document_date(case))


def _about(case: Case) -> dict[str, object]:
    body = case.settings.body
    return {
        "_draft": case.draft,
        "status": wording.STATUS_DRAFT if case.draft else wording.STATUS_ISSUED,
        "footer": footer(case.settings),
        "choices": [choices.said(key, value) for key, value in changed_choices(case.settings)],
        "header_title": wording.TITLE + (wording.DRAFT_MARK if case.draft else ""),
        "report_number": case.report_number or PENDING,
        "body": {
            "name": body.name or case.specification.control.body,
            "address": body.address or EMPTY,
            "telephone": body.telephone or EMPTY,
        },
        "content_hash": case.content_hash or EMPTY,
        "toolkit": f"cts-docs {case.toolkit_version}".strip(),
    }


def _recorded(case: Case) -> dict[str, object]:
    specification, assessment = case.specification, case.assessment
    return {
        "audit_dates": recorded.audit_dates(assessment),
        **recorded.field_values(case),
        **recorded.people(case),
        "checklist": recorded.checklist(specification, assessment),
        "remarks": recorded.remarks(specification, assessment),
        "nonconformities": recorded.nonconformities(assessment),
        "nonconformity_count": recorded.nonconformity_count(assessment),
    }


def _following(case: Case) -> dict[str, object]:
    return {
        **figures.service(case),
        "low": figures.low(case),
        **figures.management(case),
        "clauses": figures.clauses(case),
        **figures.grading(case),
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
        name: recorded.longest(cast("list[recorded.Values]", found[name]), key, characters)
        for name, key, characters in _FLOWING
    }


def _table_numbers(found: Mapping[str, object]) -> dict[str, int]:
    """The numbers of the tables that this audit has, in the order of the report."""
    present = (caption for caption in labels.CAPTIONS if found.get(caption, True))
    return {caption: number for number, caption in enumerate(present, start=1)}


def _filename(_case: Case, _form: int | None) -> str:
    return file_name(wording.TITLE)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.report.template import template

    return template(specification)


KIND = Kind("report", _template, properties, values, _filename, parts=parts)
