"""The text of a document, line by line."""

from __future__ import annotations

import io

from docx import Document

from cts_docs.documents.ooxml.text import document_lines


def test_paragraphs_and_cells_in_order_without_empty_ones() -> None:
    document = Document()
    document.add_paragraph("示例水务").add_run("工程有限公司")
    document.add_paragraph("")
    document.add_table(1, 2).rows[0].cells[1].text = "表格"
    stream = io.BytesIO()
    document.save(stream)
    assert list(document_lines(stream.getvalue())) == ["示例水务工程有限公司", "表格"]
