"""The certificate's template: one bordered page, Chinese with English beside it where there is any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from cts_docs.documents.forms.certificate.density import DENSITIES, Density
from cts_docs.documents.forms.certificate.page import (
    BOTTOM,
    EXTRA,
    GRID,
    HEADING,
    NARROW_ROWS,
    NOTES,
    SEAL_HEIGHT,
    SIDE,
    TOP,
    WIDE_ROWS,
    WIDTH,
    Line,
)
from cts_docs.documents.forms.certificate.watermark import watermark
from cts_docs.documents.forms.shared_template import template_properties
from cts_docs.documents.ooxml.elements import Attributes, append_block, child, make
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.documents.ooxml.styles import A4_LONG, A4_SHORT, HEI, SONG, Align, Face, twips
from cts_docs.documents.ooxml.tables import Cell, Row, cell, make_table
from cts_docs.documents.ooxml.text import Piece, add_paragraph, paragraph, run
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import certificate as wording
from cts_docs.specification.model import Specification

_EDGE = twips(8)
_QR_SIDE = Mm(40)
_BORDER_COLOUR = "1F3864"
_GREY = "7F7F7F"
_LARGEST_LABEL = 18
"""English labels in half-points: larger ones would not stay on one line of their column."""


def template(specification: Specification) -> bytes:
    """The template of the certificate, with a watermark that only drafts and samples show."""
    about = template_properties(specification, wording.TITLE)
    document = new_document(about)
    _set_page(document)
    _set_watermark(document)
    body = body_of(document)
    _lines(body, HEADING)
    for number, density in enumerate(DENSITIES):
        word = "if" if number == 0 else "elif"
        _tag(body, f"{word} _density == {number}")
        append_block(body, make_table(GRID, _rows(density), borders=False, description=wording.TITLE))
    _tag(body, "endif")
    _notes(body)
    _sealing(document, body)
    return document_bytes(document, about)


def _set_page(document: Document) -> None:
    """A4 upright with a double border around the page."""
    properties = document.sections[0]._sectPr
    for old in list(properties):
        properties.remove(old)
    edges = ("top", "left", "bottom", "right")
    border: Attributes = {"w:val": "double", "w:sz": 12, "w:space": 20, "w:color": _BORDER_COLOUR}
    properties.extend(
        (
            make("w:pgSz", {"w:w": A4_SHORT, "w:h": A4_LONG}),
            make(
                "w:pgMar",
                {
                    "w:top": TOP,
                    "w:right": SIDE,
                    "w:bottom": BOTTOM,
                    "w:left": SIDE,
                    "w:header": _EDGE,
                    "w:footer": _EDGE,
                    "w:gutter": 0,
                },
            ),
            make("w:pgBorders", {"w:offsetFrom": "page"}, *(make(f"w:{edge}", border) for edge in edges)),
            make("w:cols", {"w:space": 425}),
        )
    )


def _set_watermark(document: Document) -> None:
    header = document.sections[0].header
    header.is_linked_to_previous = False
    story = header._element
    for old in list(story):
        story.remove(old)
    # A header must hold a paragraph where the watermark is gone.
    story.append(paragraph(style="Spacer"))
    story.append(paragraph("{%p if _draft %}"))
    story.append(watermark(wording.DRAFT_WATERMARK))
    story.append(paragraph("{%p elif _sample %}"))
    story.append(watermark(wording.SAMPLE_WATERMARK))
    story.append(paragraph("{%p endif %}"))


def _lines(body: Element, lines: Sequence[Line]) -> None:
    for line in lines:
        if line.english:
            _tag(body, "if english")
        _line(body, line)
        if line.english:
            _tag(body, "endif")


def _rows(density: Density) -> list[Row]:
    wide = [Row((_label(key, density), _value(key, density, span=3))) for key in WIDE_ROWS]
    narrow = [
        Row(tuple(made for key in pair for made in (_label(key, density), _value(key, density))))
        for pair in NARROW_ROWS
    ]
    return [*wide, *narrow]


def _label(key: str, density: Density) -> Cell:
    label = wording.LABELS[key]
    small = replace(density, english=min(density.english, _LARGEST_LABEL))
    return _cell(label.chinese, label.english, small, HEI)


def _value(key: str, density: Density, *, span: int = 1) -> Cell:
    english = "" if key == "cycle" else f"{{{{ english.{key} }}}}"
    return _cell(
        f"{{{{ chinese.{key} }}}}", english, density, SONG, span=span, bold=key in ("client", "grade")
    )


def _cell(
    chinese: str, english: str, density: Density, face: Face, *, span: int = 1, bold: bool = False
) -> Cell:
    """A cell of the Chinese words with the English ones below, where there are any."""
    made = [
        _set(
            run(chinese, face, size=density.chinese, bold=bold),
            line=density.chinese_line,
            before=density.padding,
            after=density.padding,
        )
    ]
    if english:
        made += [
            paragraph("{%p if english %}"),
            _set(run(english, SONG, size=density.english), line=density.english_line, after=density.padding),
            paragraph("{%p endif %}"),
        ]
    return cell(*made, span=span, vertical="top")


def _notes(body: Element) -> None:
    _lines(body, NOTES)
    _tag(body, "for line in extras")
    _line(body, EXTRA)
    _tag(body, "endfor")


def _sealing(document: Document, body: Element) -> None:
    """The QR code beside the room for signature and seal."""
    picture = paragraph(_picture(document), style="TableSmall", align="left")
    signing = (
        _bilingual(f"{wording.SIGNATORY}：{{{{ chinese.signatory }}}}", wording.SIGNATORY_EN, 20),
        _bilingual(f"{wording.SIGNATURE}：", wording.SIGNATURE_EN, 20),
    )
    seal = _bilingual(wording.SEAL, wording.SEAL_EN, 16, colour=_GREY, align="center")
    widths = (twips(46), twips(60), WIDTH - twips(106))
    row = Row(
        (
            cell(picture, vertical="bottom"),
            cell(*(each for pair in signing for each in pair), vertical="center"),
            cell(*seal, vertical="center"),
        ),
        height=SEAL_HEIGHT,
    )
    append_block(body, make_table(widths, [row], borders=False, description=wording.QR_NAME))
    # A table at the end of a body needs a paragraph below it, as low as can be.
    append_block(body, _set(run("", size=2), line=20))


def _bilingual(
    chinese: str, english: str, size: int, *, colour: str = "", align: Align = "left"
) -> list[Element]:
    return [
        _set(run(chinese, size=size, color=colour), line=size * 14, before=60, align=align),
        paragraph("{%p if english %}"),
        _set(run(english, size=size - 4, color=colour), line=(size - 4) * 13, align=align),
        paragraph("{%p endif %}"),
    ]


def _picture(document: Document) -> Element:
    """The place of the QR code: a code that says what it stands for."""
    image = BytesIO(qr_png(wording.QR_NAME))
    inline = document.part.new_pic_inline(image, width=_QR_SIDE, height=_QR_SIDE)
    for drawing in inline.iter(qn("wp:docPr")):
        drawing.set("name", wording.QR_NAME)
        drawing.set("descr", wording.QR_ALTERNATIVE)
    return make("w:r", None, make("w:drawing", None, inline))


def _line(body: Element, line: Line) -> None:
    made = run(line.words, line.face, size=line.size)
    append_block(body, _set(made, line=line.height, before=line.before, align=line.align))


def _set(piece: Piece, *, line: int, before: int = 0, after: int = 0, align: Align = "left") -> Element:
    """A paragraph of lines of an exact height in twips, so that every program counts alike."""
    made = paragraph(piece, align=align)
    spacing: Attributes = {"w:before": before, "w:after": after, "w:line": line, "w:lineRule": "exact"}
    child(child(made, "w:pPr"), "w:jc").addprevious(make("w:spacing", spacing))
    return made


def _tag(body: Element, instruction: str) -> None:
    add_paragraph(body, f"{{%p {instruction} %}}")
