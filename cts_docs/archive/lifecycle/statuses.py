"""The deeds of an entry's life, and which of them its state admits."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, get_args

from cts_docs.archive import words as vocabulary
from cts_docs.archive.register.entries import Status, status_of
from cts_docs.archive.register.event_log import EventKind
from cts_docs.errors import Problem, RefusedError

Deed = Literal["surveillance", "suspend", "restore", "renew", "withdraw", "cancel", "supersede"]
DEEDS: tuple[Deed, ...] = get_args(Deed)

RECORDED: Mapping[Deed, EventKind] = {
    "suspend": "suspended",
    "restore": "restored",
    "withdraw": "withdrawn",
    "cancel": "cancelled",
    "supersede": "superseded",
    "renew": "renewed",
    "surveillance": "surveilled",
}
"""The event by which each deed is recorded."""

_FROM: Mapping[Deed, tuple[Status, ...]] = {
    "suspend": ("valid",),
    "restore": ("suspended",),
    "withdraw": ("valid", "suspended"),
    "cancel": ("draft", "valid", "suspended", "no_certificate"),
    "supersede": ("valid", "suspended", "expired", "no_certificate"),
    "renew": ("valid", "expired"),
    "surveillance": ("valid", "suspended"),
}


def admitted(entry: Mapping[str, Any], as_of: datetime.date) -> tuple[Deed, ...]:
    """The deeds that the state of an entry admits on a day."""
    status = status_of(entry, as_of)
    return tuple(deed for deed in DEEDS if status in _FROM[deed])


def refuse_unless_admitted(deed: Deed, entry: Mapping[str, Any], date: datetime.date) -> None:
    """Raise RefusedError where the state of an entry on the deed's date does not admit it."""
    possible = admitted(entry, date)
    if deed in possible:
        return
    status = status_of(entry, date)
    values = {
        "number": str(entry["number"]),
        "date": date.isoformat(),
        **vocabulary.states("status", (status,)),
        **vocabulary.deeds("deed", (deed,)),
        **vocabulary.states("expected", _FROM[deed]),
        **vocabulary.deeds("admitted", possible),
    }
    raise RefusedError(Problem("LIFE_NOT_ADMITTED", found=status, values=values))
