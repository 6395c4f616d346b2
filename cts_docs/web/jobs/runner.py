"""Long work: each job in a process of its own, with progress, a time limit and an end on demand."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cts_docs.errors import Problem
from cts_docs.web.jobs.results import DeedDone, LintDone, Paper, Step
from cts_docs.web.jobs.workbooks import Input, Order, PaperOrder, run_order

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

State = Literal["waiting", "running", "done", "cancelled", "failed"]
_PATIENCE = 5.0


def _clean_processes() -> SpawnContext | ForkServerContext:
    """Where processes come from that share neither sockets nor locks with the server.

    Where the system can, they are forked from a helper process that has everything loaded.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["cts_docs.web.jobs.workbooks"])
    return context


_PROCESSES = _clean_processes()


@dataclass(slots=True)
class Job:
    """One upload on its way and its results; `papers` are in the order of its workbooks.

    `doing` is the message code of what is being done to `doing_name`; `deadline` is when the
    result is thrown away, `kept_until` the same for people.
    """

    token: str
    order: Order
    deadline: float
    kept_until: str
    state: State = "waiting"
    papers: list[Paper] = field(default_factory=list)
    steps_done: int = 0
    doing: str = ""
    doing_name: str = ""
    problems: tuple[Problem, ...] = ()
    done_deed: DeedDone | None = None
    lint: LintDone | None = None
    process: BaseProcess | None = None

    @property
    def folder(self) -> Path:
        """Where the job's files lie; nothing in its path comes from the visitor."""
        return self.order.folder

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The workbooks of an upload."""
        return self.order.inputs if isinstance(self.order, PaperOrder) else ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "cancelled", "failed")

    @property
    def progress(self) -> int:
        """How much there is to see; the page is drawn anew where it has grown."""
        return sum(paper.progress for paper in self.papers)

    def take(self, step: Step) -> None:
        """Take in what the worker tells."""
        self.steps_done, self.doing, self.doing_name = step.done, step.doing, step.name
        if step.paper is not None and step.place is not None:
            self.papers[step.place] = step.paper
        self.problems += step.problems
        self.done_deed = step.done_deed or self.done_deed
        self.lint = step.lint or self.lint


class Workshop:
    """Runs jobs, a few at a time, and never in the server's own process."""

    def __init__(self, running: int, seconds: float) -> None:
        self._room = asyncio.Semaphore(running)
        self._seconds = seconds
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, job: Job) -> None:
        """Queue a job."""
        self._tasks[job.token] = asyncio.create_task(self._run(job))

    def cancel(self, job: Job) -> None:
        """Stop a job; what it finished so far stays."""
        if not job.is_over:
            job.state = "cancelled"
            if job.process is not None:
                job.process.terminate()

    async def discard(self, job: Job) -> None:
        """Stop a job and remove everything of it."""
        self.cancel(job)
        if task := self._tasks.get(job.token):
            await asyncio.wait([task])
        await asyncio.to_thread(shutil.rmtree, job.folder, ignore_errors=True)

    async def _run(self, job: Job) -> None:
        try:
            async with self._room:
                if not job.is_over:
                    job.state = "running"
                    await asyncio.to_thread(self._work, job)
        finally:
            self._tasks.pop(job.token, None)

    def _work(self, job: Job) -> None:
        reader, writer = _PROCESSES.Pipe(duplex=False)
        process = _PROCESSES.Process(target=run_order, args=(job.order, writer), daemon=True)
        job.process = process
        process.start()
        writer.close()
        if job.is_over:  # cancelled while it started
            process.terminate()
        try:
            in_time = _follow(reader, job.take, self._seconds)
        finally:
            _end(process)
            reader.close()
        if not job.is_over:
            finished = in_time and process.exitcode == 0 and not job.problems
            job.state = "done" if finished else "failed"


def new_token() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(18)


def _follow(reader: Connection, take: Callable[[Step], None], seconds: float) -> bool:
    """Pass on what the worker tells until it ends; False where it was silent for too long."""
    with suppress(EOFError, OSError):
        while reader.poll(seconds):
            take(reader.recv())
        return False
    return True


def _end(process: BaseProcess) -> None:
    """See a process to its end; one that is asked to leave first ends the programs it started."""
    process.join(_PATIENCE)
    if process.is_alive():
        process.terminate()
        process.join(_PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
