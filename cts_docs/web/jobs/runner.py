"""The job runner: each job in a process of its own, with progress, a time limit and cancellation."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cts_docs.errors import Problem
from cts_docs.web.jobs.archive import ArchiveRequest
from cts_docs.web.jobs.results import AnalysisResult, ArchiveResult, JobItem, JobProgress, LintResult
from cts_docs.web.jobs.workbooks import JobRequest, Upload, WorkbooksRequest, run_job

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

State = Literal["waiting", "running", "done", "cancelled", "failed"]
Lane = Literal["decisions", "workbooks"]
_TERMINATE_SECONDS = 5.0


def _process_context() -> SpawnContext | ForkServerContext:
    """Processes that share neither sockets nor locks with the server.

    Where the system can, they are forked from a server process that has the modules loaded.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["cts_docs.web.jobs.workbooks", "cts_docs.web.jobs.page_images"])
    return context


PROCESSES = _process_context()


@dataclass(slots=True)
class Job:
    """One request of a user and its results; `items` are in the order of its workbooks.

    `doing` is the message code of the current step and `doing_name` its object; the result is
    deleted at `deadline`, in seconds of the server's clock, shown to people as `kept_until`. `decided` is
    the token of the job that carries out what was decided on this one's page: one only.
    """

    token: str
    account: str
    request: JobRequest
    deadline: float
    kept_until: str
    state: State = "waiting"
    items: list[JobItem] = field(default_factory=list)
    steps_done: int = 0
    doing: str = ""
    doing_name: str = ""
    problems: tuple[Problem, ...] = ()
    archive: ArchiveResult | None = None
    lint: LintResult | None = None
    analysis: AnalysisResult | None = None
    decided: str = ""
    process: BaseProcess | None = None
    task: asyncio.Task[None] | None = None

    @property
    def lane(self) -> Lane:
        """The queue of the job: decisions have their own, their previews included."""
        is_decided = isinstance(self.request, ArchiveRequest) and self.request.is_decided
        return "decisions" if is_decided else "workbooks"

    @property
    def folder(self) -> Path:
        """The folder of the job's files; no part of its path comes from the user."""
        return self.request.folder

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """The uploaded workbooks."""
        return self.request.uploads if isinstance(self.request, WorkbooksRequest) else ()

    @property
    def is_over(self) -> bool:
        """Whether the job has ended."""
        return self.state in ("done", "cancelled", "failed")

    @property
    def revision(self) -> int:
        """Grows with the results; the page is refreshed when it has grown."""
        return sum(item.revision for item in self.items)

    def update(self, progress: JobProgress) -> None:
        """Take over what the worker sent."""
        self.steps_done, self.doing, self.doing_name = progress.done, progress.doing, progress.name
        if progress.item is not None and progress.position is not None:
            self.items[progress.position] = progress.item
        self.problems += progress.problems
        self.archive = progress.archive or self.archive
        self.lint = progress.lint or self.lint
        self.analysis = progress.analysis or self.analysis


class JobRunner:
    """Runs jobs, each up to `seconds`, never in the process of the server.

    Up to `running` jobs run at a time. Issuing, approving and status changes have a slot of their own,
    for the preview and for the decision, so that they never wait behind uploaded workbooks. Accounts take
    turns: a job waits for the earlier jobs of its own account, and for no more jobs of another account
    than of its own.
    """

    def __init__(self, running: int, seconds: float) -> None:
        self._slots: dict[Lane, int] = {"decisions": 1, "workbooks": running}
        self._seconds = seconds
        self._waiting: list[Job] = []
        self._running: dict[str, Job] = {}
        self._ended: dict[str, asyncio.Event] = {}

    def start(self, job: Job) -> None:
        """Queue a job."""
        self._waiting.append(job)
        self._ended[job.token] = asyncio.Event()
        self._start_next()

    def position(self, job: Job) -> int:
        """The position of a waiting job in its queue, from 1; 0 where it does not wait."""
        queue = self._queue(job.lane)
        return queue.index(job) + 1 if job in queue else 0

    def cancel(self, job: Job) -> None:
        """Stop a job; finished results stay."""
        if job.is_over:
            return
        job.state = "cancelled"
        if job in self._waiting:
            self._waiting.remove(job)
            self._ended.pop(job.token).set()
        elif job.process is not None:
            job.process.terminate()

    async def discard(self, job: Job) -> None:
        """Stop a job and delete all its files."""
        self.cancel(job)
        if ended := self._ended.get(job.token):
            await ended.wait()
        await asyncio.to_thread(shutil.rmtree, job.folder, ignore_errors=True)

    def _queue(self, lane: Lane) -> list[Job]:
        """The waiting jobs of a lane in the order in which they will start."""
        turns = Counter(job.account for job in self._running.values() if job.lane == lane)
        queue = []
        for job in self._waiting:
            if job.lane == lane:
                turns[job.account] += 1
                queue.append((turns[job.account], job))
        return [job for _, job in sorted(queue, key=lambda pair: pair[0])]

    def _start_next(self) -> None:
        for lane, slots in self._slots.items():
            free = slots - sum(job.lane == lane for job in self._running.values())
            for job in self._queue(lane)[: max(0, free)]:
                self._waiting.remove(job)
                self._running[job.token] = job
                job.state = "running"
                job.task = asyncio.create_task(self._run(job))

    async def _run(self, job: Job) -> None:
        try:
            await asyncio.to_thread(self._work, job)
        finally:
            del self._running[job.token]
            self._ended.pop(job.token).set()
            self._start_next()

    def _work(self, job: Job) -> None:
        reader, writer = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=run_job, args=(job.request, writer), daemon=True)
        job.process = process
        process.start()
        writer.close()
        if job.is_over:  # cancelled while it started
            process.terminate()
        try:
            in_time = _follow(reader, job.update, self._seconds)
        finally:
            end_process(process)
            reader.close()
        if not job.is_over:
            finished = in_time and process.exitcode == 0 and not job.problems
            job.state = "done" if finished else "failed"


def new_token() -> str:
    """A random name that cannot be guessed."""
    return secrets.token_urlsafe(18)


def _follow(reader: Connection, update: Callable[[JobProgress], None], seconds: float) -> bool:
    """Pass on what the worker sends until it ends; False where it sent nothing for too long."""
    with suppress(EOFError, OSError):
        while reader.poll(seconds):
            update(reader.recv())
        return False
    return True


def end_process(process: BaseProcess) -> None:
    """Wait for the end of a process; terminated, it first ends the programs it started."""
    process.join(_TERMINATE_SECONDS)
    if process.is_alive():
        process.terminate()
        process.join(_TERMINATE_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
