"""The answers for people: what `check`, `score` and `render` say without `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cts_docs.cli.output import plain, problem_lines, say, say_table, tell, tell_problems, word
from cts_docs.errors import Problem
from cts_docs.messages import Language
from cts_docs.services import rounded

if TYPE_CHECKING:
    from cts_docs.services import AuditFile, GradeResult
    from cts_docs.services.results import Checked, Rendered, Scored

_GRADE_WORDS = {
    "certified": "GRADE_CERTIFIED",
    "passed_without_grade": "GRADE_WITHOUT",
    "not_certified": "GRADE_NONE",
}


def say_checked(checked: Iterable[Checked], language: Language) -> None:
    """Every problem of every workbook, with its cell and what to do."""
    for one in checked:
        say(f"{plain(one.path)}: {_summary(one.problems, language)}")
        for problem in one.problems:
            for line in problem_lines(problem, language):
                say("  " + line)


def say_scored(scored: Iterable[Scored], language: Language) -> None:
    """The figures of every workbook and how its grade follows."""
    for one in scored:
        if one.audit_file is None:
            errors = str(sum(problem.is_error for problem in one.problems))
            say(f"{plain(one.path)}: {word('REFUSED', language, errors=errors)}")
        else:
            say(plain(one.path))
            say_table(_score_rows(one.audit_file, language), indent="  ")
        tell_problems(one.problems, language)


def say_rendered(rendered: Rendered, language: Language) -> None:
    """Where the documents of one workbook stand."""
    if rendered.ok:
        folder = str(Path(rendered.documents[0].path).parent) if rendered.documents else "—"
        done = word("RENDER_DONE", language, count=str(len(rendered.documents)), folder=folder)
        unchanged = f" ({word('STATE_UNCHANGED', language)})" if rendered.unchanged else ""
        say(plain(f"{rendered.path}: {done}{unchanged}"))
    else:
        errors = str(sum(problem.is_error for problem in rendered.problems))
        tell(plain(f"{rendered.path}: {word('REFUSED', language, errors=errors)}"))
    tell_problems(rendered.problems, language)


def _summary(problems: Sequence[Problem], language: Language) -> str:
    if not problems:
        return word("CHECK_CLEAN", language)
    errors = sum(problem.is_error for problem in problems)
    return word("CHECK_SUMMARY", language, errors=str(errors), warnings=str(len(problems) - errors))


def _score_rows(audit_file: AuditFile, language: Language) -> Iterator[tuple[str, str]]:
    result, control = audit_file.result, audit_file.specification.control
    passed = "CONFORMITY_PASSED" if result.conformity.passed else "CONFORMITY_FAILED"
    level = audit_file.specification.level(result.management.level)
    yield word("SCORE_SPECIFICATION", language), f"{control.number} {control.version}"
    yield word("SCORE_FORMS", language), str(len(result.service.forms))
    yield word("SCORE_SERVICE", language), result.service.shown
    yield word("SCORE_MANAGEMENT", language), str(result.management.total)
    yield word("SCORE_LEVEL", language), f"{level.name} ({level.number})"
    yield word("SCORE_CONFORMITY", language), word(passed, language)
    yield word("SCORE_GRADE", language), _grade(result.grade, language)
    for flag in result.grade.flags:
        yield word("SCORE_FLAGS", language), word(f"FLAG_{flag.upper()}", language)
    if margin := result.grade.margin:
        missing = {"score": rounded(margin.score), "management": str(margin.management)}
        yield word("SCORE_MARGIN", language), word("SCORE_MARGIN_VALUE", language, **missing)
    for reading in audit_file.readings.deviations(audit_file.specification):
        yield word("SCORE_READINGS", language), f"{reading} = {audit_file.readings[reading]}"


def _grade(grade: GradeResult, language: Language) -> str:
    return word(_GRADE_WORDS[grade.outcome], language, grade=str(grade.grade or ""), name=grade.name or "")
