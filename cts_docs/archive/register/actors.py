"""Who does something, and when: an account of the machine, the person named, the clock given."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass

from cts_docs.files.hashing import storable

Clock = Callable[[], datetime.datetime]
"""Says the present moment with its time zone: the one whose calendar days are meant."""


@dataclass(frozen=True, slots=True)
class Hand:
    """The account through which something is done; `person` is the name given for it, if any."""

    account: str
    person: str = ""


def own_account() -> str:
    """The account that runs this process, by the system's word rather than the environment's.

    The second person's rule rests on it: a variable that anyone can set must not decide.
    """
    if os.name == "nt":
        return storable(os.getlogin())
    import pwd

    try:
        return storable(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        return f"uid:{os.getuid()}"


def system_clock() -> datetime.datetime:
    """The present moment as the machine's clock on the wall shows it: its date is today's."""
    return datetime.datetime.now().astimezone()


def moment(now: datetime.datetime) -> str:
    """A moment as it is recorded, in UTC to the second."""
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(recorded: str, now: datetime.datetime) -> datetime.date:
    """The calendar day of a recorded moment, where the clock stands that says `now`.

    Raises ValueError for what is no moment.
    """
    return datetime.datetime.fromisoformat(recorded).astimezone(now.tzinfo).date()
