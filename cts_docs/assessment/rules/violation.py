"""A broken rule: a problem, and the stage from which it is an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cts_docs.assessment.fields import EVALUATOR_GROUP, FIELDS, Stage, columns, reached, table_of
from cts_docs.errors import Problem

_STAGE_OF: dict[str, Stage | None] = {
    **{field.name: field.stage for field in FIELDS},
    **{column.name: column.stage for column in (*columns(), EVALUATOR_GROUP)},
    "nonconformity_closed_dates": "score",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: an error from `stage` on, a warning before; None means a warning at every stage."""

    problem: Problem
    stage: Stage | None

    def at_stage(self, asked: Stage) -> Problem:
        """The problem with the severity that it has at the stage `asked`."""
        if self.stage is not None and reached(self.stage, asked):
            return self.problem
        return self.problem.as_warning()


def for_stage(problems: Iterable[Problem], stage: Stage) -> tuple[Problem, ...]:
    """Faults in what cells hold: before *render* only those of fields that *score* needs are errors."""
    return tuple(
        problem if reached("render", stage) or _needed_to_score(problem) else problem.as_warning()
        for problem in problems
    )


def _needed_to_score(problem: Problem) -> bool:
    name = problem.field.split("[", 1)[0]
    # Without one whole range its table cannot be read, so the stages of all its ranges count.
    names = (name, *table_of(name)) if problem.field == name else (name,)
    return name not in _STAGE_OF or any(_STAGE_OF.get(each) == "score" for each in names)
