"""The answers of the actions as JSON-ready values: decimals as text, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cts_docs.actions.outcomes import Checked, PdfFile, Rendered, Scored, WrittenDocument
from cts_docs.assessment.figures import exact
from cts_docs.assessment.result import GradeResult, ManagementResult, Result, ServiceResult
from cts_docs.errors import Problem
from cts_docs.messages import Language, message, remedy
from cts_docs.specification.model import Reading, Specification

Shape = dict[str, Any]


def placeholders(problem: Problem) -> Mapping[str, str]:
    """What the placeholders in the words of a problem stand for."""
    return {
        "found": problem.found,
        "file": problem.file,
        "field": problem.field,
        "sheet": problem.sheet,
        "cell": problem.cell,
        **problem.values,
    }


def problem_shape(problem: Problem, language: Language) -> Shape:
    """One problem with its words; null where there is no such place."""
    values = placeholders(problem)
    return {
        "code": problem.code,
        "severity": problem.severity,
        "sheet": problem.sheet or None,
        "cell": problem.cell or None,
        "field": problem.field or None,
        "found": problem.found or None,
        "message": message(problem.code, language, values),
        "remedy": remedy(problem.code, language, values),
    }


def problem_shapes(problems: Iterable[Problem], language: Language) -> list[Shape]:
    """Several problems with their words."""
    return [problem_shape(problem, language) for problem in problems]


def refused_shape(path: str, problems: Iterable[Problem], language: Language) -> Shape:
    """A refused workbook, the same in every command."""
    return {"path": path, "ok": False, "problems": problem_shapes(problems, language)}


def checked_shape(checked: Checked, language: Language, annotated: Mapping[str, Path] | None = None) -> Shape:
    """One workbook of `check`; with the path of its marked copy where copies were asked for."""
    shape: Shape = {
        "path": checked.path,
        "ok": checked.ok,
        "problems": problem_shapes(checked.problems, language),
    }
    if annotated is not None:
        copy = annotated.get(checked.path)
        shape["annotated"] = None if copy is None else str(copy)
    return shape


def scored_shape(scored: Scored, language: Language) -> Shape:
    """One workbook of `score`."""
    if scored.case is None:
        return refused_shape(scored.path, scored.problems, language)
    specification, result = scored.case.specification, scored.case.result
    return {
        "path": scored.path,
        "ok": True,
        "specification": _specification_key(specification),
        "readings": dict(result.readings.choices),
        "configuration": scored.case.settings.sha256,
        **result_shape(result),
        "problems": problem_shapes(scored.problems, language),
    }


def result_shape(result: Result) -> Shape:
    """Everything that follows from one assessment."""
    return {
        "service": _service(result.service),
        "management": _management(result.management),
        "conformity": {"passed": result.conformity.passed, "reasons": list(result.conformity.reasons)},
        "grade": _grade(result.grade),
    }


def trace_shape(result: Result) -> list[Shape]:
    """How each figure of a result came about."""
    return [
        {
            "figure": step.figure,
            "value": step.value,
            "formula": step.formula,
            "operands": dict(step.operands),
            "fields": list(step.fields),
            "clauses": list(step.clauses),
            "readings": list(step.readings),
        }
        for step in result.trace
    ]


def rendered_shape(rendered: Rendered, language: Language) -> Shape:
    """One workbook of `render`."""
    if not rendered.ok:
        return refused_shape(rendered.path, rendered.problems, language)
    return {
        "path": rendered.path,
        "ok": True,
        "documents": [document_shape(document) for document in rendered.documents],
        "problems": problem_shapes(rendered.problems, language),
    }


def specification_shape(specification: Specification) -> Shape:
    """One specification in short: its control block, counts, points and readings."""
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
                "points": part.points,
                "indicators": [
                    {"id": indicator.id, "name": indicator.name, "points": indicator.points}
                    for indicator in part.indicators
                ],
            }
            for part in specification.appendix1.characteristics
        ],
        "chapters": [
            {
                "id": chapter.id,
                "name": chapter.name,
                "clauses": [
                    {"id": clause.id, "name": clause.name, "points": list(clause.points)}
                    for clause in chapter.clauses
                ],
            }
            for chapter in specification.chapters
        ],
        "grades": {str(number): name for number, name in specification.grading.names.items()},
        "readings": [_reading(reading) for reading in specification.readings.values()],
    }


def _specification_key(specification: Specification) -> Shape:
    return {
        "id": specification.id,
        "number": specification.control.number,
        "version": specification.control.version,
    }


def _reading(reading: Reading) -> Shape:
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


def _service(service: ServiceResult) -> Shape:
    return {
        "score": exact(service.score),
        "shown": service.shown,
        "forms": [
            {
                "form": form.form,
                "evaluator": form.evaluator,
                "date": form.date.isoformat() if form.date else None,
                "earned": exact(form.earned),
                "applicable": form.applicable,
                "score": exact(form.score),
            }
            for form in service.forms
        ],
        "characteristics": [
            {
                "id": part.id,
                "points": part.points,
                "earned": None if part.earned is None else exact(part.earned),
            }
            for part in service.characteristics
        ],
        "indicators": [
            {
                "id": indicator.id,
                "points": indicator.points,
                "coefficient": None if indicator.coefficient is None else exact(indicator.coefficient),
                "earned": None if indicator.earned is None else exact(indicator.earned),
            }
            for indicator in service.indicators
        ],
    }


def _management(management: ManagementResult) -> Shape:
    return {
        "total": management.total,
        "level": management.level,
        "clauses": [
            {"id": clause.id, "level": clause.level, "points": clause.points} for clause in management.clauses
        ],
    }


def _grade(grade: GradeResult) -> Shape:
    margin = grade.margin
    return {
        "grade": grade.grade,
        "name": grade.name,
        "outcome": grade.outcome,
        "flags": list(grade.flags),
        "margin": None if margin is None else {"score": exact(margin.score), "management": margin.management},
    }


def document_shape(document: WrittenDocument) -> Shape:
    """One document as written, with its PDF."""
    return {
        "name": document.name,
        "form": document.form,
        "path": document.path,
        "sha256": document.sha256,
        "pdf": _pdf(document.pdf),
    }


def _pdf(pdf: PdfFile | None) -> Shape | None:
    return None if pdf is None else {"path": pdf.path, "sha256": pdf.sha256}
