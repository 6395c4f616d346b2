"""Deeds on the entries of the reference archive, as the tests of an entry's life do them."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.listing import Shown, show_entry
from cts_docs.archive.lifecycle.statuses import Deed
from cts_docs.archive.lifecycle.transitions import Happening, Lived, Terms
from cts_docs.errors import Problem, RefusedError
from tests.torture.orders import NOW, TODAY, archive

ONE, TWO, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 3, 4))
WITHOUT_CERTIFICATE = "CTS-TBSC034-2026-BG0002"
TERMS = Terms(validity_years=3, surveillance_months=12)


def do(place: Path, deed: Deed, number: str = ONE, *, on: datetime.date = TODAY, **values: object) -> Lived:
    """Record a deed on a day; a replacement is by the entry TWO unless another is named."""
    by = TWO if deed == "supersede" else ""
    happening = Happening(deed, "示例理由", by=by)
    now = datetime.datetime.combine(on, NOW.timetz())
    keeping = replace(archive(place), clock=lambda: now)
    return keeping.live(number, replace(happening, **values), TERMS)


def refusal(
    place: Path, deed: Deed, number: str = ONE, *, on: datetime.date = TODAY, **values: object
) -> Problem:
    """What is said where a deed is refused."""
    with pytest.raises(RefusedError) as refused:
        do(place, deed, number, on=on, **values)
    return refused.value.problems[0]


def shown(place: Path, number: str = ONE, as_of: datetime.date = TODAY) -> Shown:
    """An entry as it is read on a day."""
    return show_entry(archive(place).register, number, as_of)
