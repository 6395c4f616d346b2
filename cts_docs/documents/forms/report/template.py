"""The report's template: all fixed text of the specification, values as tags, charts without figures."""

from __future__ import annotations

from cts_docs.documents.forms.report import charts
from cts_docs.documents.forms.report.audit_data import add_audit_data
from cts_docs.documents.forms.report.cover import add_cover, add_report_contents
from cts_docs.documents.forms.report.grade_and_decision import add_grade_and_decision
from cts_docs.documents.forms.report.management_audit import add_management_audit
from cts_docs.documents.forms.report.service_test import add_service_test
from cts_docs.documents.forms.report.text_flow import TextFlow
from cts_docs.documents.forms.shared_template import FOOTER, template_properties
from cts_docs.documents.ooxml.package import document_bytes, new_document
from cts_docs.documents.ooxml.page import HeaderFooter, set_page
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.report_tables import captions
from cts_docs.specification.model import Control, Specification


def template(specification: Specification) -> bytes:
    """The docxtpl template of the report."""
    about = template_properties(specification, wording.TITLE)
    document = new_document(about)
    set_page(document, _header_footer(specification.control))
    flow = TextFlow(document, wording.sections(specification), captions(specification))
    radar, *chapters = charts.blank(specification)
    add_cover(flow, specification)
    add_report_contents(flow)
    add_audit_data(flow, specification)
    add_service_test(flow, specification, radar)
    add_management_audit(flow, specification, chapters[0] if chapters else None)
    add_grade_and_decision(flow, specification)
    return document_bytes(document, about)


def _header_footer(control: Control) -> HeaderFooter:
    return HeaderFooter(
        body="{{ body.name }}",
        title="{{ header_title }}",
        number=wording.FOOTER_NUMBER,
        version=f"{control.number} {control.version}{FOOTER}",
        watermark=control.watermark,
    )
