"""Rows by the number that stands in them, never by their position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cts_docs.errors import Problem
from cts_docs.workbook.reading.inputs import InputReader
from cts_docs.workbook.reading.texts import read_text, shortened
from cts_docs.workbook.writing.areas import Area


@dataclass(frozen=True, slots=True)
class BoundTable:
    """The row of every id that was found exactly once, on one sheet."""

    sheet: str
    rows: Mapping[str, int]


def bind_rows(
    reader: InputReader,
    areas: Mapping[str, Area],
    key: str,
    ids: Sequence[str],
    inputs: Iterable[str],
) -> BoundTable:
    """The rows of a table by the ids of its `key` column.

    An unnumbered row that holds nothing in its `inputs` is ignored; an unnumbered filled one and
    a doubled, unknown or missing id are problems.
    """
    key_area = areas[key]
    input_areas = [areas[name] for name in inputs]
    found: dict[str, int] = {}
    for row in _rows(key_area, input_areas):
        written = _id(reader, key_area, row)
        if not written:
            _unnumbered(reader, key, key_area, input_areas, row)
        elif written not in ids:
            values = {"expected": _listed(ids)}
            _report(
                reader,
                Problem("ID_UNKNOWN", field=key, found=shortened(written), values=values),
                key_area,
                row,
            )
        elif written in found:
            _report(reader, Problem("ID_DOUBLED", field=f"{key}[{written}]", found=written), key_area, row)
        else:
            found[written] = row
    for missing in ids:
        if missing not in found:
            problem = Problem("ID_MISSING", field=f"{key}[{missing}]", values={"expected": missing})
            _report(reader, problem, key_area, key_area.top)
    return BoundTable(key_area.sheet, {each: found[each] for each in ids if each in found})


def on_one_sheet(reader: InputReader, areas: Mapping[str, Area], names: Sequence[str]) -> bool:
    """Whether the areas of a table lie on one sheet; a problem for each that does not."""
    sheet = areas[names[0]].sheet
    strays = [name for name in names if areas[name].sheet != sheet]
    for name in strays:
        problem = Problem("NAME_BROKEN", field=name, found=areas[name].absolute, values={"field": name})
        reader.report(problem, areas[name].sheet, areas[name].top, areas[name].left)
    return not strays


def one_cell_wide(reader: InputReader, areas: Mapping[str, Area], names: Iterable[str], across: bool) -> bool:
    """Whether areas are one column wide, or one row high where they run `across`."""
    good = True
    for name in names:
        area = areas[name]
        if (area.top if across else area.left) != (area.bottom if across else area.right):
            good = False
            values = {"field": name, "expected": "1 × n" if across else "n × 1"}
            problem = Problem("NAME_SHAPE", field=name, found=area.local, values=values)
            reader.report(problem, area.sheet, area.top, area.left)
    return good


def _rows(key: Area, inputs: Sequence[Area]) -> list[int]:
    rows = set(key.rows)
    for area in inputs:
        rows.update(area.rows)
    return sorted(rows)


def _id(reader: InputReader, key: Area, row: int) -> str:
    return read_text(reader.cell_at(key.sheet, row, key.left))[0]


def _unnumbered(reader: InputReader, key: str, key_area: Area, inputs: Sequence[Area], row: int) -> None:
    """Report a filled row without a number at its first entry."""
    entries = (
        (area.sheet, column)
        for area in inputs
        for column in area.columns
        if reader.is_filled(area.sheet, row, column)
    )
    first = min(entries, key=lambda entry: (entry[0] != key_area.sheet, entry[1]), default=None)
    if first is not None:
        sheet, column = first
        reader.report(Problem("ROW_UNNUMBERED", field=key), sheet, row, column)


def _report(reader: InputReader, problem: Problem, key: Area, row: int) -> None:
    reader.report(problem, key.sheet, row, key.left)


def _listed(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}"
