"""Parts that the templates of the forms of a case share: page, title, texts to be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document

from cts_docs.documents.forms.shared_template import FOOTER, template_properties
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH, HeaderFooter, set_page
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import SHADE, Cell, Row, cell, header_row
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import case_file as words
from cts_docs.specification.model import Specification

HAND_ROW = twips(8)
"""The least height of a row that may be filled in by hand."""
LABEL_WIDTH = twips(28)


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A template being built; `body` takes its paragraphs and tables."""

    document: Document
    properties: Properties
    body: Element

    def bytes(self) -> bytes:
        """The finished template."""
        return document_bytes(self.document, self.properties)


def case_document(specification: Specification, title: str) -> CaseDocument:
    """An empty form with header and footer: whose form it is, and under which specification."""
    properties = template_properties(specification, title)
    document = new_document(properties)
    number = words.footer_number(specification.control)
    mark = specification.control.watermark
    set_page(document, HeaderFooter("{{ body }}", title, number, FOOTER, mark))
    return CaseDocument(document, properties, body_of(document))


def add_title(container: Element, title: str) -> Element:
    """The title of a form, centred."""
    return add_paragraph(container, title, style="Subtitle", align="center", bold=True)


def label(text: str, *, span: int = 1) -> Cell:
    """A cell that names the value beside it."""
    return cell(text, span=span, style="TableHeader", shade=SHADE)


def part_row(text: str, columns: int) -> Row:
    """A row that names the part of a form below it."""
    return Row((cell(text, span=columns, style="TableHeader", align="left", shade=SHADE),), keep_next=True)


def text_row(name: str, value: str, columns: int, height: int) -> Row:
    """A label beside a text of any length, with room for handwriting: `height` at least, in twips."""
    cells = (label(name), cell(value, span=columns - 1, vertical="top"))
    return Row(cells, splits=True, height=height)


def rows_of(
    loop: str, shares: Sequence[int], header: Sequence[str], cells: tuple[Cell, ...], height: int = 0
) -> tuple[list[int], list[Row]]:
    """The widths and rows of a table with a row for each item of a list: `member in team`.

    `shares` are the columns' shares of the page's width, `height` the least of a row in twips.
    """
    columns = len(header)
    rows = [
        header_row(*header),
        Row((cell(f"{{%tr for {loop} %}}", span=columns),)),
        Row(cells, height=height),
        Row((cell("{%tr endfor %}", span=columns),)),
    ]
    whole = sum(shares)
    widths = [PORTRAIT_WIDTH * share // whole for share in shares]
    return [*widths[:-1], PORTRAIT_WIDTH - sum(widths[:-1])], rows
