"""The template of the certificate: one page, one table, Chinese with English below where there is any."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.shared import Mm

from cts_docs.documents.forms.certificate.designs import DESIGNS, QR_PART, STYLE_PREFIX, Design
from cts_docs.documents.forms.shared_template import template_properties
from cts_docs.documents.ooxml.elements import append_block, child, make, valued
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.documents.ooxml.shapes import seal_circle, watermark
from cts_docs.documents.ooxml.styles import A4_LONG, A4_SHORT, twips
from cts_docs.documents.ooxml.tables import Cell, Row, cell, make_table
from cts_docs.documents.ooxml.text import characters, run
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import certificate as wording
from cts_docs.documents.wording.common import SAMPLE
from cts_docs.specification.model import Control, Specification

LABEL_WIDTH, NARROW_LABEL_WIDTH = twips(38), twips(26)
WIDE_ROWS = ("client", "credit_code", "address", "scope", "specification", "grade")
NARROW_ROWS = (("granted", "until"), ("first", "cycle"))
STRONG = ("client", "grade")
LOGO_BOX = Mm(34), Mm(17)
"""The largest width and height of a logo."""
_GAP = "\u2003\u2003"
"""The room between two logos."""
_WITHOUT_ENGLISH = ("credit_code",)
_EDGE = twips(8)
_QR_SIDE = Mm(30)
_SEAL_MM = 40
_SEAL_HEIGHT = twips(_SEAL_MM + 2)


def template(specification: Specification, design: str) -> bytes:
    """The template in one of the DESIGNS, with a watermark that only drafts and samples show.

    Under a specification that is not in force every certificate bears one.
    """
    about = template_properties(specification, wording.TITLE)
    document = new_document(about)
    chosen = DESIGNS[design]
    for role, style in chosen.styles.items():
        document.styles.element.append(style.element(role))
    _set_page(document, chosen)
    _set_watermark(document, specification.control)
    body = body_of(document)
    _marks(document, body)
    _heading(body)
    append_block(body, _table(document, chosen))
    # Word needs a paragraph after a table.
    append_block(body, _set("", "End"))
    for part in (body, document.sections[0].header._element):
        _set_faces(part, chosen)
    return document_bytes(document, about)


def _set_page(document: Document, design: Design) -> None:
    properties = document.sections[0]._sectPr
    for old in list(properties):
        properties.remove(old)
    margins = {"w:top": design.top, "w:right": design.side, "w:bottom": design.bottom, "w:left": design.side}
    properties.append(make("w:pgSz", {"w:w": A4_SHORT, "w:h": A4_LONG}))
    properties.append(make("w:pgMar", {**margins, "w:header": _EDGE, "w:footer": _EDGE, "w:gutter": 0}))
    if design.page_edge:
        edges = (make(f"w:{side}", design.page_edge) for side in ("top", "left", "bottom", "right"))
        properties.append(make("w:pgBorders", {"w:offsetFrom": "page"}, *edges))
    properties.append(make("w:cols", {"w:space": 425}))


def _set_watermark(document: Document, control: Control) -> None:
    header = document.sections[0].header
    header.is_linked_to_previous = False
    part = header._element
    for old in list(part):
        part.remove(old)
    # A header must hold a paragraph where the watermark is gone.
    part.append(_set("", "Caption"))
    if control.watermark:
        part.append(watermark(f"{control.watermark} DRAFT", 1))
        return
    part.append(_set("{%p if _draft %}", "Caption"))
    part.append(watermark(wording.DRAFT_WATERMARK, 1))
    part.append(_set("{%p elif _sample %}", "Caption"))
    part.append(watermark(SAMPLE, 2))
    part.append(_set("{%p endif %}", "Caption"))


def _marks(document: Document, body: Element) -> None:
    """The logos side by side; those that are not configured are taken out before rendering."""
    pictures = (_logo(document, key, name) for key, name in wording.LOGO_NAMES.items())
    marks = append_block(body, _set("", "Marks", *pictures))
    # Logos of different heights stand on one middle line.
    child(marks, "w:pPr").append(valued("w:textAlignment", "center"))


def _heading(body: Element) -> None:
    _pair(body, "{{ chinese.body }}", "{{ english.body }}", "Body")
    _pair(body, "{{ chinese.body_address }}", "{{ english.body_address }}", "Address")
    _pair(body, wording.TITLE, wording.TITLE_EN, "Title")
    append_block(body, _set("{{ lines.number }}", "Number"))
    _pair(body, wording.STATEMENT, wording.STATEMENT_EN, "Statement")


def _notes() -> list[Element]:
    return [
        *_both("{{ chinese.surveillance }}", "{{ english.surveillance }}", "Note"),
        *_both(wording.NOT_A_SYSTEM, wording.NOT_A_SYSTEM_EN, "Note"),
        _set("{%p for line in extras %}", "Note"),
        _set("{{ line.label }}：{{ line.value }}", "Note"),
        _set("{%p endfor %}", "Note"),
        _set("{%p if english %}", "Note"),
        _set(wording.PREVAILS, "Note"),
        _set(wording.PREVAILS_EN, "NoteEnglish"),
        _set("{%p endif %}", "Note"),
    ]


def _table(document: Document, design: Design) -> Element:
    """The values, the notes, and below them the QR code, the signature and the circle for the seal."""
    width = A4_SHORT - 2 * design.side
    values = width - LABEL_WIDTH - NARROW_LABEL_WIDTH
    grid = (LABEL_WIDTH, values // 2, NARROW_LABEL_WIDTH, values - values // 2)
    rows = [
        *(Row((_label(key), _value(key, span=3))) for key in WIDE_ROWS),
        *(Row(tuple(each for key in pair for each in (_label(key), _value(key)))) for pair in NARROW_ROWS),
        Row((cell(*_notes(), span=4),)),
        _sealing(document),
    ]
    made = make_table(grid, rows, borders=False, description=wording.TITLE)
    edges = make("w:tblBorders", None)
    for side, edge in (
        ("top", design.outer_edge),
        ("bottom", {"w:val": "nil"}),
        ("insideH", design.row_edge),
    ):
        edges.append(make(f"w:{side}", edge))
    child(child(made, "w:tblPr"), "w:tblLayout").addprevious(edges)
    notes, sealing = list(made)[-2:]
    for row, edge in ((notes, design.outer_edge), (sealing, {"w:val": "nil"})):
        for properties in row.iter(qn("w:tcPr")):
            borders = make("w:tcBorders", None, make("w:top", edge), make("w:bottom", {"w:val": "nil"}))
            child(properties, "w:vAlign").addprevious(borders)
    return made


def _label(key: str) -> Cell:
    label = wording.LABELS[key]
    return cell(*_both(label.chinese, label.english, "Label"), vertical="center")


def _value(key: str, *, span: int = 1) -> Cell:
    role = "ValueStrong" if key in STRONG else "Value"
    english = "" if key in _WITHOUT_ENGLISH else f"{{{{ english.{key} }}}}"
    return cell(
        *_both(f"{{{{ chinese.{key} }}}}", english, role, "ValueEnglish"), span=span, vertical="center"
    )


def _sealing(document: Document) -> Row:
    code = (
        _set("", "Picture", _qr_code(document)),
        *_both(wording.QR_CAPTION, wording.QR_CAPTION_EN, "Caption"),
    )
    signature = (
        _set("{{ lines.signatory }}", "Sign"),
        _set("{{ lines.signature }}", "Sign"),
    )
    seal = (
        _set("", "Picture", seal_circle(wording.SEAL, _SEAL_MM)),
        *_both(wording.SEAL, wording.SEAL_EN, "Caption"),
    )
    return Row(
        (
            cell(*code, vertical="center"),
            cell(*signature, span=2, vertical="center"),
            cell(*seal, vertical="center"),
        ),
        height=_SEAL_HEIGHT,
    )


def _pair(body: Element, chinese: str, english: str, role: str) -> None:
    for made in _both(chinese, english, role):
        append_block(body, made)


def _both(chinese: str, english: str, role: str, english_role: str = "") -> list[Element]:
    """The Chinese paragraph, and the English one below it on certificates in both languages."""
    if not english:
        return [_set(chinese, role)]
    return [
        _set(chinese, role),
        _set("{%p if english %}", role),
        _set(english, english_role or f"{role}English"),
        _set("{%p endif %}", role),
    ]


def _set(text: str, role: str, *pieces: Element) -> Element:
    """A paragraph in the style of a role, which alone decides how it looks."""
    made = make("w:p", None, make("w:pPr", None, valued("w:pStyle", f"{STYLE_PREFIX}{role}")))
    if text:
        made.append(_plain_run(text))
    made.extend(pieces)
    return made


def _plain_run(text: str) -> Element:
    return make("w:r", None, *characters(text))


def _set_faces(part: Element, design: Design) -> None:
    """Name the faces of each paragraph's style in its runs as well, for programs that read only these."""
    for paragraph in part.iter(qn("w:p")):
        role = child(child(paragraph, "w:pPr"), "w:pStyle").get(qn("w:val"), "").removeprefix(STYLE_PREFIX)
        for text in paragraph.iterchildren(qn("w:r")):
            if role in design.styles and text.find(qn("w:t")) is not None:
                text.insert(0, child(run("", design.styles[role].face), "w:rPr"))


def _qr_code(document: Document) -> Element:
    picture = _picture(document, qr_png(wording.QR_NAME), QR_PART, _QR_SIDE, _QR_SIDE)
    return _named(picture, wording.QR_NAME, wording.QR_ALTERNATIVE)


def _logo(document: Document, key: str, name: str) -> Element:
    picture = _picture(document, _grey_box(key), f"word/media/{key}.png", *LOGO_BOX)
    picture.extend(characters(_GAP))
    return _named(picture, f"{wording.PLACEHOLDER}{name}", name)


def _picture(document: Document, content: bytes, part_name: str, width: int, height: int) -> Element:
    """A run with a picture in the line of the text, under a part name of its own."""
    inline = document.part.new_pic_inline(BytesIO(content), width=width, height=height)
    (embedded,) = inline.xpath(".//a:blip/@r:embed")
    document.part.related_parts[embedded].partname = PackURI(f"/{part_name}")
    return make("w:r", None, make("w:drawing", None, inline))


def _named(picture: Element, name: str, description: str) -> Element:
    for properties in picture.iter(qn("wp:docPr")):
        properties.set("name", name)
        properties.set("descr", description)
    return picture


def _grey_box(key: str) -> bytes:
    """A placeholder: a grey picture of two by one pixels; the comment makes each a part of its own."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))
        )

    header = chunk(b"IHDR", struct.pack(">2L5B", 2, 1, 8, 0, 0, 0, 0))
    comment = chunk(b"tEXt", b"Comment\0" + key.encode())
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + comment
        + chunk(b"IDAT", zlib.compress(b"\0\xd9\xd9"))
        + chunk(b"IEND", b"")
    )
