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

_NAMED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)*)(?P<path>(?:[ \-.()]*[0-9A-Z]{1,2}(?![0-9A-Z])[).]*)*)")
_ITEM = re.compile(r"[0-9A-Z]+")


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
                    if any(_names(*each, requirement) for each in _named(specification, item.clause or ""))
                ),
            )


def _named(specification: Specification, clause: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The clauses that a nonconformity names, with the items below them: `3.1.1-2`, `3.1.1 2)`, `3.1`."""
    for part in clause_parts(specification, clause):
        if found := _NAMED.match(part):
            yield found["number"], tuple(_ITEM.findall(found["path"]))


def _names(number: str, path: tuple[str, ...], requirement: Requirement) -> bool:
    """Whether a clause is that of the sub-item or one above it, and its items lead to it or below it."""
    own = tuple(item.upper() for item in requirement.path)
    if number == requirement.number:
        shorter = min(len(path), len(own))
        return path[:shorter] == own[:shorter]
    return not path and (number == requirement.clause or requirement.number.startswith(f"{number}."))
