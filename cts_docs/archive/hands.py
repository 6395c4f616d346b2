"""Who does something, and when: an account of the machine, the person named, the clock given."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass

from cts_docs.archive.canonical import storable

Clock = Callable[[], datetime.datetime]


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
    """The present moment in UTC."""
    return datetime.datetime.now(datetime.UTC)


def moment(clock: Clock) -> str:
    """What the clock says, in UTC to the second."""
    return clock().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
