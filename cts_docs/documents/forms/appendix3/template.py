"""附录3 in Word: the table of the points of each maturity level, with tags that mark those reached."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.figures import exact
from cts_docs.documents.forms.shared_template import (
    Fill,
    add_labelled_values,
    add_signature,
    common_labelled_values,
    form_header_footer,
    template_properties,
)
from cts_docs.documents.ooxml.contents import break_before
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH, annex_heading, set_page
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import SHADE, Cell, Merge, Row, add_table, cell, header_row
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.specification.model import Chapter, Clause, Specification

BOOKMARK = "appendix3"
_CHAPTER_WIDTH, _TOTAL_WIDTH, _LEVEL_WIDTH = twips(30), twips(17), twips(13)
_SHORT = 24
"""Lines of clauses (two each), chapters and notes up to which one page may hold the form."""
_NOTE_STYLES = {"paragraph": "Note", "item1": "NoteItem1", "item2": "NoteItem2"}


def mark_tag(clause: str, level: str) -> str:
    """The tag that marks the points of a clause at one level, where they were reached."""
    return f'{{{{ emphasised(_marks["{clause}"]["{level}"]) }}}}'


def add_controlled_table(container: Element, specification: Specification, fill: Fill) -> None:
    """The table as issued; `fill` gives what follows a clause's points at a level, by their numbers."""
    levels = len(specification.levels)
    requirement = PORTRAIT_WIDTH - _CHAPTER_WIDTH - _TOTAL_WIDTH - levels * _LEVEL_WIDTH
    grid = (_CHAPTER_WIDTH, requirement, _TOTAL_WIDTH, *([_LEVEL_WIDTH] * levels))
    add_table(container, grid, _rows(specification, fill), description=specification.appendix3.title)


def add_controlled_notes(container: Element, specification: Specification, *, new_page: bool = False) -> None:
    """The lines below the table as issued; in a filled form they begin the page of the results.

    Below a short table they stay on its page, as do the results where there is room for all of them.
    """
    rows = 2 * len(specification.clauses) + len(specification.chapters) + len(specification.appendix3.notes)
    for number, block in enumerate(specification.appendix3.notes):
        made = add_paragraph(container, block.text, style=_NOTE_STYLES[block.style])
        if new_page and rows > _SHORT and number == 0:
            break_before(made)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    appendix = specification.appendix3
    properties = template_properties(specification, f"{appendix.label} {appendix.title}")
    document = new_document(properties)
    set_page(document, form_header_footer(specification))
    body = body_of(document)
    annex_heading(body, appendix.label, appendix.title, BOOKMARK)
    add_labelled_values(body, common_labelled_values(), PORTRAIT_WIDTH)
    add_controlled_table(body, specification, mark_tag)
    add_controlled_notes(body, specification, new_page=True)
    add_paragraph(body, words.MARK_NOTE, style="Note")
    _add_subtotals(body, specification)
    add_paragraph(body, "{%p for each in notes %}")
    add_paragraph(body, "{{ each }}", style="Note", keep_next=True)
    add_paragraph(body, "{%p endfor %}")
    add_signature(body, words.LEADER, "{{ leader }}")
    return document_bytes(document, properties)


def _rows(specification: Specification, fill: Fill) -> Iterator[Row]:
    appendix = specification.appendix3
    levels = specification.levels
    yield Row(
        (
            _header(appendix.header_chapter, merge="restart"),
            _header(appendix.header_requirement, merge="restart"),
            _header(appendix.header_total, merge="restart"),
            _header(appendix.header_points, span=len(levels)),
        ),
        header=True,
    )
    merged = (_header("", merge="continue") for _ in range(3))
    yield Row((*merged, *(_header(level.name) for level in levels)), header=True)
    for chapter in specification.chapters:
        yield from _chapter_rows(chapter, fill)


def _chapter_rows(chapter: Chapter, fill: Fill) -> Iterator[Row]:
    several = len(chapter.clauses) > 1
    for number, clause in enumerate(chapter.clauses, 1):
        first, last = number == 1, number == len(chapter.clauses)
        merge: Merge = ("restart" if first else "continue") if several else ""
        heading = cell(chapter.heading if first else "", merge=merge)
        total = cell(exact(clause.total), align="center")
        yield Row((heading, cell(clause.heading), total, *_points(clause, fill)), keep_next=not last)


def _points(clause: Clause, fill: Fill) -> Iterator[Cell]:
    for level, points in enumerate(clause.points, 1):
        yield cell(f"{exact(points)}{fill(clause.id, str(level))}", align="center")


def _header(text: str, *, span: int = 1, merge: Merge = "") -> Cell:
    return cell(text, span=span, merge=merge, style="TableHeader", align="center", shade=SHADE)


def _add_subtotals(container: Element, specification: Specification) -> None:
    grid = (PORTRAIT_WIDTH - 2 * twips(30), twips(30), twips(30))
    rows = [header_row(*words.SUBTOTAL_HEADER)]
    for chapter in specification.chapters:
        subtotal = (f'{{{{ chapters["{chapter.id}"]["{key}"] }}}}' for key in ("maximum", "points"))
        cells = (cell(text, align="center") for text in subtotal)
        rows.append(Row((cell(chapter.heading), *cells), keep_next=True))
    totals = (exact(specification.management_maximum), "{{ management_total }}")
    cells = (cell(text, align="center", bold=True) for text in totals)
    rows.append(Row((cell(words.MANAGEMENT_TOTAL, bold=True), *cells), keep_next=True))
    level = cell("{{ management_level }}", span=2, align="center", bold=True)
    rows.append(Row((cell(words.MANAGEMENT_LEVEL, bold=True), level), keep_next=True))
    add_table(container, grid, rows, title=words.SUBTOTALS)
