"""审核计划 in Word: client, criteria, team and schedule, for the client to confirm."""

from __future__ import annotations

from cts_docs.documents.forms.case_file.shared_template import (
    HAND_ROW,
    LABEL_WIDTH,
    add_title,
    case_document,
    rows_of,
)
from cts_docs.documents.forms.shared_template import LabelledValue, add_labelled_values, add_signatures
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.tables import add_table, cell
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.wording import case_file as words
from cts_docs.documents.wording.report import criterion
from cts_docs.specification.model import Specification

_TEAM_SHARES, _SCHEDULE_SHARES = (4, 3, 5, 5), (38, 28, 27, 45, 32)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    made = case_document(specification, words.AUDIT_PLAN)
    add_title(made.body, words.AUDIT_PLAN)
    head = (
        LabelledValue(words.CLIENT, "{{ client_name }}", wide=True),
        LabelledValue(words.CLIENT_ADDRESS, "{{ client_address }}", wide=True),
        LabelledValue(words.CONTACT, "{{ client_contact }}"),
        LabelledValue(words.PHONE, "{{ client_phone }}"),
        LabelledValue(words.AUDIT_TYPE, "{{ audit_type }}"),
        LabelledValue(words.CONTRACT_NUMBER, "{{ contract_number }}"),
        LabelledValue(words.AUDIT_DATES, "{{ audit_dates }}", wide=True),
        LabelledValue(words.AUDIT_PLACES, "{{ audit_places }}", wide=True),
        LabelledValue(words.SCOPE, "{{ scope }}", wide=True),
        LabelledValue(words.CRITERIA, criterion(specification.control), wide=True),
    )
    add_labelled_values(made.body, head, PORTRAIT_WIDTH, LABEL_WIDTH)
    team = tuple(cell(f"{{{{ member.{key} }}}}") for key in ("name", "role", "registration", "level"))
    add_table(made.body, *rows_of("member in team", _TEAM_SHARES, words.TEAM_HEADER, team), title=words.TEAM)
    keys = ("date", "time", "auditor", "subject", "place")
    schedule = tuple(cell(f"{{{{ entry.{key} }}}}") for key in keys)
    rows = rows_of("entry in plan", _SCHEDULE_SHARES, words.SCHEDULE_HEADER, schedule, HAND_ROW)
    add_table(made.body, *rows, title=words.SCHEDULE)
    for statement in (words.IMPARTIALITY, words.CONFIDENTIALITY, words.CONFIRMED):
        add_paragraph(made.body, statement, style="Note", keep_next=True)
    add_signatures(made.body, ((words.LEADER, "{{ leader }}"), (words.CLIENT_REPRESENTATIVE, "")))
    return made.bytes()
