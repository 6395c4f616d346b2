"""The report's text flow: headings with bookmarks, numbered tables and figures, texts of any length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Twips

from cts_docs.documents.charts import ChartPart
from cts_docs.documents.charts.placing import place_chart
from cts_docs.documents.forms.shared_template import add_signature
from cts_docs.documents.ooxml.contents import break_before
from cts_docs.documents.ooxml.elements import append_block
from cts_docs.documents.ooxml.package import body_of
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH
from cts_docs.documents.ooxml.styles import HEI, Align
from cts_docs.documents.ooxml.tables import SHADE, Cell, Row, cell, header_row, make_table
from cts_docs.documents.ooxml.text import Piece, add_paragraph, bookmarked, field
from cts_docs.documents.wording.report import Section
from cts_docs.documents.wording.report_tables import FIGURE, TABLE, TABLE_BOOKMARK

_BELOW_TABLE, _ABOVE_FIGURE = Twips(120), Twips(160)
_CHART_WIDTH = Mm(166)
_HELD_CHARACTERS = 300
"""Some eight lines."""


class TextFlow:
    """A document being built; `sections` are its headings, `captions` the titles of its tables."""

    def __init__(
        self,
        document: Document,
        sections: Sequence[Section],
        captions: Mapping[str, str],
    ) -> None:
        self.document = document
        self.sections = sections
        self._captions = captions
        self._body = body_of(document)
        self._below_table = False
        self._figures = 0

    def section(self, number: int) -> Section:
        """A section by its number, from 1."""
        return self.sections[number - 1]

    def heading(self, number: int, *, new_page: bool = False) -> None:
        """The heading of a section."""
        section = self.section(number)
        self._headed("Heading1", section.bookmark, section.heading)
        if new_page:
            break_before(self.document.paragraphs[-1]._p)

    def part(self, number: int, part: int) -> None:
        """The heading of a part of a section, from 1."""
        section = self.section(number)
        self._headed("Heading2", section.part_bookmark(part), section.part_heading(part))

    def text(
        self, *words: Piece, style: str = "Body", keep_next: bool = False, align: Align | None = None
    ) -> None:
        """A paragraph of running text, parted from a table above it."""
        add_paragraph(self._body, *words, style=style, keep_next=keep_next, align=align)
        if self._below_table:
            self.document.paragraphs[-1].paragraph_format.space_before = _BELOW_TABLE
        self._below_table = False

    def lines(self, name: str, label: str, *, keep_next: bool = False) -> None:
        """An entered text below its label, each of its lines a paragraph.

        `keep_next` holds its last line on the page of what follows, unless it is long: programs
        that move a held paragraph as a whole would leave most of a page empty.
        """
        self.text(f"{label}：", style="Label")
        self.tag(f"for line in _lines.{name}")
        if keep_next:
            self.tag(f"if loop.last and line | length <= {_HELD_CHARACTERS}")
            self.text("{{ line }}", style="Value", keep_next=True)
            self.tag("else")
        self.text("{{ line }}", style="Value")
        if keep_next:
            self.tag("endif")
        self.tag("endfor")

    def tag(self, instruction: str) -> None:
        """A template instruction that leaves no paragraph behind."""
        add_paragraph(self._body, f"{{%p {instruction} %}}")

    def table(
        self,
        caption: str,
        widths: Sequence[int],
        rows: Sequence[Row],
        header: Sequence[str] = (),
        *,
        header_style: str = "TableHeader",
    ) -> None:
        """A table below its numbered title; `widths` are shares of the page's width.

        Its number is a value: a table that this audit has no rows for takes none.
        """
        head = [header_row(*header, style=header_style)] if header else []
        words = self._captions[caption]
        number = numbered(TABLE, f"{{{{ _numbers.{caption} }}}}", table_bookmark(caption))
        add_paragraph(self._body, *number, f" {words}", style="Caption", keep_next=True)
        append_block(self._body, make_table(shares(widths), [*head, *rows], title=words))
        self._below_table = True

    def pairs(self, caption: str, pairs: Sequence[tuple[str, str]], *, keep_next: bool = False) -> None:
        """A table of labels and values; `keep_next` holds it on the page of what follows."""
        rows = whole([(label_cell(label), cell(value)) for label, value in pairs])
        self.table(caption, (2, 5), [*rows[:-1], replace(rows[-1], keep_next=keep_next)])

    def figure(self, chart: ChartPart, title: str, alternative: str, height: int, key: str = "") -> None:
        """A chart in a paragraph of its own, `height` in millimetres, above its numbered title.

        `key` says in the title how to read the chart.
        """
        self._figures += 1
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = _ABOVE_FIGURE
        place_chart(
            self.document,
            paragraph,
            self._figures,
            chart,
            width=_CHART_WIDTH,
            height=Mm(height),
            name=title,
            alt_text=alternative,
        )
        number = numbered(FIGURE, str(self._figures), f"figure_{self._figures}")
        words = f" {title}（{key}）" if key else f" {title}"
        add_paragraph(self._body, *number, words, style="FigureCaption")
        self._below_table = False

    def sign(self, role: str, name: str) -> None:
        """A block for one signature."""
        add_signature(self._body, role, name)
        self._below_table = True

    def _headed(self, style: str, bookmark: str, words: str) -> None:
        add_paragraph(self._body, *bookmarked(bookmark, words, face=HEI), style=style)
        self._below_table = False


def table_bookmark(caption: str) -> str:
    """The bookmark on a table's number, by the name of its title."""
    return f"{TABLE_BOOKMARK}{caption}"


def reference(caption: str) -> list[Piece]:
    """A cross-reference to a table's number, as a field: 表 5."""
    return [*field(f"REF {table_bookmark(caption)} \\h", f"{TABLE} {{{{ _numbers.{caption} }}}}")]


def numbered(label: str, number: str, bookmark: str) -> list[Piece]:
    """`表 5` with its number as a sequence field, bookmarked for cross-references."""
    return [*bookmarked(bookmark, f"{label} ", *field(f"SEQ {label} \\* ARABIC", number, HEI), face=HEI)]


def shares(parts: Sequence[int], width: int = PORTRAIT_WIDTH) -> list[int]:
    """Column widths in twips that fill `width` in these proportions."""
    whole = sum(parts)
    edges = [round(width * sum(parts[:count]) / whole) for count in range(len(parts) + 1)]
    return [right - left for left, right in pairwise(edges)]


def label_cell(words: str, *, span: int = 1) -> Cell:
    """A cell that names the value beside it."""
    return cell(words, span=span, style="TableHeader", align="center", shade=SHADE)


def whole(rows: Sequence[tuple[Cell, ...]]) -> list[Row]:
    """The rows of a table that stands on one page."""
    return [Row(cells, keep_next=cells is not rows[-1]) for cells in rows]


def tag_row(instruction: str, columns: int) -> Row:
    """A template instruction over a whole row, which it removes."""
    return Row((cell(f"{{%tr {instruction} %}}", span=columns),))


def loop(variable: str, source: str, columns: int, *rows: Row) -> list[Row]:
    """Rows repeated for each item of a list."""
    return [tag_row(f"for {variable} in {source}", columns), *rows, tag_row("endfor", columns)]


def flowing(rows: str, cells: tuple[Cell, ...]) -> list[Row]:
    """A row of a loop that is kept on one page, or split over pages if it is longer than a page.

    `rows` names the list under `_long` that holds, for each row, whether it is that long.
    """
    columns = sum(each.span for each in cells)
    return [
        tag_row(f"if _long.{rows}[loop.index0]", columns),
        Row(cells, splits=True),
        tag_row("else", columns),
        Row(cells),
        tag_row("endif", columns),
    ]
