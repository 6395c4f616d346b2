"""The tables of a workbook as read: forms, clauses, checklists, team, nonconformities, plan."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from cts_docs.assessment import fields
from cts_docs.assessment.fields import Column
from cts_docs.assessment.model import (
    NOT_APPLICABLE,
    ChecklistFinding,
    ClauseFinding,
    Form,
    Nonconformity,
    PlanEntry,
    RequirementFinding,
    TeamMember,
)
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from cts_docs.workbook.reading.binding import BoundTable
from cts_docs.workbook.reading.inputs import InputReader
from cts_docs.workbook.reading.values import InputValue
from cts_docs.workbook.writing.areas import Area

Areas = Mapping[str, Area]
EVALUATORS, COEFFICIENTS = fields.FORM_ROWS[0].name, fields.COEFFICIENT.name


def read_forms(reader: InputReader, areas: Areas, indicators: BoundTable) -> tuple[Form, ...]:
    """The evaluation forms from left to right, numbered from 1; empty columns are left out.

    A column with an evaluator alone is reported and left out; one without evaluator is reported.
    """
    forms = []
    number = 0
    specification = reader.parser.specification
    names = (*form_names(specification), COEFFICIENTS)
    columns = sorted({column for name in names for column in areas[name].columns})
    inputs = {each.id: fields.coefficient_column(specification, each) for each in specification.indicators}
    for column in columns:
        evaluated = reader.is_filled(indicators.sheet, areas[EVALUATORS].top, column)
        filled = any(reader.is_filled(indicators.sheet, row, column) for row in areas[COEFFICIENTS].rows)
        if not evaluated and not filled:
            continue
        number += 1
        form = _form(reader, areas, indicators, column, number, inputs)
        place = (indicators.sheet, areas[EVALUATORS].top, column)
        key = f"{EVALUATORS}[{number}]"
        if not filled:
            code = "FORM_WITHOUT_MARKS" if specification.has_judged else "FORM_WITHOUT_COEFFICIENTS"
            reader.report(Problem(code, field=key, found=form.evaluator or ""), *place)
            continue
        if not evaluated:
            reader.report(Problem("FORM_WITHOUT_EVALUATOR", field=key), *place)
        forms.append(form)
    return tuple(forms)


def form_names(specification: Specification) -> tuple[str, ...]:
    """The one-row areas above the coefficients."""
    return tuple(column.name for column in fields.form_rows(specification))


def _form(
    reader: InputReader,
    areas: Areas,
    indicators: BoundTable,
    column: int,
    number: int,
    inputs: Mapping[str, Column],
) -> Form:
    """One form; points given by judgement become their share of the most that can be given."""
    evaluator, date, subject, *group = (
        reader.read(f"{item.name}[{number}]", item, indicators.sheet, areas[item.name].top, column)
        for item in fields.form_rows(reader.parser.specification)
    )
    coefficients: dict[str, Fraction | None] = {}
    for key, row in indicators.rows.items():
        name = f"{COEFFICIENTS}[{key},{number}]"
        value = reader.read(name, inputs[key], indicators.sheet, row, column)
        if isinstance(value, Fraction):
            coefficients[key] = value / inputs[key].most if inputs[key].kind == "points" else value
        elif value == NOT_APPLICABLE:
            coefficients[key] = None
    own = _text(group[0]) if group else None
    return Form(number, _text(evaluator), _date(date), _text(subject), coefficients, own)


def read_evidence(reader: InputReader, areas: Areas, indicators: BoundTable) -> Mapping[str, str]:
    """The remarks by indicator."""
    item = fields.INDICATOR_EVIDENCE
    found = {
        key: _text(reader.read(f"{item.name}[{key}]", item, indicators.sheet, row, areas[item.name].left))
        for key, row in indicators.rows.items()
    }
    return {key: text for key, text in found.items() if text is not None}


def check_not_applicable(
    reader: InputReader,
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
        if key not in reader.parser.specification.may_not_apply:
            _refuse_not_applicable(reader, key, excluded)
            continue
        if len(excluded) < len(forms):
            kept = next(form for form in forms if form not in excluded)
            name = f"{COEFFICIENTS}[{key},{kept.number}]"
            place = reader.cells[name]
            problem = Problem("NOT_APPLICABLE_MIXED", field=name, values={"indicator": key})
            reader.problems.append(problem.at(file=reader.path, sheet=place.sheet, cell=place.cell))
        if key not in evidence:
            name = fields.INDICATOR_EVIDENCE.name
            problem = Problem("NOT_APPLICABLE_REASON", field=f"{name}[{key}]", values={"indicator": key})
            reader.report(problem, indicators.sheet, row, areas[name].left)


def _refuse_not_applicable(reader: InputReader, indicator: str, forms: Sequence[Form]) -> None:
    """不适用 at an indicator for which the specification does not allow it, at its cell in each form."""
    values = {"indicator": indicator, "expected": "、".join(reader.parser.specification.may_not_apply)}
    for form in forms:
        name = f"{COEFFICIENTS}[{indicator},{form.number}]"
        place = reader.cells[name]
        problem = Problem("NOT_APPLICABLE_ITEM", field=name, found=NOT_APPLICABLE, values=values)
        reader.problems.append(problem.at(file=reader.path, sheet=place.sheet, cell=place.cell))


def read_clauses(reader: InputReader, areas: Areas, clauses: BoundTable) -> tuple[ClauseFinding, ...]:
    """The level and evidence of every clause that has its row."""
    level, evidence = fields.CLAUSE_COLUMNS
    found = []
    for key, row in clauses.rows.items():
        value = reader.read(f"{level.name}[{key}]", level, clauses.sheet, row, areas[level.name].left)
        words = reader.read(
            f"{evidence.name}[{key}]", evidence, clauses.sheet, row, areas[evidence.name].left
        )
        found.append(ClauseFinding(key, value if isinstance(value, int) else None, _text(words)))
    return tuple(found)


def read_checklist(reader: InputReader, areas: Areas, checklist: BoundTable) -> tuple[ChecklistFinding, ...]:
    """The result and note of every requirement of 4.2.2."""
    found = []
    for key, row in checklist.rows.items():
        result, note = (
            reader.read(f"{item.name}[{key}]", item, checklist.sheet, row, areas[item.name].left)
            for item in fields.CHECKLIST_COLUMNS
        )
        found.append(ChecklistFinding(key, _text(result), _text(note)))
    return tuple(found)


def read_team(reader: InputReader, areas: Areas, layout: int) -> tuple[TeamMember, ...]:
    """The members of the audit team, one for every row that is begun."""
    return tuple(
        TeamMember(*(_text(value) for value in values))
        for values in _listed(reader, areas, fields.team_columns(layout))
    )


def read_nonconformities(reader: InputReader, areas: Areas, layout: int) -> tuple[Nonconformity, ...]:
    """The nonconformities, one for every row that is begun."""
    columns = fields.nonconformity_columns(layout)
    return tuple(_nonconformity(values) for values in _listed(reader, areas, columns))


def _nonconformity(values: Sequence[InputValue]) -> Nonconformity:
    """A row in the order of its columns; layout 1 ends with the closed date."""
    number, clause, description, severity, status = (_text(value) for value in values[:5])
    recorded = Nonconformity(number, clause, description, severity, status, _date(values[5]))
    if len(values) == len(fields.NONCONFORMITY_COLUMNS):
        return recorded
    cause, correction, action, due, accepted, verifier, verified, verification = values[6:]
    return replace(
        recorded,
        cause=_text(cause),
        correction=_text(correction),
        action=_text(action),
        due_date=_date(due),
        accepted=_text(accepted),
        verifier=_text(verifier),
        verified_date=_date(verified),
        verification=_text(verification),
    )


def read_requirements(
    reader: InputReader, areas: Areas, requirements: BoundTable
) -> tuple[RequirementFinding, ...]:
    """What was recorded on the sub-items of Appendix 4; those without any entry are left out."""
    found = []
    for key, row in requirements.rows.items():
        result, evidence, auditor = (
            _text(reader.read(f"{item.name}[{key}]", item, requirements.sheet, row, areas[item.name].left))
            for item in fields.REQUIREMENT_COLUMNS
        )
        if result or evidence or auditor:
            found.append(RequirementFinding(key, result, evidence, auditor))
    return tuple(found)


def read_plan(reader: InputReader, areas: Areas) -> tuple[PlanEntry, ...]:
    """The audit plan, one entry for every row that is begun."""
    return tuple(
        PlanEntry(_date(day), *(_text(value) for value in others))
        for day, *others in _listed(reader, areas, fields.PLAN_COLUMNS)
    )


def _listed(reader: InputReader, areas: Areas, columns: Sequence[Column]) -> list[list[InputValue]]:
    """The rows that are begun, numbered from 1; the keys of empty rows follow them.

    None where a name of the list is missing, which is reported elsewhere.
    """
    if any(column.name not in areas for column in columns):
        return []
    own = [areas[column.name] for column in columns]
    rows = sorted({row for area in own for row in area.rows})
    begun = {row for row in rows if any(reader.is_filled(area.sheet, row, area.left) for area in own)}
    ordered = sorted(rows, key=lambda row: row not in begun)
    found = []
    for number, row in enumerate(ordered, 1):
        values = [
            reader.read(f"{column.name}[{number}]", column, area.sheet, row, area.left)
            for column, area in zip(columns, own, strict=True)
        ]
        if row in begun:
            found.append(values)
    return found


def _text(value: InputValue) -> str | None:
    return value if isinstance(value, str) else None


def _date(value: InputValue) -> datetime.date | None:
    return value if isinstance(value, datetime.date) else None
