"""Deeds on the entries of the reference archive, as the tests of an entry's life do them."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.listing import EntryDetails, entry_details
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange, StatusChangeResult
from cts_docs.archive.lifecycle.transition_rules import Transition
from cts_docs.errors import Problem, RefusedError
from tests.torture.sample_audits import NOW, TODAY, archive

ONE, TWO, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 3, 4))
WITHOUT_CERTIFICATE = "CTS-TBSC034-2026-BG0002"
PERIODS = Periods(validity_years=3, surveillance_months=12)


def do(
    place: Path, transition: Transition, number: str = ONE, *, on: datetime.date = TODAY, **values: object
) -> StatusChangeResult:
    """Record a status change on a day; the successor is by the entry TWO unless another is named."""
    by = TWO if transition == "supersede" else ""
    change = StatusChange(transition, "示例理由", by=by)
    now = datetime.datetime.combine(on, NOW.timetz())
    keeping = replace(archive(place), clock=lambda: now)
    return keeping.apply(number, replace(change, **values), PERIODS)


def refusal(
    place: Path, transition: Transition, number: str = ONE, *, on: datetime.date = TODAY, **values: object
) -> Problem:
    """The problem with which a status change is refused."""
    with pytest.raises(RefusedError) as refused:
        do(place, transition, number, on=on, **values)
    return refused.value.problems[0]


def shown(place: Path, number: str = ONE, as_of: datetime.date = TODAY) -> EntryDetails:
    """An entry as it is read on a day."""
    return entry_details(archive(place).register, number, as_of)
