"""The cover of the controlled document, its contents and its revision record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cts_docs.documents.ooxml.contents import ContentsLine, add_contents, break_before
from cts_docs.documents.ooxml.elements import append_block, child, make
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import Cell, Row, add_table, cell, header_row, make_table
from cts_docs.documents.ooxml.text import add_paragraph, paragraph
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording.controlled_forms import CONTROL_LABELS, REVISIONS, REVISIONS_HEADER, SIGNED
from cts_docs.specification.model import Control, Revision, Specification

_REVISIONS_GRID = (twips(24), twips(34), PORTRAIT_WIDTH - twips(58))
_GRID = (twips(32), twips(44), twips(54))
_ROW_HEIGHT = twips(10)
_LEVELS = "1-3"
"""The heading levels that the contents list."""
_ABOVE_BODY, _ABOVE_TITLE, _ABOVE_BLOCK = 1400, 1400, 2200


def add_cover(container: Element, control: Control) -> None:
    """The body's name, the title and the control block with room for the two signatures."""
    _spaced(container, control.body, "Subtitle", _ABOVE_BODY)
    _spaced(container, control.title, "Title", _ABOVE_TITLE)
    _spaced(container, "", "Spacer", _ABOVE_BLOCK)
    rows = [_control_row(control, name) for name in CONTROL_LABELS]
    append_block(container, make_table(_GRID, rows, description=control.title))


def add_specification_contents(
    container: Element, specification: Specification, pages: Mapping[str, int]
) -> None:
    """The contents on a page of their own; each line leads to its heading."""
    append_block(container, break_before(paragraph(specification.contents_title, style="TOCHeading")))
    lines = [
        ContentsLine(entry.text, entry.depth, entry.anchor, str(pages.get(entry.anchor, "")))
        for entry in specification.contents
    ]
    add_contents(container, lines, _LEVELS)


def add_revisions(container: Element, revisions: Sequence[Revision]) -> None:
    """The revision record below the contents, where the document has one."""
    if revisions:
        rows = [header_row(*REVISIONS_HEADER)]
        for revision in revisions:
            cells = (cell(revision.version, align="center"), cell(revision.date, align="center"))
            rows.append(Row((*cells, cell(revision.what))))
        add_table(container, _REVISIONS_GRID, rows, title=REVISIONS)


def _control_row(control: Control, name: str) -> Row:
    label = cell(CONTROL_LABELS[name], style="TableHeader")
    value = str(getattr(control, name))
    cells: tuple[Cell, ...] = (cell(value), cell()) if name in SIGNED else (cell(value, span=2),)
    return Row((label, *cells), height=_ROW_HEIGHT, keep_next=True)


def _spaced(container: Element, words: str, style: str, above: int) -> None:
    """A paragraph with more space above it than its style gives, in twips."""
    made = add_paragraph(container, words, style=style)
    child(child(made, "w:pPr"), "w:pStyle").addnext(make("w:spacing", {"w:before": above}))
