"""All rules on an assessment at a stage: what is missing, and what contradicts what."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from cts_docs.assessment.fields import (
    CHECKLIST_COLUMNS,
    CLAUSE_COLUMNS,
    COEFFICIENT,
    FORM_ROWS,
    REQUIREMENT_COLUMNS,
    Stage,
    reached,
)
from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.rules import basis, conclusions, dates, nonconformities, people, requirements
from cts_docs.assessment.rules.missing import missing
from cts_docs.assessment.rules.violation import Violation
from cts_docs.assessment.scoring.result import Result
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification

_NUMBERED_BY = {
    COEFFICIENT.name: "indicator_ids",
    **{column.name: "clause_ids" for column in CLAUSE_COLUMNS},
    **{column.name: "checklist_ids" for column in CHECKLIST_COLUMNS},
    **{column.name: "requirement_ids" for column in REQUIREMENT_COLUMNS},
}
"""The range whose numbers identify the rows of an input range."""


def check(
    specification: Specification,
    readings: Readings,
    assessment: Assessment,
    stage: Stage,
    faulty: Collection[str] = (),
    *,
    today: datetime.date | None = None,
    grant_days_ahead: int = dates.GRANT_DAYS_AHEAD,
) -> tuple[Problem, ...]:
    """Every missing or contradictory input: an error from its own stage on, a warning before.

    An empty field is no problem before its stage. `faulty` are the keys of inputs in which a fault
    is known already: they are not reported as missing, nor is any input of a range named as a whole.
    `today` is the day on which the action runs and `grant_days_ahead` the setting
    `[issuing] grant_days_ahead`, in days; without `today` no date is compared with it.
    """
    contradictions = (
        *conclusions.violations(specification, assessment),
        *dates.violations(assessment),
        *dates.violations_today(assessment, today, grant_days_ahead),
        *people.violations(assessment),
        *nonconformities.violations(specification, assessment),
        *requirements.violations(specification, assessment),
        *basis.violations(specification, assessment),
        *_single_form(specification, readings, assessment),
    )
    return (
        *(
            each.problem
            for each in missing(specification, readings, assessment)
            if each.stage is not None
            and reached(each.stage, stage)
            and not _is_faulty(each.problem.field, faulty)
        ),
        *(each.at_stage(stage) for each in contradictions),
    )


def _single_form(
    specification: Specification, readings: Readings, assessment: Assessment
) -> Iterator[Violation]:
    """One form only, where no more are asked for: the service score is meant as a mean (5.1.2)."""
    if len(assessment.forms) == 1 and int(readings["B11"]) == 1:
        form = assessment.forms[0]
        key, values = f"{FORM_ROWS[0].name}[{form.number}]", {"mean": specification.method.mean}
        yield Violation(Problem("SINGLE_FORM", field=key, found=form.evaluator or "", values=values), None)


def check_outcome(assessment: Assessment, result: Result, stage: Stage) -> tuple[Problem, ...]:
    """Contradictions between what was entered and what follows from it: granting needs a grade."""
    return tuple(each.at_stage(stage) for each in conclusions.outcome_violations(assessment, result))


def _is_faulty(key: str, faulty: Collection[str]) -> bool:
    """Whether a fault is known in an input, in the number of its row, or in its whole range."""
    name, _, position = key.partition("[")
    numbers = _NUMBERED_BY.get(name)
    return bool({key, name} & set(faulty)) or (
        numbers is not None and f"{numbers}[{position.split(',')[0].rstrip(']')}]" in faulty
    )
