"""The cover of the report and its contents."""

from __future__ import annotations

from docx.shared import Twips
from docx.text.paragraph import Paragraph

from cts_docs.documents.forms.report.text_flow import TextFlow, label_cell, shares
from cts_docs.documents.ooxml.contents import ContentsLine, add_contents, break_before
from cts_docs.documents.ooxml.elements import append_block
from cts_docs.documents.ooxml.package import body_of
from cts_docs.documents.ooxml.styles import HEI
from cts_docs.documents.ooxml.tables import Row, cell, make_table
from cts_docs.documents.ooxml.text import add_paragraph, paragraph, run
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.specification.model import Specification

_COVER_SPACE, _BLOCK_SPACE = 1800, 600
_LEVELS = "1-2"
"""The heading levels that the contents list."""


def add_cover(flow: TextFlow, specification: Specification) -> None:
    """The cover: whose report, on what, by whom, and its control block."""
    body = body_of(flow.document)
    _spaced(flow, "Subtitle", "{{ body.name }}", before=_COVER_SPACE)
    append_block(body, paragraph(wording.TITLE, style="Title"))
    append_block(body, paragraph(specification.control.title, style="Subtitle"))
    flow.tag("if _draft")
    add_paragraph(body, run(wording.DRAFT_BANNER, HEI, color="C00000"), align="center")
    flow.tag("endif")
    _spaced(flow, "Spacer", "", before=_BLOCK_SPACE)
    rows = _control_block(specification)
    append_block(body, make_table(shares((2, 5), 7600), rows, title=wording.TITLE))


def add_report_contents(flow: TextFlow) -> None:
    """The contents on a page of their own; each line leads to its heading."""
    body = body_of(flow.document)
    append_block(body, break_before(paragraph(wording.CONTENTS, style="TOCHeading")))
    lines = [
        ContentsLine(
            heading,
            1 if bookmark == section.bookmark else 2,
            bookmark,
            f"{{{{ _page_numbers.{bookmark} }}}}",
            "" if bookmark == section.bookmark else section.parts_condition,
        )
        for section in flow.sections
        for bookmark, heading in section.entries()
    ]
    add_contents(body, lines, _LEVELS)


def _control_block(specification: Specification) -> list[Row]:
    control = specification.control
    pairs = (
        (report_tables.REPORT_NUMBER, "{{ report_number }}"),
        (report_tables.CLIENT, "{{ field.client_name }}"),
        (report_tables.AUDIT_TYPE, "{{ field.audit_type }}"),
        (report_tables.AUDIT_DATES, "{{ audit_dates }}"),
        (report_tables.SPECIFICATION, f"{control.title}（{control.number} {control.version}）"),
        (report_tables.REPORT_DATE, "{{ field.report_date }}"),
        (report_tables.PREPARED, "{{ leader }}"),
        (report_tables.REVIEWED, "{{ field.reviewer }}"),
        (report_tables.APPROVED, "{{ field.decider }}"),
        (report_tables.STATUS, "{{ status }}"),
    )
    return [Row((label_cell(label), cell(value)), height=480) for label, value in pairs]


def _spaced(flow: TextFlow, style: str, words: str, before: int = 0) -> Paragraph:
    """A paragraph with more space above it than its style gives, in twips."""
    made = flow.document.add_paragraph(style=style)
    if before:
        made.paragraph_format.space_before = Twips(before)
    if words:
        made._p.append(run(words, HEI))
    return made
