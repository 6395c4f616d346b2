"""证书附件 in Word: the sites and projects below the number of the certificate."""

from __future__ import annotations

from cts_docs.documents.forms.case_file.shared_template import (
    HAND_ROW,
    LABEL_WIDTH,
    add_title,
    case_document,
    rows_of,
)
from cts_docs.documents.forms.shared_template import LabelledValue, add_labelled_values, add_signature
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.styles import HEI
from cts_docs.documents.ooxml.tables import add_table, cell
from cts_docs.documents.ooxml.text import add_paragraph, run
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    made = case_document(specification, words.CERTIFICATE_ANNEX)
    add_title(made.body, words.CERTIFICATE_ANNEX)
    add_paragraph(made.body, "{%p if _draft %}")
    add_paragraph(made.body, run(words.ANNEX_DRAFT, HEI, color="C00000"), align="center")
    add_paragraph(made.body, "{%p endif %}")
    head = (
        LabelledValue(words.CERTIFICATE_NUMBER, "{{ certificate_number }}", wide=True),
        LabelledValue(words.HOLDER, "{{ client_name }}", wide=True),
        LabelledValue(words.SCOPE, "{{ scope }}", wide=True),
        LabelledValue(words.SPECIFICATION, "{{ specification }}", wide=True),
        LabelledValue(words.GRADE, "{{ grade }}", wide=True),
        LabelledValue(words.GRANT_DATE, "{{ grant_date }}"),
        LabelledValue(words.VALID_UNTIL, "{{ valid_until }}"),
    )
    add_labelled_values(made.body, head, PORTRAIT_WIDTH, LABEL_WIDTH)
    site = (cell("{{ loop.index }}", align="center"), cell("{{ site }}"))
    rows = rows_of("site in sites", (1, 9), words.SITES_HEADER, site, HAND_ROW)
    add_table(made.body, *rows, title=words.SITES)
    add_paragraph(made.body, words.ANNEX_NOTE, style="Note", keep_next=True)
    add_paragraph(made.body, f"{words.BODY}：{{{{ body }}}}{words.SEAL}", style="Note", keep_next=True)
    add_signature(made.body, words.SIGNATORY, "{{ signatory }}")
    return made.bytes()
