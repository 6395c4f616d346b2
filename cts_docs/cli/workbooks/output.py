"""What `check`, `score` and `render` print for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cts_docs.cli.options import is_verbose
from cts_docs.cli.output import (
    localized,
    plain,
    print_line,
    print_message,
    print_problems,
    print_table,
    problem_lines,
)
from cts_docs.errors import Problem
from cts_docs.messages import Language
from cts_docs.problem_groups import grouped, summarize
from cts_docs.serialization.labels import flag_text, margin_text
from cts_docs.services import exact, rounded

if TYPE_CHECKING:
    from cts_docs.services import AuditFile, GradeResult
    from cts_docs.services.results import Checked, Rendered, Scored

_GRADE_WORDS = {
    "certified": "GRADE_CERTIFIED",
    "passed_without_grade": "GRADE_WITHOUT",
    "not_certified": "GRADE_NONE",
}


def print_checked(checked: Iterable[Checked], language: Language) -> None:
    """Every problem of every workbook, with its cell and what to do."""
    for one in checked:
        print_line(f"{plain(one.path)}: {_summary(one.problems, language)}")
        for problem in grouped(_printed(one.problems)):
            for line in problem_lines(problem, language):
                print_line("  " + line)
        consequences = summarize(one.problems).consequences
        if consequences and not is_verbose():
            print_line("  " + localized("CHECK_CONSEQUENCES", language, count=str(consequences)))


def print_scored(scored: Iterable[Scored], language: Language) -> None:
    """The figures of every workbook and how its grade follows."""
    for one in scored:
        if one.audit_file is None:
            errors = str(sum(problem.is_error for problem in one.problems))
            print_line(f"{plain(one.path)}: {localized('REFUSED', language, errors=errors)}")
        else:
            print_line(plain(one.path))
            print_table(_score_rows(one.audit_file, language), indent="  ")
        print_workbook_problems(one.problems, language)


def print_rendered(rendered: Rendered, language: Language) -> None:
    """Where the documents of one workbook are."""
    if rendered.ok:
        folder = str(Path(rendered.documents[0].path).parent) if rendered.documents else "—"
        done = localized("RENDER_DONE", language, count=str(len(rendered.documents)), folder=folder)
        unchanged = f" ({localized('STATE_UNCHANGED', language)})" if rendered.unchanged else ""
        print_line(plain(f"{rendered.path}: {done}{unchanged}"))
    else:
        errors = str(sum(problem.is_error for problem in rendered.problems))
        print_message(plain(f"{rendered.path}: {localized('REFUSED', language, errors=errors)}"))
    print_workbook_problems(rendered.problems, language)


def print_workbook_problems(problems: Sequence[Problem], language: Language) -> None:
    """Print the errors of a workbook, and the number of the warnings in its cells, which `check` lists."""
    in_cells = [problem for problem in problems if problem.cell and not problem.is_error]
    if is_verbose():
        in_cells = []
    print_problems([problem for problem in problems if problem not in in_cells], language)
    if in_cells:
        found = summarize(in_cells)
        counts = {"count": str(found.warnings), "cells": str(found.cells)}
        print_message(localized("WARNINGS_IN_CELLS", language, **counts))


def _printed(problems: Sequence[Problem]) -> Sequence[Problem]:
    """The problems that are printed: those that follow from others only where all are asked for."""
    return problems if is_verbose() else [problem for problem in problems if not problem.because]


def _summary(problems: Sequence[Problem], language: Language) -> str:
    if not problems:
        return localized("CHECK_CLEAN", language)
    found = summarize(problems)
    return localized(
        "CHECK_SUMMARY",
        language,
        errors=str(found.errors),
        warnings=str(found.warnings),
        cells=str(found.cells) if found.cells else "",
        kinds=str(found.kinds),
        sheets=("、" if language == "zh" else ", ").join(found.sheets),
    )


def _score_rows(audit_file: AuditFile, language: Language) -> Iterator[tuple[str, str]]:
    result, control = audit_file.result, audit_file.specification.control
    passed = "CONFORMITY_PASSED" if result.conformity.passed else "CONFORMITY_FAILED"
    yield localized("SCORE_SPECIFICATION", language), f"{control.number} {control.version}"
    yield localized("SCORE_FORMS", language), str(len(result.service.forms))
    for group in result.service.groups:
        values = {"group": group.name, "weight": str(group.weight), "forms": str(group.forms)}
        yield localized("SCORE_GROUP", language, **values), rounded(group.score)
    yield from _figure_rows(audit_file, language)
    yield localized("SCORE_CONFORMITY", language), localized(passed, language)
    yield localized("SCORE_GRADE", language), _grade(result.grade, language)
    for flag in result.grade.flags:
        yield localized("SCORE_FLAGS", language), flag_text(flag, language)
    if margin := result.grade.margin:
        name = audit_file.specification.grading.names[margin.grade]
        yield (
            localized("SCORE_MARGIN", language),
            margin_text(margin, name, language, composite=result.composite is not None),
        )
    for reading in audit_file.readings.deviations(audit_file.specification):
        yield localized("SCORE_READINGS", language), f"{reading} = {audit_file.readings[reading]}"


def _figure_rows(audit_file: AuditFile, language: Language) -> Iterator[tuple[str, str]]:
    """The figures that decide the grade: service, management and composite score, as far as there are any."""
    result, specification = audit_file.result, audit_file.specification
    yield localized("SCORE_SERVICE", language), result.service.shown
    if specification.has_maturity:
        level = specification.level(result.management.level)
        yield localized("SCORE_MANAGEMENT", language), exact(result.management.total)
        yield localized("SCORE_LEVEL", language), f"{level.name} ({level.number})"
    if result.composite is not None and (weights := specification.composite) is not None:
        shares = {"service": str(weights.service), "management": str(weights.management)}
        label = localized("SCORE_COMPOSITE", language, name=weights.name, **shares)
        yield label, result.composite.shown


def _grade(grade: GradeResult, language: Language) -> str:
    values = {"grade": str(grade.grade or ""), "name": grade.name or ""}
    return localized(_GRADE_WORDS[grade.outcome], language, **values)
