"""The template of the report's internal annex, its chart without figures."""

from __future__ import annotations

from cts_docs.documents.forms.report.audit_data import field_pairs
from cts_docs.documents.forms.report.text_flow import TextFlow, label_cell, loop
from cts_docs.documents.forms.report_internal.values import spread_chart
from cts_docs.documents.forms.shared_template import template_properties
from cts_docs.documents.ooxml.package import document_bytes, new_document
from cts_docs.documents.ooxml.page import HeaderFooter, set_page
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import choices, report_tables
from cts_docs.documents.wording import report as wording
from cts_docs.specification.model import Specification


def template(specification: Specification) -> bytes:
    """The docxtpl template of the annex."""
    control = specification.control
    about = template_properties(specification, f"{control.title} {wording.INTERNAL_TITLE}")
    document = new_document(about)
    version = f"{control.number} {control.version}"
    number, mark = wording.FOOTER_NUMBER, control.watermark
    set_page(document, HeaderFooter("{{ body }}", wording.INTERNAL_TITLE, number, version, mark))
    flow = TextFlow(document, wording.INTERNAL_SECTIONS, report_tables.internal_captions(specification))
    flow.text(wording.INTERNAL_TITLE, style="Title")
    flow.text(wording.INTERNAL_NOTE, style="Note", align="center")
    _margin(flow, specification)
    _spread(flow, specification)
    _readings(flow)
    _origin(flow)
    return document_bytes(document, about)


def _margin(flow: TextFlow, specification: Specification) -> None:
    flow.heading(1)
    flow.text(wording.margin_introduction(specification))
    total = (report_tables.TOTAL_MISSING, "{{ margin.management }}")
    score = report_tables.MISSING.format(score=report_tables.graded_score(specification))
    flow.pairs(
        "margin",
        (
            *field_pairs("client_name"),
            (report_tables.FORM_COUNT, "{{ form_count }}"),
            (report_tables.OUTCOME_NOW, "{{ outcome }}"),
            (score, "{{ margin.score }}"),
            *((total,) if specification.has_maturity else ()),
        ),
    )


def _spread(flow: TextFlow, specification: Specification) -> None:
    flow.heading(2)
    flow.text(wording.SPREAD_INTRODUCTION + (wording.SPREAD_JUDGED if specification.has_judged else ""))
    rows = [
        Row(
            (
                label_cell(f"{part.name} {indicator.heading}"),
                *(
                    cell(f"{{{{ spread['{indicator.id}'].{key} }}}}", align="center")
                    for key in ("lowest", "highest", "mean", "range")
                ),
            )
        )
        for part in specification.appendix1.characteristics
        for indicator in part.indicators
    ]
    flow.table("spread", (6, 3, 3, 3, 3), rows, report_tables.spread_header(specification))
    count = len(specification.indicators)
    chart = spread_chart(specification, *([None] * count for _ in range(3)))
    title, alternative = wording.SPREAD_TITLE, wording.SPREAD_ALTERNATIVE
    if specification.has_judged:
        title, alternative = wording.SPREAD_TITLE_JUDGED, wording.SPREAD_ALTERNATIVE_JUDGED
    flow.figure(chart, title, alternative, 80, wording.SPREAD_KEY)


def _readings(flow: TextFlow) -> None:
    """Every reading in force, and the other choices of the body with their keys."""
    flow.heading(3)
    flow.text(wording.READINGS_INTRODUCTION, keep_next=True)
    keys = ("id", "clause", "rule", "source")
    row = Row(
        tuple(cell(f"{{{{ reading.{key} }}}}", align="left" if key == "rule" else "center") for key in keys)
    )
    rows = loop("reading", "readings", len(keys), row)
    flow.table("readings", (14, 24, 100, 32), rows, report_tables.READINGS)
    flow.tag("if choices")
    flow.text(choices.INTRODUCTION, keep_next=True)
    flow.tag("for choice in choices")
    flow.text("{{ choice }}", style="Value")
    flow.tag("endfor")
    flow.tag("endif")


def _origin(flow: TextFlow) -> None:
    flow.heading(4)
    flow.pairs(
        "origin",
        (
            (report_tables.CONTENT_HASH, "{{ content_hash }}"),
            (report_tables.CONFIGURATION_HASH, "{{ configuration }}"),
            (report_tables.TOOLKIT, "{{ toolkit }}"),
        ),
    )
