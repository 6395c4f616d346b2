"""The start and the end of making a document: an empty one of our own, and its bytes."""

from __future__ import annotations

import io

import docx
from docx.document import Document

from cts_docs.documents.ooxml.elements import child
from cts_docs.documents.ooxml.package import slim_package
from cts_docs.documents.ooxml.parsing import Element
from cts_docs.documents.ooxml.properties import CORE_PART, Properties, core_xml
from cts_docs.documents.ooxml.text import number_identifiers
from cts_docs.files.zipping import read_package, write_package


def new_document(properties: Properties) -> Document:
    """An empty document with our styles; its one section still wants `page.set_page`."""
    return docx.Document(io.BytesIO(slim_package(properties)))


def body_of(document: Document) -> Element:
    """The element that paragraphs and tables are appended to."""
    return child(document.element, "w:body")


def document_bytes(document: Document, properties: Properties) -> bytes:
    """The finished package: identifiers numbered, the same bytes for the same content."""
    number_identifiers(document.element)
    stream = io.BytesIO()
    document.save(stream)
    parts = read_package(stream.getvalue(), properties.title)
    return write_package({**parts, CORE_PART: core_xml(properties)})
