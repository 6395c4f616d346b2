"""A batch: the workbooks that are meant, handed out in groups, answered in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cts_docs.actions.office import Office
from cts_docs.actions.outcomes import Rendered
from cts_docs.actions.render_order import Order, prepare_render
from cts_docs.batch.executors import begin_processes, cluster, processes
from cts_docs.batch.patience import Patience, interruptible
from cts_docs.batch.worker import CannotRun, Group, render, render_elsewhere
from cts_docs.errors import CannotRunError, Problem

_Answer = Future[tuple[Rendered, ...] | CannotRun]

_PRINTED_TOGETHER = 8
"""Workbooks whose documents are printed together."""
_AHEAD = 16
"""Groups under way for each worker: enough that none idles while a large workbook keeps the others' answers
waiting, few enough that memory does not grow."""
_SUSPECTS = 2
"""Of the oldest groups without an answer, how many for each worker may have broken a pool."""


@dataclass(frozen=True, slots=True)
class Means:
    """What works on a batch: `jobs` processes here, or the Dask cluster at an address."""

    jobs: int = 1
    cluster: str = ""


def render_workbooks(
    named: Iterable[Path], order: Order, office: Office, jobs: int = 1
) -> Iterator[Rendered]:
    """Render every workbook that is meant, up to `jobs` at a time, as `Batch` does."""
    yield from Batch(named, order, office, Means(jobs))


@dataclass(slots=True)
class _Work:
    """A group on its way to an answer; None until it is handed out."""

    group: Group
    answer: _Answer | None = None


class Batch:
    """The workbooks that are meant, and the rendering of them, in their order.

    Raises CannotRunError before anything is written where a path is missing, two workbooks
    would share an output folder, or the order names an unknown document. `on_stopping` is called
    when an interruption is taken note of and the workbooks in work are still to become whole.
    """

    def __init__(
        self,
        named: Iterable[Path],
        order: Order,
        office: Office,
        means: Means | None = None,
        on_stopping: Callable[[], None] = lambda: None,
    ) -> None:
        self._order = order
        self._office = office
        self._means = means or Means()
        self._on_stopping = on_stopping
        self._folders = prepare_render(named, self._order)
        self._groups = self._together()
        if self._needs_processes:
            begin_processes()

    def __len__(self) -> int:
        return len(self._folders)

    def __iter__(self) -> Iterator[Rendered]:
        """Render; an interruption ends with CannotRunError after the workbooks in work are whole."""
        with interruptible(self._on_stopping) as patience:
            done = 0
            for answer in self._answers(patience):
                for one in answer:
                    done += 1
                    yield one
        if patience.lost and done < len(self):
            raise CannotRunError(
                Problem("BATCH_CANCELLED", found=str(done), values={"total": str(len(self))})
            )

    @property
    def _needs_processes(self) -> bool:
        return not self._means.cluster and self._means.jobs > 1 and len(self._groups) > 1

    def _answers(self, patience: Patience) -> Iterator[tuple[Rendered, ...]]:
        if self._means.cluster:
            with cluster(self._means.cluster) as (executor, threads):
                waiting = iter(_everywhere(self._groups))
                yield from self._spread(executor, deque(), waiting, patience, _AHEAD * threads)
        elif self._needs_processes:
            yield from self._on_processes(patience)
        else:
            for group in self._groups:
                if patience.lost:
                    return
                yield render(group, self._order, self._office)

    def _together(self) -> list[Group]:
        """The workbooks as they are worked on together, divided so that no worker is without any."""
        size = min(_PRINTED_TOGETHER, -(-len(self) // self._means.jobs)) if self._order.pdf else 1
        pairs = iter(self._folders.items())
        return list(iter(lambda: tuple(islice(pairs, size)), ()))

    def _on_processes(self, patience: Patience) -> Iterator[tuple[Rendered, ...]]:
        """Work on groups in processes; a pool that a workbook breaks is replaced."""
        jobs = min(self._means.jobs, len(self._groups))
        pending, waiting = deque[_Work](), iter(self._groups)
        while True:
            with suppress(BrokenExecutor), processes(jobs) as executor:
                yield from self._spread(executor, pending, waiting, patience, jobs * _AHEAD)
                return
            for work in pending:
                if work.answer is not None and (not work.answer.done() or work.answer.exception()):
                    work.answer = None
            # Whichever of those in work broke it: each is tried again alone.
            for work in islice((work for work in pending if work.answer is None), jobs * _SUSPECTS):
                if not patience.lost:
                    work.answer = Future()
                    work.answer.set_result(tuple(self._alone(pair) for pair in work.group))

    def _alone(self, pair: tuple[Path, Path]) -> Rendered:
        with processes(1) as executor:
            try:
                return _received(self._submit(executor, (pair,)))[0]
            except BrokenExecutor:
                return Rendered(str(pair[0]), (Problem("BATCH_WORKER_LOST", file=str(pair[0])),))

    def _spread(
        self,
        executor: Executor,
        pending: deque[_Work],
        waiting: Iterator[Group],
        patience: Patience,
        ahead: int,
    ) -> Iterator[tuple[Rendered, ...]]:
        """The answers to groups in their order, never more than `ahead` of them under way.

        `pending` holds those under way, also where the executor breaks. Once patience is lost only
        what a worker has begun is waited for.
        """
        try:
            while True:
                if patience.lost:
                    _give_back(pending)
                else:
                    pending.extend(_Work(group) for group in islice(waiting, ahead - len(pending)))
                    for work in pending:
                        work.answer = work.answer or self._submit(executor, work.group)
                if not pending:
                    return
                answer = _received(pending[0].answer)
                pending.popleft()
                yield answer
        finally:
            for work in pending:
                if work.answer is not None:
                    work.answer.cancel()

    def _submit(self, executor: Executor, group: Group) -> _Answer:
        workers = 0 if self._means.cluster else self._means.jobs
        return executor.submit(render_elsewhere, group, self._order, self._office.settings.path, workers)


def _give_back(pending: deque[_Work]) -> None:
    """Leave of the work only what is begun; the newest is taken back first, before a worker takes it."""
    for work in reversed(pending):
        if work.answer is not None:
            work.answer.cancel()
    begun = [work for work in pending if work.answer is not None and not work.answer.cancelled()]
    pending.clear()
    pending.extend(begun)


def _everywhere(groups: Iterable[Group]) -> Iterator[Group]:
    """Groups with paths that lead to the same place from every machine that shares the folder."""
    for group in groups:
        yield tuple((workbook.absolute(), folder.absolute()) for workbook, folder in group)


def _received(answer: _Answer | None) -> tuple[Rendered, ...]:
    found = () if answer is None else answer.result()
    if isinstance(found, CannotRun):
        raise CannotRunError(found.problems)
    return found
