"""Tags in places where they are unsafe or have no effect, forbidden contents, and missing styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from docx.oxml.ns import qn

from cts_docs.documents.linting.reading import Fault, Paragraph, fault_at, fault_of, rendered_parts, tree_of
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.documents.ooxml.xml_parts import Element

_TAG = re.compile(r"\{[{%#]")
_MARKUP = re.compile(rb"<[^>]*>")
_PROGRAMS = re.compile(
    r"(vbaProject|vbaData)|activeX|oleObject|\.(exe|dll|js|vbs|bat|cmd|ps1|hta)$", re.IGNORECASE
)
_FETCHING = re.compile(
    r"(?:^|[\s\x1f])(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|AUTOTEXT|DATABASE)\b", re.IGNORECASE
)
_RUNNING = ("w:del", "w:ins", "w:moveFrom", "w:moveTo")
_EXTERNAL_ALLOWED = "/hyperlink"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def dangers(package: Mapping[str, bytes], paragraphs: Sequence[Paragraph], template: str) -> Iterator[Fault]:
    """Every fault of these kinds."""
    yield from _contents(package, template)
    yield from _other_parts(package, template)
    yield from _external(package, template)
    for at in paragraphs:
        yield from _inside(at, template)
    yield from _styles(package, paragraphs, template)


def _contents(package: Mapping[str, bytes], template: str) -> Iterator[Fault]:
    if _MAIN_TYPE.encode() not in package.get("[Content_Types].xml", b""):
        yield fault_of("LINT_KIND_OF_FILE", template, "[Content_Types].xml")
    for part in package:
        if _PROGRAMS.search(part):
            yield fault_of("LINT_PROGRAM", template, part, part)


def _other_parts(package: Mapping[str, bytes], template: str) -> Iterator[Fault]:
    """Tags in notes, comments, properties and elsewhere: never filled in, or filled in twice."""
    filled = {*rendered_parts(package), EMBEDDED_DATA_PART}
    for part, content in package.items():
        if part.endswith((".xml", ".rels")) and part not in filled:
            if found := _TAG.search(_MARKUP.sub(b"", content).decode("utf-8", "replace")):
                yield fault_of("LINT_TAG_PLACE", template, part, found[0])
            elif found := _TAG.search(content.decode("utf-8", "replace")):
                yield fault_of("LINT_TAG_ATTRIBUTE", template, part, found[0])


def _external(package: Mapping[str, bytes], template: str) -> Iterator[Fault]:
    """What Word would fetch from elsewhere when the document is opened."""
    for part, content in package.items():
        root = tree_of(content) if part.endswith(".rels") else None
        for relationship in () if root is None else root:
            kind = str(relationship.get("Type", ""))
            if relationship.get("TargetMode") == "External" and not kind.endswith(_EXTERNAL_ALLOWED):
                yield fault_of("LINT_EXTERNAL", template, part, str(relationship.get("Target", ""))[:80])
            elif kind.endswith(("/aFChunk", "/attachedTemplate")):
                yield fault_of("LINT_EXTERNAL", template, part, kind.rpartition("/")[2])


def _inside(at: Paragraph, template: str) -> Iterator[Fault]:
    element = at.element
    instruction = _instructions(element)
    if _TAG.search(instruction):
        yield fault_at("LINT_TAG_FIELD", at, template, instruction.strip(" \x1f")[:60])
    if _FETCHING.search(instruction):
        yield fault_at("LINT_FIELD", at, template, instruction.strip(" \x1f")[:60])
    if _TAG.search(at.text) and _is_in_text_box(element):
        yield fault_at("LINT_TAG_TEXT_BOX", at, template, severity="warning")
    if _TAG.search(at.text) and _is_tracked(element):
        yield fault_at("LINT_TAG_TRACKED", at, template)
    for each in element.iter():
        if any(_TAG.search(str(value)) for value in each.attrib.values()):
            yield fault_at("LINT_TAG_ATTRIBUTE", at, template, str(each.tag).rpartition("}")[2])


def _instructions(element: Element) -> str:
    """The codes of all fields of a paragraph, whichever way they are written, and deleted text."""
    codes = "".join(each.text or "" for each in element.iter(qn("w:instrText"), qn("w:delText")))
    return "\x1f".join((codes, *(str(each.get(qn("w:instr"))) for each in element.iter(qn("w:fldSimple")))))


def _is_in_text_box(element: Element) -> bool:
    return next(element.iterancestors(qn("w:txbxContent")), None) is not None


def _is_tracked(element: Element) -> bool:
    changed = next(element.iter(*(qn(tag) for tag in _RUNNING)), None)
    return (
        changed is not None or next(element.iterancestors(*(qn(tag) for tag in _RUNNING)), None) is not None
    )


def _styles(package: Mapping[str, bytes], paragraphs: Sequence[Paragraph], template: str) -> Iterator[Fault]:
    """Styles that are named but not defined: Word uses its standard style in their place."""
    root = tree_of(package.get("word/styles.xml", b""))
    defined = set() if root is None else {str(each.get(qn("w:styleId"))) for each in root.iter(qn("w:style"))}
    reported: set[str] = set()
    for at in paragraphs:
        for style in _named_styles(at.element):
            if style not in defined and style not in reported:
                reported.add(style)
                yield fault_at("LINT_STYLE_MISSING", at, template, style)


def _named_styles(element: Element) -> Iterator[str]:
    for named in element.iter(qn("w:pStyle"), qn("w:rStyle")):
        yield str(named.get(qn("w:val")))
    table = next(element.iterancestors(qn("w:tbl")), None)
    named_table = None if table is None else table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
    if named_table is not None:
        yield str(named_table.get(qn("w:val")))
