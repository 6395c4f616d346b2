"""Conditional formats that show missing and wrong inputs while the workbook is filled in.

From the same fields, stages and limits as the checks. Nothing is shown on a sheet that is not
begun, so that a blank prints as a clean form. Functions of Excel 2007; no value of these cells
is read, so that removing them does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment import fields
from cts_docs.assessment.fields import Column, Field
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import CLOSED, NOT_APPLICABLE
from cts_docs.assessment.rules.dates import DATE_SEQUENCE
from cts_docs.workbook import limits
from cts_docs.workbook.writing.areas import Area
from cts_docs.workbook.writing.guidance import Input
from cts_docs.workbook.writing.layout import Layout
from cts_docs.workbook.writing.progress import asked_if
from cts_docs.workbook.writing.styles import MISSING_FILL, WRONG_FILL, WRONG_INK

_MISSING = DifferentialStyle(fill=PatternFill(bgColor=MISSING_FILL))
_WRONG = DifferentialStyle(fill=PatternFill(bgColor=WRONG_FILL), font=Font(color=WRONG_INK))
_FORM_ROWS = {column.name for column in (*fields.FORM_ROWS, fields.EVALUATOR_GROUP, fields.COEFFICIENT)}
_COEFFICIENTS = ("coefficient", "points")
_LISTS = (fields.team_columns(fields.LAYOUT), fields.nonconformity_columns(fields.LAYOUT))


def highlight(sheet: Worksheet, layout: Layout) -> None:
    """Put the conditional formats on every input of a sheet."""
    for item, area in _areas(layout):
        if area.sheet != sheet.title:
            continue
        wrong = wrong_if(item, _first(area), layout)
        missing = _missing_if(item, area, layout)
        for formula, style in ((wrong, _WRONG), (missing, _MISSING)):
            if formula:
                sheet.conditional_formatting.add(area.local, Rule("expression", dxf=style, formula=[formula]))


def _areas(layout: Layout) -> Iterator[tuple[Input, Area]]:
    for item in layout.inputs:
        if item == fields.COEFFICIENT:
            yield from layout.coefficients()
        else:
            yield item, layout.names[item.name]


def wrong_if(item: Input, cell: str, layout: Layout) -> str:
    """When a filled cell is out of range, as a formula; the credit code by its length alone."""
    there = f"LEN({cell})>0"
    if item.kind == "choice":
        words = ",".join(f'{cell}="{word}"' for word in item.choices)
        return f"AND({there},NOT(OR({words})))"
    if item.kind == "credit_code":
        return f"AND({there},LEN({cell})<>{item.limit})"
    if item.kind in ("text", "lines"):
        return f"LEN({cell})>{item.limit}"
    outside = ",".join(_outside(item, cell, layout))
    number = f"IF(ISNUMBER({cell}),OR({outside}),TRUE)"
    if isinstance(item, Column) and item.kind in _COEFFICIENTS and layout.not_applicable:
        if not item.may_not_apply:
            return f"AND({there},{number})"
        return f'AND({there},{cell}<>"{NOT_APPLICABLE}",{number})'
    return f"AND({there},{number})"


def _outside(item: Input, cell: str, layout: Layout) -> Iterator[str]:
    """What puts a number out of range."""
    if item.kind == "date":
        for sign, day in (("<", limits.EARLIEST_DATE), (">", limits.LATEST_DATE)):
            yield f"{cell}{sign}DATE({day.year},{day.month},{day.day})"
        if item.name in DATE_SEQUENCE[1:]:
            yield f"{cell}<MAX({','.join(DATE_SEQUENCE[: DATE_SEQUENCE.index(item.name)])})"
        return
    lowest, highest = {
        "number": ("0", str(limits.LARGEST_NUMBER)),
        "whole": ("0", str(limits.LARGEST_CYCLE)),
        "level": ("1", str(len(layout.specification.levels))),
        "coefficient": ("0", "1"),
        "points": ("0", exact(item.most) if isinstance(item, Column) else ""),
    }[item.kind]
    yield f"{cell}<={lowest}" if item.kind == "number" else f"{cell}<{lowest}"
    yield f"{cell}>{highest}"
    if item.kind in ("whole", "level"):
        yield f"{cell}<>INT({cell})"
    if item.kind == "coefficient":
        yield f"ABS({cell}*100-ROUND({cell}*100,0))>0.000001"
    if isinstance(item, Column) and item.kind == "points":
        step = exact(item.step)
        yield f"ABS({cell}/{step}-ROUND({cell}/{step},0))>0.000001"


def _missing_if(item: Input, area: Area, layout: Layout) -> str:
    """When an empty cell is missing, as a formula; empty where the input is optional."""
    cell = _first(area)
    asked = _field_asked(item, layout) if isinstance(item, Field) else _column_asked(item, area, layout)
    return f"AND(LEN(TRIM({cell}))=0,{asked})" if asked else ""


def _field_asked(item: Field, layout: Layout) -> str:
    if item.required_if is not None:
        return asked_if(item)
    if item.stage is None:
        return ""
    sheet = layout.names[item.name].sheet
    begun = (
        each.name
        for each in fields.FIELDS
        if layout.names[each.name].sheet == sheet and (each.stage == "issue") == (item.stage == "issue")
    )
    return f"COUNTA({','.join(begun)})>0"


def _column_asked(item: Column, area: Area, layout: Layout) -> str:
    if item.name in _FORM_ROWS:
        used = layout.names["form_used"]
        return f"{get_column_letter(area.left)}${used.top}=1"
    for columns in _LISTS:
        if item in columns:
            return _list_asked(item, columns, area, layout)
    level, evidence = fields.CLAUSE_COLUMNS
    if item == evidence:
        return f"LEN({_beside(layout.names[level.name], area)})>0"
    if item == fields.INDICATOR_EVIDENCE and layout.not_applicable:
        alphas = layout.names[fields.COEFFICIENT.name]
        left, right = (get_column_letter(column) for column in (alphas.left, alphas.right))
        return f'COUNTIF(${left}{area.top}:${right}{area.top},"{NOT_APPLICABLE}")>0'
    return f"COUNTA({item.name})>0" if item.stage is not None else ""


def _list_asked(item: Column, columns: tuple[Column, ...], area: Area, layout: Layout) -> str:
    if item.stage is not None:
        first, last = (_beside(layout.names[each.name], area) for each in (columns[0], columns[-1]))
        return f"COUNTA({first}:{last})>0"
    statuses = layout.names.get("nonconformity_statuses")
    if item.name == "nonconformity_closed_dates" and statuses is not None:
        return f'{_beside(statuses, area)}="{CLOSED}"'
    return ""


def _beside(other: Area, area: Area) -> str:
    """The cell of another column in the first row of an area, its column fixed."""
    return f"${get_column_letter(other.left)}{area.top}"


def _first(area: Area) -> str:
    return f"{get_column_letter(area.left)}{area.top}"
