"""LibreOffice at work on its share of the documents, start after start, until each is converted or told."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents.pdf.inspection import page_count
from cts_docs.documents.pdf.program import Run, Started

START_SECONDS = 60.0
FILE_SECONDS = 10.0
_FILES_PER_START = 100
_STRIKES = 2

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
    """A file that LibreOffice is done with, or that is given up after the second start it spoilt.

    `run` is the start-up it ended with, None where that one goes on with other files; `limit` the
    seconds it was allowed.
    """

    job: Job
    run: Run | None
    limit: float
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What every start-up works with; `timeout` is its limit in seconds, that of its files where None."""

    program: Path
    folder: Path
    environment: Mapping[str, str]
    timeout: float | None

    def limit(self, files: int) -> float:
        """The seconds that one start-up may take for so many files."""
        return time_limit(files) if self.timeout is None else self.timeout


def time_limit(files: int) -> float:
    """The seconds one start-up of LibreOffice may take for so many files."""
    return START_SECONDS + FILE_SECONDS * files


class Instance:
    """One LibreOffice over its share of files; one that hangs or breaks is replaced by another.

    LibreOffice works through its files in order, so the culprit is the first without a whole PDF.
    It is tried once more, alone in a new instance, and then told. After a second file in a row
    that fails twice the rest is given up: the fault is likely the machine's. A context, that
    leaves no process behind.
    """

    def __init__(self, means: Means, jobs: Sequence[Job]) -> None:
        self._means = means
        self._waiting = list(jobs)
        self._batch: list[Job] = []
        self._suspecting = False
        self._strikes = 0
        self._limit = 0.0
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
        run = self._started.ending(patience)
        if run is None:
            return self._passed()
        self._started.stop()
        self._started = None
        return self._judged(run)

    def _start(self) -> None:
        self._batch = self._waiting[: 1 if self._suspecting else _FILES_PER_START]
        self._limit = self._means.limit(len(self._batch))
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

    def _passed(self) -> list[Ended]:
        """The files that LibreOffice has left behind: it begins a PDF only after the one before is whole."""
        begun = [job for job in self._batch if job.pdf.is_file()]
        return self._done(begun[:-1], None)

    def _judged(self, run: Run) -> list[Ended]:
        """What came of the files of a start-up that is over, and what the next one is to try."""
        done = self._done([job for job in self._batch if run.code == 0 or _is_whole(job.pdf)], run)
        if not self._batch:
            self._suspecting = False
            return done
        if not self._suspecting:
            self._suspecting = True
            return done
        self._suspecting = False
        self._strikes += 1
        given_up = self._waiting if self._strikes == _STRIKES else self._waiting[:1]
        self._waiting = self._waiting[len(given_up) :]
        return [*done, *(Ended(job, run, self._limit, given_up=True) for job in given_up)]

    def _done(self, jobs: Sequence[Job], run: Run | None) -> list[Ended]:
        places = {job.place for job in jobs}
        self._batch = [job for job in self._batch if job.place not in places]
        self._waiting = [job for job in self._waiting if job.place not in places]
        self._strikes = 0 if jobs else self._strikes
        return [Ended(job, run, self._limit) for job in jobs]


def _is_whole(pdf: Path) -> bool:
    """Whether a PDF was finished before LibreOffice was stopped."""
    return pdf.is_file() and page_count(pdf.read_bytes()) > 0
