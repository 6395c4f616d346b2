"""The summary of a batch as a worksheet for people: one row for each workbook, the head in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cts_docs.batch.summary import Row
from cts_docs.documents.ooxml.xml_text import DECLARATION, text
from cts_docs.files.zipping import write_package
from cts_docs.messages import Language, message
from cts_docs.services.summary_mark import CONTENT_TYPES

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (60, 12, 10, 100)


def worksheet(rows: Sequence[Row], language: Language, closing: str) -> bytes:
    """A package of one worksheet, the words `closing` below it; the same rows give the same bytes."""
    parts = {
        "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Summary" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": _sheet(rows, language, closing),
    }
    encoded = {name: (DECLARATION + content).encode() for name, content in parts.items()}
    return write_package({"[Content_Types].xml": CONTENT_TYPES, **encoded})


def _sheet(rows: Sequence[Row], language: Language, closing: str) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, 1)
    )
    lines = "".join(
        f'<row r="{number}">{"".join(cells)}</row>' for number, cells in enumerate(_cells(rows, language), 1)
    )
    # Apart from the rows, so that sorting and filtering them leaves it where it is.
    lines += f'<row r="{len(rows) + 3}">{_text_cell(closing)}</row>'
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    data = f"<cols>{columns}</cols><sheetData>{lines}</sheetData>"
    # Filtered by outcome on the screen; on paper all columns side by side.
    fitted = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    after = f'<autoFilter ref="A1:D{len(rows) + 1}"/><pageSetup orientation="landscape" fitToHeight="0"/>'
    return f'<worksheet xmlns="{_MAIN}">{fitted}{views}{data}{after}</worksheet>'


def _cells(rows: Sequence[Row], language: Language) -> Iterator[tuple[str, ...]]:
    codes = ("SUMMARY_WORKBOOK", "SUMMARY_STATE", "SUMMARY_DOCUMENTS", "SUMMARY_WHY")
    yield tuple(_text_cell(message(code, language, {})) for code in codes)
    for row in rows:
        why = "\n".join(words for _, words in row.errors)
        word = message(f"STATE_{row.state.upper()}", language, {})
        yield _text_cell(row.path), _text_cell(word), f"<c><v>{row.documents}</v></c>", _text_cell(why)


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _text_cell(words: str) -> str:
    shown = "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in words)
    return f'<c t="inlineStr"><is><t>{text(shown[:32000])}</t></is></c>'
