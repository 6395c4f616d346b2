"""Saved values of the computed cells compared with the program's own figures.

`computed` tells altered and overwritten formulas apart, which are errors. Here the saved value of
an untouched formula is held against the program's figure. Where they differ, the workbook was not
recalculated since it was filled in (stale), or it was and came to another figure (different).
Both are warnings: nothing is read from these cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from cts_docs.assessment.figures import exact, rounded
from cts_docs.assessment.scoring.result import Result
from cts_docs.errors import Problem
from cts_docs.workbook.reading.computed_cells import ComputedCell, normalised
from cts_docs.workbook.reading.expected_figures import FigureValue, Scored, empty_form, expected_figures
from cts_docs.workbook.reading.reader import ReadWorkbook
from cts_docs.workbook.reading.texts import shortened

NOISE = Fraction(1, 10**9)
"""How far a saved number may stand from the exact figure, relative to it: a worksheet counts in
binary fractions and keeps fifteen digits."""

LISTED_ONE_BY_ONE = 20
"""Up to this many differing cells are reported one by one, more by one cell for each defined name."""

_LONGEST = 400
_NAME = re.compile(r"^[a-z_]+")
_FROM_INPUTS = ("indicator_hundredths", "clause_points", "result_conformity")
"""Cells computed from inputs alone: where these agree, the workbook was recalculated."""


def saved_value_problems(book: ReadWorkbook, result: Result) -> tuple[Problem, ...]:
    """A warning for every computed cell whose saved value is not the program's figure.

    Cells without a saved value, and cells whose formula is not the layout's, are left out.
    """
    if all(cell.saved is None for cell in book.computed.values()):
        return ()
    differing = [
        (key, cell, own)
        for key, own in _own(book, result).items()
        if (cell := book.computed.get(key)) is not None and _differs(cell, own)
    ]
    if not differing:
        return ()
    code = "COMPUTED_DIFFERENT" if _recalculated(book, {key for key, _, _ in differing}) else "COMPUTED_STALE"
    if len(differing) > LISTED_ONE_BY_ONE:
        differing = list({_name(key): (key, cell, own) for key, cell, own in reversed(differing)}.values())
    return tuple(_problem(code, book.path, *each) for each in differing)


def _own(book: ReadWorkbook, result: Result) -> Mapping[str, FigureValue]:
    if book.specification is None or book.readings is None or book.assessment is None:
        return {}
    keys = {_column(cell.reference.cell): key for key, cell in _form_cells(book)}
    forms = {
        form.number: _column(book.cells[f"evaluators[{form.number}]"].cell) for form in book.assessment.forms
    }
    if not keys.keys() >= set(forms.values()):
        # The rows below the forms were cut shorter than the forms: nothing there can be told apart.
        return {}
    columns = {number: keys.pop(column) for number, column in forms.items()}
    own = dict(expected_figures(Scored(book.specification, book.readings, book.assessment, result), columns))
    for key in keys.values():
        own.update(empty_form(key))
    return own


def _form_cells(book: ReadWorkbook) -> Iterable[tuple[str, ComputedCell]]:
    name = "form_used"
    return (
        (key.removeprefix(name).strip("[]"), cell)
        for key, cell in book.computed.items()
        if _name(key) == name
    )


def _differs(cell: ComputedCell, own: FigureValue) -> bool:
    if cell.saved is None or _same(cell.saved, own):
        return False
    return normalised(cell.formula_found) == normalised(cell.formula_expected)


def _same(saved: str, own: FigureValue) -> bool:
    if isinstance(own, str):
        return saved.strip() == own.strip()
    number = _number(saved)
    return number is not None and abs(number - own) <= NOISE * max(Fraction(1), abs(Fraction(own)))


def _number(saved: str) -> Fraction | None:
    try:
        number = Decimal(saved) if len(saved) <= _LONGEST else Decimal("NaN")
    except InvalidOperation:
        return None
    return Fraction(number) if number.is_finite() and abs(number.adjusted()) <= _LONGEST else None


def _recalculated(book: ReadWorkbook, differing: set[str]) -> bool:
    """Whether the difference has another cause than that nothing was recalculated."""
    if any(problem.code == "CONSTANT_CHANGED" for problem in book.problems):
        return True
    saved = (key for key, cell in book.computed.items() if cell.saved is not None)
    first = [key for key in saved if _name(key) in _FROM_INPUTS]
    return bool(first) and differing.isdisjoint(first)


def _problem(code: str, path: str, key: str, cell: ComputedCell, own: FigureValue) -> Problem:
    expected = own if isinstance(own, str) else _decimal(own)
    problem = Problem(
        code, "warning", key, shortened(cell.saved or ""), values={"expected": expected or "“”", "field": key}
    )
    return problem.at(file=path, sheet=cell.reference.sheet, cell=cell.reference.cell)


def _decimal(figure: Fraction | int) -> str:
    """A figure as a decimal, rounded where it has no finite one."""
    text = exact(figure)
    return f"≈ {rounded(figure, 4)}" if "/" in text else text


def _name(key: str) -> str:
    found = _NAME.match(key)
    return key if found is None else found.group()


def _column(cell: str) -> str:
    return cell.rstrip("0123456789")
