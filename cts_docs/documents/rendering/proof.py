"""What holds for every document that a template part can make, shown once on the template itself.

The part is written out with an element around every branch of a condition or loop. If that
parses, every branch is well-formed by itself, so whatever the values choose or repeat, the whole
is well-formed. Then the tables' grids, the places of values and the cells are looked at in that tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from jinja2 import nodes
from lxml import etree

from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.rendering.result import columns_beside, span_of

_OURS = "urn:cts-docs:branches"
_CHOICE, _LOOP, _BRANCH = (f"{{{_OURS}}}{name}" for name in ("choice", "loop", "branch"))
_VALUE = "\ue000"
"""Stands where a value goes in."""
_BREAKS = re.compile("[\t\n\a\f]")


class NotProvenError(Exception):
    """Something depends on the values; `line` is its line in the prepared template, 0 where none is known."""

    def __init__(self, line: object) -> None:
        self.line = line if isinstance(line, int) else 0
        super().__init__(f"line {self.line}")


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proven beyond well-formedness and full rows.

    `plain_breaks`: every value is in the text of a run, where a line break can become an
    element at once. `may_empty`: a cell can lose all its paragraphs.
    """

    plain_breaks: bool
    may_empty: bool


def prove(template: nodes.Template) -> Proof:
    """What holds for every rendering of a part; NotProvenError where form or tables depend on the values."""
    written = "".join(_written(node) for node in template.body)
    try:
        root = parse_strictly(written.encode())
    except etree.XMLSyntaxError as error:
        raise NotProvenError(error.lineno) from error
    _prove_grids(root)
    for drawing in root.iter(qn("wp:docPr")):
        if next(drawing.iterancestors(_BRANCH), None) is not None:
            raise NotProvenError(drawing.sourceline)
    in_texts = sum(_values_in_texts(root))
    in_attributes = sum(str(held).count(_VALUE) for each in root.iter() for held in each.values())
    if in_texts + in_attributes != written.count(_VALUE):
        raise NotProvenError(0)
    return Proof(in_attributes == 0, _may_empty(root))


def _written(node: nodes.Node) -> str:
    match node:
        case nodes.Output():
            return "".join(map(_output, node.nodes))
        case nodes.If():
            kind, bodies = "choice", [node.body, *(each.body for each in node.elif_), node.else_]
        case nodes.For():
            kind, bodies = "loop", [node.body, node.else_]
        case _:
            raise NotProvenError(node.lineno)
    branches = "".join(f"<j:branch>{''.join(map(_written, body))}</j:branch>" for body in bodies)
    return f'<j:{kind} xmlns:j="{_OURS}">{branches}</j:{kind}>'


def _output(node: nodes.Expr) -> str:
    if isinstance(node, nodes.TemplateData):
        if _VALUE in node.data:
            raise NotProvenError(node.lineno)
        return node.data
    if isinstance(node, nodes.Call) or node.find(nodes.Call) is not None:
        # A call of `emphasised` asks for work on the rendered part.
        raise NotProvenError(node.lineno)
    return _VALUE


def _is_ours(element: Element) -> bool:
    return element.tag in (_CHOICE, _LOOP, _BRANCH)


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


def _values_in_texts(root: Element) -> Iterator[int]:
    """How many values are in the text of a run of a paragraph, element by element."""
    for element in root.iter():
        for holder, text in ((element, element.text), (element.getparent(), element.tail)):
            owner = None if holder is None or not text else _owner(holder)
            if owner is None or text is None:
                continue
            number = text.count(_VALUE)
            if (number and not _is_of_a_run(owner)) or (owner.tag == qn("w:t") and _BREAKS.search(text)):
                raise NotProvenError(element.sourceline)
            yield number


def _is_of_a_run(element: Element) -> bool:
    around = [each.tag for each in element.iterancestors() if not _is_ours(each)]
    return element.tag == qn("w:t") and around[:1] == [qn("w:r")] and qn("w:p") in around


def _prove_grids(root: Element) -> None:
    for table in root.iter(qn("w:tbl")):
        grids = [each for each, _ in _children(table) if each.tag == qn("w:tblGrid")]
        if len(grids) != 1 or any(chosen for _, chosen in _children(grids[0])):
            raise NotProvenError(_line_of(table))
        for row, _ in _children(table):
            if row.tag == qn("w:tr") and not _fills(row, len(grids[0])):
                raise NotProvenError(_line_of(row))


def _line_of(element: Element) -> object:
    """The line of an element's first paragraph, as a line of the prepared template is a paragraph."""
    return next(element.iter(qn("w:p")), element).sourceline


def _fills(row: Element, columns: int) -> bool:
    """Whether a row fills its grid, whatever the values."""
    for each, chosen in _children(row):
        if each.tag != qn("w:tc"):
            if chosen:
                return False
        elif any(inner.tag == qn("w:tcPr") and varies for inner, varies in _children(each)):
            return False
    properties = (*row.iterfind(qn("w:trPr")), *row.iterfind(f".//{qn('w:tcPr')}"))
    if any(map(_varies, properties)):
        return False
    width = _fixed_width(row)
    return width is not None and width + columns_beside(row) == columns


def _fixed_width(holder: Element) -> int | None:
    """The columns of the cells in a row or branch; None where branches differ or a loop holds cells."""
    width = 0
    for each in holder:
        if each.tag == qn("w:tc"):
            width += span_of(each)
        elif _is_ours(each):
            widths = {_fixed_width(branch) for branch in each}
            only = widths.pop()
            if widths or only is None or (each.tag == _LOOP and only):
                return None
            width += only
    return width


def _varies(properties: Element) -> bool:
    held = [str(text) for element in properties.iter() for text in element.values()]
    return any(map(_is_ours, properties.iter())) or any(_VALUE in text for text in held)


def _may_empty(root: Element) -> bool:
    """Whether a cell can lose all its paragraphs; NotProvenError where that could not be mended as text."""
    found = False
    for cell in root.iter(qn("w:tc")):
        paragraphs = [chosen for each, chosen in _children(cell) if each.tag == qn("w:p")]
        if all(paragraphs):
            others = [each for each, _ in _children(cell) if each.tag not in (qn("w:p"), qn("w:tcPr"))]
            if others or cell.find(qn("w:tcPr")) is None:
                raise NotProvenError(_line_of(cell))
            found = True
    return found
