"""The transitions of an entry's status, and which of them a status allows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from cts_docs.archive.register.entries import Status, label_values, status_of, status_values
from cts_docs.archive.register.event_log import EventKind
from cts_docs.errors import Problem, RefusedError

Transition = Literal["surveillance", "suspend", "restore", "renew", "withdraw", "cancel", "supersede"]
TRANSITIONS: tuple[Transition, ...] = get_args(Transition)

EVENT_OF: Mapping[Transition, EventKind] = {
    "suspend": "suspended",
    "restore": "restored",
    "withdraw": "withdrawn",
    "cancel": "cancelled",
    "supersede": "superseded",
    "renew": "renewed",
    "surveillance": "surveilled",
}
"""The kind of event that records each transition."""

_FROM: Mapping[Transition, tuple[Status, ...]] = {
    "suspend": ("valid",),
    "restore": ("suspended",),
    "withdraw": ("not_yet_valid", "valid", "suspended"),
    "cancel": ("draft", "not_yet_valid", "valid", "suspended", "no_certificate"),
    "supersede": ("not_yet_valid", "valid", "suspended", "expired", "no_certificate"),
    "renew": ("valid", "expired"),
    "surveillance": ("valid", "suspended"),
}


def allowed_transitions(entry: Mapping[str, Any], as_of: datetime.date) -> tuple[Transition, ...]:
    """The transitions that the status of an entry allows on a day."""
    status = status_of(entry, as_of)
    return tuple(transition for transition in TRANSITIONS if status in _FROM[transition])


def refuse_unless_allowed(transition: Transition, entry: Mapping[str, Any], date: datetime.date) -> None:
    """Raise RefusedError where the status of an entry on the transition's date does not allow it."""
    possible = allowed_transitions(entry, date)
    if transition in possible:
        return
    status = status_of(entry, date)
    values = {
        "number": str(entry["number"]),
        "date": date.isoformat(),
        **status_values("status", (status,)),
        **transition_values("deed", (transition,)),
        **status_values("expected", _FROM[transition]),
        **transition_values("admitted", possible),
    }
    raise RefusedError(Problem("LIFE_NOT_ADMITTED", found=status, values=values))


def transition_values(name: str, transitions: Iterable[Transition]) -> dict[str, str]:
    """The names of transitions as values of a problem, see `label_values`."""
    return label_values(name, (f"LIFE_{one.upper()}" for one in transitions))
