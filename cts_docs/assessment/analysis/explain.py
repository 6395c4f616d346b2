"""Every figure explains itself: what it is made of, down to the inputs."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from cts_docs.assessment.scoring.result import Result, Step
from cts_docs.errors import CannotRunError, Problem

GRADE = "grade.grade"
NEAREST = 6


def explain(result: Result, figure: str = GRADE) -> tuple[Step, ...]:
    """The step of a figure, followed by those it stands on, each once and before its own operands.

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
    likeness = SequenceMatcher(b=figure)

    def unlike(name: str) -> float:
        likeness.set_seq1(name)
        return -likeness.ratio()

    # The sort keeps names that are equally near in the order in which they are computed.
    expected = ", ".join(sorted(names, key=unlike)[:NEAREST])
    return Problem("FIGURE_UNKNOWN", field=figure, found=figure, values={"expected": expected})
