"""A batch: the workbooks that are meant, handed out in groups, answered in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from math import ceil
from pathlib import Path

from cts_docs.batch.executors import begin_processes, cluster, processes, require_dask
from cts_docs.batch.interruption import Patience, interruptible
from cts_docs.batch.scheduling import Answer, HandingOut, received
from cts_docs.batch.worker import Group, render, render_elsewhere
from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import make_folder
from cts_docs.services.context import ServiceContext
from cts_docs.services.rendering.request import RenderRequest, plan_render
from cts_docs.services.results import Rendered

_PRINTED_TOGETHER = 8
"""Workbooks whose documents are printed together."""
_AHEAD = 3
"""Workbooks under way for each worker, so that the next one waits for it and not it for the next one."""


@dataclass(frozen=True, slots=True)
class Means:
    """What works on a batch: `jobs` processes here, or the Dask cluster at an address."""

    jobs: int = 1
    cluster: str = ""


def render_workbooks(
    named: Iterable[Path], request: RenderRequest, context: ServiceContext, jobs: int = 1
) -> Iterator[Rendered]:
    """Render every workbook that is meant, up to `jobs` at a time, as `Batch` does."""
    yield from Batch(named, request, context, Means(jobs))


class Batch:
    """The workbooks that are meant, and the rendering of them, in their order.

    Raises CannotRunError before anything is written where a path is missing, two workbooks
    would share an output folder, or the order names an unknown document. `on_connecting` is called
    before a cluster is waited for, `on_stopping` when an interruption is taken note of and the
    workbooks in work are still to become whole;
    `worked_on` counts the workbooks that are done or refused, also those not given out yet; `stopped`
    says whether somebody asked to stop and some are left.
    """

    def __init__(
        self,
        named: Iterable[Path],
        request: RenderRequest,
        context: ServiceContext,
        means: Means | None = None,
    ) -> None:
        self._request = request
        self._context = context
        self._means = means or Means()
        self.worked_on = 0
        self.stopped = False
        self.on_stopping: Callable[[], None] = _say_nothing
        self.on_connecting: Callable[[], None] = _say_nothing
        self._folders = plan_render(named, self._request)
        if self._means.cluster:
            require_dask()
        else:
            make_folder(self._request.output)
        self._groups = self._together()
        if self._needs_processes:
            begin_processes()

    def __len__(self) -> int:
        return len(self._folders)

    @property
    def workbooks(self) -> Iterable[Path]:
        """The workbooks that are meant, in their order."""
        return self._folders.keys()

    def __iter__(self) -> Iterator[Rendered]:
        """Render; an interruption ends with CannotRunError after the workbooks in work are whole."""
        self.worked_on = 0
        with interruptible(self.on_stopping) as patience:
            try:
                for answer in self._answers(patience):
                    self.worked_on += len(answer)
                    yield from answer
            finally:
                self.stopped = patience.lost and self.worked_on < len(self)
        if self.stopped:
            raise CannotRunError(self.cancelled())

    def cancelled(self) -> Problem:
        """That the batch was stopped on request, and how far it was."""
        return Problem("BATCH_CANCELLED", found=str(self.worked_on), values={"total": str(len(self))})

    @property
    def _needs_processes(self) -> bool:
        return not self._means.cluster and self._means.jobs > 1 and len(self._groups) > 1

    def _answers(self, patience: Patience) -> Iterator[tuple[Rendered, ...]]:
        # A group that is printed takes long enough to be handed out only when a worker is free.
        ahead = 1 if self._request.pdf else _AHEAD
        if self._means.cluster:
            self.on_connecting()
            with cluster(self._means.cluster) as (executor, threads):
                make_folder(self._request.output)
                groups = _everywhere(self._groups)
                yield from HandingOut(groups, self._submit, patience, ahead).answers(executor, threads)
        elif self._needs_processes:
            yield from self._on_processes(HandingOut(self._groups, self._submit, patience, ahead))
        else:
            for group in self._groups:
                if patience.lost:
                    return
                yield render(group, self._request, self._context)

    def _together(self) -> list[Group]:
        """The workbooks as they are worked on together; each worker gets as many groups, of one size."""
        rounds = ceil(len(self) / (_PRINTED_TOGETHER * self._means.jobs))
        size = ceil(len(self) / (rounds * self._means.jobs)) if self._request.pdf else 1
        pairs = iter(self._folders.items())
        return list(iter(lambda: tuple(islice(pairs, size)), ()))

    def _on_processes(self, handing_out: HandingOut) -> Iterator[tuple[Rendered, ...]]:
        """Work on groups in processes; a pool that a workbook breaks is replaced."""
        jobs = min(self._means.jobs, len(self._groups))
        while True:
            with suppress(BrokenExecutor), processes(jobs) as executor:
                yield from handing_out.answers(executor, jobs)
                return
            handing_out.answer_lost(lambda group: tuple(self._alone(pair) for pair in group))

    def _alone(self, pair: tuple[Path, Path]) -> Rendered:
        with processes(1) as executor:
            try:
                return received(self._submit(executor, (pair,)))[0]
            except BrokenExecutor:
                return Rendered(str(pair[0]), (Problem("BATCH_WORKER_LOST", file=str(pair[0])),))

    def _submit(self, executor: Executor, group: Group) -> Answer:
        workers = 0 if self._means.cluster else self._means.jobs
        return executor.submit(render_elsewhere, group, self._request, self._context.settings.path, workers)


def _say_nothing() -> None:
    """What is told where nobody is to be told."""


def _everywhere(groups: Iterable[Group]) -> Iterator[Group]:
    """Groups with paths that lead to the same place from every machine that shares the folder."""
    for group in groups:
        yield tuple((workbook.absolute(), folder.absolute()) for workbook, folder in group)
