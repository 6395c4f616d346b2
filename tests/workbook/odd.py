"""Odd but honest variants of one filled workbook, each with what is expected of reading it.

Every variant holds the same audit: what is read must be equal, whatever the program that saved it did
beside. Those that imitate a program name the difference that is documented, and where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cts_docs.workbook.writing.layout import BASICS
from tests.workbook.editing import MANAGEMENT, SERVICE, WORKBOOK, members, packed, with_cell, with_part

Change = Callable[[bytes], bytes]

RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHIFT_1904 = 1462
"""Days between the first days of the two counts, 1900-01-00 and 1904-01-01."""


@dataclass(frozen=True)
class Kind:
    """A variant, and the codes of all that is said of it: warnings only."""

    change: Change
    said: tuple[str, ...] = ()
    name: str = "book.xlsx"


def sheet_part(content: bytes, sheet: str) -> str:
    """The part of a sheet."""
    titles = re.findall(r'<sheet [^>]*name="([^"]*)"', members(content)[WORKBOOK].decode())
    return f"xl/worksheets/sheet{titles.index(sheet) + 1}.xml"


def in_sheet(sheet: str, change: Callable[[str], str]) -> Change:
    """A change of the text of one sheet's part."""
    return lambda content: with_part(content, sheet_part(content, sheet), change)


def in_workbook(change: Callable[[str], str]) -> Change:
    """A change of the text of the workbook's part."""
    return lambda content: with_part(content, WORKBOOK, change)


def before(xml: str, marks: tuple[str, ...], added: str) -> str:
    """A text with something added before the first mark that it holds."""
    mark = next(mark for mark in marks if mark in xml)
    return xml.replace(mark, added + mark, 1)


def related(content: bytes, kind: str, target: str, part: bytes) -> bytes:
    """A workbook with one more part that its workbook part leads to."""
    link = f'<Relationship Id="own{len(members(content))}" Type="{kind}" Target="{target}"/></Relationships>'
    changed = with_part(content, RELATIONSHIPS, lambda xml: xml.replace("</Relationships>", link))
    return packed({**members(changed), f"xl/{target}": part})


def days_from_1904(content: bytes) -> bytes:
    """Excel for the Macintosh counted days from 1904; the flag moves every date of the workbook."""
    first = {serial: str(serial - SHIFT_1904) for serial in range(45_000, 47_500)}

    def earlier(xml: str) -> str:
        return re.sub(r"<v>(4[5-7][0-9]{3})</v>", lambda found: f"<v>{first[int(found[1])]}</v>", xml)

    parts = members(content)
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = earlier(parts[name].decode()).encode()
    return in_workbook(
        lambda xml: re.sub(r"<workbookPr[^>]*?/?>", '<workbookPr date1904="1"/>', xml, count=1)
    )(packed(parts))


def sheets_hidden(xml: str) -> str:
    """Two sheets hidden, one of them so that only a macro shows it again."""
    xml = re.sub(r'(<sheet [^>]*?) state="visible"', r"\1", xml)
    for sheet, state in ((SERVICE, "hidden"), (MANAGEMENT, "veryHidden")):
        xml = xml.replace(f'name="{sheet}"', f'name="{sheet}" state="{state}"')
    return xml


def rows_hidden(xml: str) -> str:
    """Every row hidden, as by a filter that lets nothing through, and every column."""
    return re.sub(r"<(row|col) ", r'<\1 hidden="1" ', re.sub(r' hidden="[01]"', "", xml))


def filtered(xml: str) -> str:
    """A filter put on the table, with the rows hidden that it keeps out."""
    xml = before(xml, ("<mergeCells", "<conditionalFormatting", "<dataValidations"), FILTER)
    return xml.replace('<row r="9"', '<row r="9" hidden="1"', 1)


FILTER = (
    '<autoFilter ref="A8:O27"><filterColumn colId="0"><filters><filter val="1.2"/></filters>'
    "</filterColumn></autoFilter>"
)
FILTER_NAME = (
    f'<definedName name="_xlnm._FilterDatabase" localSheetId="2" hidden="1">\'{SERVICE}\'!$A$8:$O$27'
    "</definedName></definedNames>"
)


def with_filter(content: bytes) -> bytes:
    """A filter with the hidden name that spreadsheet programs keep for it."""
    named = in_workbook(lambda xml: xml.replace("</definedNames>", FILTER_NAME))(content)
    return in_sheet(SERVICE, filtered)(named)


def with_comment_and_picture(content: bytes) -> bytes:
    """A note at a cell and a picture over others, in parts that belong to the sheet."""
    part = sheet_part(content, BASICS)
    number = part.rsplit("sheet", 1)[1].removesuffix(".xml")
    rels = f"xl/worksheets/_rels/sheet{number}.xml.rels"
    links = (
        f'<Relationship Id="note1" Type="{OFFICE}/comments" Target="../comments91.xml"/>'
        f'<Relationship Id="note2" Type="{OFFICE}/vmlDrawing" Target="../drawings/notes91.vml"/>'
        f'<Relationship Id="note3" Type="{OFFICE}/drawing" Target="../drawings/drawing91.xml"/>'
    )
    parts = members(content)
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    held = parts.get(rels, (head + "</Relationships>").encode()).decode()
    if held.endswith("/>"):
        held = head + "</Relationships>"
    parts[rels] = held.replace("</Relationships>", links + "</Relationships>").encode()
    note = '<comment ref="B5" authorId="0"><text><r><t>请核对</t></r></text></comment>'
    parts["xl/comments91.xml"] = (
        f'<comments xmlns="{MAIN}"><authors><author>示例</author></authors>'
        f"<commentList>{note}</commentList></comments>"
    ).encode()
    parts["xl/drawings/notes91.vml"] = b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape/></xml>'
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    parts["xl/drawings/drawing91.xml"] = f'<xdr:wsDr xmlns:xdr="{drawing}"/>'.encode()
    parts["xl/media/image91.png"] = b"\x89PNG\r\n\x1a\n" + bytes(64)
    ends = f'<drawing xmlns:r="{OFFICE}" r:id="note3"/><legacyDrawing xmlns:r="{OFFICE}" r:id="note2"/>'
    parts[part] = parts[part].decode().replace("</worksheet>", ends + "</worksheet>").encode()
    return packed(parts)


def linked_to_another(content: bytes) -> bytes:
    """An input fetched from another workbook: never opened, its saved value is what counts."""
    book = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'.encode()
    linked = related(content, f"{OFFICE}/externalLink", "externalLinks/externalLink1.xml", book)
    inner = "<f>[1]Sheet1!$B$2</f><v>6</v>"
    return with_cell(linked, "person_days", inner)


def with_macros(content: bytes) -> bytes:
    """A workbook saved as .xlsm."""
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    changed = related(content, kind, "vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    return with_part(
        changed,
        TYPES,
        lambda xml: xml.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )


def as_text(content: bytes) -> bytes:
    """Numbers pasted as text: a coefficient, a level and a number of days."""
    for name, text in (("experience_coefficients", "0.9"), ("maturity_levels", "4"), ("person_days", "6")):
        content = with_cell(content, name, f"<is><t>{text}</t></is>", "inlineStr")
    return content


def with_shared_strings(content: bytes) -> bytes:
    """Excel and LibreOffice keep the texts of all sheets in one part of their own."""
    texts: dict[str, int] = {}
    parts = members(content)

    def kept(found: re.Match[str]) -> str:
        number = texts.setdefault(found[3], len(texts))
        return f'<c{found[1]} t="s"{found[2]}><v>{number}</v></c>'

    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            cell = r'<c([^>]*?) t="inlineStr"([^>]*)><is>(.*?)</is></c>'
            parts[name] = re.sub(cell, kept, parts[name].decode(), flags=re.DOTALL).encode()
    items = "".join(f"<si>{text}</si>" for text in texts)
    strings = f'<sst xmlns="{MAIN}" count="{len(texts)}">{items}</sst>'.encode()
    if "xl/sharedStrings.xml" in parts:
        return packed(parts)
    return related(packed(parts), f"{OFFICE}/sharedStrings", "sharedStrings.xml", strings)


def wps_dimension(content: bytes) -> bytes:
    """Imitates WPS: the sheet says that only A1 is used.

    Documented in openpyxl, "Worksheet dimensions" (optimised modes), and langgenius/dify issue 1039: a reader
    that trusts `dimension` sees one cell of a file saved by WPS.
    """
    return in_sheet(
        SERVICE, lambda xml: re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:A1"/>', xml)
    )(content)


def wps_picture_in_a_cell(content: bytes) -> bytes:
    """Imitates WPS: a picture embedded in a cell is a formula `DISPIMG` and a part `cellimages.xml`.

    Documented in pandas-dev/pandas issue 61888 and productdevbook/hucre pull request 184.
    """
    kind = "http://www.wps.cn/officeDocument/2020/cellImage"
    images = b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'
    picture = (
        '<row r="900"><c r="Z900" t="str"><f>_xlfn.DISPIMG("ID_5BA4F81A",1)</f>'
        '<v>=DISPIMG("ID_5BA4F81A",1)</v></c></row>'
    )
    changed = related(content, kind, "cellimages.xml", images)
    return in_sheet(BASICS, lambda xml: xml.replace("</sheetData>", picture + "</sheetData>"))(changed)


def google_formula(content: bytes) -> bytes:
    """Imitates Google Sheets: a function of its own is exported as IFERROR around its saved value.

    Documented in PHPOffice/PhpSpreadsheet pull request 4579 and vinci1it2000/formulas issue 51.
    """
    formula = 'IFERROR(__xludf.DUMMYFUNCTION("""COMPUTED_VALUE"""),6.0)'
    return with_cell(content, "person_days", f"<f>{formula}</f><v>6.0</v>")


def without_properties(content: bytes) -> bytes:
    """The properties of a document are optional (ECMA-376 Part 2), and some programs leave them out."""
    parts = {name: data for name, data in members(content).items() if not name.startswith("docProps/")}
    roots = re.sub(r"<Relationship [^>]*docProps[^>]*/>", "", parts["_rels/.rels"].decode())
    return packed({**parts, "_rels/.rels": roots.encode()})


def prefixed(content: bytes) -> bytes:
    """Programs on the .NET libraries write `x:` before every element (dilshod/xlsx2csv pull request 311)."""
    parts = members(content)
    for name in [WORKBOOK, *(name for name in parts if name.startswith("xl/worksheets/sheet"))]:
        xml = parts[name].decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        parts[name] = re.sub(r"<(/?)(?=[A-Za-z]+[ />])", r"<\1x:", xml).encode()
    return packed(parts)


def untouched_rows(xml: str) -> str:
    """A thousand rows that hold formats alone."""
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(1001, 2001))
    return xml.replace("</sheetData>", rows + "</sheetData>")


def with_calculation_chain(content: bytes) -> bytes:
    """The order of calculation that Excel keeps in a part of its own."""
    chain = f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'.encode()
    return related(content, f"{OFFICE}/calcChain", "calcChain.xml", chain)


KINDS: Mapping[str, Kind] = {
    "days counted from 1904": Kind(days_from_1904),
    "sheets hidden": Kind(in_workbook(sheets_hidden)),
    "rows and columns hidden": Kind(in_sheet(SERVICE, rows_hidden)),
    "filtered": Kind(with_filter),
    "a comment and a picture": Kind(with_comment_and_picture),
    "linked to another workbook": Kind(linked_to_another, ("WORKBOOK_EXTERNAL_LINKS", "INPUT_FORMULA")),
    "with macros": Kind(with_macros, ("WORKBOOK_MACROS",), "book.xlsm"),
    "numbers as text": Kind(as_text, ("NUMBER_AS_TEXT",) * 3),
    "texts in shared strings": Kind(with_shared_strings),
    "WPS: wrong dimension": Kind(wps_dimension),
    "WPS: picture in a cell": Kind(wps_picture_in_a_cell, ("CELL_NOT_READ",)),
    "Google: function of its own": Kind(google_formula, ("INPUT_FORMULA",)),
    "no properties": Kind(without_properties),
    ".NET: prefixed elements": Kind(prefixed),
    "formats far below": Kind(in_sheet(SERVICE, untouched_rows)),
    "order of calculation": Kind(with_calculation_chain),
    "byte order mark": Kind(in_sheet(SERVICE, lambda xml: "\ufeff" + xml)),
}
