"""How many programs this machine can serve at once."""

from __future__ import annotations

import os
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def share_of_cores(processes: int = 1) -> int:
    """The cores that serve each of so many processes of this program, at least 1.

    Counted are the cores that this process may run on, and no more than a container's quota grants.
    """
    return max(1, _cores() // processes)


def _cores() -> int:
    # Where a process cannot be bound to some of the cores it may run on all of them.
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, _granted(allowed))


def _granted(otherwise: int) -> int:
    """The whole cores that a container's quota comes to: "150000 100000" is one and a half."""
    try:
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return otherwise
