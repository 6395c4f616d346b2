"""The report's pen: headings with bookmarks, tables below numbered titles, text that may run long."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docx.document import Document

from cts_docs.documents.base import body_of
from cts_docs.documents.page import PORTRAIT_WIDTH
from cts_docs.documents.tables import Cell, Row, add_table, cell, header_row
from cts_docs.documents.text import add_paragraph, bookmarked, run
from cts_docs.documents.typography import HEI
from cts_docs.documents.wording import labels
from cts_docs.documents.wording.report import Section


class Story:
    """A document under the pen; `sections` are its headings, tables are counted as they come."""

    def __init__(self, document: Document, sections: Sequence[Section]) -> None:
        self.document = document
        self.sections = sections
        self._body = body_of(document)
        self._tables = 0

    def section(self, number: int) -> Section:
        """A section by its number, from 1."""
        return self.sections[number - 1]

    def heading(self, number: int) -> None:
        """The heading of a section."""
        section = self.section(number)
        self._headed("Heading1", section.bookmark, section.heading)

    def part(self, number: int, part: int) -> None:
        """The heading of a part of a section, from 1."""
        section = self.section(number)
        self._headed("Heading2", section.part_bookmark(part), section.part_heading(part))

    def text(self, words: str, *, style: str = "Body", keep_next: bool = False) -> None:
        """A paragraph of running text."""
        add_paragraph(self._body, words, style=style, keep_next=keep_next)

    def lines(self, name: str, label: str = "") -> None:
        """An entered text, each of its lines a paragraph, below its label where it has one."""
        if label:
            self.label(label)
        self.tag(f"for line in lines.{name}")
        self.text("{{ line }}")
        self.tag("endfor")

    def label(self, words: str) -> None:
        """The words above an entered text, kept on its page."""
        add_paragraph(self._body, run(f"{words}：", HEI), style="Clause", keep_next=True)

    def tag(self, instruction: str) -> None:
        """A template instruction that leaves no paragraph behind."""
        add_paragraph(self._body, f"{{%p {instruction} %}}")

    def table(
        self, caption: str, widths: Sequence[int], rows: Sequence[Row], header: Sequence[str] = ()
    ) -> None:
        """A table below its numbered title; `widths` are shares of the page's width."""
        self._tables += 1
        head = [header_row(*header)] if header else []
        title = f"表 {self._tables} {labels.CAPTIONS[caption]}"
        add_table(self._body, shares(widths), [*head, *rows], title=title)

    def pairs(self, caption: str, pairs: Sequence[tuple[str, str]]) -> None:
        """A table of labels and values."""
        rows = [Row((label_cell(label), cell(value))) for label, value in pairs]
        self.table(caption, (1, 3), rows)

    def _headed(self, style: str, bookmark: str, words: str) -> None:
        add_paragraph(self._body, *bookmarked(bookmark, words, face=HEI), style=style)


def shares(parts: Sequence[int], width: int = PORTRAIT_WIDTH) -> list[int]:
    """Column widths in twips that fill `width` in these proportions."""
    whole = sum(parts)
    edges = [round(width * sum(parts[:count]) / whole) for count in range(len(parts) + 1)]
    return [right - left for left, right in pairwise(edges)]


def label_cell(words: str, *, span: int = 1) -> Cell:
    """A cell that names the value beside it."""
    return cell(words, span=span, style="TableHeader", align="center", shade="F2F2F2")


def tag_row(instruction: str, columns: int) -> Row:
    """A template instruction over a whole row, which it removes."""
    return Row((cell(f"{{%tr {instruction} %}}", span=columns),))


def loop(variable: str, source: str, columns: int, *rows: Row) -> list[Row]:
    """Rows repeated for each item of a list."""
    return [tag_row(f"for {variable} in {source}", columns), *rows, tag_row("endfor", columns)]


def flowing(condition: str, cells: tuple[Cell, ...]) -> list[Row]:
    """A row that stays whole, but runs over the page's end where its text is longer than a page."""
    columns = sum(each.span for each in cells)
    return [
        tag_row(f"if {condition}", columns),
        Row(cells, splits=True),
        tag_row("else", columns),
        Row(cells),
        tag_row("endif", columns),
    ]
