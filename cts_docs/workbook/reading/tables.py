"""The tables of a workbook as read: forms, clauses, checklist, team, nonconformities."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from cts_docs.assessment import fields
from cts_docs.assessment.fields import Column
from cts_docs.assessment.model import (
    NOT_APPLICABLE,
    ChecklistFinding,
    ClauseFinding,
    Form,
    Nonconformity,
    TeamMember,
)
from cts_docs.errors import Problem
from cts_docs.workbook.reading.binding import BoundTable
from cts_docs.workbook.reading.recorder import Recorder
from cts_docs.workbook.reading.values import Parsed
from cts_docs.workbook.writing.geometry import Area

Areas = Mapping[str, Area]
EVALUATORS, COEFFICIENTS = fields.FORM_ROWS[0].name, fields.COEFFICIENT.name


def read_forms(recorder: Recorder, areas: Areas, indicators: BoundTable) -> tuple[Form, ...]:
    """The evaluation forms from left to right, numbered from 1; empty columns are left out.

    A column with an evaluator alone is reported and left out; one without evaluator is reported.
    """
    forms = []
    number = 0
    columns = sorted({column for name in (*form_names(), COEFFICIENTS) for column in areas[name].columns})
    for column in columns:
        evaluated = recorder.holds_something(indicators.sheet, areas[EVALUATORS].top, column)
        filled = any(
            recorder.holds_something(indicators.sheet, row, column) for row in areas[COEFFICIENTS].rows
        )
        if not evaluated and not filled:
            continue
        number += 1
        form = _form(recorder, areas, indicators, column, number)
        place = (indicators.sheet, areas[EVALUATORS].top, column)
        key = f"{EVALUATORS}[{number}]"
        if not filled:
            recorder.report(
                Problem("FORM_WITHOUT_COEFFICIENTS", field=key, found=form.evaluator or ""), *place
            )
            continue
        if not evaluated:
            recorder.report(Problem("FORM_WITHOUT_EVALUATOR", field=key), *place)
        forms.append(form)
    return tuple(forms)


def form_names() -> tuple[str, ...]:
    """The one-row areas above the coefficients."""
    return tuple(column.name for column in fields.FORM_ROWS)


def _form(recorder: Recorder, areas: Areas, indicators: BoundTable, column: int, number: int) -> Form:
    evaluator, date, subject = (
        recorder.take(f"{item.name}[{number}]", item, indicators.sheet, areas[item.name].top, column)
        for item in fields.FORM_ROWS
    )
    coefficients: dict[str, Fraction | None] = {}
    for key, row in indicators.rows.items():
        name = f"{COEFFICIENTS}[{key},{number}]"
        value = recorder.take(name, fields.COEFFICIENT, indicators.sheet, row, column)
        if value == NOT_APPLICABLE:
            coefficients[key] = None
        elif isinstance(value, Fraction):
            coefficients[key] = value
    return Form(number, _text(evaluator), _date(date), _text(subject), coefficients)


def read_evidence(recorder: Recorder, areas: Areas, indicators: BoundTable) -> Mapping[str, str]:
    """The remarks by indicator."""
    item = fields.INDICATOR_EVIDENCE
    found = {
        key: _text(recorder.take(f"{item.name}[{key}]", item, indicators.sheet, row, areas[item.name].left))
        for key, row in indicators.rows.items()
    }
    return {key: text for key, text in found.items() if text is not None}


def check_not_applicable(
    recorder: Recorder,
    areas: Areas,
    indicators: BoundTable,
    forms: Sequence[Form],
    evidence: Mapping[str, str],
) -> None:
    """Reading B8: 不适用 stands in every form of its row, with a reason beside it."""
    for key, row in indicators.rows.items():
        excluded = [form for form in forms if key in form.coefficients and form.coefficients[key] is None]
        if not excluded:
            continue
        if len(excluded) < len(forms):
            kept = next(form for form in forms if form not in excluded)
            name = f"{COEFFICIENTS}[{key},{kept.number}]"
            place = recorder.cells[name]
            problem = Problem("NOT_APPLICABLE_MIXED", field=name, values={"indicator": key})
            recorder.problems.append(problem.at(file=recorder.path, sheet=place.sheet, cell=place.cell))
        if key not in evidence:
            name = fields.INDICATOR_EVIDENCE.name
            problem = Problem("NOT_APPLICABLE_REASON", field=f"{name}[{key}]", values={"indicator": key})
            recorder.report(problem, indicators.sheet, row, areas[name].left)


def read_clauses(recorder: Recorder, areas: Areas, clauses: BoundTable) -> tuple[ClauseFinding, ...]:
    """The level and evidence of every clause that has its row."""
    level, evidence = fields.CLAUSE_COLUMNS
    found = []
    for key, row in clauses.rows.items():
        value = recorder.take(f"{level.name}[{key}]", level, clauses.sheet, row, areas[level.name].left)
        words = recorder.take(
            f"{evidence.name}[{key}]", evidence, clauses.sheet, row, areas[evidence.name].left
        )
        found.append(ClauseFinding(key, value if isinstance(value, int) else None, _text(words)))
    return tuple(found)


def read_checklist(recorder: Recorder, areas: Areas, checklist: BoundTable) -> tuple[ChecklistFinding, ...]:
    """The result and note of every requirement of 4.2.2."""
    found = []
    for key, row in checklist.rows.items():
        result, note = (
            recorder.take(f"{item.name}[{key}]", item, checklist.sheet, row, areas[item.name].left)
            for item in fields.CHECKLIST_COLUMNS
        )
        found.append(ChecklistFinding(key, _text(result), _text(note)))
    return tuple(found)


def read_team(recorder: Recorder, areas: Areas) -> tuple[TeamMember, ...]:
    """The members of the audit team, one for every row that is begun."""
    return tuple(
        TeamMember(_text(name), _text(role), _text(registration))
        for name, role, registration in _listed(recorder, areas, fields.TEAM_COLUMNS)
    )


def read_nonconformities(recorder: Recorder, areas: Areas) -> tuple[Nonconformity, ...]:
    """The nonconformities, one for every row that is begun."""
    found = []
    for values in _listed(recorder, areas, fields.NONCONFORMITY_COLUMNS):
        number, clause, description, severity, status = (_text(value) for value in values[:-1])
        closed = _date(values[-1])
        found.append(Nonconformity(number, clause, description, severity, status, closed))
    return tuple(found)


def _listed(recorder: Recorder, areas: Areas, columns: Sequence[Column]) -> list[list[Parsed]]:
    """The rows that are begun, numbered from 1; the keys of empty rows follow them.

    None where a name of the list is missing, which is told elsewhere.
    """
    if any(column.name not in areas for column in columns):
        return []
    own = [areas[column.name] for column in columns]
    rows = sorted({row for area in own for row in area.rows})
    begun = {row for row in rows if any(recorder.holds_something(area.sheet, row, area.left) for area in own)}
    ordered = sorted(rows, key=lambda row: row not in begun)
    found = []
    for number, row in enumerate(ordered, 1):
        values = [
            recorder.take(f"{column.name}[{number}]", column, area.sheet, row, area.left)
            for column, area in zip(columns, own, strict=True)
        ]
        if row in begun:
            found.append(values)
    return found


def _text(value: Parsed) -> str | None:
    return value if isinstance(value, str) else None


def _date(value: Parsed) -> datetime.date | None:
    return value if isinstance(value, datetime.date) else None
