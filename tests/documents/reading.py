"""How the tests read a document: its parts, its words, its tables, apart from the code that wrote them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def parts(content: bytes) -> dict[str, bytes]:
    """Every part by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def tree(content: bytes, part: str = "word/document.xml") -> etree._Element:
    """A part's tree."""
    return etree.fromstring(parts(content)[part])


def words(element: etree._Element) -> str:
    """The text of an element; line breaks and tabs as characters."""
    return "".join(_characters(element))


def _characters(element: etree._Element) -> Iterator[str]:
    for each in element.iter(f"{W}t", f"{W}br", f"{W}tab"):
        if each.tag == f"{W}t":
            yield each.text or ""
        elif each.getparent() is not None and each.getparent().tag == f"{W}r":
            yield "\n" if each.tag == f"{W}br" else "\t"


def paragraphs(content: bytes) -> list[str]:
    """The text of each paragraph of the body, in order."""
    return [words(each) for each in tree(content).iter(f"{W}p")]


def page_words(content: bytes) -> str:
    """All that a reader sees: body, headers and footers, without white space."""
    seen = [
        part for part in parts(content) if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", part)
    ]
    return bare("".join(words(tree(content, part)) for part in sorted(seen)))


def bare(text: str) -> str:
    """A text without white space, which the comparison with the controlled text leaves aside."""
    return "".join(text.split())


def tables(content: bytes) -> list[list[list[str]]]:
    """Each table as rows of cell texts; a cell's paragraphs are parted by a line break."""
    return [
        [[cell_words(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
        for table in tree(content).iter(f"{W}tbl")
    ]


def cell_words(cell: etree._Element) -> str:
    """The text of a cell."""
    return "\n".join(words(each) for each in cell.findall(f"{W}p"))


def controlled_table(content: bytes, first: str) -> etree._Element:
    """The table whose first row holds a cell of this text."""
    return next(
        table
        for table in tree(content).iter(f"{W}tbl")
        if first in [cell_words(cell) for cell in table.find(f"{W}tr").findall(f"{W}tc")]
    )


def shape(table: etree._Element) -> list[list[tuple[int, str]]]:
    """The columns that each cell spans and its part in a vertical merge."""
    return [[_cell_shape(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]


def _cell_shape(cell: etree._Element) -> tuple[int, str]:
    span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
    return (
        1 if span is None else int(span.get(f"{W}val")),
        "" if merge is None else merge.get(f"{W}val", "continue"),
    )
