"""The computed cells of a workbook as found: formula, saved value, and what the layout says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.utils import get_column_letter

from cts_docs.assessment.figures import exact
from cts_docs.assessment.readings import Readings
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from cts_docs.workbook.opening.book import Cell
from cts_docs.workbook.reading.inputs import CellReference, InputReader
from cts_docs.workbook.reading.texts import shortened
from cts_docs.workbook.writing.cell_map import CellMap, Computed
from cts_docs.workbook.writing.formulas import computed_cells

_STRING = re.compile(r'("(?:[^"]|"")*")')
_NOISE = re.compile(r"[\s$]+")
_SINGLE = re.compile(r"\b([A-Z]{1,3}[0-9]+):\1\b")
_PREFIX = re.compile(r"_XLFN\.|_XLWS\.")


@dataclass(frozen=True, slots=True)
class ComputedCell:
    """A cell that the workbook computes.

    `formula_found` is empty where a value or nothing stands in its place; `saved` is the saved
    value as text, None where there is none.
    """

    reference: CellReference
    formula_found: str
    formula_expected: str
    saved: str | None


def read_computed_cells(
    reader: InputReader, specification: Specification, readings: Readings, cells: CellMap
) -> Mapping[str, ComputedCell]:
    """Every computed cell by name and key; altered and overwritten ones are reported."""
    found: dict[str, ComputedCell] = {}
    for computed in computed_cells(specification, readings, cells):
        sheet = cells.areas[computed.name].sheet
        cell = reader.parser.book.sheets[sheet].at(computed.row, computed.column)
        key = f"{computed.name}[{computed.key}]" if computed.key else computed.name
        for problem in _faults(computed, cell, key):
            reader.report(problem, sheet, computed.row, computed.column)
        if computed.formula:
            reference = CellReference(sheet, f"{get_column_letter(computed.column)}{computed.row}")
            saved = cell.text if cell.kind != "empty" or (cell.formula and cell.saved) else None
            found[key] = ComputedCell(reference, cell.formula or "", computed.formula, saved)
    return found


def _faults(computed: Computed, cell: Cell, key: str) -> Iterator[Problem]:
    if not computed.formula:
        expected = computed.constant if isinstance(computed.constant, str) else exact(computed.constant)
        if cell.formula is not None or not _same_constant(cell.text, expected):
            found = shortened(cell.formula or cell.text)
            values = {"expected": expected, "field": key}
            # Nothing is read from these cells, so what stands there does not stop an audit.
            yield Problem("CONSTANT_CHANGED", "warning", key, found, values=values)
        return
    values = {"expected": computed.formula, "field": key}
    if cell.formula is not None:
        if not _same_formula(cell.formula, computed):
            yield Problem("COMPUTED_ALTERED", field=key, found=shortened(cell.formula), values=values)
    elif cell.kind != "empty":
        yield Problem("COMPUTED_OVERWRITTEN", field=key, found=shortened(cell.text), values=values)
    else:
        in_a_form = computed.name.startswith("form_")
        yield Problem("COMPUTED_EMPTIED", "warning" if in_a_form else "error", key, values=values)


def _same_formula(found: str, computed: Computed) -> bool:
    """Whether a formula is that of the layout, as it is now or as an earlier version wrote it."""
    if found == computed.formula or normalised(found) == normalised(computed.formula):
        return True
    return bool(computed.earlier) and normalised(found) == normalised(computed.earlier)


def _same_constant(found: str, expected: str) -> bool:
    return found.strip() == expected or found.strip().removesuffix(".0") == expected


@lru_cache(maxsize=8192)
def normalised(formula: str) -> str:
    """A formula without what programs write differently: blanks, `$`, capitals, `A1:A1` for `A1`."""
    parts = _STRING.split(formula.strip())
    parts[::2] = [_SINGLE.sub(r"\1", _PREFIX.sub("", _NOISE.sub("", part.upper()))) for part in parts[::2]]
    return "".join(parts)
