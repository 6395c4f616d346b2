"""Sub-items of Appendix 4 found 不符合: each needs a nonconformity that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cts_docs.assessment.model import FAILED, Assessment
from cts_docs.assessment.rules.nonconformities import clause_parts
from cts_docs.assessment.rules.violation import Violation
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import Requirement, requirements

_ITEM = re.compile(r"[ \-.()]*([0-9A-Z]{1,2})(?![0-9A-Z])[).]?")


def violations(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    """A sub-item found 不符合 that no nonconformity names."""
    for requirement, numbers in naming(specification, assessment):
        if not numbers:
            key = f"requirement_results[{requirement.id}]"
            values = {"item": requirement.id, "appendix": f"{specification.appendix4.label} "}
            problem = Problem("REQUIREMENT_WITHOUT_NONCONFORMITY", field=key, found=FAILED, values=values)
            yield Violation(problem, "issue")


def naming(
    specification: Specification, assessment: Assessment
) -> Iterator[tuple[Requirement, tuple[str, ...]]]:
    """Every sub-item found 不符合 with the numbers of the nonconformities that name it."""
    failed = {finding.id for finding in assessment.requirements if finding.result == FAILED}
    for requirement in requirements(specification) if failed else ():
        if requirement.id in failed:
            yield (
                requirement,
                tuple(
                    item.number or f"#{row}"
                    for row, item in enumerate(assessment.nonconformities, 1)
                    if any(
                        _names(part, requirement) for part in clause_parts(specification, item.clause or "")
                    )
                ),
            )


def _names(part: str, requirement: Requirement) -> bool:
    """Whether a clause as a nonconformity names it is the sub-item's, one above it, or an item below it.

    `3.1.1-2`, `3.1.1 2)`, `3.1.1` and `3.1` all name item 2) of 3.1.1.
    """
    own = tuple(item.upper() for item in requirement.path)
    if (items := _items_after(part, requirement.number)) is not None:
        shorter = min(len(items), len(own))
        return items[:shorter] == own[:shorter]
    return any(
        _items_after(part, number) == () for number in (*_above(requirement.number), requirement.clause)
    )


def _items_after(part: str, number: str) -> tuple[str, ...] | None:
    """The items that follow a number at the beginning of a text; None where another number stands there."""
    rest = part.removeprefix(number.upper())
    if not number or rest == part or re.match(r"[0-9A-Z]|\.[0-9A-Z]", rest):
        return None
    items: list[str] = []
    while found := _ITEM.match(rest):
        items.append(found[1])
        rest = rest[found.end() :]
    return tuple(items)


def _above(number: str) -> Iterator[str]:
    """The numbers of the clauses above a clause: 3.1 and 3 above 3.1.1."""
    while "." in number:
        number = number.rpartition(".")[0]
        yield number
