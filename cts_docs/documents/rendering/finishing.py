"""What is left to do on a rendered part: line breaks, tabs, emphasis, numbers of drawings."""

from __future__ import annotations

import re
from itertools import chain

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.oxml import Element, make
from cts_docs.documents.rendering.environment import EMPHASIS
from cts_docs.documents.text import characters

EMPHASIS_SHADE = "D9D9D9"

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_AFTER_SHADE = tuple(
    qn(f"w:{name}") for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")
)
_BEFORE_BOLD = (qn("w:rStyle"), qn("w:rFonts"))
_EMPHASIS = re.compile(rf"<\?{EMPHASIS}\s*\?>")
_BREAK = re.compile(r"[\n\t]")


def parse_strictly(xml: bytes) -> Element:
    """The tree of a part; lxml's XMLSyntaxError where it is ill-formed, never a repair."""
    return etree.fromstring(xml, _PARSER)


def finish(xml: bytes) -> bytes:
    """The rendered part with its values' line breaks as elements and its emphasis carried out."""
    root = parse_strictly(xml)
    for instruction in list(root.iter(etree.PI)):
        if _EMPHASIS.match(etree.tostring(instruction, encoding="unicode", with_tail=False)):
            _emphasise(instruction)
    for text in [text for text in root.iter(qn("w:t")) if _BREAK.search(text.text or "")]:
        _break_lines(text)
    for number, drawing in enumerate(root.iter(qn("wp:docPr")), 1):
        drawing.set("id", str(number))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _break_lines(text: Element) -> None:
    for made in characters(text.text or ""):
        text.addprevious(made)
    parent = text.getparent()
    if parent is not None:
        parent.remove(text)


def _emphasise(instruction: Element) -> None:
    owner = next(instruction.iterancestors(qn("w:p")), None)
    holder = next(instruction.iterancestors(qn("w:tc")), None)
    _drop(instruction)
    if holder is not None:
        _shade(holder)
    if owner is not None:
        for properties in chain.from_iterable(run.iter(qn("w:rPr")) for run in owner.iter(qn("w:r"))):
            _embolden(properties)


def _drop(instruction: Element) -> None:
    # lxml takes the text after an element away with it.
    parent = instruction.getparent()
    if parent is not None:
        parent.text = (parent.text or "") + (instruction.tail or "")
        parent.remove(instruction)


def _shade(holder: Element) -> None:
    properties = holder.find(qn("w:tcPr"))
    if properties is None:
        properties = make("w:tcPr")
        holder.insert(0, properties)
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    shade = make("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": EMPHASIS_SHADE})
    follower = next((each for each in properties if each.tag in _AFTER_SHADE), None)
    if follower is None:
        properties.append(shade)
    else:
        follower.addprevious(shade)


def _embolden(properties: Element) -> None:
    if properties.find(qn("w:b")) is None:
        position = sum(each.tag in _BEFORE_BOLD for each in properties)
        properties.insert(position, make("w:b"))
        properties.insert(position + 1, make("w:bCs"))
