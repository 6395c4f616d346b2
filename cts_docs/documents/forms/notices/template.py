"""The notices in Word: addressee, statement, certificate, consequences, and the body's seal."""

from __future__ import annotations

from cts_docs.documents.forms.case_file.shared_template import LABEL_WIDTH, add_title, case_document
from cts_docs.documents.forms.shared_template import LabelledValue, add_labelled_values
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import notices as wording
from cts_docs.specification.model import Specification


def notice_template(specification: Specification, name: str) -> bytes:
    """The docxtpl template of one kind of notice."""
    words = wording.WORDS[name]
    made = case_document(specification, words.title)
    add_title(made.body, words.title)
    _when(made.body, "number", wording.NUMBER)
    add_paragraph(made.body, wording.CLIENT_ADDRESSED, style="Label", keep_next=True)
    add_paragraph(made.body, words.statement, style="Body", keep_next=True)
    rows = (
        LabelledValue(wording.CERTIFICATE_NUMBER, "{{ certificate_number }}", wide=True),
        LabelledValue(wording.HOLDER, "{{ client_name }}", wide=True),
        LabelledValue(wording.SCOPE, "{{ scope }}", wide=True),
        LabelledValue(wording.SPECIFICATION, "{{ specification }}", wide=True),
        LabelledValue(wording.GRADE, "{{ grade }}", wide=True),
        LabelledValue(wording.GRANTED, "{{ granted }}"),
        LabelledValue(wording.VALID_UNTIL, "{{ valid_until }}"),
        *((LabelledValue(words.reason, "{{ reason }}", wide=True),) if words.reason else ()),
        LabelledValue(words.date, "{{ effective }}", wide=True),
    )
    add_labelled_values(made.body, rows, PORTRAIT_WIDTH, LABEL_WIDTH)
    for title, paragraphs in words.sections:
        add_paragraph(made.body, title, style="Heading3")
        for text in paragraphs:
            add_paragraph(made.body, text, style="Body")
    _add_body(made.body)
    return made.bytes()


def _add_body(container: Element) -> None:
    """Who issues the notice, how to reach it as far as configured, and the date."""
    add_paragraph(container, style="Spacer", keep_next=True)
    add_paragraph(container, f"{{{{ body }}}}{wording.SEAL}", align="right", keep_next=True)
    for key, label in (("body_address", wording.ADDRESS), ("body_telephone", wording.TELEPHONE)):
        _when(container, key, f"{label}：{{{{ {key} }}}}")
    add_paragraph(container, wording.ISSUED, align="right")


def _when(container: Element, key: str, text: str) -> None:
    """A line that stands only where there is a value."""
    add_paragraph(container, f"{{%p if {key} %}}")
    add_paragraph(container, text, style="Note", align="right", keep_next=True)
    add_paragraph(container, "{%p endif %}")
