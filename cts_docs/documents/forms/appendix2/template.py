"""附录 2 in Word: the table of the maturity descriptions, with a tag in each clause's own cell."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cts_docs.documents.forms.shared_template import (
    Fill,
    LabelledValue,
    add_labelled_values,
    add_signature,
    common_labelled_values,
    form_header_footer,
    tag,
    template_properties,
)
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import LANDSCAPE_WIDTH, annex_heading, set_page
from cts_docs.documents.ooxml.styles import HEI, SMALL_FIVE, twips
from cts_docs.documents.ooxml.tables import SHADE, Cell, Merge, Row, add_table, cell
from cts_docs.documents.ooxml.text import Piece, add_paragraph, paragraph, run
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.specification.model import Chapter, Clause, Specification

BOOKMARK = "appendix2"
_CHAPTER_WIDTH, _CLAUSE_WIDTH, _LABEL_WIDTH = twips(20), twips(37), twips(31)
_LINE, _CELL_EDGES = 240, 160
_REACHED = "BFBFBF"


def add_controlled_table(container: Element, specification: Specification, fill: Fill) -> None:
    """The table as issued; `fill` gives each clause's level, nothing in the blank form."""
    levels = len(specification.levels)
    width = (LANDSCAPE_WIDTH - _CHAPTER_WIDTH - _CLAUSE_WIDTH) // levels
    clauses = LANDSCAPE_WIDTH - _CHAPTER_WIDTH - width * levels
    grid = (_CHAPTER_WIDTH, clauses, *([width] * levels))
    add_table(container, grid, _rows(specification, fill, width), description=specification.appendix2.title)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    appendix = specification.appendix2
    properties = template_properties(specification, f"{appendix.label} {appendix.title}")
    document = new_document(properties)
    set_page(document, form_header_footer(specification), landscape=True)
    body = body_of(document)
    annex_heading(body, appendix.label, appendix.title, BOOKMARK)
    add_labelled_values(body, common_labelled_values(), LANDSCAPE_WIDTH)
    add_controlled_table(body, specification, tag)
    for chapter in specification.chapters:
        if not chapter.description_printed:
            add_paragraph(body, words.unprinted_note(specification, chapter), style="Note", keep_next=True)
    results = (
        LabelledValue(words.MANAGEMENT_TOTAL, "{{ management_total }}"),
        LabelledValue(words.MANAGEMENT_LEVEL, "{{ management_level }}"),
    )
    add_labelled_values(body, results, LANDSCAPE_WIDTH, _LABEL_WIDTH, keep_next=True)
    add_signature(body, words.LEADER, "{{ leader }}", LANDSCAPE_WIDTH)
    return document_bytes(document, properties)


def _rows(specification: Specification, fill: Fill, width: int) -> Iterator[Row]:
    appendix = specification.appendix2
    levels = len(specification.levels)
    yield Row(
        (
            _header(appendix.header_requirement, span=2, merge="restart"),
            _header(appendix.header_levels, span=levels),
        ),
        header=True,
    )
    ordinals = (_header(level.ordinal) for level in specification.levels)
    yield Row((_header("", span=2, merge="continue"), *ordinals), header=True)
    for chapter in specification.chapters:
        yield from _chapter_rows(specification, chapter, fill, width)


def _chapter_rows(specification: Specification, chapter: Chapter, fill: Fill, width: int) -> Iterator[Row]:
    descriptions = specification.appendix2.descriptions[chapter.description]
    height = _lines(descriptions, width) * _LINE // len(chapter.clauses) if chapter.description_printed else 0
    several = len(chapter.clauses) > 1
    for number, clause in enumerate(chapter.clauses, 1):
        first, last = number == 1, number == len(chapter.clauses)
        merge: Merge = ("restart" if first else "continue") if several else ""
        printed = first and chapter.description_printed
        described = (
            cell(*(texts if printed else ()), merge=merge, style="TableSmall", vertical="top")
            for texts in descriptions
        )
        heading = cell(chapter.heading if first else "", merge=merge, style="TableSmall", align="center")
        yield Row((heading, _clause(clause, fill), *described), keep_next=not last, height=height)


def _lines(descriptions: tuple[tuple[str, ...], ...], width: int) -> int:
    """About how many lines the longest description takes, to share its height among a chapter's rows."""
    characters = (width - _CELL_EDGES) // (SMALL_FIVE * 10)
    return max(sum(math.ceil(len(text) / characters) for text in texts) for texts in descriptions)


def _clause(clause: Clause, fill: Fill) -> Cell:
    level = fill("levels", clause.id)
    if not level:
        return cell(clause.heading, style="TableSmall")
    scale = paragraph(*_scale(clause), style="TableSmall")
    return cell(clause.heading, words.ASSESSED + level, scale, style="TableSmall")


def _scale(clause: Clause) -> Iterator[Piece]:
    """All levels in a row, the one reached shaded and in brackets."""
    level = f'_scale["{clause.id}"]'
    yield run(f"{{{{ {level}.lower }}}}", size=SMALL_FIVE)
    yield run(f"{{{{ {level}.reached }}}}", HEI, size=SMALL_FIVE, shade=_REACHED)
    yield run(f"{{{{ {level}.higher }}}}", size=SMALL_FIVE)


def _header(text: str, *, span: int = 1, merge: Merge = "") -> Cell:
    return cell(text, span=span, merge=merge, style="TableHeaderSmall", align="center", shade=SHADE)
