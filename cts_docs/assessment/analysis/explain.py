"""How a figure came about: its step of the trace and the steps it is computed from, down to the inputs."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from cts_docs.assessment.scoring.result import Result, Step
from cts_docs.errors import CannotRunError, Problem

GRADE = "grade.grade"
NEAREST = 6


def explain(result: Result, figure: str = GRADE) -> tuple[Step, ...]:
    """The step of a figure, then the steps of its operands, and of theirs, each once.

    Raises CannotRunError for a figure that the result does not have.
    """
    steps = {step.figure: step for step in result.trace}
    if figure not in steps:
        raise CannotRunError(_unknown(figure, steps))
    found: dict[str, Step] = {}
    waiting = [figure]
    while waiting:
        step = steps[waiting.pop(0)]
        if step.figure not in found:
            found[step.figure] = step
            waiting += [operand for operand in step.operands if operand in steps]
    return tuple(found.values())


def _unknown(figure: str, names: Iterable[str]) -> Problem:
    similarity = SequenceMatcher(b=figure)

    def distance(name: str) -> float:
        similarity.set_seq1(name)
        return -similarity.ratio()

    # The sort is stable: equally similar names stay in the order of computation.
    expected = ", ".join(sorted(names, key=distance)[:NEAREST])
    return Problem("FIGURE_UNKNOWN", field=figure, found=figure, values={"expected": expected})
