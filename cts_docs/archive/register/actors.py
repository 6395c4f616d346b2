"""Who acts, through which account and when: accounts of the machine, persons, timestamps."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass

from cts_docs.files.hashing import storable

Clock = Callable[[], datetime.datetime]
"""Gives the present moment with its time zone, in which the calendar day is taken."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The account through which something is done; `person` is the name given with it, if any."""

    account: str
    person: str = ""


def own_account() -> str:
    """The account that runs this process, as the operating system names it.

    The environment is not asked: the rule of the second person must not depend on a variable
    that anyone can set.
    """
    if os.name == "nt":
        return storable(os.getlogin())
    import pwd

    try:
        return storable(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        return f"uid:{os.getuid()}"


def system_clock() -> datetime.datetime:
    """The present moment in the machine's own time zone."""
    return datetime.datetime.now().astimezone()


def timestamp(now: datetime.datetime) -> str:
    """A moment as it is recorded: UTC to the second."""
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_date(recorded: str, now: datetime.datetime) -> datetime.date:
    """The calendar day of a recorded timestamp in the time zone of `now`; raises ValueError."""
    return datetime.datetime.fromisoformat(recorded).astimezone(now.tzinfo).date()
