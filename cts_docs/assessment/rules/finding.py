"""A fault with the stage from which it stops the work."""

from __future__ import annotations

from dataclasses import dataclass

from cts_docs.assessment.fields import Stage, reached
from cts_docs.errors import Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that is an error from `stage` on; None means a warning always."""

    problem: Problem
    stage: Stage | None

    def for_stage(self, asked: Stage) -> Problem:
        """The problem as it weighs at the stage that was asked for."""
        if self.stage is not None and reached(self.stage, asked):
            return self.problem
        return self.problem.as_warning()
