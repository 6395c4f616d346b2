"""The audit report: its template from the specification, its values and charts from one audit."""

from __future__ import annotations

from collections.abc import Mapping

from cts_docs.documents.base import document_bytes, new_document
from cts_docs.documents.case import Case
from cts_docs.documents.charts import chart_parts
from cts_docs.documents.package import Properties
from cts_docs.documents.page import Furniture, set_page
from cts_docs.documents.report import charts, figures, recorded
from cts_docs.documents.report.auditing import auditing
from cts_docs.documents.report.closing import closing
from cts_docs.documents.report.front import contents, cover
from cts_docs.documents.report.opening import opening
from cts_docs.documents.report.story import Story
from cts_docs.documents.report.testing import testing
from cts_docs.documents.wording import labels
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import EMPTY, PENDING
from cts_docs.specification.model import Control, Specification

__all__ = ["parts", "properties", "template", "values"]


def template(specification: Specification) -> bytes:
    """The report's template: all fixed text of the specification, values as tags, charts without figures."""
    about = _properties(specification.control, "")
    document = new_document(about)
    set_page(document, _furniture(specification.control))
    story = Story(document, wording.sections(specification))
    radar, chapters = charts.blank(specification)
    cover(story, specification)
    contents(story)
    opening(story, specification)
    testing(story, specification, radar)
    auditing(story, specification, chapters)
    closing(story, specification)
    return document_bytes(document, about)


def values(case: Case, pages: Mapping[str, str] | None = None) -> dict[str, object]:
    """What the template's tags stand for.

    `pages` are the page numbers of the contents by heading bookmark, where a layout has told
    them; without, the contents are marked for update.
    """
    body = case.settings.body
    found: dict[str, object] = {
        "draft": case.draft,
        "status": wording.STATUS_DRAFT if case.draft else wording.STATUS_ISSUED,
        "header_title": wording.TITLE + (wording.DRAFT_MARK if case.draft else ""),
        "report_number": case.report_number or PENDING,
        "body": {
            "name": body.name or case.specification.control.body,
            "address": body.address or EMPTY,
            "telephone": body.telephone or EMPTY,
        },
        "content_hash": case.content_hash or EMPTY,
        "toolkit": f"cts-docs {case.toolkit_version}".strip(),
        "pages": dict(pages or {}),
        "audit_dates": recorded.audit_dates(case.assessment),
        **recorded.field_values(case),
        **recorded.people(case),
        "checklist": recorded.checklist(case.specification, case.assessment),
        "remarks": recorded.remarks(case.specification, case.assessment),
        **recorded.nonconformities(case.assessment),
        **figures.service(case),
        **figures.management(case),
        **figures.grading(case),
    }
    return {**found, "table": _table_numbers(found)}


def parts(case: Case) -> Mapping[str, bytes]:
    """The chart parts of one audit, which rendering puts in the place of the template's."""
    return chart_parts(charts.filled(case))


def properties(case: Case) -> Properties:
    """The document properties of one audit's report."""
    about = _properties(case.specification.control, case.report_number)
    body = case.settings.body.name or about.creator
    return Properties(
        about.title, about.number, about.version, body, date=case.assessment.date("report_date")
    )


def _table_numbers(found: Mapping[str, object]) -> dict[str, int]:
    """The numbers of the tables that this audit has, in the order of the report."""
    present = (caption for caption in labels.CAPTIONS if found.get(caption, True))
    return {caption: number for number, caption in enumerate(present, start=1)}


def _properties(control: Control, number: str) -> Properties:
    return Properties(f"{control.title} {wording.TITLE}", number, control.version, control.body)


def _furniture(control: Control) -> Furniture:
    return Furniture(
        body="{{ body.name }}",
        title="{{ header_title }}",
        number=wording.FOOTER_NUMBER,
        version=f"{control.number} {control.version}",
    )
