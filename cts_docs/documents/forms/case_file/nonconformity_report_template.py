"""不符合报告 in Word: one page for a nonconformity, filled from the records or by hand."""

from __future__ import annotations

from cts_docs.documents.forms.case_file.shared_template import (
    LABEL_WIDTH,
    add_title,
    case_document,
    label,
    part_row,
    text_row,
)
from cts_docs.documents.forms.shared_template import LabelledValue, add_labelled_values, add_signature
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import Row, add_table, cell
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification

_TALL, _LOW = twips(21), twips(12)
_GRID = (LABEL_WIDTH, PORTRAIT_WIDTH // 2 - LABEL_WIDTH, LABEL_WIDTH)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    made = case_document(specification, words.NONCONFORMITY_REPORT)
    add_title(made.body, words.NONCONFORMITY_REPORT)
    head = (
        LabelledValue(words.NUMBER, "{{ number }}"),
        LabelledValue(words.REPORT_NUMBER, "{{ report_number }}"),
        LabelledValue(words.CLIENT, "{{ client_name }}", wide=True),
        LabelledValue(words.AUDIT_DATES, "{{ audit_dates }}", wide=True),
        LabelledValue(words.AUDIT_TYPE, "{{ audit_type }}"),
        LabelledValue(words.LEADER, "{{ leader }}"),
        LabelledValue(words.SEVERITY, "{{ severity }}", wide=True),
    )
    add_labelled_values(made.body, head, PORTRAIT_WIDTH, LABEL_WIDTH)
    _add_part(
        made.body,
        words.FINDING_PART,
        text_row(words.FACT, "{{ fact }}", 4, _TALL),
        text_row(words.CRITERION, "{{ criterion }}", 4, _TALL),
    )
    add_signature(made.body, words.AUDITOR, "")
    add_signature(made.body, words.CLIENT_REPRESENTATIVE, "")
    _add_part(
        made.body,
        words.ACTION_PART,
        text_row(words.CAUSE, "{{ cause }}", 4, _LOW),
        text_row(words.CORRECTION, "{{ correction }}", 4, _LOW),
        text_row(words.ACTION, "{{ action }}", 4, _LOW),
        _pair((words.DUE_DATE, "{{ due_date }}"), (words.ACCEPTED, "{{ accepted }}")),
    )
    _add_part(
        made.body,
        words.VERIFICATION_PART,
        text_row(words.VERIFICATION, "{{ verification }}", 4, _LOW),
        _pair((words.STATUS, "{{ status }}"), (words.CLOSED_DATE, "{{ closed_date }}")),
        _pair((words.VERIFIER, "{{ verifier }}"), (words.VERIFIED_DATE, "{{ verified_date }}")),
    )
    add_signature(made.body, words.VERIFIER, "")
    return made.bytes()


def _add_part(container: Element, title: str, *rows: Row) -> None:
    grid = (*_GRID, PORTRAIT_WIDTH - sum(_GRID))
    add_table(container, grid, (part_row(title, len(grid)), *rows), description=title)


def _pair(first: tuple[str, str], second: tuple[str, str]) -> Row:
    return Row((label(first[0]), cell(first[1]), label(second[0]), cell(second[1])))
