"""A controlled document in a layout of another hand, made with python-docx alone.

No styles of this program, no merged cells, no bookmarks: bold lines for titles, the control block as
lines, tables cut in two with their header repeated, another font, the contents typed by hand.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from docx import Document
from docx.document import Document as WordDocument

from cts_docs.assessment.figures import exact
from cts_docs.specification.model import Block, Specification

Rows = Sequence[Sequence[str]]
_CUT = 5
"""The body rows above the page break that cuts a table in two."""


def foreign_document(specification: Specification, *, continued: bool = True) -> bytes:
    """The document; `continued` puts 续表 above the second part of each table that is cut."""
    document = Document()
    document.styles["Normal"].font.name = "FangSong"
    _cover(document, specification)
    for block in specification.text:
        _block(document, specification, block)
    _annex(document, specification.appendix1.label, specification.appendix1.title)
    _cut_table(document, _service(specification), 1, continued=continued)
    if specification.has_maturity:
        _maturity(document, specification, continued=continued)
    _annex(document, specification.appendix4.label, specification.appendix4.title)
    for block in specification.appendix4.blocks:
        _block(document, specification, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _maturity(document: WordDocument, specification: Specification, *, continued: bool) -> None:
    _annex(document, specification.appendix2.label, specification.appendix2.title)
    _cut_table(document, list(_levels(specification)), 2, continued=continued)
    _annex(document, specification.appendix3.label, specification.appendix3.title)
    _cut_table(document, list(_points(specification)), 2, continued=continued)
    for note in specification.appendix3.notes:
        document.add_paragraph(note.text)


def _cover(document: WordDocument, specification: Specification) -> None:
    control = specification.control
    document.add_paragraph(control.body)
    document.add_paragraph(control.title).runs[0].bold = True
    for label, value in (
        ("受控状态", control.status),
        ("文件编号", control.number),
        ("版 本 号", control.version),
        ("编　制", control.prepared_by),
        ("审　核", control.reviewed_by),
        ("批　准", control.approved_by),
        ("发布日期", control.issue_date),
        ("生效日期", control.effective_date),
    ):
        document.add_paragraph(f"{label}：{value}")
    document.add_paragraph(specification.contents_title)
    for entry in specification.contents:
        document.add_paragraph(f"{entry.text}........3")


def _block(document: WordDocument, specification: Specification, block: Block) -> None:
    if block.style == "experience_bands":
        for band in specification.experience_bands:
            document.add_paragraph(band.text)
    elif block.style == "maturity_model":
        model = specification.maturity_model
        document.add_paragraph(model.title)
        spread = [model.header[0], *[model.header[1]] * len(model.levels)]
        _table(document, [spread, [model.header[0], *model.levels], model.row])
    elif block.style == "grade_table":
        printed = specification.grading.printed
        rows = [[*row, "\n".join(printed.merged) if not at else ""] for at, row in enumerate(printed.rows)]
        _table(document, [printed.header, *rows])
    elif block.style.startswith("heading"):
        document.add_heading(block.text, int(block.style[-1]))
    else:
        document.add_paragraph(block.text)


def _annex(document: WordDocument, label: str, title: str) -> None:
    """Label and title on lines of their own."""
    document.add_page_break()
    document.add_paragraph(label).runs[0].bold = True
    document.add_paragraph(title).runs[0].bold = True


def _service(specification: Specification) -> Rows:
    appendix = specification.appendix1
    return [
        appendix.header,
        *(
            (part.heading, indicator.heading, indicator.criterion, exact(indicator.points), "", "")
            for part in appendix.characteristics
            for indicator in part.indicators
        ),
        (appendix.total_label, "", "", exact(appendix.total_points), "", ""),
        (appendix.score_label, "", "", "", "", ""),
    ]


def _levels(specification: Specification) -> Iterator[Sequence[str]]:
    appendix, levels = specification.appendix2, specification.levels
    yield (appendix.header_requirement,) * 2 + (appendix.header_levels,) * len(levels)
    yield (appendix.header_requirement,) * 2 + tuple(level.ordinal for level in levels)
    for chapter in specification.chapters:
        texts = appendix.descriptions[chapter.description]
        printed = ["\n".join(each) if chapter.description_printed else "" for each in texts]
        for clause in chapter.clauses:
            yield (chapter.heading, clause.heading, *printed)


def _points(specification: Specification) -> Iterator[Sequence[str]]:
    appendix, levels = specification.appendix3, specification.levels
    above = (appendix.header_chapter, appendix.header_requirement, appendix.header_total)
    yield above + (appendix.header_points,) * len(levels)
    yield above + tuple(level.name for level in levels)
    for chapter in specification.chapters:
        for at, clause in enumerate(chapter.clauses):
            heading = "" if at else chapter.heading
            yield (heading, clause.heading, exact(clause.total), *map(exact, clause.points))


def _cut_table(document: WordDocument, rows: Rows, header: int, *, continued: bool) -> None:
    first, second = rows[: header + _CUT], rows[header + _CUT :]
    _table(document, first)
    if second:
        if continued:
            document.add_paragraph("（续表）")
        _table(document, [*rows[:header], *second])


def _table(document: WordDocument, rows: Rows) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            first, *more = text.split("\n")
            cell.paragraphs[0].text = first
            for each in more:
                cell.add_paragraph(each)
