"""Who may do what: one team leader; reviewer and decider from outside the team."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.fields import field_named
from cts_docs.assessment.model import LEADER, Assessment
from cts_docs.assessment.rules.violation import Violation
from cts_docs.errors import Problem


def violations(assessment: Assessment) -> Iterator[Violation]:
    """A team without exactly one leader; a member who reviews or decides."""
    yield from _leaders(assessment)
    team = {_same(member.name): member.name for member in assessment.team if member.name}
    for name in ("reviewer", "decider"):
        person = assessment.text(name)
        if person is not None and _same(person) in team:
            values = {"label": field_named(name).label}
            yield Violation(Problem("NOT_INDEPENDENT", field=name, found=person, values=values), "render")


def _leaders(assessment: Assessment) -> Iterator[Violation]:
    rows = [row for row, member in enumerate(assessment.team, 1) if member.role == LEADER]
    if len(rows) == 1 or not assessment.team:
        return
    place = f"team_roles[{rows[1] if rows else 1}]"
    problem = Problem("TEAM_LEADER", field=place, found=str(len(rows)), values={"expected": "1"})
    yield Violation(problem, "render")


def _same(name: str) -> str:
    return "".join(name.split()).casefold()
