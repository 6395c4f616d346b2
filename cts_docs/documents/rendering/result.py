"""The one place where a rendered part is looked at: its form, its tables, and what is left to do on it."""

from __future__ import annotations

from docx.oxml.ns import qn

from cts_docs.documents.ooxml.elements import make
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.rendering.emphasis import emphasise

FIRST_DRAWING = 1001
"""The number from which docxtpl counts the drawings of a document's body."""


class UnevenTableError(Exception):
    """A row does not fill its table's grid; numbers of table and row from 1."""

    def __init__(self, table: int, row: int) -> None:
        super().__init__(f"table {table}, row {row}")
        self.table, self.row = table, row


def checked_result(text: str) -> Element:
    """The tree of a rendered part: emphasised, no cell without a paragraph, the body's drawings numbered.

    Raises lxml's XMLSyntaxError where it is ill-formed, UnevenTableError where a row lost a cell.
    """
    root = parse_strictly(text.encode())
    emphasise(root)
    _check_tables(root)
    for cell in root.iter(qn("w:tc")):
        if cell.find(qn("w:p")) is None:
            cell.append(make("w:p"))
    if root.tag == qn("w:document"):
        for number, drawing in enumerate(root.iter(qn("wp:docPr")), FIRST_DRAWING):
            drawing.set("id", str(number))
    return root


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
            width = sum(map(span_of, row.findall(qn("w:tc")))) + columns_beside(row)
            if width != columns:
                raise UnevenTableError(number, position)
