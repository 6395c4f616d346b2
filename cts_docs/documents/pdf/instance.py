"""One LibreOffice working through its share of the documents, restarted where a document breaks it."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cts_docs.documents.pdf.inspection import page_count
from cts_docs.documents.pdf.program import Run, RunningProgram

START_SECONDS = 60.0
"""Seconds allowed from a start-up to its first PDF."""
STEP_SECONDS = 60.0
"""Seconds allowed from one PDF to the next."""
FILE_SECONDS = 10.0
"""Seconds allowed in total for each file, besides the start-up."""
_FILES_PER_START = 100
_FAILURES_IN_A_ROW = 2

Trial = Literal["all", "first", "last"]
"""Which of the waiting files a start-up works on."""

_OPTIONS = {
    "SelectPdfVersion": ("long", "2"),
    "UseTaggedPDF": ("boolean", "true"),
    "ExportBookmarks": ("boolean", "true"),
    "ExportBookmarksToPDFDestination": ("boolean", "true"),
}
FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": kind, "value": value} for name, (kind, value) in _OPTIONS.items()}, separators=(",", ":")
)
"""LibreOffice's export filter with options: PDF/A-2b with tags and bookmarks."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>zh-CN</value></prop></item>
</oor:items>
"""
"""The settings of a profile: LibreOffice writes its locale into the PDF as the document's language."""


@dataclass(frozen=True, slots=True)
class Job:
    """A Word file to convert: its place among the sources, its path, and the path of its PDF."""

    place: int
    docx: Path
    pdf: Path


@dataclass(frozen=True, slots=True)
class FinishedJob:
    """A file that LibreOffice has converted, or that is given up.

    `run` is the start-up that ended with it, None if that start-up goes on with other files; `limit`
    is the number of seconds allowed. A file is given up after it failed twice, or untried after
    `others` failed.
    """

    job: Job
    run: Run | None
    limit: float
    given_up: bool = False
    others: tuple[Job, ...] = ()


@dataclass(frozen=True, slots=True)
class Launch:
    """What every start-up needs; `timeout` is the limit of each step in seconds, None for the default."""

    program: Path
    folder: Path
    environment: Mapping[str, str]
    timeout: float | None

    def first_step(self) -> float:
        """The seconds until the first PDF is begun."""
        return START_SECONDS if self.timeout is None else self.timeout

    def step(self) -> float:
        """The seconds from one PDF's beginning to the next one's."""
        return STEP_SECONDS if self.timeout is None else self.timeout


def time_limit(files: int) -> float:
    """The seconds one start-up of LibreOffice may take in total for this many files."""
    return START_SECONDS + FILE_SECONDS * files


class Instance:
    """One LibreOffice for a share of the files; if it hangs or breaks, another takes its place.

    LibreOffice converts its files in order, so the first without a complete PDF is the one that
    failed. It is tried once more, alone in a new instance, and then reported. After a second file in
    a row that failed twice, the last file is tried: if it is converted the machine is sound and the
    others go on, else the rest is given up. A context manager; no process is left behind.
    """

    def __init__(self, launch: Launch, jobs: Sequence[Job]) -> None:
        self._launch = launch
        self._waiting = list(jobs)
        self._batch: list[Job] = []
        self._trial: Trial = "all"
        self._failed: list[Job] = []
        self._newest: Job | None = None
        self._limit = 0.0
        self._end = 0.0
        self._started: RunningProgram | None = None

    def __enter__(self) -> Instance:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._started is not None:
            self._started.stop()

    @property
    def at_work(self) -> bool:
        """Whether files are left."""
        return bool(self._waiting)

    def finished(self, seconds: float) -> list[FinishedJob]:
        """The files finished since the last call; waits at most `seconds`."""
        if self._started is None:
            self._start()
            return []
        self._allow_next_step(self._started)
        run = self._started.wait(seconds)
        if run is None:
            return self._begun_and_left()
        self._started.stop()
        self._started = None
        return self._after_run(run)

    def _start(self) -> None:
        chosen = {"all": slice(_FILES_PER_START), "first": slice(1), "last": slice(-1, None)}
        self._batch = self._waiting[chosen[self._trial]]
        for job in self._batch:
            # Half a PDF of a start-up that broke would pass for one that this start-up has begun.
            job.pdf.unlink(missing_ok=True)
        self._newest = None
        self._limit = self._launch.first_step()
        self._end = time.monotonic() + max(self._limit, time_limit(len(self._batch)))
        # A killed process leaves its profile locked, so every start-up has a new one.
        profile = Path(tempfile.mkdtemp(prefix="profile-", dir=self._launch.folder))
        _write_settings(profile)
        command = [
            str(self._launch.program),
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
            *("--convert-to", FILTER, "--outdir", str(self._batch[0].pdf.parent)),
            *(str(job.docx) for job in self._batch),
        ]
        self._started = RunningProgram(command, environment=self._launch.environment, seconds=self._limit)

    def _allow_next_step(self, started: RunningProgram) -> None:
        """Extend the time limit each time LibreOffice begins another PDF, up to that of its share."""
        begun = self._begun()
        if begun and begun[-1] is not self._newest:
            self._newest = begun[-1]
            self._limit = max(0.0, min(self._launch.step(), self._end - time.monotonic()))
            started.allow(self._limit)

    def _begun(self) -> list[Job]:
        return [job for job in self._batch if job.pdf.is_file()]

    def _begun_and_left(self) -> list[FinishedJob]:
        """The files that are complete: LibreOffice begins a PDF only after the one before is complete."""
        return self._done(self._begun()[:-1], None)

    def _after_run(self, run: Run) -> list[FinishedJob]:
        """The files finished by a start-up that ended, and the choice of files for the next one."""
        done = self._done([job for job in self._batch if run.code == 0 or _is_whole(job.pdf)], run)
        if not self._batch:
            self._trial = "all"
            return done
        if self._trial == "all":
            self._trial = "first"
            return done
        return [*done, *self._given_up(self._batch[0], run)]

    def _given_up(self, culprit: Job, run: Run) -> list[FinishedJob]:
        """Give up a file that failed alone; if it was the last file, tried for the rest, all others too."""
        self._failed.append(culprit)
        self._waiting.remove(culprit)
        finished = [FinishedJob(culprit, run, self._limit, given_up=True)]
        if self._trial == "last":
            others = tuple(self._failed)
            finished += [
                FinishedJob(job, run, self._limit, given_up=True, others=others) for job in self._waiting
            ]
            self._waiting = []
        self._trial = "last" if len(self._failed) >= _FAILURES_IN_A_ROW else "all"
        return finished

    def _done(self, jobs: Sequence[Job], run: Run | None) -> list[FinishedJob]:
        places = {job.place for job in jobs}
        self._batch = [job for job in self._batch if job.place not in places]
        self._waiting = [job for job in self._waiting if job.place not in places]
        if jobs:
            self._failed = []
        return [FinishedJob(job, run, self._limit) for job in jobs]


def _write_settings(profile: Path) -> None:
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")


def _is_whole(pdf: Path) -> bool:
    """Whether a PDF is complete, LibreOffice having been stopped."""
    return pdf.is_file() and page_count(pdf.read_bytes()) > 0
