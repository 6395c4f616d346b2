"""Results of `explain` and `compare` as the JSON of the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cts_docs.assessment.analysis.compare import Difference
from cts_docs.assessment.analysis.sensitivity import GradeChange
from cts_docs.assessment.analysis.spread import IndicatorSpread
from cts_docs.assessment.figures import exact
from cts_docs.assessment.scoring.result import FigureValue, Step
from cts_docs.messages import Language
from cts_docs.serialization.labels import figure_label, formula_text
from cts_docs.serialization.results import serialize_problems, serialize_refused_workbook
from cts_docs.services.workbooks.explain import ComparedWorkbook, Comparison, Explanation, InputCell

JsonObject = dict[str, Any]
MOST_GRADE_CHANGES = 50


def serialize_explanation(explained: Explanation, language: Language) -> JsonObject:
    """One figure of one workbook, or the workbook as refused."""
    if not explained.ok:
        return serialize_refused_workbook(explained.path, explained.problems, language)
    serialized: JsonObject = {
        "path": explained.path,
        "ok": True,
        "figure": explained.figure,
        "value": _value(explained.value),
        "steps": [_step(step, explained, language) for step in explained.steps],
    }
    if explained.changed is not None:
        serialized["changed"] = [
            {"figure": each.figure, "before": _value(each.before), "after": _value(each.after)}
            for each in explained.changed
        ]
    serialized["flips"] = [
        _grade_change(change, explained.cells) for change in smallest(explained.grade_changes)
    ]
    serialized["flips_left_out"] = left_out(explained.grade_changes)
    serialized["spread"] = [_spread(spread) for spread in explained.spreads]
    serialized["problems"] = serialize_problems(explained.problems, language)
    return serialized


def smallest(changes: tuple[GradeChange, ...], most: int = MOST_GRADE_CHANGES) -> tuple[GradeChange, ...]:
    """The first `most` changes of each kind of input, the smallest of each first."""
    counted: Counter[str] = Counter()
    found = []
    for change in changes:
        counted[_kind(change)] += 1
        if counted[_kind(change)] <= most:
            found.append(change)
    return tuple(found)


def left_out(changes: tuple[GradeChange, ...], most: int = MOST_GRADE_CHANGES) -> dict[str, int]:
    """How many changes of each kind of input follow the first `most`; kinds listed in full are absent."""
    counted = Counter(_kind(change) for change in changes)
    return {kind: count - most for kind, count in counted.items() if count > most}


def _kind(change: GradeChange) -> str:
    """The input range that a change is about."""
    return change.field.partition("[")[0]


def serialize_comparison(compared: Comparison, language: Language) -> JsonObject:
    """Two workbooks and their differences."""
    serialized: JsonObject = {"a": _side(compared.before, language), "b": _side(compared.after, language)}
    if compared.differences is not None:
        serialized["differences"] = [_difference(each, compared, language) for each in compared.differences]
    return serialized


def _value(value: FigureValue) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _step(step: Step, explained: Explanation, language: Language) -> JsonObject:
    cells = explained.cells
    return {
        "figure": step.figure,
        "label": figure_label(step.figure, language, explained.judged),
        "value": _value(step.value),
        "formula": formula_text(step.formula, language),
        "operands": {name: _value(value) for name, value in step.operands.items()},
        "cells": [_cell(cells[field]) for field in step.fields if field in cells],
        "clauses": list(step.clauses),
        "readings": list(step.readings),
    }


def _cell(cell: InputCell) -> JsonObject:
    return {"sheet": cell.sheet, "cell": cell.cell, "found": cell.found, "field": cell.key}


def _grade_change(change: GradeChange, cells: Mapping[str, InputCell]) -> JsonObject:
    cell = cells.get(change.field)
    return {
        "field": change.field,
        "sheet": cell.sheet if cell else None,
        "cell": cell.cell if cell else None,
        "before": change.before,
        "after": change.after,
        "size": exact(change.size),
        "grade": change.grade,
    }


def _spread(spread: IndicatorSpread) -> JsonObject:
    return {
        "id": spread.id,
        "lowest": exact(spread.lowest),
        "median": exact(spread.median),
        "highest": exact(spread.highest),
        "mean": exact(spread.mean),
        "outliers": [
            {
                "form": each.form,
                "coefficient": exact(each.coefficient),
                "effect": exact(each.effect),
                "score_effect": exact(each.score_effect),
            }
            for each in spread.outliers
        ],
    }


def _side(side: ComparedWorkbook, language: Language) -> JsonObject:
    if side.audit_file is None:
        return serialize_refused_workbook(side.path, side.problems, language)
    result = side.audit_file.result
    return {
        "path": side.path,
        "ok": True,
        "specification": {
            "id": side.audit_file.specification.id,
            "version": side.audit_file.specification.control.version,
        },
        "score": exact(result.service.score),
        "level": result.management.level or None,
        **({} if result.composite is None else {"composite": exact(result.composite.score)}),
        "grade": result.grade.grade,
        "problems": serialize_problems(side.problems, language),
    }


def _difference(difference: Difference, compared: Comparison, language: Language) -> JsonObject:
    before, after = compared.before.cells, compared.after.cells
    return {
        "kind": difference.kind,
        "key": difference.key,
        "label": figure_label(difference.key, language, compared.judged),
        "before": _value(difference.before),
        "after": _value(difference.after),
        "cells": {"a": _place(before, difference.key), "b": _place(after, difference.key)},
    }


def _place(cells: Mapping[str, InputCell], key: str) -> JsonObject | None:
    cell = cells.get(key)
    return None if cell is None else {"sheet": cell.sheet, "cell": cell.cell}
