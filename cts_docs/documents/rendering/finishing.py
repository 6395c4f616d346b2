"""What is left to do on a part rendered by the template engine: emphasis, cells, numbers of drawings."""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.ooxml.elements import make
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.rendering.emphasis import emphasise

FIRST_DRAWING = 1001
"""The number from which docxtpl counts the drawings of a document's body."""


class UnevenTableError(Exception):
    """A row that does not fill its table's grid any more; numbers of table and row from 1."""

    def __init__(self, table: int, row: int) -> None:
        super().__init__(f"table {table}, row {row}")
        self.table, self.row = table, row


def finish(xml: bytes) -> bytes:
    """The rendered part with its emphasis carried out, no cell without a paragraph, its drawings numbered.

    Raises lxml's XMLSyntaxError where it is ill-formed, UnevenTableError where a row lost a cell.
    """
    root = parse_strictly(xml)
    emphasise(root)
    _check_tables(root)
    for holder in root.iter(qn("w:tc")):
        if holder.find(qn("w:p")) is None:
            holder.append(make("w:p"))
    if root.tag == qn("w:document"):
        for number, drawing in enumerate(root.iter(qn("wp:docPr")), FIRST_DRAWING):
            drawing.set("id", str(number))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def width_of(row: Element) -> int:
    """The columns of its table's grid that a row fills."""
    return sum(map(span_of, row.findall(qn("w:tc")))) + columns_beside(row)


def span_of(cell: Element) -> int:
    """The columns that a cell spans."""
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return 1 if span is None else int(span.get(qn("w:val"), "1"))


def columns_beside(row: Element) -> int:
    """The columns that a row leaves free before and behind its cells."""
    beside = (row.findall(f"{qn('w:trPr')}/{qn(f'w:{name}')}") for name in ("gridBefore", "gridAfter"))
    return sum(int(each.get(qn("w:val"), "0")) for found in beside for each in found)


def _check_tables(root: Element) -> None:
    for number, table in enumerate(root.iter(qn("w:tbl")), 1):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        for position, row in enumerate(table.findall(qn("w:tr")), 1):
            if width_of(row) != columns:
                raise UnevenTableError(number, position)
