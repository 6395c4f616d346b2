"""The whole controlled document in Word: cover, contents, clauses and the appendices, from the data.

The appendices' tables are those of the forms, left blank, so that a form and the controlled
document cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docx.document import Document

from cts_docs.documents.embedded_data import stamp_part
from cts_docs.documents.forms.appendix1 import template as appendix1
from cts_docs.documents.forms.appendix2 import template as appendix2
from cts_docs.documents.forms.appendix3 import template as appendix3
from cts_docs.documents.forms.controlled import cover
from cts_docs.documents.forms.controlled.text import add_blocks, add_requirements
from cts_docs.documents.forms.shared_template import blank, header_footer
from cts_docs.documents.ooxml.elements import child, valued
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import add_section, annex_heading, set_page
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART, Properties
from cts_docs.documents.wording.common import day_of
from cts_docs.files.zipping import read_package, write_package
from cts_docs.specification.model import Specification

APPENDIX4 = "appendix4"
_NO_PAGES: Mapping[str, int] = MappingProxyType({})


def controlled_document(specification: Specification, pages: Mapping[str, int] = _NO_PAGES) -> bytes:
    """The controlled document of a specification, the same bytes each time.

    `pages` gives the page of each bookmark of the contents where a layout is known; a number
    that is not known is a field marked for update. The file says which data it was made from.
    """
    properties = _properties(specification)
    document = new_document(properties)
    set_page(document, header_footer(specification))
    body = body_of(document)
    cover.add_cover(body, specification.control)
    cover.add_specification_contents(body, specification, pages)
    cover.add_revisions(body, specification.revisions)
    add_blocks(body, specification)
    _add_appendices(document, specification)
    parts = read_package(document_bytes(document, properties), properties.title)
    return write_package({**parts, EMBEDDED_DATA_PART: stamp_part(specification.sha256)})


def contents_bookmarks(specification: Specification) -> tuple[str, ...]:
    """The bookmarks that the contents lead to, in their order."""
    return tuple(entry.anchor for entry in specification.contents if entry.anchor)


def _add_appendices(document: Document, specification: Specification) -> None:
    body, carried = body_of(document), header_footer(specification)
    first = specification.appendix1
    annex_heading(body, first.label, first.title, appendix1.BOOKMARK)
    appendix1.add_controlled_table(body, specification, blank)
    if specification.has_maturity:
        add_section(document, carried, landscape=True)
        _close_section(document)
        _add_maturity(document, specification)
    fourth = specification.appendix4
    annex_heading(body, fourth.label, fourth.title, APPENDIX4)
    add_requirements(body, specification)


def _add_maturity(document: Document, specification: Specification) -> None:
    """Appendix 2 on pages across, and Appendix 3."""
    body, carried = body_of(document), header_footer(specification)
    second, third = specification.appendix2, specification.appendix3
    annex_heading(body, second.label, second.title, appendix2.BOOKMARK, new_page=False)
    appendix2.add_controlled_table(body, specification, blank)
    add_section(document, carried)
    _close_section(document)
    annex_heading(body, third.label, third.title, appendix3.BOOKMARK, new_page=False)
    appendix3.add_controlled_table(body, specification, blank)
    appendix3.add_controlled_notes(body, specification)


def _close_section(document: Document) -> None:
    """Make the paragraph that ends a section a thin one: below a full page's table it takes no page."""
    properties = child(document.paragraphs[-1]._p, "w:pPr")
    properties.insert(0, valued("w:pStyle", "Spacer"))


def _properties(specification: Specification) -> Properties:
    control = specification.control
    return Properties(
        control.title, control.number, control.version, control.body, date=day_of(control.issue_date)
    )
