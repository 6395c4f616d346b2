"""认证决定记录 in Word: the reviewed matters, the open points and the decision, to be signed."""

from __future__ import annotations

from cts_docs.documents.forms.case_file.shared_template import (
    LABEL_WIDTH,
    add_title,
    case_document,
    label,
    rows_of,
)
from cts_docs.documents.forms.shared_template import LabelledValue, add_labelled_values, add_signature
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import Row, add_table, cell, header_row
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification

_RESULT = twips(36)
_MATTERS = (
    (words.COMPLETE, "complete"),
    (words.CONSISTENT, "consistent"),
    (words.INDEPENDENT, "independent"),
    (words.NONCONFORMITIES, "nonconformities"),
    (words.GRADE, "grade"),
)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    made = case_document(specification, words.DECISION_RECORD)
    add_title(made.body, words.DECISION_RECORD)
    head = (
        LabelledValue(words.CLIENT, "{{ client_name }}", wide=True),
        LabelledValue(words.REPORT_NUMBER, "{{ report_number }}"),
        LabelledValue(words.AUDIT_TYPE, "{{ audit_type }}"),
    )
    add_labelled_values(made.body, head, PORTRAIT_WIDTH, LABEL_WIDTH)
    _add_reviewed(made.body)
    _add_open_points(made.body)
    _add_decision(made.body)
    return made.bytes()


def _add_reviewed(container: Element) -> None:
    grid = (LABEL_WIDTH, PORTRAIT_WIDTH - LABEL_WIDTH - _RESULT, _RESULT)
    rows = [
        Row((label(name), cell(f"{{{{ reviewed.{key} }}}}"), cell(words.REVIEW_RESULT, align="center")))
        for name, key in _MATTERS
    ]
    add_table(container, grid, [header_row(*words.REVIEW_HEADER), *rows], title=words.REVIEWED_MATTERS)
    review = (
        LabelledValue(words.REVIEW_OPINION, "{{ review_opinion }}"),
        LabelledValue(words.REVIEW_DATE, "{{ review_date }}"),
    )
    add_labelled_values(container, review, PORTRAIT_WIDTH, LABEL_WIDTH, keep_next=True)
    add_signature(container, words.REVIEWER, "{{ reviewer }}")


def _add_open_points(container: Element) -> None:
    add_paragraph(container, "{%p if open_points %}")
    keys = ("number", "severity", "accepted", "due_date")
    row = tuple(cell(f"{{{{ item.{key} }}}}", align="center") for key in keys)
    add_table(
        container,
        *rows_of("item in open_points", (3, 2, 3, 3), words.OPEN_POINTS_HEADER, row),
        title=words.OPEN_POINTS,
    )
    add_paragraph(container, "{%p else %}")
    add_paragraph(container, words.OPEN_POINTS, style="Caption")
    add_paragraph(container, words.NO_OPEN_NONCONFORMITY, style="Note")
    add_paragraph(container, "{%p endif %}")
    uncertainty = (LabelledValue(words.UNCERTAINTY, "{{ uncertainty }}", wide=True),)
    add_labelled_values(container, uncertainty, PORTRAIT_WIDTH, LABEL_WIDTH)


def _add_decision(container: Element) -> None:
    rows = (
        LabelledValue(words.RECOMMENDATION, "{{ recommendation }}"),
        LabelledValue(words.DECISION, "{{ decision }}"),
        LabelledValue(words.DECISION_REASONS, "{{ decision_reasons }}", wide=True),
        LabelledValue(words.CERTIFICATE_NUMBER, "{{ certificate_number }}"),
        LabelledValue(words.GRANT_DATE, "{{ grant_date }}"),
        LabelledValue(words.VALID_UNTIL, "{{ valid_until }}"),
        LabelledValue(words.DECISION_DATE, "{{ decision_date }}"),
    )
    add_paragraph(container, words.DECISION, style="Caption")
    add_labelled_values(container, rows, PORTRAIT_WIDTH, LABEL_WIDTH, keep_next=True)
    add_signature(container, words.DECIDER, "{{ decider }}")
