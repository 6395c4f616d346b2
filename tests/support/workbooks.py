"""Filled workbooks for tests, of any specification of the family."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cts_docs.assessment.readings import Readings, choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook
from filling import Filling, Scalar, fill
from tests.support.assessments import VALUES, marked

_BLANKS: dict[tuple[int, str, int], tuple[Specification, bytes]] = {}
"""Blanks that were made in this process; each keeps its specification, so that no other has its identity."""

START = datetime.date(2026, 3, 2)


def workbook(
    specification: Specification,
    coefficient: str = "0.9",
    level: int = 4,
    forms: int = 2,
    readings: Readings | None = None,
    values: Mapping[str, Filling] | None = None,
    cells: Mapping[tuple[str, int, int], Scalar] | None = None,
) -> bytes:
    """A workbook complete for every stage: one α everywhere, one level everywhere, a form for each group.

    Indicators that are scored by judgement get the points next below the share α.
    `values` replaces inputs by defined name, `cells` single cells of a range.
    """
    groups, clauses = specification.evaluator_groups, len(specification.clauses)
    forms = max(forms, len(groups))
    marks = [marked(indicator, coefficient) for indicator in specification.indicators]
    checklist = len(specification.checklist)
    blank = _blank(specification, readings or choose(specification, {}), forms)
    fillings: dict[str, Filling] = {
        **VALUES,
        "evaluators": [f"示例测评员{number}" for number in range(1, forms + 1)],
        "form_dates": [START] * forms,
        "form_subjects": ["示例项目"] * forms,
        "experience_coefficients": [[_decimal(mark)] * forms for mark in marks],
        "checklist_results": ["符合"] * checklist,
        "team_names": ["示例组长", "示例组员"],
        "team_roles": ["组长", "组员"],
    }
    if specification.has_maturity:
        fillings |= {"maturity_levels": [level] * clauses, "maturity_evidence": ["查阅记录"] * clauses}
    if groups:
        fillings["evaluator_groups"] = [groups[number % len(groups)].name for number in range(forms)]
    return fill(blank, {**fillings, **(values or {})}, cells)


def _blank(specification: Specification, readings: Readings, forms: int) -> bytes:
    key = (id(specification), readings.stamp(), forms)
    if key not in _BLANKS:
        _BLANKS[key] = (specification, blank_workbook(specification, readings, forms))
    return _BLANKS[key][1]


def _decimal(mark: Fraction) -> Decimal:
    return Decimal(mark.numerator) / Decimal(mark.denominator)


def put(folder: Path, name: str, content: bytes) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(content)
    return path
