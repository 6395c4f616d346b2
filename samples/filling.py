"""Values written into the input cells of a blank workbook, all else left as it was.

Cells are found by defined name. Works on the XML itself, so that dropdowns, formats and
protection of the blank stay whole, and the same values give the same file.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from lxml import etree

Scalar = str | int | Decimal | Fraction | datetime.date | None
Filling = Scalar | Sequence[Scalar] | Sequence[Sequence[Scalar]] | Mapping[str, Scalar]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NS = {"x": _MAIN}
_EPOCH = datetime.date(1899, 12, 30)
_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
_AREA = re.compile(
    r"'?(?P<sheet>[^!]+?)'?!\$(?P<left>[A-Z]+)\$(?P<top>\d+)(:\$(?P<right>[A-Z]+)\$(?P<bottom>\d+))?"
)


def fill(
    blank: bytes,
    fillings: Mapping[str, Filling],
    cells: Mapping[tuple[str, int, int], Scalar] | None = None,
) -> bytes:
    """The workbook with `fillings` by defined name: one value, a row or column of values, or rows.

    A mapping gives values by the number in their row: `{"3.1.1-2": "符合"}`. `cells` sets single
    cells of a range afterwards, by name, row and column from 0. None leaves a cell empty. A text
    starting with `=` becomes a formula without a saved value.
    Raises KeyError for an unknown name or number and IndexError for more values than cells.
    """
    with zipfile.ZipFile(io.BytesIO(blank)) as package:
        members = {info.filename: package.read(info) for info in package.infolist()}
    book = etree.fromstring(members["xl/workbook.xml"])
    areas = {name.get("name"): name.text for name in book.iterfind("x:definedNames/x:definedName", _NS)}
    sheets = _sheet_parts(book, members)
    trees = {part: etree.fromstring(members[part]) for part in sheets.values()}
    cells_of = {
        sheet: {cell.get("r"): cell for cell in trees[part].iter(f"{{{_MAIN}}}c")}
        for sheet, part in sheets.items()
    }
    for name, filling in fillings.items():
        sheet, references = _references(areas[name])
        if isinstance(filling, Mapping):
            numbers = _references(areas[f"{name.partition('_')[0]}_ids"])[1]
            rows = ["".join(cells_of[sheet][number].itertext()) for (number,) in numbers]
            if unknown := set(filling) - set(rows):
                raise KeyError(*sorted(unknown))
            filling = [filling.get(row) for row in rows]
        for reference, value in _pairs(references, filling):
            _write(cells_of[sheet][reference], value)
    for (name, row, column), value in (cells or {}).items():
        sheet, references = _references(areas[name])
        _write(cells_of[sheet][references[row][column]], value)
    for part, tree in trees.items():
        members[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return _packed(members)


def _sheet_parts(book: etree._Element, members: Mapping[str, bytes]) -> dict[str, str]:
    """The part of each sheet by its name."""
    relations = etree.fromstring(members["xl/_rels/workbook.xml.rels"])
    targets = {
        relation.get("Id"): relation.get("Target")
        for relation in relations.iter(f"{{{_PACKAGE}}}Relationship")
    }
    found = {}
    for sheet in book.iterfind("x:sheets/x:sheet", _NS):
        target = targets[sheet.get(f"{{{_RELATIONSHIP}}}id")]
        found[sheet.get("name")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _references(area: str) -> tuple[str, list[list[str]]]:
    """The sheet of an area and its cells, row by row."""
    found = _AREA.fullmatch(area)
    if found is None:
        raise KeyError(area)
    left, top = _number(found["left"]), int(found["top"])
    right = _number(found["right"]) if found["right"] else left
    bottom = int(found["bottom"] or top)
    rows = [[f"{_letters(x)}{y}" for x in range(left, right + 1)] for y in range(top, bottom + 1)]
    return found["sheet"].replace("''", "'"), rows


def _pairs(rows: list[list[str]], filling: Filling) -> Iterator[tuple[str, Scalar]]:
    """Each cell with its value; a flat sequence runs along a single row or down a single column."""
    if isinstance(filling, str) or not isinstance(filling, Sequence):
        yield rows[0][0], filling
        return
    if filling and isinstance(filling[0], Sequence) and not isinstance(filling[0], str):
        for number, row in enumerate(filling):
            for column, value in enumerate(row):
                yield rows[number][column], value
        return
    line = rows[0] if len(rows) == 1 else [row[0] for row in rows]
    for position, value in enumerate(filling):
        yield line[position], value


def _write(cell: etree._Element, value: Scalar) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None:
        return
    if isinstance(value, datetime.date):
        _child(cell, "v", str((value - _EPOCH).days))
    elif isinstance(value, str) and value.startswith("="):
        _child(cell, "f", value[1:])
    elif isinstance(value, str):
        cell.set("t", "inlineStr")
        _child(etree.SubElement(cell, f"{{{_MAIN}}}is"), "t", value)
    else:
        number = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
        _child(cell, "v", str(number))


def _child(parent: etree._Element, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{_MAIN}}}{name}")
    child.text = text
    return child


def _packed(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _TIMESTAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            package.writestr(info, content)
    return target.getvalue()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
