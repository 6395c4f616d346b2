"""What openpyxl is handed of a workbook: a package of judged cells, strings and number formats, nothing else.

openpyxl swallows or repairs some faults in silence (`0_1` and full-width digits as numbers, a cell
twice, a string or a format that is not there) and stops at others that do not concern reading.
So each literal is judged here, and written anew; what it is worth is openpyxl's to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from lxml import etree
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_ISO8601

from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import pack, stored
from cts_docs.workbook import limits
from cts_docs.workbook.opening.contents import Contents
from cts_docs.workbook.opening.formats import SHEET_NAMESPACE, Formats
from cts_docs.workbook.opening.package import too_large
from cts_docs.workbook.opening.strings import Strings, written
from cts_docs.workbook.opening.xml_parts import MAIN, parse

_CELL, _ROW, _VALUE, _FORMULA, _INLINE = (f"{MAIN}{name}" for name in ("c", "row", "v", "f", "is"))
_REFERENCE = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")
_NUMBER = re.compile(r"^-?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?$")
_LARGEST_EXPONENT = 30
_LAST_DATE = 2_957_003
"""The serial number of the last day that both counts have, from 1900 and from 1904."""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MANIFEST = (
    f'<Types xmlns="{_TYPES}">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET_TYPE}.sharedStrings+xml"/></Types>'
)

_from_iso: Callable[[str], object] = from_ISO8601

Place = tuple[int, int]


@dataclass(frozen=True)
class Judged:
    """The packages for openpyxl: `values` holds every cell, `formulas` those with a formula.

    `sheets` are the names of the sheets that were written, in their order in the packages;
    `merged` the merged areas of each as (left, top, right, bottom).
    """

    values: bytes
    formulas: bytes
    sheets: tuple[str, ...]
    merged: Mapping[str, tuple[tuple[int, int, int, int], ...]]
    marked: bool


def judged(contents: Contents) -> Judged:
    """The workbook reduced for openpyxl; raises RefusedError where a part cannot be read.

    Only sheets to which a defined name leads are read: nothing is taken from others.
    """
    styles = contents.target("styles")
    formats = Formats(None if styles is None else parse(contents.package, styles))
    table = contents.target("sharedStrings")
    strings = Strings(None if table is None else parse(contents.package, table), formats.marked)
    sheets = {name: _Sheet(name, strings, formats) for name in _named(contents)}
    for name, sheet in sheets.items():
        sheet.judge(parse(contents.package, contents.sheets[name]))
    workbook = {
        "[Content_Types].xml": _MANIFEST,
        "xl/workbook.xml": _workbook(len(sheets), contents.date_1904),
        "xl/_rels/workbook.xml.rels": _links(len(sheets)),
    }
    values = {"xl/sharedStrings.xml": strings.xml(), "xl/styles.xml": formats.xml()}
    formulas = {"xl/sharedStrings.xml": f'<sst xmlns="{SHEET_NAMESPACE}"/>'}
    for number, sheet in enumerate(sheets.values(), 1):
        values[f"xl/worksheets/sheet{number}.xml"] = _rows(sheet.values)
        formulas[f"xl/worksheets/sheet{number}.xml"] = _rows(sheet.formulas)
    return Judged(
        _packed({**workbook, **values}),
        _packed({**workbook, **formulas}),
        tuple(sheets),
        {name: sheet.merged for name, sheet in sheets.items()},
        strings.marked,
    )


def _named(contents: Contents) -> list[str]:
    """The sheets to which a defined name could lead."""
    referred = "\n".join(text[: limits.NAME_CHARACTERS] for each in contents.names.values() for text in each)
    referred = referred.casefold()
    return [name for name in contents.sheets if name.replace("'", "''").casefold() in referred]


@dataclass
class _Sheet:
    """One sheet while its cells are judged: the XML of values and formulas by row and column."""

    name: str
    strings: Strings
    formats: Formats
    values: dict[int, dict[int, str]] = field(default_factory=dict)
    formulas: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    _shared: dict[str, tuple[int, int]] = field(default_factory=dict)
    _masters: int = 0
    _followed: int = 0

    def judge(self, root: etree._Element) -> None:
        """Take the cells of the sheet's part."""
        self.merged = tuple(_areas(root))
        data = root.find(f"{MAIN}sheetData")
        if data is None:
            return
        self._count(data)
        seen: set[Place] = set()
        for place, cell in self._placed(data):
            if place in seen:
                raise RefusedError(Problem("WORKBOOK_CELLS_DOUBLED", found=self.name))
            seen.add(place)
            self._take(place, cell)
        width = sum(max(cells) for cells in self.values.values())
        if width > limits.CELLS_ACROSS:
            raise RefusedError(too_large(self.name, width, limits.CELLS_ACROSS))

    def _count(self, data: etree._Element) -> None:
        rows, cells = len(data), sum(1 for _ in data.iter(_CELL))
        if rows > limits.ROWS:
            raise RefusedError(too_large(self.name, rows, limits.ROWS))
        if cells > limits.CELLS:
            raise RefusedError(too_large(self.name, cells, limits.CELLS))

    def _placed(self, data: etree._Element) -> Iterator[tuple[Place, etree._Element]]:
        """The cells with row and column; where a writer left references out they are counted on."""
        row = column = 0
        for element in data.iter(_ROW, _CELL):
            if element.tag == _ROW:
                given = element.get("r", "")
                row, column = (int(given) if _is_index(given) else row + 1), 0
                continue
            reference = element.get("r")
            row, column = (max(row, 1), column + 1) if reference is None else self._place(reference)
            if row > limits.SHEET_ROWS or column > limits.COLUMNS:
                raise RefusedError(self._damaged(f"{get_column_letter(min(column, limits.COLUMNS))}{row}"))
            yield (row, column), element

    def _place(self, reference: str) -> Place:
        found = _REFERENCE.match(reference)
        if found is None:
            raise RefusedError(self._damaged(reference))
        return int(found[2]), column_index_from_string(found[1])

    def _damaged(self, reference: str) -> Problem:
        return Problem("WORKBOOK_DAMAGED", found=f"{self.name} {reference[: limits.NUMBER_CHARACTERS]}")

    def _take(self, place: Place, cell: etree._Element) -> None:
        parts = {child.tag: child for child in cell}
        value, formula, inline = (parts.get(tag) for tag in (_VALUE, _FORMULA, _INLINE))
        if value is None and formula is None and inline is None:
            return
        row, column = place
        reference = f"{get_column_letter(column)}{row}"
        text = "" if value is None else value.text or ""
        held = self._held(cell.get("t", "n"), text, inline, formula is not None)
        if held:
            held = self._formatted(cell.get("s", "0"), held)
            self.values.setdefault(row, {})[column] = f'<c r="{reference}"{held}</c>'
        if formula is not None:
            content = self._formula(formula)
            self.formulas.setdefault(row, {})[column] = f'<c r="{reference}">{content}</c>'

    def _held(self, kind: str, text: str, inline: etree._Element | None, computed: bool) -> str:
        """The type and value of a cell as XML, empty where it has none."""
        if kind == "inlineStr":
            return "" if inline is None else f' t="s"><v>{self.strings.add(inline)}</v>'
        if kind == "str":
            # A formula whose saved value is an empty text has been calculated.
            return f' t="str"><v>{written(text)}</v>' if text or computed else ""
        text = text.strip()
        if not text:
            return ""
        if kind not in _JUDGES:
            return _faulty("CELL_DAMAGED", f't="{kind}"')
        return _JUDGES[kind](self, text)

    def _number(self, text: str) -> str:
        return f"><v>{text}</v>" if _is_number(text) else _faulty("NUMBER_INVALID", text)

    def _string(self, text: str) -> str:
        if not _is_index(text) or int(text) >= self.strings.shared:
            return _faulty("CELL_DAMAGED", f"sharedStrings[{text}]")
        return f' t="s"><v>{text}</v>'

    def _boolean(self, text: str) -> str:
        value = {"true": "1", "false": "0"}.get(text, text)
        return f' t="b"><v>{value}</v>' if value in ("0", "1") else _faulty("CELL_DAMAGED", text)

    def _error(self, text: str) -> str:
        return f' t="e"><v>{written(text)}</v>' if text.startswith("#") else _faulty("CELL_DAMAGED", text)

    def _date(self, text: str) -> str:
        try:
            _from_iso(text)
        except (ValueError, TypeError, OverflowError):
            return _faulty("DATE_IMPOSSIBLE", text)
        return f' t="d"><v>{written(text)}</v>'

    def _formatted(self, style: str, held: str) -> str:
        """What a cell holds with its format, which has to be there; a date has to be one."""
        index = int(style) if _is_index(style) else len(self.formats)
        if index and index >= len(self.formats):
            if not len(self.formats):
                raise RefusedError(Problem("WORKBOOK_PART_MISSING", found="xl/styles.xml"))
            return _faulty("CELL_DAMAGED", f's="{style}"')
        if index in self.formats.dates and held.startswith("><v>"):
            number = held.removeprefix("><v>").removesuffix("</v>")
            if not 0 <= float(number) <= _LAST_DATE:
                return _faulty("DATE_IMPOSSIBLE", number)
        return f' s="{index}"{held}'

    def _formula(self, element: etree._Element) -> str:
        """A formula as XML; one that shares another one's text follows it as far as the limit allows."""
        text, index = element.text or "", element.get("si", "")
        if element.get("t") == "shared":
            if text:
                self._masters += 1
                self._shared[index] = (self._masters, len(text))
            number, length = self._shared.get(index, (0, 0))
            self._followed += length
            if 0 < length <= limits.FORMULA_CHARACTERS and self._followed <= limits.SHARED_CHARACTERS:
                return f'<f t="shared" si="{number}">{written(text)}</f>'
        return f"<f>{written(text)}</f>"


_JUDGES = {
    "n": _Sheet._number,
    "s": _Sheet._string,
    "b": _Sheet._boolean,
    "e": _Sheet._error,
    "d": _Sheet._date,
}


def _faulty(code: str, found: str) -> str:
    """A cell whose literal is none of its type: an error value that begins with the problem's code."""
    return f' t="e"><v>{code} {written(found[: limits.LITERAL_CHARACTERS])}</v>'


@lru_cache(maxsize=4096)
def _is_number(text: str) -> bool:
    """Whether a literal is an XML decimal that a worksheet could hold."""
    if len(text) > limits.NUMBER_CHARACTERS or not _NUMBER.match(text):
        return False
    number = Decimal(text)
    return not number or abs(number.adjusted()) <= _LARGEST_EXPONENT


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8


def _areas(root: etree._Element) -> Iterator[tuple[int, int, int, int]]:
    for element in root.iter(f"{MAIN}mergeCell"):
        corners = [_REFERENCE.match(corner) for corner in element.get("ref", "").split(":")]
        if 1 <= len(corners) <= 2 and all(corners):
            places = [(column_index_from_string(each[1]), int(each[2])) for each in corners if each]
            yield (*places[0], *places[-1])


def _workbook(sheets: int, date_1904: bool) -> str:
    listed = "".join(
        f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>' for number in range(1, sheets + 1)
    )
    return (
        f'<workbook xmlns="{SHEET_NAMESPACE}" xmlns:r="{_OFFICE}">'
        f'<workbookPr date1904="{int(date_1904)}"/><sheets>{listed}</sheets></workbook>'
    )


def _links(sheets: int) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, sheets + 1)
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{listed}</Relationships>'


def _rows(cells: Mapping[int, Mapping[int, str]]) -> str:
    rows = (
        f'<row r="{row}">{"".join(cells[row][column] for column in sorted(cells[row]))}</row>'
        for row in sorted(cells)
    )
    # Where a dimension is stated, openpyxl need not go through all cells to find that there is none.
    return (
        f'<worksheet xmlns="{SHEET_NAMESPACE}"><dimension ref="A1"/>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _packed(parts: Mapping[str, str]) -> bytes:
    return pack(stored(name, text.encode()) for name, text in parts.items())
