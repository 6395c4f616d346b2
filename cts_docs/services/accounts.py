"""Who runs this program, for faces that record it or compare it."""

from __future__ import annotations

from cts_docs.archive.register.actors import own_account


def this_account() -> str:
    """The account of the operating system that runs this process, by the system's own word."""
    return own_account()
