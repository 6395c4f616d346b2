"""Paragraphs and their contents: runs, fields, bookmarks and links; and the text of a finished document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.ooxml.elements import append_block, make, valued
from cts_docs.documents.ooxml.styles import FACES, SONG, Align, Face
from cts_docs.documents.ooxml.xml_parts import Element

Piece = str | Element
"""A piece of a paragraph: plain text, or a run, field, link or bookmark made below."""

_BODY = "word/document.xml"
_BREAKS = re.compile(r"([\n\t])")


def run(
    text: str,
    face: Face = SONG,
    *,
    bold: bool = False,
    size: int = 0,
    color: str = "",
    style: str = "",
    shade: str = "",
    chinese: bool = True,
) -> Element:
    """A run of text; `size` in half-points, `shade` a colour in hexadecimal; breaks and tabs as elements.

    `chinese` gives characters of both scripts (quotation marks, dashes, ①) the Chinese face.
    """
    properties = _run_properties(
        face, bold=bold, size=size, color=color, style=style, shade=shade, chinese=chinese
    )
    return make("w:r", None, properties, *characters(text))


def _run_properties(
    face: Face,
    *,
    bold: bool = False,
    size: int = 0,
    color: str = "",
    style: str = "",
    shade: str = "",
    chinese: bool = True,
) -> Element:
    fonts = {
        "w:ascii": face.latin,
        "w:hAnsi": face.latin,
        "w:eastAsia": face.east_asian,
        "w:cs": face.latin,
    }
    if chinese:
        fonts = {"w:hint": "eastAsia", **fonts}
    properties = make("w:rPr")
    if style:
        properties.append(valued("w:rStyle", style))
    properties.append(make("w:rFonts", fonts))
    if bold:
        properties.extend((make("w:b"), make("w:bCs")))
    if color:
        properties.append(valued("w:color", color))
    if size:
        properties.extend((valued("w:sz", size), valued("w:szCs", size)))
    if shade:
        properties.append(make("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": shade}))
    return properties


def characters(text: str) -> Iterable[Element]:
    """The text as a run holds it: its line breaks and tabs are elements of their own."""
    for part in _BREAKS.split(text):
        if part == "\n":
            yield make("w:br")
        elif part == "\t":
            yield make("w:tab")
        elif part:
            characters = make("w:t", {"xml:space": "preserve"})
            characters.text = part
            yield characters


def paragraph(
    *pieces: Piece,
    style: str = "Normal",
    align: Align | None = None,
    keep_next: bool = False,
    bold: bool = False,
) -> Element:
    """A paragraph; its plain text takes the faces of its style."""
    properties = make("w:pPr", None, valued("w:pStyle", style))
    if keep_next:
        properties.append(make("w:keepNext"))
    if align:
        properties.append(valued("w:jc", align))
    made = make("w:p", None, properties)
    for piece in pieces:
        if not isinstance(piece, str):
            made.append(piece)
        elif piece:
            made.append(run(piece, FACES[style], bold=bold))
    return made


def add_paragraph(
    container: Element,
    *pieces: Piece,
    style: str = "Normal",
    align: Align | None = None,
    keep_next: bool = False,
    bold: bool = False,
) -> Element:
    """The paragraph, at the end of a body, cell, header or footer."""
    made = paragraph(*pieces, style=style, align=align, keep_next=keep_next, bold=bold)
    return append_block(container, made)


def field(instruction: str, shown: str, face: Face = SONG, *, dirty: bool = False) -> list[Element]:
    """A field with the result it shows until it is updated; `dirty` asks Word to update on opening."""
    begin = {"w:fldCharType": "begin"} | ({"w:dirty": "true"} if dirty else {})
    code = make("w:instrText", {"xml:space": "preserve"})
    code.text = f" {instruction} "
    return [
        field_part(make("w:fldChar", begin), face),
        field_part(code, face),
        field_part(make("w:fldChar", {"w:fldCharType": "separate"}), face),
        *([run(shown, face)] if shown else []),
        field_part(make("w:fldChar", {"w:fldCharType": "end"}), face),
    ]


def field_part(content: Element, face: Face = SONG) -> Element:
    """A run that holds one part of a field: its beginning, instruction, separator or end."""
    return make("w:r", None, _run_properties(face), content)


def bookmarked(name: str, *pieces: Piece, face: Face = SONG) -> list[Element]:
    """The pieces between the two ends of a bookmark; `number_identifiers` numbers it."""
    inner = [run(piece, face) if isinstance(piece, str) else piece for piece in pieces]
    start = make("w:bookmarkStart", {"w:id": name, "w:name": name})
    return [start, *inner, make("w:bookmarkEnd", {"w:id": name})]


def internal_link(bookmark: str, text: str, face: Face = SONG) -> Element:
    """Words that lead to a bookmark of the same document."""
    return make("w:hyperlink", {"w:anchor": bookmark, "w:history": 1}, run(text, face, style="Hyperlink"))


def number_identifiers(root: Element) -> None:
    """Give bookmarks and drawings of one part unique whole numbers, in the order they stand."""
    numbers: dict[str, str] = {}
    for start in root.iter(qn("w:bookmarkStart")):
        name = start.get(qn("w:name"), "")
        if name in numbers:
            raise ValueError(f"bookmark {name} is set twice")
        numbers[name] = str(len(numbers) + 1)
        start.set(qn("w:id"), numbers[name])
    for end in root.iter(qn("w:bookmarkEnd")):
        name = end.get(qn("w:id"), "")
        end.set(qn("w:id"), numbers.get(name, name))
    for number, drawing in enumerate(root.iter(qn("wp:docPr")), 1):
        drawing.set("id", str(number))


def document_lines(content: bytes) -> Iterator[str]:
    """The text of each paragraph of a Word document's body in order, empty ones left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        body = etree.fromstring(package.read(_BODY), parser)
    for paragraph in body.iter(qn("w:p")):
        text = "".join(piece.text or "" for piece in paragraph.iter(qn("w:t"))).strip()
        if text:
            yield text
