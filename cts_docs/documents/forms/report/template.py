"""The report's template: all fixed text of the specification, values as tags, charts without figures."""

from __future__ import annotations

from cts_docs.documents.forms.report import charts
from cts_docs.documents.forms.report.audit_data import opening
from cts_docs.documents.forms.report.cover import contents, cover
from cts_docs.documents.forms.report.grade_and_decision import closing
from cts_docs.documents.forms.report.management_audit import auditing
from cts_docs.documents.forms.report.service_test import testing
from cts_docs.documents.forms.report.text_flow import TextFlow
from cts_docs.documents.forms.shared_template import FOOTER, template_properties
from cts_docs.documents.ooxml.package import document_bytes, new_document
from cts_docs.documents.ooxml.page import HeaderFooter, set_page
from cts_docs.documents.wording import report as wording
from cts_docs.specification.model import Control, Specification


def template(specification: Specification) -> bytes:
    """The docxtpl template of the report."""
    about = template_properties(specification, f"{specification.control.title} {wording.TITLE}")
    document = new_document(about)
    set_page(document, _header_footer(specification.control))
    flow = TextFlow(document, wording.sections(specification))
    radar, chapters = charts.blank(specification)
    cover(flow, specification)
    contents(flow)
    opening(flow, specification)
    testing(flow, specification, radar)
    auditing(flow, specification, chapters)
    closing(flow, specification)
    return document_bytes(document, about)


def _header_footer(control: Control) -> HeaderFooter:
    return HeaderFooter(
        body="{{ body.name }}",
        title="{{ header_title }}",
        number=wording.FOOTER_NUMBER,
        version=f"{control.number} {control.version}{FOOTER}",
    )
