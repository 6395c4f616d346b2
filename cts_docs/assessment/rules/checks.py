"""What an assessment lacks or contradicts, by stage; the rules across fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cts_docs.assessment.fields import (
    CHECKLIST_COLUMNS,
    CLAUSE_COLUMNS,
    COEFFICIENT,
    FIELDS,
    Stage,
    columns,
    reached,
    table_of,
)
from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.rules import conformity, dates, decisions, people
from cts_docs.assessment.rules.missing import missing
from cts_docs.assessment.scoring.result import Result
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification

_STAGE_OF: dict[str, Stage | None] = {
    **{field.name: field.stage for field in FIELDS},
    **{column.name: column.stage for column in columns()},
    "nonconformity_closed_dates": "score",
}


_NUMBERED_BY = {
    COEFFICIENT.name: "indicator_ids",
    **{column.name: "clause_ids" for column in CLAUSE_COLUMNS},
    **{column.name: "checklist_ids" for column in CHECKLIST_COLUMNS},
}


def check(
    specification: Specification,
    readings: Readings,
    assessment: Assessment,
    stage: Stage,
    faulty: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Every missing or contradictory input, as errors from its stage on and warnings before.

    `faulty` are the keys of inputs that were already found to hold something wrong: they are
    not reported as missing, nor is anything of a range that is named as a whole. An empty field
    is no problem before its stage.
    """
    contradictions = (
        *conformity.findings(assessment),
        *dates.findings(assessment),
        *people.findings(assessment),
        *decisions.findings(assessment),
    )
    lacking = missing(specification, readings, assessment)
    return (
        *(
            item.problem
            for item in lacking
            if reached(item.stage, stage) and not _explained(item.problem.field, faulty)
        ),
        *(item.for_stage(stage) for item in contradictions),
    )


def _explained(key: str, faulty: Collection[str]) -> bool:
    """Whether an empty input is known to be wrong, or its row or its whole range to be lost."""
    name, _, place = key.partition("[")
    numbers = _NUMBERED_BY.get(name)
    return bool({key, name} & set(faulty)) or (
        numbers is not None and f"{numbers}[{place.split(',')[0].rstrip(']')}]" in faulty
    )


def check_outcome(assessment: Assessment, result: Result, stage: Stage) -> tuple[Problem, ...]:
    """Contradictions between what was entered and what follows from it (a grade is needed to grant)."""
    return tuple(item.for_stage(stage) for item in decisions.outcome_findings(assessment, result))


def for_stage(problems: Iterable[Problem], stage: Stage) -> tuple[Problem, ...]:
    """Faults of what cells hold: before *render* only those of *score* fields are errors."""
    return tuple(
        problem if reached("render", stage) or _of_score(problem) else problem.as_warning()
        for problem in problems
    )


def _of_score(problem: Problem) -> bool:
    name = problem.field.split("[", 1)[0]
    # A range that is lost as a whole takes its table along.
    names = (name, *table_of(name)) if problem.field == name else (name,)
    return name not in _STAGE_OF or any(_STAGE_OF.get(each) == "score" for each in names)
