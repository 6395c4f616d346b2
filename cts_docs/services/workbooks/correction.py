"""The use case of correcting a workbook: which problems have an input of their own, and writing those."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from cts_docs.assessment.fields import EVALUATOR_GROUP, FIELDS, FIELDS_OF_LAYOUT_2, Column, Field, columns
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.writing import write_file
from cts_docs.services.context import ServiceContext
from cts_docs.workbook import read_workbook
from cts_docs.workbook.annotation.corrections import CorrectedValue, corrected_workbook
from cts_docs.workbook.limits import EARLIEST_DATE, LATEST_DATE

InputKind = Literal["text", "lines", "number", "date", "choice"]
_KINDS: Mapping[str, InputKind] = {
    "text": "text",
    "credit_code": "text",
    "lines": "lines",
    "number": "number",
    "whole": "number",
    "coefficient": "number",
    "points": "number",
    "level": "number",
    "date": "date",
    "choice": "choice",
}
_ITEMS: tuple[Field | Column, ...] = (*FIELDS, *FIELDS_OF_LAYOUT_2, *columns(), EVALUATOR_GROUP)
_INPUTS = {item.name: item for item in _ITEMS}
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class CorrectableCell:
    """A cell with problems and the input for it: its kind, the choices, the most characters of a text."""

    sheet: str
    cell: str
    key: str
    label: str
    kind: InputKind
    choices: tuple[str, ...]
    limit: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person entered for a cell, as text; None empties the cell."""

    sheet: str
    cell: str
    kind: InputKind
    entered: str | None

    @property
    def value(self) -> CorrectedValue:
        """What the cell will hold; raises RefusedError where the text is not of the cell's kind."""
        if self.entered is None or self.kind in ("text", "lines", "choice"):
            return self.entered
        place = Problem("", found=self.entered[:40], sheet=self.sheet, cell=self.cell)
        if self.kind == "number":
            if not _NUMBER.fullmatch(self.entered):
                raise RefusedError(replace(place, code="CORRECTION_NUMBER"))
            return Decimal(self.entered)
        try:
            day = datetime.date.fromisoformat(self.entered)
        except ValueError as error:
            raise RefusedError(replace(place, code="CORRECTION_DATE")) from error
        if not EARLIEST_DATE <= day <= LATEST_DATE:
            raise RefusedError(replace(place, code="CORRECTION_DATE"))
        return day


def correctable_cells(problems: Iterable[Problem]) -> tuple[CorrectableCell, ...]:
    """The input cells among the places of problems, each once, in the order of the problems."""
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.field.partition("[")[0] in _INPUTS and problem.sheet and _CELL.fullmatch(problem.cell):
            by_cell.setdefault((problem.sheet, problem.cell), []).append(problem)
    return tuple(_correctable(*place, found) for place, found in by_cell.items())


def correct_workbook(
    source: Path, target: Path, corrections: Sequence[Correction], context: ServiceContext
) -> None:
    """Write a copy of a workbook with corrections in its cells; the workbook itself stays as it is.

    Raises RefusedError where a correction is not of its cell's kind or its cell cannot be written,
    CannotRunError where the copy cannot be written.
    """
    values = dict(_values(corrections))
    book = read_workbook(source, context.find, context.readings)
    computed = [(cell.reference.sheet, cell.reference.cell) for cell in book.computed.values()]
    write_file(target, corrected_workbook(source, values, computed))


def _values(corrections: Iterable[Correction]) -> Iterator[tuple[tuple[str, str], CorrectedValue]]:
    for one in corrections:
        yield (one.sheet, one.cell), one.value


def _correctable(sheet: str, cell: str, problems: Sequence[Problem]) -> CorrectableCell:
    key = problems[0].field
    item = _INPUTS[key.partition("[")[0]]
    choices = item.choices
    if item is EVALUATOR_GROUP:
        # The groups are the specification's own; the problem names them.
        choices = tuple(problems[0].values["expected"].split(" / "))
    return CorrectableCell(
        sheet, cell, key, item.label, _KINDS[item.kind], choices, item.limit, tuple(problems)
    )
