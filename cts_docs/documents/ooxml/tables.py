"""Tables of fixed layout: grid, rows, cells, repeated header rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cts_docs.documents.ooxml.elements import append_block, make, valued
from cts_docs.documents.ooxml.styles import Align
from cts_docs.documents.ooxml.text import add_paragraph, paragraph
from cts_docs.documents.ooxml.xml_parts import Element

Merge = Literal["", "restart", "continue"]
Vertical = Literal["top", "center", "bottom"]
SHADE = "F2F2F2"
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its `content` one paragraph after the other, over `span` columns of the grid.

    `merge` is `restart` in the first and `continue` in the other cells of a vertical merge;
    `shade` is a colour in hexadecimal;
    `line` draws a line below the cell, to sign on, in a table without borders.
    """

    content: tuple[str | Element, ...] = ("",)
    span: int = 1
    merge: Merge = ""
    style: str = "TableText"
    align: Align = "left"
    vertical: Vertical = "center"
    shade: str = ""
    bold: bool = False
    line: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; header rows repeat on each page and stand first; `height` is the least, in twips.

    `keep_next` holds it on the page of the row that follows; `splits` lets it run over a page's end.
    """

    cells: tuple[Cell, ...]
    header: bool = False
    keep_next: bool = False
    splits: bool = False
    height: int = 0


def cell(
    *content: str | Element,
    span: int = 1,
    merge: Merge = "",
    style: str = "TableText",
    align: Align = "left",
    vertical: Vertical = "center",
    shade: str = "",
    bold: bool = False,
    line: bool = False,
) -> Cell:
    """A cell of these paragraphs; without any it is empty."""
    return Cell(content or ("",), span, merge, style, align, vertical, shade, bold, line)


def header_row(
    *labels: str, style: str = "TableHeader", spans: Sequence[int] = (), shade: str = SHADE
) -> Row:
    """A row of column titles that repeats on each page."""
    widths = spans or [1] * len(labels)
    cells = (
        cell(label, span=span, style=style, align="center", shade=shade)
        for label, span in zip(labels, widths, strict=True)
    )
    return Row(tuple(cells), header=True)


def make_table(
    widths: Sequence[int],
    rows: Iterable[Row],
    *,
    borders: bool = True,
    title: str = "",
    description: str = "",
) -> Element:
    """A table of fixed layout; `widths` are those of its grid in twips.

    `title` and `description` are its alternative text.

    Raises ValueError where a row does not fill the grid.
    """
    grid = make("w:tblGrid", None, *(make("w:gridCol", {"w:w": width}) for width in widths))
    made = make(
        "w:tbl",
        None,
        _table_properties(sum(widths), borders=borders, title=title, description=description),
        grid,
    )
    made.extend(_row(widths, row) for row in rows)
    return made


def add_table(
    container: Element,
    widths: Sequence[int],
    rows: Iterable[Row],
    *,
    title: str = "",
    borders: bool = True,
    description: str = "",
    keep_above: bool = False,
) -> Element:
    """The table, at the end of a body, below its centred title, or below a thin paragraph.

    `keep_above` holds that paragraph on the page of the table.
    """
    add_paragraph(
        container, title, style="Caption" if title else "Spacer", keep_next=bool(title) or keep_above
    )
    return append_block(
        container, make_table(widths, rows, borders=borders, title=title, description=description)
    )


def _table_properties(width: int, *, borders: bool, title: str, description: str) -> Element:
    properties = make(
        "w:tblPr",
        None,
        valued("w:tblStyle", "ControlledTable" if borders else "TableNormal"),
        make("w:tblW", {"w:w": width, "w:type": "dxa"}),
        valued("w:jc", "center"),
    )
    if borders:
        # Repeated here for programs that do not draw the borders of a table style.
        properties.append(make("w:tblBorders", None, *(_edge(edge) for edge in _EDGES)))
    properties.append(make("w:tblLayout", {"w:type": "fixed"}))
    if title or description:
        properties.append(valued("w:tblCaption", title or description))
    if title and description:
        properties.append(valued("w:tblDescription", description))
    return properties


def _edge(edge: str) -> Element:
    return make(f"w:{edge}", {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "auto"})


def _row(widths: Sequence[int], row: Row) -> Element:
    if sum(each.span for each in row.cells) != len(widths):
        raise ValueError(f"a row of {sum(each.span for each in row.cells)} columns in {len(widths)}")
    properties = make("w:trPr")
    if not row.splits:
        properties.append(make("w:cantSplit"))
    if row.height:
        properties.append(make("w:trHeight", {"w:val": row.height, "w:hRule": "atLeast"}))
    if row.header:
        properties.append(make("w:tblHeader"))
    made = make("w:tr", None, properties) if len(properties) else make("w:tr")
    column = 0
    for each in row.cells:
        width = sum(widths[column : column + each.span])
        made.append(_cell(each, width, keep_next=row.keep_next or row.header))
        column += each.span
    return made


def _cell(each: Cell, width: int, *, keep_next: bool) -> Element:
    properties = make("w:tcPr", None, make("w:tcW", {"w:w": width, "w:type": "dxa"}))
    if each.span > 1:
        properties.append(valued("w:gridSpan", each.span))
    if each.merge:
        properties.append(valued("w:vMerge", each.merge))
    if each.line:
        properties.append(make("w:tcBorders", None, _edge("bottom")))
    if each.shade:
        properties.append(make("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": each.shade}))
    properties.append(valued("w:vAlign", each.vertical))
    made = make("w:tc", None, properties)
    for content in each.content:
        if isinstance(content, str):
            made.append(
                paragraph(content, style=each.style, align=each.align, keep_next=keep_next, bold=each.bold)
            )
        else:
            made.append(content)
    return made
