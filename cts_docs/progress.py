"""How far long work is: a loop reports each step that is done, and a face of the program shows it.

Nothing is shown, and next to nothing is spent, where no one follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Item = TypeVar("Item")
Follower = Callable[[str, int, int], None]
"""Takes the message code that names the work, the number of steps that are done, and that of all steps."""

_FOLLOWER: ContextVar[Follower | None] = ContextVar("follower", default=None)


@contextmanager
def followed(follower: Follower) -> Iterator[None]:
    """Report the steps of what is done in this block to a follower."""
    token = _FOLLOWER.set(follower)
    try:
        yield
    finally:
        _FOLLOWER.reset(token)


def tracked(items: Sequence[Item], work: str) -> Iterator[Item]:
    """The items one after the other, each reported as a step when the next one is asked for.

    `work` is the message code that names the work.
    """
    for done, item in enumerate(items, 1):
        yield item
        report_step(work, done, len(items))


def report_step(work: str, done: int, total: int) -> None:
    """Report that so many steps are done."""
    follower = _FOLLOWER.get()
    if follower is not None:
        follower(work, done, total)
