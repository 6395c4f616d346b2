"""Dropdowns and ranges on the inputs, worded by the same source as the checks."""

from __future__ import annotations

from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment.fields import Column
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Specification
from cts_docs.workbook import limits
from cts_docs.workbook.writing.areas import Area
from cts_docs.workbook.writing.guidance import Input, allowed, guidance, may_be_not_applicable

_PROMPT_CHARACTERS = 255
_TITLE_CHARACTERS = 32


def restrict(
    sheet: Worksheet, area: Area, item: Input, specification: Specification, readings: Readings
) -> None:
    """Put the validation of an input, with prompt and error message, on its cells."""
    validation = _rule(item, area, specification, readings)
    validation.allow_blank = True
    validation.showInputMessage = True
    validation.showErrorMessage = True
    validation.promptTitle = item.label[:_TITLE_CHARACTERS]
    validation.prompt = guidance(item, specification, readings)[:_PROMPT_CHARACTERS]
    validation.errorTitle = item.label[:_TITLE_CHARACTERS]
    validation.error = allowed(item, specification, readings)[:_PROMPT_CHARACTERS]
    validation.add(area.local)
    sheet.add_data_validation(validation)


def _rule(item: Input, area: Area, specification: Specification, readings: Readings) -> DataValidation:
    if item.kind == "choice":
        return _list(item.choices)
    if item.kind == "level":
        return _list([str(level.number) for level in specification.levels])
    if isinstance(item, Column) and item.kind in ("coefficient", "points"):
        return _coefficient(item, area, specification, readings)
    if item.kind == "number":
        return DataValidation("decimal", formula1="0", operator="greaterThan")
    if item.kind == "whole":
        return _between("whole", "0", str(limits.LARGEST_CYCLE))
    if item.kind == "date":
        first, last = (
            f"DATE({day.year},{day.month},{day.day})" for day in (limits.EARLIEST_DATE, limits.LATEST_DATE)
        )
        return _between("date", first, last)
    if item.kind == "credit_code":
        return DataValidation("textLength", formula1=str(item.limit), operator="equal")
    return DataValidation("textLength", formula1=str(item.limit), operator="lessThanOrEqual")


def _list(words: list[str] | tuple[str, ...]) -> DataValidation:
    return DataValidation("list", formula1=f'"{",".join(words)}"')


def _between(kind: Literal["whole", "decimal", "date"], first: str, last: str) -> DataValidation:
    return DataValidation(kind, formula1=first, formula2=last, operator="between")


def _coefficient(
    item: Column, area: Area, specification: Specification, readings: Readings
) -> DataValidation:
    """α, or points up to those of the indicator in multiples of its step."""
    cell, most, steps = area.first, "1", ""
    hundredths = int(specification.experience_step * 100)
    may_not_apply = may_be_not_applicable(item, readings)
    if item.kind == "points":
        most, step = exact(item.most), exact(item.step)
        steps = f",ABS(N({cell})/{step}-ROUND(N({cell})/{step},0))<0.000001"
    elif not may_not_apply and hundredths == 1:
        return _between("decimal", "0", "1")
    elif hundredths > 1:
        steps = f",MOD(ROUND(100*N({cell}),0),{hundredths})=0"
    number = f"AND(ISNUMBER({cell}),N({cell})>=0,N({cell})<={most}{steps})"
    if not may_not_apply:
        return DataValidation("custom", formula1=number)
    return DataValidation("custom", formula1=f'OR({number},{cell}="{NOT_APPLICABLE}")')
