"""Results of the use cases as the JSON of the command line: exact decimals as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cts_docs.assessment.figures import points_as_data
from cts_docs.assessment.scoring.serializers import serialize_result
from cts_docs.errors import Problem
from cts_docs.messages import Language
from cts_docs.problem_groups import grouped, problem_message, problem_remedy
from cts_docs.services.results import Checked, PdfFile, Rendered, Scored, WrittenDocument
from cts_docs.specification.model import Indicator, Reading, Specification

JsonObject = dict[str, Any]


def serialize_problem(problem: Problem, language: Language) -> JsonObject:
    """One problem with its message and remedy; null where it has no sheet, cell, field or value."""
    serialized: JsonObject = {
        "code": problem.code,
        "severity": problem.severity,
        "sheet": problem.sheet or None,
        "cell": problem.cell or None,
        "field": problem.field or None,
        "found": problem.found or None,
        "message": problem_message(problem, language),
        "remedy": problem_remedy(problem, language),
    }
    if problem.count > 1:
        serialized["count"] = problem.count
    if problem.because:
        serialized["because"] = problem.because
    return serialized


def serialize_problems(problems: Iterable[Problem], language: Language) -> list[JsonObject]:
    """Problems with their messages and remedies, those of neighbouring cells together."""
    return [serialize_problem(problem, language) for problem in grouped(problems)]


def serialize_refused_workbook(path: str, problems: Iterable[Problem], language: Language) -> JsonObject:
    """A refused workbook, the same in every command."""
    return {"path": path, "ok": False, "problems": serialize_problems(problems, language)}


def serialize_checked(
    checked: Checked, language: Language, annotated: Mapping[str, Path] | None = None
) -> JsonObject:
    """One workbook of `check`; with the path of its annotated copy where copies were requested."""
    serialized: JsonObject = {
        "path": checked.path,
        "ok": checked.ok,
        "problems": serialize_problems(checked.problems, language),
    }
    if annotated is not None:
        copy = annotated.get(checked.path)
        serialized["annotated"] = None if copy is None else str(copy)
    return serialized


def serialize_scored(scored: Scored, language: Language) -> JsonObject:
    """One workbook of `score`."""
    if scored.audit_file is None:
        return serialize_refused_workbook(scored.path, scored.problems, language)
    specification, result = scored.audit_file.specification, scored.audit_file.result
    return {
        "path": scored.path,
        "ok": True,
        "specification": _specification_key(specification),
        "readings": dict(result.readings.all_choices),
        "configuration": scored.audit_file.settings.sha256,
        **serialize_result(result),
        "problems": serialize_problems(scored.problems, language),
    }


def serialize_rendered(rendered: Rendered, language: Language) -> JsonObject:
    """One workbook of `render`."""
    if not rendered.ok:
        return serialize_refused_workbook(rendered.path, rendered.problems, language)
    return {
        "path": rendered.path,
        "ok": True,
        "documents": [serialize_document(document) for document in rendered.documents],
        "problems": serialize_problems(rendered.problems, language),
    }


def serialize_specification(specification: Specification) -> JsonObject:
    """A summary of a specification: document control, counts, points and readings."""
    control = specification.control
    return {
        **_specification_key(specification),
        "title": control.title,
        "body": control.body,
        "status": control.status,
        "issue_date": control.issue_date,
        "effective_date": control.effective_date,
        "sha256": specification.sha256,
        "source": specification.source,
        "characteristics": [
            {
                "id": part.id,
                "name": part.name,
                "points": points_as_data(part.points),
                "indicators": [_specified_indicator(indicator) for indicator in part.indicators],
            }
            for part in specification.appendix1.characteristics
        ],
        "chapters": [
            {
                "id": chapter.id,
                "name": chapter.name,
                "clauses": [
                    {
                        "id": clause.id,
                        "name": clause.name,
                        "points": [points_as_data(points) for points in clause.points],
                    }
                    for clause in chapter.clauses
                ],
            }
            for chapter in specification.chapters
        ],
        "grades": {str(number): name for number, name in specification.grading.names.items()},
        "floors": [
            {"clause": floor.clause, "kind": floor.kind, "id": floor.id, "least": floor.least}
            for floor in specification.floors
        ],
        "readings": [_reading(reading) for reading in specification.readings.values()],
        **_structures(specification),
    }


def _specified_indicator(indicator: Indicator) -> JsonObject:
    """An indicator; `step` only where it is scored by judgement in points."""
    step = indicator.judged_in
    return {
        "id": indicator.id,
        "name": indicator.name,
        "points": points_as_data(indicator.points),
        **({} if step is None else {"scoring": "points", "step": points_as_data(step)}),
    }


def _structures(specification: Specification) -> JsonObject:
    """Evaluator groups and the composite score, where the specification has them."""
    found: JsonObject = {}
    if specification.evaluator_groups:
        found["evaluator_groups"] = [
            {"name": group.name, "weight": group.weight} for group in specification.evaluator_groups
        ]
    if (composite := specification.composite) is not None:
        found["composite"] = {
            "name": composite.name,
            "service": composite.service,
            "management": composite.management,
        }
    return found


def _specification_key(specification: Specification) -> JsonObject:
    return {
        "id": specification.id,
        "number": specification.control.number,
        "version": specification.control.version,
    }


def _reading(reading: Reading) -> JsonObject:
    return {
        "id": reading.id,
        "clause": reading.clause,
        "question": reading.question,
        "kind": reading.kind,
        "choices": {key: choice.rule for key, choice in reading.choices.items()},
        "parameters": {
            key: dict(choice.parameters) for key, choice in reading.choices.items() if choice.parameters
        },
        "default": reading.default,
    }


def serialize_document(document: WrittenDocument) -> JsonObject:
    """A written document, with its PDF."""
    return {
        "name": document.name,
        "form": document.form,
        "path": document.path,
        "sha256": document.sha256,
        "pdf": _pdf(document.pdf),
    }


def _pdf(pdf: PdfFile | None) -> JsonObject | None:
    return None if pdf is None else {"path": pdf.path, "sha256": pdf.sha256}
