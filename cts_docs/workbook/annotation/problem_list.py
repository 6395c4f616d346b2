"""The first sheet of a workbook that is given back: every problem with a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import get_column_letter

from cts_docs.workbook.annotation.elements import child, root_of, text_element
from cts_docs.workbook.annotation.stylesheet import ERROR_FILL, NO_FILL, WARNING_FILL, Stylesheet
from cts_docs.workbook.opening.xml_parts import MAIN
from cts_docs.workbook.writing.styles import GROUP_FILL, HEADER_FILL, HEI, INK, QUIET, SONG

HEADER_ROW = 4
SHEET_COLUMN, CELL_COLUMN, FILL_COLUMN = 3, 4, 9
"""Where a row tells sheet and cell, and (hidden) the fill that the cell had before it was marked."""

_WIDTHS = (6, 8, 20, 10, 26, 52, 52, 30, 12)


@dataclass(frozen=True, slots=True)
class Row:
    """One problem in texts; `sheet` and `cell` are empty where it is about the whole file."""

    error: bool
    sheet: str
    cell: str
    field: str
    message: str
    remedy: str
    code: str
    fill: str = NO_FILL


@dataclass(frozen=True, slots=True)
class ListTexts:
    """The fixed texts of the list in one language."""

    title: str
    guide: str
    summary: str
    headings: tuple[str, ...]
    error: str
    warning: str


@dataclass(frozen=True, slots=True)
class _Styles:
    title: int
    quiet: int
    header: int
    text: int
    link: int
    error: int
    warning: int


def listing(rows: Sequence[Row], texts: ListTexts, stylesheet: Stylesheet) -> etree._Element:
    """The root of the sheet's part."""
    styles = _styles(stylesheet)
    root = root_of("worksheet", MAIN.strip("{}"))
    properties = child(root, f"{MAIN}sheetPr", {})
    child(properties, f"{MAIN}tabColor", {"rgb": ERROR_FILL})
    child(properties, f"{MAIN}pageSetUpPr", {"fitToPage": 1})
    _view(root)
    columns = child(root, f"{MAIN}cols", {})
    for number, width in enumerate(_WIDTHS, 1):
        hidden = {"hidden": 1} if number == FILL_COLUMN else {}
        place = {"min": number, "max": number, "width": width}
        child(columns, f"{MAIN}col", {**place, **hidden, "customWidth": 1})
    data = child(root, f"{MAIN}sheetData", {})
    _put(data, 1, [(1, texts.title, styles.title)], 30)
    _put(data, 2, [(1, texts.guide, styles.quiet)], 18)
    _put(data, 3, [(1, texts.summary, styles.quiet)], 18)
    _put(data, HEADER_ROW, [(n, text, styles.header) for n, text in enumerate(texts.headings, 1)], 24)
    for number, row in enumerate(rows, 1):
        _put(data, HEADER_ROW + number, _row(number, row, texts, styles))
    _links(root, rows)
    _paper(root)
    return root


def _view(root: etree._Element) -> None:
    views = child(root, f"{MAIN}sheetViews", {})
    view = child(views, f"{MAIN}sheetView", {"showGridLines": 0, "workbookViewId": 0})
    pane = child(view, f"{MAIN}pane", {"ySplit": HEADER_ROW, "topLeftCell": f"A{HEADER_ROW + 1}"})
    pane.set("activePane", "bottomLeft")
    pane.set("state", "frozen")


def _row(number: int, row: Row, texts: ListTexts, styles: _Styles) -> list[tuple[int, str, int]]:
    link = styles.link if row.sheet and row.cell else styles.text
    severity = (texts.error, styles.error) if row.error else (texts.warning, styles.warning)
    return [
        (1, str(number), styles.text),
        (2, *severity),
        (SHEET_COLUMN, row.sheet, link),
        (CELL_COLUMN, row.cell, link),
        (5, row.field, styles.text),
        (6, row.message, styles.text),
        (7, row.remedy, styles.text),
        (8, row.code, styles.text),
        (FILL_COLUMN, row.fill, styles.text),
    ]


def _put(data: etree._Element, number: int, held: Sequence[tuple[int, str, int]], height: int = 0) -> None:
    row = child(data, f"{MAIN}row", {"r": number})
    if height:
        row.set("ht", str(height))
        row.set("customHeight", "1")
    for column, text, style in held:
        place = f"{get_column_letter(column)}{number}"
        cell = child(row, f"{MAIN}c", {"r": place, "s": style, "t": "inlineStr"})
        child(cell, f"{MAIN}is", {}).append(text_element(text))


def _links(root: etree._Element, rows: Sequence[Row]) -> None:
    placed = [(HEADER_ROW + number, row) for number, row in enumerate(rows, 1) if row.sheet and row.cell]
    if not placed:
        return
    links = child(root, f"{MAIN}hyperlinks", {})
    for number, row in placed:
        quoted = row.sheet.replace("'", "''")
        for column in (SHEET_COLUMN, CELL_COLUMN):
            place = f"{get_column_letter(column)}{number}"
            child(links, f"{MAIN}hyperlink", {"ref": place, "location": f"'{quoted}'!{row.cell}"})


def _paper(root: etree._Element) -> None:
    margins = dict.fromkeys(("left", "right", "top", "bottom"), "0.5") | {"header": "0.3", "footer": "0.3"}
    child(root, f"{MAIN}pageMargins", margins)
    child(root, f"{MAIN}pageSetup", {"paperSize": 9, "orientation": "landscape", "fitToHeight": 0})


def _styles(stylesheet: Stylesheet) -> _Styles:
    wrapped: Mapping[str, str | int] = {"vertical": "top", "wrapText": 1}
    beside: Mapping[str, str | int] = {"vertical": "center"}
    text = {"name": SONG, "sz": "10", "rgb": INK}
    return _Styles(
        title=stylesheet.own({"name": HEI, "sz": "16", "rgb": INK}, NO_FILL, beside),
        quiet=stylesheet.own({"name": SONG, "sz": "10", "rgb": QUIET}, NO_FILL, beside),
        header=stylesheet.own({"name": HEI, "sz": "10", "rgb": INK}, HEADER_FILL, beside),
        text=stylesheet.own(text, NO_FILL, wrapped),
        link=stylesheet.own({"name": SONG, "sz": "10", "rgb": "FF0B5394"}, GROUP_FILL, wrapped),
        error=stylesheet.own(text, ERROR_FILL, wrapped),
        warning=stylesheet.own(text, WARNING_FILL, wrapped),
    )
