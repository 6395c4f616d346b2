"""From what one cell holds to a typed value, or to the problem of it.

Numbers are judged as decimal text at 15 significant digits, which is what a worksheet shows
and keeps: 0.30000000000000004 is 0.3, and no third decimal.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cts_docs.assessment import credit_code
from cts_docs.assessment.fields import Column
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.readings import Readings
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from cts_docs.workbook import limits
from cts_docs.workbook.opening.book import Book, Cell, plain, significant
from cts_docs.workbook.reading.shown import shown_otherwise
from cts_docs.workbook.reading.texts import read_text, shortened
from cts_docs.workbook.writing.guidance import Input, expected

InputValue = str | Decimal | int | datetime.date | Fraction | None

_PLAIN = re.compile(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")
_EXPONENT = re.compile(r"^[+-]?[0-9.]+[eE][+-]?[0-9]+$")
_PERCENT = re.compile(r"^[+-]?[0-9.]+\s*[%％]$")
_FULL_WIDTH = re.compile(r"[０-９．－％＋]")
_ALL_DIGITS = Decimal(10) ** 15
"""Numbers below it keep all their digits in a worksheet."""
_DECIMALS = 2
_WRITTEN = ("text", "lines", "choice", "credit_code")
"""The kinds of inputs that are read as texts."""


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """What came of a cell: a value, None where it is empty or wrong, and problems."""

    value: InputValue = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class CellParser:
    """What judging a cell depends on beside the cell."""

    book: Book
    specification: Specification
    readings: Readings

    def parse(self, cell: Cell, item: Input) -> ParsedCell:
        """The value of an input, or what is wrong with it; white space around it is ignored."""
        text, problems = read_text(cell, look_alikes=item.kind in _WRITTEN)
        problems = (*self._formula(cell), *problems)
        if cell.kind in ("error", "faulty"):
            problems = (*problems, Problem(cell.fault or "CELL_ERROR_VALUE", found=shortened(cell.text)))
        if cell.kind == "empty" or any(problem.is_error for problem in problems):
            return ParsedCell(None, self._worded(problems, item))
        parsed = self._parsers[item.kind](cell._replace(text=text), item)
        if parsed.value is not None:
            problems = (*problems, *_shown(cell))
        return ParsedCell(parsed.value, self._worded((*problems, *parsed.problems), item))

    def _worded(self, problems: tuple[Problem, ...], item: Input) -> tuple[Problem, ...]:
        words = {"label": item.label, "expected": expected(item, self.specification, self.readings)}
        return tuple(
            Problem(each.code, each.severity, each.field, each.found, values={**words, **each.values})
            for each in problems
        )

    @staticmethod
    def _formula(cell: Cell) -> tuple[Problem, ...]:
        if cell.formula is None:
            return ()
        if not cell.saved:
            return (Problem("INPUT_FORMULA_UNSAVED", found=shortened(cell.formula)),)
        return (Problem("INPUT_FORMULA", "warning", found=shortened(cell.formula)),)

    @property
    def _parsers(self) -> dict[str, Callable[[Cell, Input], ParsedCell]]:
        return {
            "text": self._text,
            "lines": self._text,
            "credit_code": self._credit_code,
            "choice": self._choice,
            "date": self._date,
            "number": self._number,
            "whole": self._whole,
            "coefficient": self._coefficient,
            "points": self._points,
            "level": self._level,
        }

    def _text(self, cell: Cell, item: Input) -> ParsedCell:
        if cell.kind == "date":
            return _wrong("TEXT_IS_DATE", cell.text)
        if cell.kind == "number":
            return self._text_of_number(cell)
        if cell.kind != "text":
            return _wrong("TEXT_EXPECTED", cell.text)
        text = cell.text
        if len(text) > item.limit:
            values = {"length": str(len(text)), "limit": str(item.limit)}
            return ParsedCell(None, (Problem("TEXT_TOO_LONG", found=shortened(text), values=values),))
        if item.kind == "text" and "\n" in text:
            return ParsedCell(text, (Problem("TEXT_LINE_BREAK", "warning", found=shortened(text)),))
        return ParsedCell(text)

    def _text_of_number(self, cell: Cell) -> ParsedCell:
        if not isinstance(cell.value, Decimal) or abs(cell.value) >= _ALL_DIGITS:
            return _wrong("TEXT_IS_NUMBER_LOST", cell.text)
        return ParsedCell(cell.text, (Problem("TEXT_IS_NUMBER", "warning", found=cell.text),))

    def _credit_code(self, cell: Cell, item: Input) -> ParsedCell:
        outcome = self._text(cell, item)
        if not isinstance(outcome.value, str):
            return outcome
        code = outcome.value
        if len(code) != credit_code.LENGTH:
            values = {"length": str(len(code)), "limit": str(credit_code.LENGTH)}
            return ParsedCell(None, (Problem("CREDIT_CODE_LENGTH", found=code, values=values),))
        foreign = credit_code.foreign_characters(code)
        if foreign:
            return ParsedCell(
                None, (Problem("CREDIT_CODE_CHARACTERS", found=code, values={"foreign": foreign}),)
            )
        check = credit_code.check_character(code[:-1])
        if code[-1] != check:
            return ParsedCell(None, (Problem("CREDIT_CODE_CHECK", found=code, values={"check": check}),))
        return outcome

    def _choice(self, cell: Cell, item: Input) -> ParsedCell:
        word = cell.text
        if cell.kind != "text" or word not in item.choices:
            return _wrong("WORD_NOT_ALLOWED", word)
        return ParsedCell(word)

    def _date(self, cell: Cell, _item: Input) -> ParsedCell:
        if cell.kind == "text":
            return _wrong("DATE_IS_TEXT", cell.text)
        if cell.kind == "number":
            return _wrong("DATE_IS_NUMBER", cell.text)
        moment = cell.value
        if not isinstance(moment, datetime.datetime):
            return _wrong("DATE_IMPOSSIBLE", cell.text)
        day = moment.date()
        if not limits.EARLIEST_DATE <= day <= limits.LATEST_DATE:
            return _wrong("DATE_IMPOSSIBLE", day.isoformat())
        if moment.time() != datetime.time():
            taken = {"taken": day.isoformat()}
            return ParsedCell(day, (Problem("DATE_WITH_TIME", "warning", found=cell.text, values=taken),))
        return ParsedCell(day)

    def _number(self, cell: Cell, _item: Input) -> ParsedCell:
        number, problems = self._decimal(cell)
        if number is None:
            return ParsedCell(None, problems)
        if not 0 < number <= limits.LARGEST_NUMBER:
            return ParsedCell(None, (*problems, Problem("NUMBER_OUT_OF_RANGE", found=plain(number))))
        return ParsedCell(number, problems)

    def _whole(self, cell: Cell, _item: Input) -> ParsedCell:
        number, problems = self._decimal(cell)
        if number is None:
            return ParsedCell(None, problems)
        if number != number.to_integral_value():
            return ParsedCell(None, (*problems, Problem("NUMBER_NOT_WHOLE", found=plain(number))))
        if not 0 <= number <= limits.LARGEST_CYCLE:
            return ParsedCell(None, (*problems, Problem("NUMBER_OUT_OF_RANGE", found=plain(number))))
        return ParsedCell(int(number), problems)

    def _level(self, cell: Cell, _item: Input) -> ParsedCell:
        number, problems = self._decimal(cell)
        if number is None:
            return ParsedCell(None, problems)
        levels = len(self.specification.levels)
        if number != number.to_integral_value() or not 1 <= number <= levels:
            return ParsedCell(None, (*problems, Problem("LEVEL_UNKNOWN", found=plain(number))))
        return ParsedCell(int(number), problems)

    def _not_applicable(self, cell: Cell) -> ParsedCell | None:
        """What comes of a coefficient or points that are 不适用 (reading B8); None for anything else."""
        if cell.kind != "text" or cell.text != NOT_APPLICABLE:
            return None
        if self.readings["B8"] == "on":
            return ParsedCell(NOT_APPLICABLE)
        return _wrong("NOT_APPLICABLE_FORBIDDEN", NOT_APPLICABLE)

    def _points(self, cell: Cell, item: Input) -> ParsedCell:
        if (excluded := self._not_applicable(cell)) is not None:
            return excluded
        number, problems = self._decimal(cell)
        if number is None or not isinstance(item, Column):
            return ParsedCell(None, problems)
        if not 0 <= Fraction(number) <= item.most:
            return ParsedCell(None, (*problems, Problem("POINTS_OUT_OF_RANGE", found=plain(number))))
        if Fraction(number) % item.step:
            return ParsedCell(None, (*problems, Problem("POINTS_STEP", found=plain(number))))
        return ParsedCell(Fraction(number), problems)

    def _coefficient(self, cell: Cell, _item: Input) -> ParsedCell:
        if (excluded := self._not_applicable(cell)) is not None:
            return excluded
        number, problems = self._decimal(cell)
        if number is None:
            return ParsedCell(None, problems)
        if not 0 <= number <= 1:
            return ParsedCell(None, (*problems, Problem("COEFFICIENT_OUT_OF_RANGE", found=plain(number))))
        if number != number.quantize(Decimal(1).scaleb(-_DECIMALS)):
            return ParsedCell(None, (*problems, Problem("COEFFICIENT_DECIMALS", found=plain(number))))
        if Fraction(number) % self.specification.experience_step:
            return ParsedCell(None, (*problems, Problem("COEFFICIENT_STEP", found=plain(number))))
        return ParsedCell(Fraction(number), problems)

    def _decimal(self, cell: Cell) -> tuple[Decimal | None, tuple[Problem, ...]]:
        """The number of a cell at 15 significant digits, or the problem of what is none."""
        if cell.kind == "boolean":
            return None, (Problem("NUMBER_IS_BOOLEAN", found=cell.text),)
        if cell.kind == "text":
            return _decimal_of_text(cell.text)
        if not isinstance(cell.value, Decimal):
            return None, (Problem("NUMBER_IS_DATE", found=cell.text),)
        return cell.value, ()


def _decimal_of_text(text: str) -> tuple[Decimal | None, tuple[Problem, ...]]:
    if _PLAIN.match(text) and len(text) <= limits.NUMBER_CHARACTERS:
        return significant(Decimal(text)), (Problem("NUMBER_AS_TEXT", "warning", found=text),)
    if _FULL_WIDTH.search(text):
        code = "NUMBER_FULL_WIDTH"
    elif _PERCENT.match(text):
        code = "NUMBER_PERCENT"
    elif _EXPONENT.match(text):
        code = "NUMBER_EXPONENT"
    else:
        code = "NUMBER_EXPECTED"
    return None, (Problem(code, found=shortened(text)),)


def _shown(cell: Cell) -> tuple[Problem, ...]:
    """A warning where a cell shows something else than it holds."""
    shown = shown_otherwise(cell)
    if shown is None:
        return ()
    values = {"shown": shown, "format": cell.format_code}
    code = "VALUE_SHOWN_OTHERWISE" if shown else "VALUE_HIDDEN"
    return (Problem(code, "warning", found=shortened(cell.text), values=values),)


def _wrong(code: str, found: str) -> ParsedCell:
    return ParsedCell(None, (Problem(code, found=shortened(found)),))
