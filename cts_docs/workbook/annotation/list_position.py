"""The list's place in the workbook: its entry among the sheets, found again by a defined name."""

from __future__ import annotations

from lxml import etree

from cts_docs.workbook.annotation.parts import OFFICE, Parts
from cts_docs.workbook.opening.book import Book
from cts_docs.workbook.opening.xml_parts import MAIN
from cts_docs.workbook.reading.names import locate_names

NAME = "problem_list"
"""The defined name by which an earlier list is known, whatever its sheet is called by then."""

TITLE = "问题清单"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_NAMES = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "AlternateContent",
    "absPath",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
)


_CHOSEN = "tabSelected"


def earlier(book: Book) -> tuple[str, str] | None:
    """Sheet name and part of an earlier list, None where there is none."""
    area = locate_names(book, (NAME,)).areas.get(NAME)
    return None if area is None else (area.sheet, book.sheets[area.sheet].part)


def put_list(parts: Parts, book: Book, listed: etree._Element) -> None:
    """Put the list in place of an earlier one, or before all other sheets, and open the workbook on it."""
    found = earlier(book)
    if found is not None:
        parts.remove(found[1])
        parts.put(found[1], listed)
        _open_on(parts, book, found[0], found[1])
        return
    title, part = _added(parts, book, listed)
    _open_on(parts, book, title, part)


def _added(parts: Parts, book: Book, listed: etree._Element) -> tuple[str, str]:
    """Put the list before all other sheets; its title and part."""
    part = parts.free_name("xl/worksheets/problems{}.xml")
    parts.put(part, listed)
    parts.declare(part, _SHEET_TYPE)
    root = parts.edit(book.contents.part)
    title = _free_title({name.casefold() for name in _names(root)})
    sheets = _made(root, "sheets")
    numbers = [int(each.get("sheetId", "0")) for each in sheets if each.get("sheetId", "0").isdecimal()]
    element = etree.Element(f"{MAIN}sheet", nsmap={"r": OFFICE})
    element.attrib.update({"name": title, "sheetId": str(max(numbers, default=0) + 1)})
    element.set(f"{{{OFFICE}}}id", parts.relate(book.contents.part, "worksheet", part))
    sheets.insert(0, element)
    _moved_on(root)
    name = etree.SubElement(_made(root, "definedNames"), f"{MAIN}definedName", {"name": NAME})
    name.text = f"'{title}'!$A$1"
    return title, part


def _open_on(parts: Parts, book: Book, title: str, part: str) -> None:
    """Make the list the sheet that is seen first, and no other one beside it.

    Two chosen sheets would be written into together, so that all others are let go. Where that
    cannot be known, among chart sheets, or where the list was hidden, the workbook opens as before.
    """
    root = parts.edit(book.contents.part)
    sheets = root.findall(f"{MAIN}sheets/{MAIN}sheet")
    number = next(index for index, each in enumerate(sheets) if each.get("name") == title)
    others = [sheet.part for sheet in book.sheets.values() if sheet.part != part]
    if len(others) + 1 != len(sheets) or sheets[number].get("state", "visible") != "visible":
        return
    for other in others:
        if any(_CHOSEN in view.attrib for view in _views(parts.read(other))):
            for view in _views(parts.edit(other)):
                _without(view, _CHOSEN)
    for view in root.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        view.set("activeTab", str(number))
        _without(view, "firstSheet")
    for view in _views(parts.edit(part)):
        view.set(_CHOSEN, "1")


def _without(element: etree._Element, attribute: str) -> None:
    if attribute in element.attrib:
        del element.attrib[attribute]


def _views(sheet: etree._Element) -> list[etree._Element]:
    return sheet.findall(f"{MAIN}sheetViews/{MAIN}sheetView")


def _names(root: etree._Element) -> list[str]:
    return [each.get("name", "") for each in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")]


def _free_title(taken: set[str]) -> str:
    titles = [TITLE, *(f"{TITLE} {number}" for number in range(2, len(taken) + 3))]
    return next(title for title in titles if title.casefold() not in taken)


def _moved_on(root: etree._Element) -> None:
    """What counts the sheets from 0 counts one more."""
    for element in root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        _one_more(element, "localSheetId")
    for view in root.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        view.set("activeTab", view.get("activeTab", "0"))
        _one_more(view, "activeTab")


def _one_more(element: etree._Element, attribute: str) -> None:
    number = element.get(attribute, "")
    if number.isascii() and number.isdecimal() and len(number) < 8:
        element.set(attribute, str(int(number) + 1))


def _made(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f"{MAIN}{name}")
    if found is not None:
        return found
    element = etree.Element(f"{MAIN}{name}")
    place = sum(etree.QName(each).localname in _BEFORE_NAMES for each in root)
    root.insert(place, element)
    return element
