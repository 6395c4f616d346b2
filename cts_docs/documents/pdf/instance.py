"""LibreOffice at work on its share of the documents, start after start, until each is converted or told."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cts_docs.documents.pdf.inspection import page_count
from cts_docs.documents.pdf.program import Run, Started

START_SECONDS = 60.0
"""What a start-up may take until it writes its first PDF."""
STEP_SECONDS = 60.0
"""What it may take from then on until it writes the next one."""
FILE_SECONDS = 10.0
"""What it may take for each file in the whole, besides its start."""
_FILES_PER_START = 100
_STRIKES = 2

Trial = Literal["all", "first", "last"]
"""Which of the waiting files a start-up is given."""

_OPTIONS = {
    "SelectPdfVersion": ("long", "2"),
    "UseTaggedPDF": ("boolean", "true"),
    "ExportBookmarks": ("boolean", "true"),
    "ExportBookmarksToPDFDestination": ("boolean", "true"),
}
FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": kind, "value": value} for name, (kind, value) in _OPTIONS.items()}, separators=(",", ":")
)
"""What LibreOffice is asked for: PDF/A-2b with tags and bookmarks."""


@dataclass(frozen=True, slots=True)
class Job:
    """A Word file to convert: its place among the sources, its path, and where its PDF comes to stand."""

    place: int
    docx: Path
    pdf: Path


@dataclass(frozen=True, slots=True)
class Ended:
    """A file that LibreOffice is done with, or that is given up.

    `run` is the start-up it ended with, None where that one goes on with other files; `limit` the
    seconds it was allowed. A file is given up after the start-ups it spoilt, or without being
    tried, after those that `others` spoilt.
    """

    job: Job
    run: Run | None
    limit: float
    given_up: bool = False
    others: tuple[Job, ...] = ()


@dataclass(frozen=True, slots=True)
class Means:
    """What every start-up works with; `timeout` is the limit in seconds of each step, ours where None."""

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
    """The seconds one start-up of LibreOffice may take for so many files in the whole."""
    return START_SECONDS + FILE_SECONDS * files


class Instance:
    """One LibreOffice over its share of files; one that hangs or breaks is replaced by another.

    LibreOffice works through its files in order, so the culprit is the first without a whole PDF.
    It is tried once more, alone in a new instance, and then told. After a second file in a row
    that fails twice, the last file is tried: where it is converted the machine is sound and the
    others go on, else the rest is given up. A context, that leaves no process behind.
    """

    def __init__(self, means: Means, jobs: Sequence[Job]) -> None:
        self._means = means
        self._waiting = list(jobs)
        self._batch: list[Job] = []
        self._trial: Trial = "all"
        self._failed: list[Job] = []
        self._newest: Job | None = None
        self._limit = 0.0
        self._end = 0.0
        self._started: Started | None = None

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

    def ended(self, patience: float) -> list[Ended]:
        """The files that came to an end since the last time, waited for at most `patience` seconds."""
        if self._started is None:
            self._start()
            return []
        self._allow_next_step(self._started)
        run = self._started.ending(patience)
        if run is None:
            return self._passed()
        self._started.stop()
        self._started = None
        return self._judged(run)

    def _start(self) -> None:
        chosen = {"all": slice(_FILES_PER_START), "first": slice(1), "last": slice(-1, None)}
        self._batch = self._waiting[chosen[self._trial]]
        for job in self._batch:
            # Half a PDF of a start-up that broke would pass for one that this start-up has begun.
            job.pdf.unlink(missing_ok=True)
        self._newest = None
        self._limit = self._means.first_step()
        self._end = time.monotonic() + max(self._limit, time_limit(len(self._batch)))
        # A killed process leaves its profile locked, so every start-up has a new one.
        profile = Path(tempfile.mkdtemp(prefix="profile-", dir=self._means.folder))
        command = [
            str(self._means.program),
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
            *("--convert-to", FILTER, "--outdir", str(self._batch[0].pdf.parent)),
            *(str(job.docx) for job in self._batch),
        ]
        self._started = Started(command, environment=self._means.environment, seconds=self._limit)

    def _allow_next_step(self, started: Started) -> None:
        """Let LibreOffice go on while it begins one PDF after the other, within the limit of the whole."""
        begun = self._begun()
        if begun and begun[-1] is not self._newest:
            self._newest = begun[-1]
            self._limit = max(0.0, min(self._means.step(), self._end - time.monotonic()))
            started.allow(self._limit)

    def _begun(self) -> list[Job]:
        return [job for job in self._batch if job.pdf.is_file()]

    def _passed(self) -> list[Ended]:
        """The files that LibreOffice has left behind: it begins a PDF only after the one before is whole."""
        return self._done(self._begun()[:-1], None)

    def _judged(self, run: Run) -> list[Ended]:
        """What came of the files of a start-up that is over, and what the next one is to try."""
        done = self._done([job for job in self._batch if run.code == 0 or _is_whole(job.pdf)], run)
        if not self._batch:
            self._trial = "all"
            return done
        if self._trial == "all":
            self._trial = "first"
            return done
        return [*done, *self._given_up(self._batch[0], run)]

    def _given_up(self, culprit: Job, run: Run) -> list[Ended]:
        """Give up a file that failed alone; with the last file, tried for the rest, the rest too."""
        self._failed.append(culprit)
        self._waiting.remove(culprit)
        ended = [Ended(culprit, run, self._limit, given_up=True)]
        if self._trial == "last":
            others = tuple(self._failed)
            ended += [Ended(job, run, self._limit, given_up=True, others=others) for job in self._waiting]
            self._waiting = []
        self._trial = "last" if len(self._failed) >= _STRIKES else "all"
        return ended

    def _done(self, jobs: Sequence[Job], run: Run | None) -> list[Ended]:
        places = {job.place for job in jobs}
        self._batch = [job for job in self._batch if job.place not in places]
        self._waiting = [job for job in self._waiting if job.place not in places]
        if jobs:
            self._failed = []
        return [Ended(job, run, self._limit) for job in jobs]


def _is_whole(pdf: Path) -> bool:
    """Whether a PDF was finished before LibreOffice was stopped."""
    return pdf.is_file() and page_count(pdf.read_bytes()) > 0
