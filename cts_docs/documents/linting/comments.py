"""A copy of a template with its faults as Word comments, each at the paragraph that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.linting.reading import MAIN, Fault
from cts_docs.documents.ooxml.elements import child, make
from cts_docs.documents.ooxml.text import run
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.files.zipping import read_package, write_package

TextOf = Callable[[Fault], str]

AUTHOR = "cts-docs"
_PART = "word/comments.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def annotated(content: bytes, faults: Sequence[Fault], text_of: TextOf, name: str) -> bytes:
    """The copy; faults outside the main text, which alone takes comments, go to the first paragraph."""
    package = read_package(content, name)
    main = parse_strictly(package[MAIN])
    comments = _comments(package)
    numbers = count(1 + max((int(each.get(qn("w:id"), "0")) for each in comments), default=-1))
    paragraphs = list(main.iter(qn("w:p")))
    for fault in faults:
        inside = fault.part == MAIN and 0 <= fault.paragraph < len(paragraphs)
        number = next(numbers)
        comments.append(_comment(number, text_of(fault)))
        _mark(paragraphs[fault.paragraph] if inside else _first(main, paragraphs), number)
    linked = {**package, MAIN: _bytes(main), _PART: _bytes(comments)}
    return write_package(_connected(linked))


def _comments(package: Mapping[str, bytes]) -> Element:
    """The comments that the file has already, or none yet."""
    return parse_strictly(package[_PART]) if _PART in package else make("w:comments")


def _comment(number: int, text: str) -> Element:
    """A comment in no style, as the package may have none for it, and without a date: no clock is asked."""
    attributes: dict[str, str | int] = {"w:id": number, "w:author": AUTHOR, "w:initials": "cts"}
    lines = (make("w:p", None, run(_plain(line))) for line in text.split("\n"))
    return make("w:comment", attributes, *lines)


def _plain(text: str) -> str:
    """The text without characters that no XML holds."""
    return "".join(
        each if ord(each) >= 32 and each not in "\ufffe\uffff" and not 0xD800 <= ord(each) < 0xE000 else " "
        for each in text
    )


def _first(main: Element, paragraphs: Sequence[Element]) -> Element:
    if paragraphs:
        return paragraphs[0]
    made = make("w:p")
    child(main, "w:body").insert(0, made)
    return made


def _mark(paragraph: Element, number: int) -> None:
    start = make("w:commentRangeStart", {"w:id": number})
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        paragraph.insert(0, start)
    else:
        properties.addnext(start)
    paragraph.append(make("w:commentRangeEnd", {"w:id": number}))
    paragraph.append(make("w:r", None, make("w:commentReference", {"w:id": number})))


def _connected(package: dict[str, bytes]) -> dict[str, bytes]:
    """The package with its comments part declared and related, where it was not."""
    types, relations = parse_strictly(package[_TYPES]), parse_strictly(package[_RELATIONS])
    if not any(each.get("PartName") == f"/{_PART}" for each in types):
        tag = f"{{{_PACKAGE}/content-types}}Override"
        etree.SubElement(types, tag, {"PartName": f"/{_PART}", "ContentType": _CONTENT})
    if not any(each.get("Type") == _KIND for each in relations):
        used = {each.get("Id") for each in relations}
        free = next(f"rId{number}" for number in count(1) if f"rId{number}" not in used)
        tag = f"{{{_PACKAGE}/relationships}}Relationship"
        etree.SubElement(relations, tag, {"Id": free, "Type": _KIND, "Target": "comments.xml"})
    return {**package, _TYPES: _bytes(types), _RELATIONS: _bytes(relations)}


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
