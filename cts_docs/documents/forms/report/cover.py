"""The cover of the report and its contents, whose page numbers are fields."""

from __future__ import annotations

from docx.shared import Twips
from docx.text.paragraph import Paragraph

from cts_docs.documents.forms.report.text_flow import TextFlow, label_cell, shares
from cts_docs.documents.ooxml.elements import append_block, make
from cts_docs.documents.ooxml.package import body_of
from cts_docs.documents.ooxml.styles import HEI
from cts_docs.documents.ooxml.tables import Row, cell, make_table
from cts_docs.documents.ooxml.text import add_paragraph, field, paragraph, run
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.specification.model import Specification

_COVER_SPACE, _BLOCK_SPACE = 1800, 600


def cover(flow: TextFlow, specification: Specification) -> None:
    """The cover: whose report, on what, by whom, and its control block."""
    body = body_of(flow.document)
    _spaced(flow, "Subtitle", "{{ body.name }}", before=_COVER_SPACE)
    append_block(body, paragraph(wording.TITLE, style="Title"))
    append_block(body, paragraph(specification.control.title, style="Subtitle"))
    flow.tag("if _draft")
    add_paragraph(body, run(wording.DRAFT_BANNER, HEI, color="C00000"), align="center")
    flow.tag("endif")
    _spaced(flow, "Spacer", "", before=_BLOCK_SPACE)
    append_block(body, make_table(shares((2, 5), 7600), _control_block(specification)))


def contents(flow: TextFlow) -> None:
    """The contents on a page of their own; each entry leads to its heading."""
    body = body_of(flow.document)
    _spaced(flow, "TOC Heading", wording.CONTENTS).paragraph_format.page_break_before = True
    for section in flow.sections:
        for bookmark, words in section.entries():
            style = "TOC1" if bookmark == section.bookmark else "TOC2"
            append_block(body, _entry(style, bookmark, words))


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


def _entry(style: str, bookmark: str, words: str) -> Element:
    """An entry with the page's number as a field; a number not known yet is marked for update."""
    instruction = f"PAGEREF {bookmark} \\h"
    known = field(instruction, f"{{{{ _pages.{bookmark} }}}}")
    unknown = field(instruction, "", dirty=True)
    pieces = (
        run(f"{words}\t"),
        run("{%r if _pages %}"),
        *known,
        run("{%r else %}"),
        *unknown,
        run("{%r endif %}"),
    )
    made = paragraph(style=style)
    made.append(make("w:hyperlink", {"w:anchor": bookmark, "w:history": 1}, *pieces))
    return made


def _spaced(flow: TextFlow, style: str, words: str, before: int = 0) -> Paragraph:
    """A paragraph with more space above it than its style gives, in twips."""
    made = flow.document.add_paragraph(style=style)
    if before:
        made.paragraph_format.space_before = Twips(before)
    if words:
        made._p.append(run(words, HEI))
    return made
