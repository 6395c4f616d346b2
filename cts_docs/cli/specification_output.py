"""What the commands on specifications print, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cts_docs.cli.output import localized, plain, print_line, print_message, print_problems, print_table
from cts_docs.errors import Problem
from cts_docs.messages import Language, message, remedy

if TYPE_CHECKING:
    from cts_docs.services import Indicator, Points, Reading, Result, Specification, SpecificationChange
    from cts_docs.services.specifications.impact import Recomputed


def specification_row(specification: Specification) -> dict[str, str]:
    """One specification as an entry of `spec list --json`."""
    control = specification.control
    return {
        "id": specification.id,
        "number": control.number,
        "version": control.version,
        "title": control.title,
        "sha256": specification.sha256,
        "source": specification.source,
    }


def print_specification(specification: Specification, language: Language) -> None:
    """Control block, points, bands and readings of a specification."""
    control = specification.control
    print_line(f"{control.number} {control.version}  {control.title}")
    print_table(
        (
            (localized("SPEC_STATUS", language), control.status),
            (localized("SPEC_DATES", language), f"{control.issue_date} / {control.effective_date}"),
            (localized("SPEC_SOURCE", language), specification.source),
        )
    )
    print_line()
    print_line(specification.appendix1.title)
    print_table(
        ((one.id, one.name, *_points(one, language)) for one in specification.indicators),
        indent="  ",
    )
    _print_weights(specification, language)
    if specification.has_maturity:
        print_line()
        print_line(specification.appendix3.title)
        print_table(
            ((one.id, one.name, " ".join(map(_figure, one.points))) for one in specification.clauses),
            indent="  ",
        )
    if specification.floors:
        print_line()
        print_line(localized("SPEC_FLOORS", language))
        print_table(
            (
                (
                    one.clause,
                    localized(f"FLOOR_{one.kind.upper()}", language, id=one.id, least=str(one.least)),
                )
                for one in specification.floors
            ),
            indent="  ",
        )
    print_line()
    print_line(localized("SPEC_READINGS", language))
    print_table(
        ((one.id, one.clause, _default(one), one.question) for one in specification.readings.values()),
        indent="  ",
    )


def _points(indicator: Indicator, language: Language) -> tuple[str, str]:
    """The points of an indicator, and the step of its judgement."""
    step = indicator.judged_in
    judged = "" if step is None else localized("SPEC_JUDGED", language, step=_figure(step))
    return _figure(indicator.points), judged


def _figure(points: Points) -> str:
    from cts_docs.services import points_as_data

    return str(points_as_data(points))


def _print_weights(specification: Specification, language: Language) -> None:
    """The weights of evaluator groups and of a composite score, where there are some."""
    groups = [(group.name, f"{group.weight} %") for group in specification.evaluator_groups]
    parts: list[tuple[str, str]] = []
    name = ""
    if (composite := specification.composite) is not None:
        name = composite.name
        parts = [
            (localized("SPEC_SERVICE_WEIGHT", language), f"{composite.service} %"),
            (localized("SPEC_MANAGEMENT_WEIGHT", language), f"{composite.management} %"),
        ]
    for title, rows in ((localized("SPEC_GROUPS", language), groups), (name, parts)):
        if rows:
            print_line()
            print_line(title)
            print_table(rows, indent="  ")


def _default(reading: Reading) -> str:
    """The default choice with its numbers: `fixed (band = 2)`."""
    choice = reading.default_choice
    return f"{reading.default} ({choice.numbers})" if choice.numbers else reading.default


def problem_json(problem: Problem, language: Language) -> dict[str, str]:
    """A problem of a data file, with its line."""
    values = {"found": problem.found, "field": problem.field, "file": problem.file, **problem.values}
    return {
        "code": problem.code,
        "line": problem.values.get("line", ""),
        "field": problem.field,
        "found": problem.found,
        "message": message(problem.code, language, values),
        "remedy": remedy(problem.code, language, values),
    }


def change_json(change: SpecificationChange) -> dict[str, str | None]:
    """One difference of two specifications."""
    return {"part": change.part, "place": change.place, "before": change.before, "after": change.after}


def print_changes(found: tuple[SpecificationChange, ...], language: Language) -> None:
    """The differences of two specifications, part by part."""
    if not found:
        print_message(localized("DIFF_NONE", language))
    part = ""
    for change in found:
        if change.part != part:
            part = change.part
            print_line(localized(f"DIFF_{part.upper()}", language))
        print_line(plain(f"  {change.place}"))
        if change.before is not None:
            print_line(plain(f"    - {change.before}"))
        if change.after is not None:
            print_line(plain(f"    + {change.after}"))


def case_json(one: Recomputed, language: Language) -> dict[str, object]:
    """One archived case with its results before and after."""
    return {
        "number": one.number,
        "client": one.client,
        "changes_grade": one.changes_grade,
        "before": _outcome(one.before),
        "after": _outcome(one.after),
        "problems": [problem_json(each, language) for each in one.problems],
    }


def _outcome(result: Result | None) -> dict[str, object] | None:
    from cts_docs.services import points_as_data

    if result is None:
        return None
    grade = result.grade
    composite = {} if result.composite is None else {"composite": result.composite.shown}
    has_maturity = bool(result.management.level)
    return {
        "score": result.service.shown,
        **composite,
        "total": points_as_data(result.management.total) if has_maturity else None,
        "level": result.management.level if has_maturity else None,
        "grade": grade.grade,
        "name": grade.name,
        "outcome": grade.outcome,
    }


def print_impact(found: list[Recomputed], language: Language) -> None:
    """The cases whose grade changes, and a summary."""
    changed = [one for one in found if one.changes_grade]
    unclear = [one for one in found if one.after is None]
    print_table((one.number, one.client, f"{_grade(one.before)} → {_grade(one.after)}") for one in changed)
    for one in found:
        print_problems(one.problems, language)
    if changed or unclear:
        counts = {"count": str(len(found)), "changed": str(len(changed)), "unclear": str(len(unclear))}
        print_message(localized("IMPACT_SUMMARY", language, **counts))
    else:
        print_message(localized("IMPACT_NONE", language, count=str(len(found))))


def _grade(result: Result | None) -> str:
    if result is None:
        return "—"
    return f"{result.grade.name or '—'} ({result.graded_shown})"
