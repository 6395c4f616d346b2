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


class UnevenTableError(Exception):
    """A row that does not fill its table's grid any more; numbers of table and row from 1."""

    def __init__(self, table: int, row: int) -> None:
        super().__init__(f"table {table}, row {row}")
        self.table, self.row = table, row


def finish(xml: bytes) -> bytes:
    """The rendered part with its values' line breaks as elements and its emphasis carried out.

    Raises lxml's XMLSyntaxError where it is ill-formed, UnevenTableError where a row lost a cell.
    """
    root = parse_strictly(xml)
    for instruction in list(root.iter(etree.PI)):
        if _EMPHASIS.match(etree.tostring(instruction, encoding="unicode", with_tail=False)):
            _emphasise(instruction)
    for text in [text for text in root.iter(qn("w:t")) if _BREAK.search(text.text or "")]:
        _break_lines(text)
    _check_tables(root)
    for holder in root.iter(qn("w:tc")):
        if holder.find(qn("w:p")) is None:
            holder.append(make("w:p"))
    for number, drawing in enumerate(root.iter(qn("wp:docPr")), 1):
        drawing.set("id", str(number))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _check_tables(root: Element) -> None:
    for number, table in enumerate(root.iter(qn("w:tbl")), 1):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        for position, row in enumerate(table.findall(qn("w:tr")), 1):
            if _columns(row) != columns:
                raise UnevenTableError(number, position)


def _columns(row: Element) -> int:
    holders = row.findall(qn("w:tc"))
    spans = row.findall(f"{qn('w:tc')}/{qn('w:tcPr')}/{qn('w:gridSpan')}")
    outside = [
        each
        for name in ("gridBefore", "gridAfter")
        for each in row.findall(f"{qn('w:trPr')}/{qn(f'w:{name}')}")
    ]
    wider = sum(int(span.get(qn("w:val"), "1")) - 1 for span in spans)
    return len(holders) + wider + sum(int(each.get(qn("w:val"), "0")) for each in outside)


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
