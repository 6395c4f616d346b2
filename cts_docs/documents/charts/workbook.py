"""The embedded workbook of a chart: what 「编辑数据」 opens.

Written part by part rather than by openpyxl, whose numbers pass through binary floats
(79.99 becomes 79.98999999999999) and whose properties carry the time of saving.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from cts_docs.documents.charts.data import SHEET, ChartData, column_of
from cts_docs.documents.ooxml.xml_parts import DECLARATION, text
from cts_docs.files.zipping import Member, deflated, pack

_SHEET_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLAIN, _NUMBER = "0", "1"
"""The two cell styles by their place in `cellXfs`."""

_CONTENT_TYPES = f"""{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/></Types>"""

_PACKAGE_RELATIONSHIPS = f"""{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""

_WORKBOOK = f"""{_DECLARATION}<workbook xmlns="{_SHEET_NAMESPACE}" xmlns:r="{_OFFICE}">\
<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>"""

_WORKBOOK_RELATIONSHIPS = f"""{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>"""

_STYLES = f"""{_DECLARATION}<styleSheet xmlns="{_SHEET_NAMESPACE}">\
<numFmts count="1"><numFmt numFmtId="164" formatCode="{{number_format}}"/></numFmts>\
<fonts count="1"><font><sz val="10.5"/><name val="宋体"/><charset val="134"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def embedded_workbook(data: ChartData) -> bytes:
    """The workbook of a chart: exactly its categories, names and figures, the same bytes every time."""
    return pack((*_shared_parts(data.number_format), deflated("xl/worksheets/sheet1.xml", _sheet(data))))


@lru_cache(maxsize=16)
def _shared_parts(number_format: str) -> tuple[Member, ...]:
    """The parts that do not depend on the figures, packed once."""
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _PACKAGE_RELATIONSHIPS,
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _WORKBOOK_RELATIONSHIPS,
        "xl/styles.xml": _STYLES.format(number_format=number_format),
    }
    return tuple(deflated(name, content.encode()) for name, content in parts.items())


def _sheet(data: ChartData) -> bytes:
    rows = "".join(
        f'<row r="{number}">{"".join(_cells(number, values))}</row>'
        for number, values in enumerate(_rows(data), start=1)
    )
    columns = '<cols><col min="1" max="1" width="24" customWidth="1"/></cols>'
    sheet = f'<worksheet xmlns="{_SHEET_NAMESPACE}">{columns}<sheetData>{rows}</sheetData></worksheet>'
    return f"{DECLARATION}{sheet}".encode()


def _cells(row: int, values: tuple[str | Decimal | None, ...]) -> Iterator[str]:
    for index, value in enumerate(values):
        reference = f"{column_of(index - 1) if index else 'A'}{row}"
        if isinstance(value, Decimal):
            yield f'<c r="{reference}" s="{_NUMBER}"><v>{value:f}</v></c>'
        elif value is not None:
            yield f'<c r="{reference}" s="{_PLAIN}" t="inlineStr"><is><t>{text(value)}</t></is></c>'


def _rows(data: ChartData) -> Iterator[tuple[str | Decimal | None, ...]]:
    yield (None, *(series.name for series in data.series))
    for row, category in enumerate(data.categories):
        yield (category, *(series.values[row] for series in data.series))
