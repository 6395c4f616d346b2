"""What holds for every document that a planned template can make, proven once on the template itself.

The tree is written out with an element around every branch. If that parses, every branch is
well-formed by itself, so whatever the values choose or repeat, the whole is well-formed. Then
the table grids, the places of values and the cells are looked at in the parsed tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.rendering.finishing import columns_beside, span_of
from cts_docs.documents.rendering.tree import Choice, Loop, Node, Nodes, Proven, Text, UnplannedError, Value

_OURS = "urn:cts-docs:plan"
_CHOICE, _LOOP, _BRANCH = (f"{{{_OURS}}}{name}" for name in ("choice", "loop", "branch"))
_VALUE = re.compile("\ue000([0-9]+)\ue001")
_BREAKS = re.compile("[\t\n\a\f]")


def prove(tree: Nodes) -> Proven:
    """A template's tree with what is proven of it; raises UnplannedError where it depends on the values."""
    written = "".join(_written(node) for node in tree)
    try:
        root = parse_strictly(written.encode())
    except etree.XMLSyntaxError as error:
        raise UnplannedError from error
    _prove_grids(root)
    if any(_is_chosen(drawing) for drawing in root.iter(qn("wp:docPr"))):
        raise UnplannedError
    texts = frozenset(_text_values(root))
    attributes = {
        int(number)
        for element in root.iter()
        for held in element.values()
        for number in _VALUE.findall(str(held))
    }
    if texts | attributes != {int(number) for number in _VALUE.findall(written)}:
        raise UnplannedError
    return Proven(tree, texts - attributes, _may_empty(root))


def _written(node: Node) -> str:
    match node:
        case Text(markup):
            if "\ue000" in markup:
                raise UnplannedError
            return markup
        case Value():
            return f"\ue000{node.number}\ue001"
        case Choice():
            name, bodies = "choice", [body for _, body in node.branches] + [node.otherwise]
        case Loop():
            name, bodies = "loop", [node.body]
    branches = "".join(f"<j:branch>{''.join(map(_written, body))}</j:branch>" for body in bodies)
    return f'<j:{name} xmlns:j="{_OURS}">{branches}</j:{name}>'


def _is_ours(element: Element) -> bool:
    return element.tag in (_CHOICE, _LOOP, _BRANCH)


def _is_chosen(element: Element) -> bool:
    return next(element.iterancestors(_BRANCH), None) is not None


def _children(element: Element) -> Iterator[tuple[Element, bool]]:
    """The children in the document, those in branches included, and whether they are chosen or repeated."""
    for each in element:
        if _is_ours(each):
            yield from ((inner, True) for inner, _ in _children(each))
        else:
            yield each, False


def _owner(element: Element) -> Element | None:
    """The element itself, or the one in the document around a branch."""
    if not _is_ours(element):
        return element
    return next((each for each in element.iterancestors() if not _is_ours(each)), None)


def _text_values(root: Element) -> Iterator[int]:
    """The values that stand in the text of a run of a paragraph."""
    for element in root.iter():
        for holder, text in ((element, element.text), (element.getparent(), element.tail)):
            owner = None if holder is None or not text else _owner(holder)
            if owner is None or text is None:
                continue
            found = _VALUE.findall(text)
            if found and not _is_of_a_run(owner):
                raise UnplannedError
            if owner.tag == qn("w:t") and _BREAKS.search(text):
                raise UnplannedError
            yield from map(int, found)


def _is_of_a_run(element: Element) -> bool:
    around = [each.tag for each in element.iterancestors() if not _is_ours(each)]
    return element.tag == qn("w:t") and around[:1] == [qn("w:r")] and qn("w:p") in around


def _prove_grids(root: Element) -> None:
    for table in root.iter(qn("w:tbl")):
        grids = [each for each, _ in _children(table) if each.tag == qn("w:tblGrid")]
        if len(grids) != 1 or any(chosen for _, chosen in _children(grids[0])):
            raise UnplannedError
        for row, _ in _children(table):
            if row.tag == qn("w:tr"):
                _prove_row(row, len(grids[0]))


def _prove_row(row: Element, columns: int) -> None:
    """That a row fills its grid, whatever the values."""
    for each, chosen in _children(row):
        if each.tag == qn("w:tc"):
            if any(inner.tag == qn("w:tcPr") and varies for inner, varies in _children(each)):
                raise UnplannedError
        elif chosen:
            raise UnplannedError
    properties = (*row.iterfind(qn("w:trPr")), *row.iterfind(f".//{qn('w:tcPr')}"))
    if any(map(_varies, properties)) or _fixed_width(row) + columns_beside(row) != columns:
        raise UnplannedError


def _fixed_width(holder: Element) -> int:
    """The columns of the cells in a row or branch, the same in every branch of a choice, none in a loop."""
    width = 0
    for each in holder:
        if each.tag == qn("w:tc"):
            width += span_of(each)
        elif _is_ours(each):
            widths = {_fixed_width(branch) for branch in each}
            if len(widths) > 1 or (each.tag == _LOOP and widths != {0}):
                raise UnplannedError
            width += widths.pop()
    return width


def _varies(properties: Element) -> bool:
    held = [str(text) for element in properties.iter() for text in element.values()]
    return any(map(_is_ours, properties.iter())) or any(_VALUE.search(text) for text in held)


def _may_empty(root: Element) -> bool:
    found = False
    for cell in root.iter(qn("w:tc")):
        paragraphs = [chosen for each, chosen in _children(cell) if each.tag == qn("w:p")]
        if all(paragraphs):
            # Only a cell that ends behind its properties shows in the text that it is empty.
            others = [each for each, _ in _children(cell) if each.tag not in (qn("w:p"), qn("w:tcPr"))]
            if others or cell.find(qn("w:tcPr")) is None:
                raise UnplannedError
            found = True
    return found
