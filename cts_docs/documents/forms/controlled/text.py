"""The running text of the controlled document: clauses, the tables within them, and Appendix 4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cts_docs.documents.ooxml.contents import break_before
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.styles import FACES, twips
from cts_docs.documents.ooxml.tables import SHADE, Cell, Merge, Row, add_table, cell, header_row
from cts_docs.documents.ooxml.text import Piece, add_paragraph, bookmarked, internal_link
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.specification.model import Block, BlockStyle, GradeTable, Link, MaturityModel, Specification

_STYLES: dict[BlockStyle, str] = {
    "heading1": "Heading1",
    "heading2": "Heading2",
    "heading3": "Heading3",
    "paragraph": "Body",
    "clause": "Clause",
    "item1": "Item1",
    "item2": "Item2",
    "item3": "Item3",
    "reference": "Body",
    "table_title": "Caption",
}
_BELOW_ANNEX: dict[BlockStyle, str] = {
    **_STYLES,
    "heading1": "Heading2",
    "heading2": "Heading3",
    "heading3": "Heading4",
}
"""Within an annex, whose own title is of the first rank, chapters are of the second."""

_NUMBER, _SCORE, _LEVEL = twips(14), twips(32), twips(32)
_ELEMENT = twips(32)


def add_blocks(container: Element, specification: Specification) -> None:
    """Clauses 1 to 5.3 with their three tables, in place."""
    for number, block in enumerate(specification.text):
        if block.style == "experience_bands":
            for band in specification.experience_bands:
                add_paragraph(container, band.text, style="Item2")
        elif block.style == "maturity_model":
            _add_maturity_model(container, specification.maturity_model)
        elif block.style == "grade_table":
            _add_grade_table(container, specification.grading.printed)
        else:
            _add_block(container, block, _STYLES, new_page=number == 0)


def add_requirements(container: Element, specification: Specification) -> None:
    """The requirements of Appendix 4."""
    for block in specification.appendix4.blocks:
        _add_block(container, block, _BELOW_ANNEX)


def _add_block(
    container: Element, block: Block, styles: dict[BlockStyle, str], *, new_page: bool = False
) -> None:
    style = styles[block.style]
    face = FACES[style]
    pieces: Sequence[Piece] = tuple(_linked(block.text, block.links))
    if block.anchor:
        pieces = bookmarked(block.anchor, *pieces, face=face)
    announces = block.text.rstrip().endswith(("：", ":"))
    made = add_paragraph(container, *pieces, style=style, keep_next=announces)
    if new_page:
        break_before(made)


def _linked(text: str, links: Sequence[Link]) -> Iterator[Piece]:
    """The words of a block, its cross-references as links, in their order."""
    rest = text
    for link in links:
        before, found, rest = rest.partition(link.text)
        if before:
            yield before
        if found:
            yield internal_link(link.to, found)
    if rest:
        yield rest


def _add_maturity_model(container: Element, model: MaturityModel) -> None:
    width = (PORTRAIT_WIDTH - _ELEMENT) // len(model.levels)
    grid = (PORTRAIT_WIDTH - width * len(model.levels), *([width] * len(model.levels)))
    element, levels = model.header
    rows = (
        Row((_header(element, merge="restart"), _header(levels, span=len(model.levels))), header=True),
        Row((_header("", merge="continue"), *(_header(level) for level in model.levels)), header=True),
        Row(tuple(cell(text, align="center") for text in model.row)),
    )
    add_table(container, grid, rows, title=model.title)


def _add_grade_table(container: Element, printed: GradeTable) -> None:
    """The table of 5.3: its last column is one merged cell of several lines."""
    grid = (_NUMBER, _SCORE, _LEVEL, PORTRAIT_WIDTH - _NUMBER - _SCORE - _LEVEL)
    rows = [header_row(*printed.header)]
    for number, row in enumerate(printed.rows):
        merge: Merge = ("continue" if number else "restart") if len(printed.rows) > 1 else ""
        grade = cell(*(printed.merged if not number else ()), merge=merge)
        cells = (*(cell(text, align="center") for text in row), grade)
        rows.append(Row(cells, keep_next=number < len(printed.rows) - 1))
    add_table(container, grid, rows, description="　".join(printed.header))


def _header(text: str, *, span: int = 1, merge: Merge = "") -> Cell:
    return cell(text, span=span, merge=merge, style="TableHeader", align="center", shade=SHADE)
