"""Word documents to make PDFs of, and a program that stands in for LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from cts_docs.documents.pdf import Converted

FakeProgram = Callable[[str], Path]
"""Puts a program of the given Python lines on the search path as `soffice`."""


def word_document(*paragraphs: str, face: str = "宋体", bookmarks: Sequence[str] = ()) -> bytes:
    """A document of one page per paragraph, each under the bookmark of its place."""
    document = Document()
    for place, text in enumerate(paragraphs):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.page_break_before = place > 0
        run = paragraph.add_run(text)
        run.font.name = "Times New Roman"
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        if place < len(bookmarks):
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            start.set(qn("w:id"), str(place))
            start.set(qn("w:name"), bookmarks[place])
            end.set(qn("w:id"), str(place))
            run._r.addprevious(start)
            run._r.addnext(end)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def codes(converted: Converted) -> list[str]:
    return [problem.code for problem in converted.problems]
