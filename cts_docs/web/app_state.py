"""The state of a running server: service context, archive, limits and sessions."""

from __future__ import annotations

import datetime
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cts_docs.services import ServiceContext
from cts_docs.services.context import today
from cts_docs.web.security.authentication import AccessControl
from cts_docs.web.sessions import Sessions

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a user may upload and keep.

    `file` and `request` are in bytes, `files` is for one upload, `jobs` for the unfinished jobs of a
    session; `idle` and `keep` are the lifetimes of a session and a result in seconds.
    """

    file: int = 20 * MEGABYTE
    request: int = 100 * MEGABYTE
    files: int = 50
    jobs: int = 4
    sessions: int = 500
    running: int = 2
    idle: float = 4 * 3600.0
    keep: float = 2 * 3600.0
    job_seconds: float = 3600.0


@dataclass(slots=True)
class AppState:
    """The state that every view works with.

    `clock` counts seconds for expiry; `today` gives the day of statuses and due dates.
    """

    service_context: ServiceContext
    access_control: AccessControl
    archive: Path | None = None
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    today: Callable[[], datetime.date] = today
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="cts-docs-page-")))
    sessions: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.limits.idle, self.limits.sessions, self.clock)
