"""Comments on cells: the comments part, and the drawing part that shows them in Excel.

Excel draws a comment (a "note") from a legacy VML shape that names the comment's row and column.
Comments of the people who filled the workbook in stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from cts_docs.errors import RefusedError
from cts_docs.workbook.annotation.cells import position
from cts_docs.workbook.annotation.elements import root_of, text_element
from cts_docs.workbook.annotation.parts import OFFICE, Parts
from cts_docs.workbook.opening.xml_parts import MAIN

AUTHOR = "cts-docs"
OPENING = "【cts-docs】"
"""How every comment of ours begins; other programs keep the text and may drop the author."""

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V, _O, _X = (f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel"))
_ID = f"{{{OFFICE}}}id"
_SHAPE_TYPE = "_x0000_t202"
_SHAPE_NUMBER = re.compile(r"^_x0000_s([0-9]{1,9})$")
_FIRST_SHAPE = 1025
_AFTER_DRAWING = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_WIDTH, _HEIGHT = 3, 7
"""Columns and rows that a comment covers when it is shown."""


def comment(parts: Parts, sheet: str, texts: Mapping[str, str]) -> bool:
    """Give the cells of a sheet's part their comments, in place of earlier ones of ours.

    `texts` are by cell. A cell with a comment of its user keeps that one. False where one of the
    parts that show comments can't be read: then all of them are left as they are.
    """
    try:
        if not texts and not _has_ours(parts, sheet):
            return True
        _read_all(parts, sheet)
    except RefusedError:
        return not texts
    comments, drawing = _comments(parts, sheet), _drawing(parts, sheet)
    items = _items(comments)
    gone = [item for item in items if _is_ours(comments, item)]
    for item in gone:
        items.remove(item)
    _remove_shapes(drawing, {item.get("ref", "") for item in gone})
    taken = {item.get("ref", "") for item in items}
    author = _author(comments) if texts else 0
    for reference, text in texts.items():
        if reference not in taken:
            items.append(_comment(reference, text, author))
            _add_shape(drawing, reference)
    items[:] = sorted(items, key=lambda item: position(item.get("ref", "")) or (0, 0))
    return True


def _read_all(parts: Parts, sheet: str) -> None:
    """Read every part that comments are written into; raises RefusedError before one of them is changed."""
    parts.read_shared()
    for kind in ("comments", "vmlDrawing"):
        name = parts.related(sheet, kind)
        if name is not None and name in parts:
            parts.read(name)


def _has_ours(parts: Parts, sheet: str) -> bool:
    name = parts.related(sheet, "comments")
    if name is None or name not in parts:
        return False
    comments = parts.read(name)
    return any(_is_ours(comments, item) for item in comments.iter(f"{MAIN}comment"))


def _comments(parts: Parts, sheet: str) -> etree._Element:
    name = parts.related(sheet, "comments")
    if name is not None and name in parts:
        return parts.edit(name)
    root = root_of("comments", MAIN.strip("{}"))
    etree.SubElement(root, f"{MAIN}authors")
    etree.SubElement(root, f"{MAIN}commentList")
    name = parts.free_name("xl/comments{}.xml")
    parts.put(name, root)
    parts.relate(sheet, "comments", name)
    parts.declare(name, _COMMENTS_TYPE)
    return root


def _drawing(parts: Parts, sheet: str) -> etree._Element:
    name = parts.related(sheet, "vmlDrawing")
    if name is not None and name in parts:
        return parts.edit(name)
    root = etree.Element("xml", nsmap={"v": _V, "o": _O, "x": _X})
    layout = etree.SubElement(root, f"{{{_O}}}shapelayout", {f"{{{_V}}}ext": "edit"})
    etree.SubElement(layout, f"{{{_O}}}idmap", {f"{{{_V}}}ext": "edit", "data": "1"})
    name = parts.free_name("xl/drawings/vmlDrawing{}.vml")
    parts.put(name, root)
    parts.declare_ending("vml", _DRAWING_TYPE)
    _lead_to(parts.edit(sheet), parts.relate(sheet, "vmlDrawing", name))
    return root


def _lead_to(sheet: etree._Element, relationship: str) -> None:
    present = sheet.find(f"{MAIN}legacyDrawing")
    if present is not None:
        present.set(_ID, relationship)
        return
    element = etree.Element(f"{MAIN}legacyDrawing", {_ID: relationship}, nsmap={"r": OFFICE})
    later = {f"{MAIN}{name}" for name in _AFTER_DRAWING}
    place = next((index for index, each in enumerate(sheet) if each.tag in later), len(sheet))
    sheet.insert(place, element)


def _items(comments: etree._Element) -> etree._Element:
    found = comments.find(f"{MAIN}commentList")
    return etree.SubElement(comments, f"{MAIN}commentList") if found is None else found


def _authors(comments: etree._Element) -> etree._Element:
    found = comments.find(f"{MAIN}authors")
    return etree.Element(f"{MAIN}authors") if found is None else found


def _author(comments: etree._Element) -> int:
    authors = _authors(comments)
    if authors.getparent() is None:
        comments.insert(0, authors)
    for index, element in enumerate(authors):
        if element.text == AUTHOR:
            return index
    etree.SubElement(authors, f"{MAIN}author").text = AUTHOR
    return len(authors) - 1


def _is_ours(comments: etree._Element, item: etree._Element) -> bool:
    authors, number = _authors(comments), item.get("authorId", "")
    known = number.isdecimal() and len(number) < 8 and int(number) < len(authors)
    if known and authors[int(number)].text == AUTHOR:
        return True
    text = item.find(f"{MAIN}text")
    return text is not None and "".join(str(each) for each in text.itertext(f"{MAIN}t")).startswith(OPENING)


def _comment(reference: str, text: str, author: int) -> etree._Element:
    item = etree.Element(f"{MAIN}comment", {"ref": reference, "authorId": str(author)})
    etree.SubElement(item, f"{MAIN}text").append(text_element(f"{OPENING}\n{text}"))
    return item


def _remove_shapes(drawing: etree._Element, references: Iterable[str]) -> None:
    places = {position(reference) for reference in references}
    for shape in drawing.findall(f"{{{_V}}}shape"):
        data = shape.find(f"{{{_X}}}ClientData")
        if data is None or data.get("ObjectType") != "Note":
            continue
        row, column = (data.findtext(f"{{{_X}}}{name}", "").strip() for name in ("Row", "Column"))
        if row.isdecimal() and column.isdecimal() and (int(row) + 1, int(column) + 1) in places:
            drawing.remove(shape)


def _add_shape(drawing: etree._Element, reference: str) -> None:
    place = position(reference)
    if place is None:
        return
    row, column = place[0] - 1, place[1] - 1
    if not any(each.get("id") == _SHAPE_TYPE for each in drawing.iter(f"{{{_V}}}shapetype")):
        drawing.append(_shape_type())
    numbers = [_SHAPE_NUMBER.match(each.get("id", "")) for each in drawing.iter(f"{{{_V}}}shape")]
    number = max([_FIRST_SHAPE - 1, *(int(found[1]) for found in numbers if found)]) + 1
    shape = etree.SubElement(
        drawing,
        f"{{{_V}}}shape",
        {
            "id": f"_x0000_s{number}",
            "type": f"#{_SHAPE_TYPE}",
            "style": "position:absolute;width:260pt;height:110pt;z-index:1;visibility:hidden",
            "fillcolor": "#fff7f5",
            f"{{{_O}}}insetmode": "auto",
        },
    )
    etree.SubElement(shape, f"{{{_V}}}shadow", {"on": "t", "color": "black", "obscured": "t"})
    etree.SubElement(shape, f"{{{_V}}}path", {f"{{{_O}}}connecttype": "none"})
    box = etree.SubElement(shape, f"{{{_V}}}textbox", {"style": "mso-direction-alt:auto"})
    etree.SubElement(box, "div", {"style": "text-align:left"})
    data = etree.SubElement(shape, f"{{{_X}}}ClientData", {"ObjectType": "Note"})
    anchor = f"{column + 1}, 15, {row}, 2, {column + 1 + _WIDTH}, 15, {row + _HEIGHT}, 4"
    for name, value in (
        ("MoveWithCells", None),
        ("SizeWithCells", None),
        ("Anchor", anchor),
        ("AutoFill", "False"),
        ("Row", str(row)),
        ("Column", str(column)),
    ):
        etree.SubElement(data, f"{{{_X}}}{name}").text = value


def _shape_type() -> etree._Element:
    kind = etree.Element(
        f"{{{_V}}}shapetype",
        {
            "id": _SHAPE_TYPE,
            "coordsize": "21600,21600",
            f"{{{_O}}}spt": "202",
            "path": "m,l,21600r21600,l21600,xe",
        },
        nsmap={"v": _V, "o": _O},
    )
    etree.SubElement(kind, f"{{{_V}}}stroke", {"joinstyle": "miter"})
    etree.SubElement(kind, f"{{{_V}}}path", {"gradientshapeok": "t", f"{{{_O}}}connecttype": "rect"})
    return kind
