"""附录 4 检查表 in Word: the sub-items of Appendix 4 verbatim, with room for result and evidence."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.documents.forms.case_file.shared_template import HAND_ROW, LABEL_WIDTH, add_title, case_document
from cts_docs.documents.forms.shared_template import (
    LabelledValue,
    add_labelled_values,
    add_signature,
    tag,
)
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH, annex_heading
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import SHADE, Row, add_table, cell, header_row
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements

_REQUIREMENT, _RESULT, _AUDITOR = twips(76), twips(15), twips(21)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    appendix = specification.appendix4
    title = f"{appendix.label} {words.CHECKLIST}"
    made = case_document(specification, title)
    annex_heading(made.body, appendix.label, appendix.title, new_page=False)
    add_title(made.body, words.CHECKLIST)
    head = (
        LabelledValue(words.CLIENT, "{{ client_name }}", wide=True),
        LabelledValue(words.AUDIT_DATES, "{{ audit_dates }}", wide=True),
        LabelledValue(words.REPORT_NUMBER, "{{ report_number }}"),
        LabelledValue(words.LEADER, "{{ leader }}"),
    )
    add_labelled_values(made.body, head, PORTRAIT_WIDTH, LABEL_WIDTH)
    evidence = PORTRAIT_WIDTH - _REQUIREMENT - _RESULT - _AUDITOR
    grid = (_REQUIREMENT, _RESULT, evidence, _AUDITOR)
    add_table(made.body, grid, _rows(specification), description=title)
    add_paragraph(made.body, words.CHECKLIST_NOTE, style="Note", keep_next=True)
    add_signature(made.body, words.LEADER, "{{ leader }}")
    return made.bytes()


def _rows(specification: Specification) -> Iterator[Row]:
    yield header_row(*words.CHECKLIST_HEADER)
    for item in requirements(specification):
        for block in item.introduction:
            heading = block.style.startswith("heading")
            style = "TableHeader" if heading else "TableText"
            introducing = cell(block.text, span=4, style=style, align="left", shade=SHADE if heading else "")
            yield Row((introducing,), keep_next=True)
        cells = (
            cell(item.text),
            cell(tag("results", item.id), align="center"),
            cell(tag("evidence", item.id)),
            cell(tag("auditors", item.id), align="center"),
        )
        yield Row(cells, height=HAND_ROW)
