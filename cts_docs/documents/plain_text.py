"""What a Word document says, line by line: for searching, not for showing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

_BODY = "word/document.xml"


def document_lines(content: bytes) -> Iterator[str]:
    """The text of each paragraph of the body in order, empty ones left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        body = etree.fromstring(package.read(_BODY), parser)
    for paragraph in body.iter(qn("w:p")):
        text = "".join(piece.text or "" for piece in paragraph.iter(qn("w:t"))).strip()
        if text:
            yield text
