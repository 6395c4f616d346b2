"""会议签到表 in Word: a page for each meeting, the team prefilled."""

from __future__ import annotations

from cts_docs.documents.forms.case_file.shared_template import (
    HAND_ROW,
    LABEL_WIDTH,
    add_title,
    case_document,
    rows_of,
)
from cts_docs.documents.forms.shared_template import LabelledValue, add_labelled_values
from cts_docs.documents.ooxml.contents import break_before
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import Row, add_table, cell, header_row
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification

_LINES = 17
_NUMBER, _NAME, _POST = twips(14), twips(40), twips(62)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    made = case_document(specification, words.ATTENDANCE)
    days = ("{{ opening_date }}", "{{ closing_date }}")
    for number, (title, day) in enumerate(zip(words.MEETINGS, days, strict=True)):
        heading = add_title(made.body, title)
        if number:
            break_before(heading)
        _add_meeting(made.body, title, day)
    return made.bytes()


def _add_meeting(container: Element, title: str, day: str) -> None:
    head = (
        LabelledValue(words.CLIENT, "{{ client_name }}", wide=True),
        LabelledValue(words.AUDIT_TYPE, "{{ audit_type }}"),
        LabelledValue(words.MEETING_DATE, day),
        LabelledValue(words.MEETING_TIME, ""),
        LabelledValue(words.MEETING_PLACE, ""),
    )
    add_labelled_values(container, head, PORTRAIT_WIDTH, LABEL_WIDTH)
    member = (cell("{{ member.name }}"), cell("{{ member.role }}", align="center"), cell())
    team = rows_of("member in team", (4, 3, 8), words.TEAM_SIGNATURES_HEADER, member, HAND_ROW)
    add_table(container, *team, title=words.TEAM_SIGNATURES, description=title)
    grid = (_NUMBER, _NAME, _POST, PORTRAIT_WIDTH - _NUMBER - _NAME - _POST)
    lines = (
        Row((cell(str(number), align="center"), cell(), cell(), cell()), height=HAND_ROW)
        for number in range(1, _LINES + 1)
    )
    rows = (header_row(*words.CLIENT_SIGNATURES_HEADER), *lines)
    add_table(container, grid, rows, title=words.CLIENT_SIGNATURES, description=title)
