"""Pages: paper, margins, headers and footers, and the headings of annexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn

from cts_docs.documents.ooxml.elements import append_block, child, make
from cts_docs.documents.ooxml.shapes import watermark
from cts_docs.documents.ooxml.styles import A4_LONG, A4_SHORT, HEI, twips
from cts_docs.documents.ooxml.text import bookmarked, field, paragraph, run
from cts_docs.documents.ooxml.xml_parts import Element

SIDE, TOP, BOTTOM = twips(20), twips(25), twips(20)
HEADER_EDGE, FOOTER_EDGE = twips(13), twips(11)
PORTRAIT_WIDTH = A4_SHORT - 2 * SIDE
LANDSCAPE_WIDTH = A4_LONG - 2 * SIDE


@dataclass(frozen=True, slots=True)
class HeaderFooter:
    """The texts on each page: `body` and `title` in the header, `number` and `version` in the footer.

    Each may hold a template tag. `watermark` stands slanted behind each page where it is not empty.
    """

    body: str
    title: str
    number: str
    version: str
    watermark: str = ""


def set_page(document: Document, header_footer: HeaderFooter, *, landscape: bool = False) -> None:
    """Make the pages of a document's last section A4 with this header and footer of their own."""
    section = document.sections[-1]
    _set_paper(child(document.element, "w:body")[-1], landscape=landscape)
    width = LANDSCAPE_WIDTH if landscape else PORTRAIT_WIDTH
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False
    _replace(section.header.part.element, *_header(header_footer, width))
    _replace(section.footer.part.element, _footer(header_footer, width))


def add_section(document: Document, header_footer: HeaderFooter, *, landscape: bool = False) -> None:
    """Begin a section on a new page; the pages before it keep theirs."""
    document.add_section()
    set_page(document, header_footer, landscape=landscape)


def annex_heading(
    container: Element, label: str, title: str, bookmark: str = "", *, new_page: bool = True
) -> Element:
    """An annex's number and centred title as one heading, on a page of its own.

    Where a section has just begun the page already, `new_page` is false.
    """
    words = run(f"{label} {title}", HEI)
    pieces = bookmarked(bookmark, words) if bookmark else [words]
    heading = paragraph(*pieces, style="AnnexHeading")
    if not new_page:
        style = child(child(heading, "w:pPr"), "w:pStyle")
        style.addnext(make("w:pageBreakBefore", {"w:val": "false"}))
    return append_block(container, heading)


def _set_paper(properties: Element, *, landscape: bool) -> None:
    for tag in ("w:pgSz", "w:pgMar", "w:cols", "w:docGrid"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    across, down = (A4_LONG, A4_SHORT) if landscape else (A4_SHORT, A4_LONG)
    size = {"w:w": across, "w:h": down} | ({"w:orient": "landscape"} if landscape else {})
    margins = {
        "w:top": TOP,
        "w:right": SIDE,
        "w:bottom": BOTTOM,
        "w:left": SIDE,
        "w:header": HEADER_EDGE,
        "w:footer": FOOTER_EDGE,
        "w:gutter": 0,
    }
    properties.extend(
        (
            make("w:pgSz", size),
            make("w:pgMar", margins),
            make("w:cols", {"w:space": 425}),
            make("w:docGrid", {"w:linePitch": 312}),
        )
    )


def _replace(container: Element, *made: Element) -> None:
    for old in list(container):
        container.remove(old)
    container.extend(made)


def _header(header_footer: HeaderFooter, width: int) -> Iterator[Element]:
    yield _tabbed(paragraph(f"{header_footer.body}\t{header_footer.title}", style="Header"), width)
    if header_footer.watermark:
        yield watermark(header_footer.watermark, 1)


def _footer(header_footer: HeaderFooter, width: int) -> Element:
    words = "　".join(part for part in (header_footer.number, header_footer.version) if part)
    made = paragraph(
        f"{words}\t第 ",
        *field("PAGE", "1"),
        " 页 共 ",
        *field("NUMPAGES", "1"),
        " 页",
        style="Footer",
    )
    return _tabbed(made, width)


def _tabbed(made: Element, width: int) -> Element:
    stop = make("w:tabs", None, make("w:tab", {"w:val": "right", "w:pos": width}))
    child(child(made, "w:pPr"), "w:pStyle").addnext(stop)
    return made
