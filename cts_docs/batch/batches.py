"""A batch: the named workbooks, rendered in groups, with results in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from math import ceil
from pathlib import Path

from cts_docs.batch.executors import cluster, processes, require_dask, start_fork_server
from cts_docs.batch.interruption import InterruptHandler, interruptible
from cts_docs.batch.scheduling import GroupFuture, Scheduler, result_of
from cts_docs.batch.worker import Group, render, render_in_worker
from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import make_folder
from cts_docs.services.context import ServiceContext
from cts_docs.services.rendering.request import RenderRequest, plan_render
from cts_docs.services.results import Rendered

_CONVERTED_TOGETHER = 8
"""Workbooks whose documents one start of LibreOffice converts."""
_AHEAD = 3
"""Groups submitted for each worker, so that it never waits for the next one."""


@dataclass(frozen=True, slots=True)
class Workers:
    """The workers of a batch: `jobs` processes of this machine, or the Dask cluster at an address."""

    jobs: int = 1
    cluster: str = ""


def render_workbooks(
    named: Iterable[Path], request: RenderRequest, context: ServiceContext, jobs: int = 1
) -> Iterator[Rendered]:
    """Render every named workbook, up to `jobs` at a time, as `Batch` does."""
    yield from Batch(named, request, context, Workers(jobs))


class Batch:
    """The named workbooks, rendered by iterating over the batch.

    Raises CannotRunError before anything is written where a path is missing, two workbooks would
    share an output folder, or the request names an unknown document. `on_connecting` is called
    before the connection to a cluster, `on_stopping` when a stop is requested while workbooks are
    in progress. `finished` counts the workbooks with a result, those not yielded yet included;
    `stopped`: a stop was requested before all workbooks were finished.
    """

    def __init__(
        self,
        named: Iterable[Path],
        request: RenderRequest,
        context: ServiceContext,
        workers: Workers | None = None,
    ) -> None:
        self._request = request
        self._context = context
        self._workers = workers or Workers()
        self.finished = 0
        self.stopped = False
        self.on_stopping: Callable[[], None] = _do_nothing
        self.on_connecting: Callable[[], None] = _do_nothing
        self._folders = plan_render(named, self._request)
        if self._workers.cluster:
            require_dask()
        else:
            make_folder(self._request.output)
        self._groups = self._grouped()
        if self._needs_processes:
            start_fork_server()

    def __len__(self) -> int:
        return len(self._folders)

    @property
    def workbooks(self) -> Iterable[Path]:
        """The named workbooks, in their order."""
        return self._folders.keys()

    def __iter__(self) -> Iterator[Rendered]:
        """Render; an interruption raises CannotRunError once the workbooks in progress are finished."""
        self.finished = 0
        with interruptible(self.on_stopping) as interrupts:
            try:
                for result in self._results(interrupts):
                    self.finished += len(result)
                    yield from result
            finally:
                self.stopped = interrupts.stop_requested and self.finished < len(self)
        if self.stopped:
            raise CannotRunError(self.cancelled())

    def cancelled(self) -> Problem:
        """The problem that reports a stopped batch and how far it came."""
        return Problem("BATCH_CANCELLED", found=str(self.finished), values={"total": str(len(self))})

    @property
    def _needs_processes(self) -> bool:
        return not self._workers.cluster and self._workers.jobs > 1 and len(self._groups) > 1

    def _results(self, interrupts: InterruptHandler) -> Iterator[tuple[Rendered, ...]]:
        # A group that is converted to PDF takes so long that it is submitted only when a worker is free.
        ahead = 1 if self._request.pdf else _AHEAD
        if self._workers.cluster:
            self.on_connecting()
            with cluster(self._workers.cluster) as (executor, threads):
                make_folder(self._request.output)
                groups = _with_absolute_paths(self._groups)
                yield from Scheduler(groups, self._submit, interrupts, ahead).results(executor, threads)
        elif self._needs_processes:
            yield from self._on_processes(Scheduler(self._groups, self._submit, interrupts, ahead))
        else:
            for group in self._groups:
                if interrupts.stop_requested:
                    return
                yield render(group, self._request, self._context)

    def _grouped(self) -> list[Group]:
        """The workbooks in groups of one size, as many groups for each worker."""
        rounds = ceil(len(self) / (_CONVERTED_TOGETHER * self._workers.jobs))
        size = ceil(len(self) / (rounds * self._workers.jobs)) if self._request.pdf else 1
        pairs = iter(self._folders.items())
        return list(iter(lambda: tuple(islice(pairs, size)), ()))

    def _on_processes(self, scheduler: Scheduler) -> Iterator[tuple[Rendered, ...]]:
        """Render groups in processes; a pool that a workbook breaks is replaced."""
        jobs = min(self._workers.jobs, len(self._groups))
        while True:
            with suppress(BrokenExecutor), processes(jobs) as executor:
                yield from scheduler.results(executor, jobs)
                return
            scheduler.resolve_lost(lambda group: tuple(self._alone(pair) for pair in group))

    def _alone(self, pair: tuple[Path, Path]) -> Rendered:
        with processes(1) as executor:
            try:
                return result_of(self._submit(executor, (pair,)))[0]
            except BrokenExecutor:
                return Rendered(str(pair[0]), (Problem("BATCH_WORKER_LOST", file=str(pair[0])),))

    def _submit(self, executor: Executor, group: Group) -> GroupFuture:
        workers = 0 if self._workers.cluster else self._workers.jobs
        return executor.submit(render_in_worker, group, self._request, self._context.settings.path, workers)


def _do_nothing() -> None:
    """The callback where none is set."""


def _with_absolute_paths(groups: Iterable[Group]) -> Iterator[Group]:
    """The groups with absolute paths, which are the same on every machine that shares the folder."""
    for group in groups:
        yield tuple((workbook.absolute(), folder.absolute()) for workbook, folder in group)
