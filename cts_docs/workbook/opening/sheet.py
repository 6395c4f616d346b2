"""The cells of one worksheet, found by reference without reading the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from lxml import etree

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook import limits
from cts_docs.workbook.letters import column_letters, corners
from cts_docs.workbook.opening.package import too_large
from cts_docs.workbook.opening.strings import joined, unescaped
from cts_docs.workbook.opening.xml_parts import MAIN, parse

if TYPE_CHECKING:
    from cts_docs.workbook.opening.book import Book

Kind = Literal["empty", "number", "text", "boolean", "error", "iso_date"]
_CELL, _ROW, _VALUE, _FORMULA, _INLINE = (f"{MAIN}{name}" for name in ("c", "row", "v", "f", "is"))
_REFERENCE = re.compile(r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")
_KINDS: dict[str, Kind] = {"s": "text", "str": "text", "b": "boolean", "e": "error", "d": "iso_date"}


class CellValue(NamedTuple):
    """What a cell holds: `text` is a number's decimal text as written, `style` its format's index.

    `formula` begins with `=`; `saved` tells whether a formula has a saved value.
    """

    kind: Kind = "empty"
    text: str = ""
    formula: str | None = None
    saved: bool = True
    style: int = 0


EMPTY = CellValue()


@dataclass
class Sheet:
    """A worksheet; its part is parsed when the first cell is asked for."""

    book: Book
    name: str
    part: str

    @cached_property
    def root(self) -> etree._Element:
        """The root of the sheet's part."""
        return parse(self.book.package, self.part)

    @cached_property
    def elements(self) -> dict[str, etree._Element]:
        """Every cell element by its reference."""
        data = self.root.find(f"{MAIN}sheetData")
        if data is None:
            return {}
        rows = len(data)
        if rows > limits.ROWS:
            raise RefusedError(too_large(self.name, rows, limits.ROWS))
        cells = list(data.iter(_CELL))
        if len(cells) > limits.CELLS:
            raise RefusedError(too_large(self.name, len(cells), limits.CELLS))
        found = {cell.get("r", ""): cell for cell in cells}
        if "" in found:
            found = _counted(data)
        if len(found) != len(cells):
            raise RefusedError(Problem("WORKBOOK_CELLS_DOUBLED", found=self.name))
        return found

    @cached_property
    def merged(self) -> tuple[tuple[int, int, int, int], ...]:
        """The merged areas as (left, top, right, bottom)."""
        references = [element.get("ref", "") for element in self.root.iter(f"{MAIN}mergeCell")]
        return tuple(corners(reference) for reference in references if _is_area(reference))

    def at(self, row: int, column: int) -> CellValue:
        """What the cell in a row and column holds; a shared formula as its first cell has it."""
        element = self.elements.get(f"{column_letters(column)}{row}")
        return EMPTY if element is None else self._value(element)

    def formula_at(self, row: int, column: int) -> str | None:
        """The formula of a cell, a shared one moved to where the cell stands."""
        here = f"{column_letters(column)}{row}"
        element = self.elements.get(here)
        formula = None if element is None else element.find(_FORMULA)
        if formula is None:
            return None
        first, text = self._origin(formula)
        return text if first in ("", here) else _moved(text, first, here)

    def _value(self, element: etree._Element) -> CellValue:
        value = formula = inline = None
        for child in element:
            if child.tag == _VALUE:
                value = child.text
            elif child.tag == _FORMULA:
                formula = child
            elif child.tag == _INLINE:
                inline = child
        if value is None and formula is None and inline is None:
            return EMPTY
        style = element.get("s", "0")
        number = int(style) if style.isascii() and style.isdecimal() and len(style) < 8 else 0
        kind, text = self._content(element.get("t", "n"), value or "", inline)
        if formula is None:
            return CellValue(kind, text, None, True, number)
        saved = kind != "empty" or element.get("t") == "str"
        return CellValue(kind, text, self._origin(formula)[1], saved, number)

    def _content(self, kind: str, text: str, inline: etree._Element | None) -> tuple[Kind, str]:
        if kind == "inlineStr":
            return ("text", joined(inline)) if inline is not None else ("empty", "")
        if not text:
            return "empty", ""
        if kind == "s":
            shared = self.book.shared_string(text.strip())
            return ("text", shared) if shared is not None else ("error", f"s={text}")
        if kind == "str":
            return "text", unescaped(text)
        return _KINDS.get(kind, "number"), text.strip()

    def _origin(self, element: etree._Element) -> tuple[str, str]:
        """A formula with the cell for which it is written, empty where that is its own."""
        text = element.text or ""
        if not text and element.get("t") == "shared":
            return self._shared.get(element.get("si", ""), ("", "="))
        return "", "=" + text

    @cached_property
    def _shared(self) -> dict[str, tuple[str, str]]:
        """The first cell and formula of every shared formula."""
        found = {}
        for reference, cell in self.elements.items():
            formula = cell.find(_FORMULA)
            if formula is not None and formula.get("t") == "shared" and formula.text:
                found[formula.get("si", "")] = (reference, "=" + formula.text)
        return found


def _moved(formula: str, first: str, here: str) -> str:
    if len(formula) > limits.FORMULA_CHARACTERS:
        return formula
    # Loaded here: only some programs write shared formulas, and it takes longer than reading does.
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        return str(Translator(formula, origin=first).translate_formula(here))
    except (TokenizerError, TranslatorError, ValueError, IndexError):
        return formula


def _counted(data: etree._Element) -> dict[str, etree._Element]:
    """The cells of a sheet whose writer left references out, counted from the last one given."""
    found: dict[str, etree._Element] = {}
    row_number = 0
    for row in data.iterchildren(_ROW):
        given = row.get("r", "")
        row_number = int(given) if given.isdecimal() and len(given) < 8 else row_number + 1
        column = 0
        for cell in row.iterchildren(_CELL):
            reference = cell.get("r", "")
            column = corners(reference)[0] if _REFERENCE.match(reference) else column + 1
            if column > limits.COLUMNS:
                raise RefusedError(too_large("columns", column, limits.COLUMNS))
            found[f"{column_letters(column)}{row_number}"] = cell
    return found


def _is_area(reference: str) -> bool:
    return all(_REFERENCE.match(corner) for corner in reference.split(":"))
