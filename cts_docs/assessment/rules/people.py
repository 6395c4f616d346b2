"""Who may do what: one team leader; reviewer and decider took no part in audit and evaluation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cts_docs.assessment.fields import field_named
from cts_docs.assessment.model import LEADER, Assessment
from cts_docs.assessment.rules.violation import Violation
from cts_docs.errors import Problem
from cts_docs.text import folded

_BETWEEN_NAMES = re.compile(r"[、，；;／/\n]")


def violations(assessment: Assessment) -> Iterator[Violation]:
    """A team without exactly one leader; a reviewer or decider who is a team member or an evaluator."""
    yield from _leaders(assessment)
    team = _by_name((member.name, row) for row, member in enumerate(assessment.team, 1))
    evaluators = _by_name((form.evaluator, form.number) for form in assessment.forms)
    for field in ("reviewer", "decider"):
        found = assessment.text(field) or ""
        names = tuple(_names(found))
        member = next((team[name] for name in names if name in team), "")
        form = next((evaluators[name] for name in names if name in evaluators), "")
        if member or form:
            values = {"label": field_named(field).label, "member": member, "form": "" if member else form}
            yield Violation(Problem("NOT_INDEPENDENT", field=field, found=found, values=values), "render")


def _leaders(assessment: Assessment) -> Iterator[Violation]:
    rows = [row for row, member in enumerate(assessment.team, 1) if member.role == LEADER]
    if len(rows) == 1 or not assessment.team:
        return
    key = f"team_roles[{rows[1] if rows else 1}]"
    problem = Problem("TEAM_LEADER", field=key, found=str(len(rows)), values={"expected": "1"})
    yield Violation(problem, "render")


def _by_name(people: Iterable[tuple[str | None, int]]) -> dict[str, str]:
    """The row or form of every name, in the form in which names are compared."""
    return {name: str(number) for text, number in people for name in _names(text or "")}


def _names(text: str) -> Iterator[str]:
    """The whole text of a cell and each name of a list in it, in the form in which names are compared."""
    for name in (text, *_BETWEEN_NAMES.split(text)):
        if key := folded(name):
            yield key
