"""The state of a running server: service context, archive, limits and sessions."""

from __future__ import annotations

import datetime
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cts_docs.services import ServiceContext
from cts_docs.services.context import today
from cts_docs.web.security.authentication import AccessControl
from cts_docs.web.sessions import Sessions

MEGABYTE = 1024 * 1024
_PREFIX = "cts-docs-page-"
_ABANDONED_SECONDS = 3600.0


def new_work_folder() -> Path:
    """A new folder for the files of this server.

    Folders that ended servers left behind are deleted: a running server touches its own every minute.
    """
    oldest = time.time() - _ABANDONED_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_mtime < oldest:
                shutil.rmtree(folder)
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a user may upload and keep.

    `file`, `request` and `package` are in bytes, the last one for a file that is only verified; `files`
    is for one upload, `jobs` for the unfinished jobs of a session; `idle` and `keep` are the lifetimes
    of a session and a result in seconds. A connection is closed when the header of a request is not
    complete after `header_seconds`, when its body pauses for `pause_seconds`, or when the body is not
    complete after `body_seconds`.
    """

    file: int = 20 * MEGABYTE
    request: int = 100 * MEGABYTE
    package: int = 2048 * MEGABYTE
    files: int = 50
    jobs: int = 4
    sessions: int = 500
    running: int = 2
    idle: float = 4 * 3600.0
    keep: float = 2 * 3600.0
    job_seconds: float = 3600.0
    header_seconds: float = 15.0
    pause_seconds: float = 30.0
    body_seconds: float = 1800.0


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
    folder: Path = field(default_factory=new_work_folder)
    sessions: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.limits.idle, self.limits.sessions, self.clock)
