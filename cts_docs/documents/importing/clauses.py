"""The clauses of the text: their blocks, the tables among them, and the clauses that the method rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cts_docs.documents.importing.appendices import Doubt, Entry, text_of
from cts_docs.documents.importing.blocks import BlockDraft, blocks_of, heading_levels
from cts_docs.documents.importing.content import Paragraph, Table
from cts_docs.documents.importing.grading import (
    experience_band,
    is_grade_table,
    is_maturity_model,
    maturity_model,
)
from cts_docs.documents.importing.parts import Content
from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.model import BlockStyle

_MEAN, _MATURITY, _SPECIFIC, _EXEMPTION = "均值|平均", "附录.*成熟度评价", "特定", "免除"
_LONGEST_CAPTION = 40


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses as read: blocks, the bands of α, the model of the maturity levels, the grade table."""

    blocks: list[BlockDraft]
    bands: list[Entry]
    model: Entry
    grades: Table


def read_clauses(content: Content, name: str, doubts: list[Doubt], *, has_maturity: bool) -> Clauses:
    """The clauses in their order; a table and the lines of the bands leave a block that marks their place.

    Raises RefusedError where the bands or one of the two tables is missing, or where a document
    without the appendices of maturity has the table of its levels.
    """
    reader = _Reader(doubts, heading_levels(content))
    for each in content:
        if isinstance(each, Paragraph):
            reader.paragraph(each)
        else:
            reader.table(each)
    reader.close()
    if reader.model and not has_maturity:
        raise RefusedError(Problem("IMPORT_PART_MISSING", file=name, found="appendix2 / appendix3"))
    if reader.grades is None or not reader.bands or (has_maturity and not reader.model):
        found = {
            "experience_bands": reader.bands,
            "maturity_model": reader.model,
            "grade_table": reader.grades,
        }
        missing = " / ".join(key for key, value in found.items() if not value)
        raise RefusedError(Problem("IMPORT_PART_MISSING", file=name, found=missing))
    return Clauses(reader.blocks, reader.bands, reader.model, reader.grades)


class _Reader:
    """One pass over the clauses; paragraphs wait until a table shows whether the last one is its title."""

    def __init__(self, doubts: list[Doubt], levels: Mapping[int, BlockStyle]) -> None:
        self.blocks: list[BlockDraft] = []
        self.bands: list[Entry] = []
        self.model: Entry = {}
        self.grades: Table | None = None
        self._doubts = doubts
        self._levels = levels
        self._waiting: list[Paragraph] = []

    def paragraph(self, paragraph: Paragraph) -> None:
        band = experience_band(paragraph.text, len(self.bands) + 1)
        if band is None:
            self._waiting.append(paragraph)
            return
        self.close()
        if not self.bands:
            self.blocks.append(BlockDraft("experience_bands"))
        self.bands.append(band)

    def table(self, table: Table) -> None:
        if is_maturity_model(table) and not self.model:
            title = self._waiting.pop().text if self._waiting and _is_caption(self._waiting[-1]) else ""
            self.model = maturity_model(table, title or text_of(table.rows[0][1]))
            self.close()
            self.blocks.append(BlockDraft("maturity_model"))
        elif is_grade_table(table) and self.grades is None:
            self.grades = table
            self.close()
            self.blocks.append(BlockDraft("grade_table"))
        else:
            first = text_of(table.rows[0][0]) if table.rows else ""
            self._doubts.append(Doubt("text.blocks", "IMPORT_TABLE_LEFT", first))

    def close(self) -> None:
        """Turn the paragraphs that wait into blocks."""
        self.blocks += blocks_of(self._waiting, "clause", self._levels)
        self._waiting.clear()


def _is_caption(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return paragraph.outline is None and len(text) <= _LONGEST_CAPTION and text[-1] not in "。：；"


def method_of(blocks: Sequence[BlockDraft], doubts: list[Doubt], *, has_maturity: bool) -> dict[str, str]:
    """The clauses that the method rests on, found by what stands in them."""
    doubts.append(Doubt("method", "IMPORT_METHOD"))
    found = {
        "specific": _clause_with(blocks, _SPECIFIC, headings=True),
        "service": _number_above(blocks, "experience_bands", headings=True),
        "marks": _number_above(blocks, "experience_bands", headings=False),
        "mean": _clause_with(blocks, _MEAN, headings=False),
        "maturity": _clause_with(blocks, _MATURITY, headings=False)
        or _number_above(blocks, "maturity_model", headings=False),
        "grade": _number_above(blocks, "grade_table", headings=True),
        "exemption": _clause_with(blocks, _EXEMPTION, headings=False),
    }
    if not has_maturity:
        del found["maturity"]
    return {key: number for key, number in found.items() if number or key != "exemption"}


def _number_above(blocks: Sequence[BlockDraft], style: str, *, headings: bool) -> str:
    """The number of the last heading, or of the last numbered block, above a block of a style."""
    found = ""
    for block in blocks:
        if block.style == style:
            return found
        if block.number and (block.is_heading or not headings):
            found = block.number
    return found


def _clause_with(blocks: Sequence[BlockDraft], words: str, *, headings: bool) -> str:
    return next(
        (
            block.number
            for block in blocks
            if block.number and block.is_heading is headings and re.search(words, block.text)
        ),
        "",
    )
