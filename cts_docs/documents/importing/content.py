"""The body of a Word document as a flat sequence of paragraphs and tables.

Whatever way the document is laid out: merged cells are resolved, numbers that Word counts itself are
written out, content controls are opened, deleted words left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from lxml import etree

from cts_docs.documents.importing.numbering import Numbering, value_of
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import read_package

_LEFT_OUT = {
    qn("w:pPr"),
    qn("w:rPr"),
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_NOT_TEXT = (
    qn("w:drawing"),
    qn("w:pict"),
    qn("w:object"),
    qn("w:footnoteReference"),
    qn("w:endnoteReference"),
)
_OPENED = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}
_MOST_CELLS = 100_000
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """Words that lead to a bookmark of the same document."""

    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its words with the number that Word prints before them, and its style's name.

    `outline` is the level of a heading from 1, None for other text. `holds_more` says that
    it holds a picture, a formula or a note, which are no words.
    """

    text: str
    style: str
    outline: int | None
    bookmarks: tuple[str, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    holds_more: bool = False


Cell = tuple[str, ...]
"""The words of a cell, a text for each paragraph that has some."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a full grid: each place of a merged cell holds its words; `fresh` marks where one begins."""

    rows: tuple[tuple[Cell, ...], ...]
    fresh: tuple[tuple[bool, ...], ...]


def read_content(content: bytes, name: str) -> tuple[Paragraph | Table, ...]:
    """The paragraphs and tables of a document, in their order; blank paragraphs are left out.

    Raises RefusedError, naming the file `name`, where it is no Word document that can be read.
    """
    parts = read_package(content, name)
    if any(part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in held for part, held in parts.items()):
        raise RefusedError(_unreadable(name, "<!DOCTYPE"))
    try:
        document = Document(io.BytesIO(content))
        return tuple(_Body(document).content())
    except (KeyError, ValueError, AttributeError, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise RefusedError(_unreadable(name, type(error).__name__)) from error


def _unreadable(name: str, found: str) -> Problem:
    return Problem("DOCX_UNREADABLE", file=name, found=found, values={"file": name})


class _Body:
    """One pass over the body of a document."""

    def __init__(self, document: WordDocument) -> None:
        self._body: Element = document.element.body
        self._numbering = Numbering(document)
        self._outlines = dict(_outlines(document))
        self._names = {
            style.style_id: str(style.name)
            for style in document.styles
            if style.type == WD_STYLE_TYPE.PARAGRAPH
        }
        self._default = next((name for id, name in self._names.items() if id == "Normal"), "Normal")
        self._cells = 0

    def content(self) -> Iterator[Paragraph | Table]:
        for element in _blocks(self._body):
            if element.tag == qn("w:tbl"):
                yield self._table(element)
            elif (found := self._paragraph(element)).text or found.holds_more:
                yield found

    def _paragraph(self, element: Element) -> Paragraph:
        properties = element.find(qn("w:pPr"))
        style = value_of(properties, "w:pStyle")
        outline = value_of(properties, "w:outlineLvl")
        words = _text(element)
        label = self._numbering.label(properties, style) if words else ""
        return Paragraph(
            text=f"{label} {words}" if label else words,
            style=self._names.get(style, self._default),
            outline=_heading_level(outline) if outline else self._outlines.get(style),
            bookmarks=tuple(each.get(qn("w:name"), "") for each in element.iter(qn("w:bookmarkStart"))),
            links=tuple(
                Hyperlink(_text(each), each.get(qn("w:anchor"), ""))
                for each in element.iter(qn("w:hyperlink"))
                if each.get(qn("w:anchor"))
            ),
            holds_more=any(True for _ in element.iter(*_NOT_TEXT)),
        )

    def _table(self, element: Element) -> Table:
        rows: list[tuple[Cell, ...]] = []
        fresh: list[tuple[bool, ...]] = []
        for row in element.iterchildren(qn("w:tr")):
            cells, begins = self._row(row, rows[-1] if rows else ())
            rows.append(cells)
            fresh.append(begins)
        width = max(map(len, rows), default=0)
        return Table(
            tuple((*row, *[()] * (width - len(row))) for row in rows),
            tuple((*row, *[True] * (width - len(row))) for row in fresh),
        )

    def _row(self, row: Element, above: Sequence[Cell]) -> tuple[tuple[Cell, ...], tuple[bool, ...]]:
        cells: list[Cell] = []
        begins: list[bool] = []
        for element in _cells(row):
            properties = element.find(qn("w:tcPr"))
            span = max(1, int(value_of(properties, "w:gridSpan") or 1))
            merge = None if properties is None else properties.find(qn("w:vMerge"))
            continued = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            self._cells += span
            if self._cells > _MOST_CELLS:
                raise ValueError("too many cells")
            words = self._cell(element)
            if continued and not words and len(cells) < len(above):
                words = above[len(cells)]
            cells += [words] * span
            begins += [not continued] + [False] * (span - 1)
        return tuple(cells), tuple(begins)

    def _cell(self, element: Element) -> Cell:
        found = (self._paragraph(each).text for each in element.iter(qn("w:p")))
        return tuple(text for text in found if text)


def _blocks(container: Element, depth: int = 0) -> Iterator[Element]:
    """The paragraphs and tables of a container, those within content controls too."""
    for element in container:
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag in _OPENED and depth < _DEEPEST:
            yield from _blocks(element, depth + 1)


def _cells(container: Element, depth: int = 0) -> Iterator[Element]:
    """The cells of a row, those within content controls too, but none of a table inside a cell."""
    for element in container:
        if element.tag == qn("w:tc"):
            yield element
        elif element.tag in _OPENED and depth < _DEEPEST:
            yield from _cells(element, depth + 1)


def _text(element: Element) -> str:
    return " ".join("".join(_words(element)).split(" ")).strip()


def _words(element: Element, depth: int = 0) -> Iterator[str]:
    if element.tag in _LEFT_OUT or depth > 2 * _DEEPEST:
        return
    if element.tag == qn("w:t"):
        yield element.text or ""
    elif element.tag == qn("w:tab"):
        yield "\t"
    elif element.tag == qn("w:noBreakHyphen"):
        yield "-"
    for each in element:
        yield from _words(each, depth + 1)


def _outlines(document: WordDocument) -> Iterator[tuple[str, int | None]]:
    """The heading level of each style, its own or that of the style it is based on."""
    for style in document.styles:
        if isinstance(style, ParagraphStyle):
            yield style.style_id, _outline_of(style)


def _outline_of(style: ParagraphStyle) -> int | None:
    seen: set[str] = set()
    each: object = style
    while isinstance(each, ParagraphStyle) and each.style_id not in seen:
        seen.add(each.style_id)
        level = value_of(each.element.find(qn("w:pPr")), "w:outlineLvl")
        if level:
            return _heading_level(level)
        each = each.base_style
    return None


def _heading_level(value: str) -> int | None:
    """A level from 1; the tenth of Word (9) is running text."""
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else None


def joined(content: Sequence[Paragraph | Table]) -> tuple[Paragraph | Table, ...]:
    """The content with the parts of a table that a page break cut put together again.

    Two tables belong together where nothing stands between them, or only a line that says 续,
    and both have as many columns. The repeated header rows of the second are left out.
    """
    found: list[Paragraph | Table] = []
    for index, each in enumerate(content):
        if isinstance(each, Paragraph) and _is_continuation(each, content[index + 1 : index + 2]):
            continue
        last = found[-1] if found else None
        if isinstance(each, Table) and isinstance(last, Table) and _same_columns(last, each):
            found[-1] = _together(last, each)
        else:
            found.append(each)
    return tuple(found)


def _is_continuation(paragraph: Paragraph, after: Sequence[Paragraph | Table]) -> bool:
    text = paragraph.text.replace(" ", "")
    return (
        bool(after)
        and isinstance(after[0], Table)
        and len(text) < 60
        and ("续表" in text or "（续）" in text or "(续)" in text)
    )


def _same_columns(first: Table, second: Table) -> bool:
    return bool(first.rows and second.rows) and len(first.rows[0]) == len(second.rows[0])


def _together(first: Table, second: Table) -> Table:
    repeated = 0
    while (
        repeated < min(len(first.rows), len(second.rows) - 1)
        and first.rows[repeated] == second.rows[repeated]
    ):
        repeated += 1
    return replace(
        first, rows=first.rows + second.rows[repeated:], fresh=first.fresh + second.fresh[repeated:]
    )
