"""LibreOffice as an outside program: where it is, which version, how many at once, runs with a time limit."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cts_docs.errors import CannotRunError, Problem

_NAMES = ("soffice", "libreoffice")
# Installers that put LibreOffice on no search path; a distribution's package always does.
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_VERSION_SECONDS = 30.0
_OUTPUT_LIMIT = 256 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of a program ended: its exit code, None where it was killed at the time limit."""

    code: int | None
    output: str

    @property
    def in_time(self) -> bool:
        """Whether the program ended by itself."""
        return self.code is not None


def find_soffice() -> Path | None:
    """LibreOffice's program, from the search path or where its installers put it; None if not found."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((place for place in map(Path, _PLACES) if place.is_file()), None)


def require_soffice() -> Path:
    """LibreOffice's program; CannotRunError (PDF_PROGRAM_MISSING) where there is none."""
    found = find_soffice()
    if found is None:
        raise CannotRunError(Problem("PDF_PROGRAM_MISSING"))
    return found


def soffice_version(program: Path) -> str:
    """LibreOffice's version as it prints it (`LibreOffice 7.4.7.2 …`), empty if it does not answer."""
    try:
        run = run_program([str(program), "--version"], environment=os.environ, seconds=_VERSION_SECONDS)
    except CannotRunError:
        return ""
    return run.output if run.code == 0 else ""


def run_program(command: Sequence[str], *, environment: Mapping[str, str], seconds: float) -> Run:
    """Run `command` and wait for it at most `seconds`, as `RunningProgram` does."""
    with RunningProgram(command, environment=environment, seconds=seconds) as program:
        while (run := program.wait(seconds)) is None:
            pass
    return run


class RunningProgram:
    """A program running in a process group of its own for at most `seconds`; a context manager.

    Leaving the context kills the whole group: LibreOffice's starter ignores SIGTERM, and its
    worker outlives the starter. Output goes to a file, because a pipe held open by a stray worker
    would never end. Raises CannotRunError (PDF_PROGRAM_FAILED) if the program cannot be started.
    """

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str], seconds: float) -> None:
        with contextlib.ExitStack() as opened:
            self._output = opened.enter_context(tempfile.TemporaryFile())
            self._process = _start(command, environment, self._output)
            self._opened = opened.pop_all()
        self._end = time.monotonic() + seconds
        self._over = False

    def __enter__(self) -> RunningProgram:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait(self, seconds: float) -> Run | None:
        """How it ended, waited for at most `seconds`; None if it is still running."""
        left = self._end - time.monotonic()
        try:
            code = self._process.wait(max(0.0, min(seconds, left)))
        except subprocess.TimeoutExpired:
            if seconds < left:
                return None
            code = None
        self._kill()
        self._output.seek(0)
        return Run(code, " ".join(self._output.read(_OUTPUT_LIMIT).decode("utf-8", "replace").split()))

    def allow(self, seconds: float) -> None:
        """Set the time limit to so many seconds from now."""
        self._end = time.monotonic() + seconds

    def stop(self) -> None:
        """Kill it and close its output."""
        self._kill()
        self._opened.close()

    def _kill(self) -> None:
        # Once only: the number of a group that is gone may be given to another.
        if not self._over:
            self._over = True
            _kill_group(self._process)


def _start(
    command: Sequence[str], environment: Mapping[str, str], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - the program found above, with arguments made here
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise CannotRunError(
            Problem("PDF_PROGRAM_FAILED", found=found, values={"program": command[0]})
        ) from error


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


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
