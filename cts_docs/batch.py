"""Many workbooks at a time: one executor seam, answers in the order of the workbooks.

The same work goes to processes of this machine or to a Dask cluster over a shared folder; both
are `concurrent.futures` executors. What one workbook does to a worker never stops the others.
"""

from __future__ import annotations

import copyreg
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import TYPE_CHECKING

from cts_docs.actions.office import Office, open_office
from cts_docs.actions.outcomes import Rendered
from cts_docs.actions.render_order import Order, prepare_render
from cts_docs.errors import CannotRunError, CtsDocsError, Problem

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

_Mapping = MappingProxyType[str, str]
_Group = Sequence[tuple[Path, Path]]


@dataclass(frozen=True, slots=True)
class _CannotRun:
    """Why a worker can do nothing at all; the exception itself does not travel between processes."""

    problems: tuple[Problem, ...]


_Answer = Future[tuple[Rendered, ...] | _CannotRun]

_PRINTED_TOGETHER = 8
"""Workbooks whose documents one start-up of LibreOffice prints."""
_AHEAD = 3
"""Groups that wait for each worker: enough that none idles, few enough that memory does not grow."""


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


class Batch:
    """The workbooks that are meant, and the rendering of them, in their order.

    Raises CannotRunError before anything is written where a path is missing, two workbooks
    would share an output folder, or the order names an unknown document.
    """

    def __init__(
        self, named: Iterable[Path], order: Order, office: Office, means: Means | None = None
    ) -> None:
        self._order = order
        self._office = office
        self._means = means or Means()
        self._folders = prepare_render(named, self._order)

    def __len__(self) -> int:
        return len(self._folders)

    def __iter__(self) -> Iterator[Rendered]:
        """Render; an interruption ends with CannotRunError after the workbooks in work are whole."""
        with _patience() as patience:
            done = 0
            for answer in self._answers(patience):
                for one in answer:
                    done += 1
                    yield one
                if patience.lost:
                    break
        if patience.lost and done < len(self):
            raise CannotRunError(
                Problem("BATCH_CANCELLED", found=str(done), values={"total": str(len(self))})
            )

    def _answers(self, patience: _Patience) -> Iterator[tuple[Rendered, ...]]:
        groups = self._groups()
        if not self._means.cluster and (self._means.jobs == 1 or len(groups) == 1):
            yield from (_render(group, self._order, self._office) for group in groups)
        elif self._means.cluster:
            with _cluster(self._means.cluster) as executor:
                yield from self._spread(executor, _everywhere(groups), patience, _AHEAD * 16)
        else:
            yield from self._on_processes(groups, patience)

    def _groups(self) -> list[_Group]:
        """The workbooks as they are worked on together, divided so that no worker is without any."""
        size = min(_PRINTED_TOGETHER, -(-len(self) // self._means.jobs)) if self._order.pdf else 1
        pairs = iter(self._folders.items())
        return list(iter(lambda: tuple(islice(pairs, size)), ()))

    def _on_processes(self, groups: list[_Group], patience: _Patience) -> Iterator[tuple[Rendered, ...]]:
        """Work on groups in processes; a pool that a workbook breaks is replaced."""
        waiting = groups
        while waiting:
            answered = 0
            with _processes(min(self._means.jobs, len(waiting))) as executor:
                try:
                    for answer in self._spread(executor, waiting, patience, self._means.jobs * _AHEAD):
                        answered += 1
                        yield answer
                    return
                except BrokenExecutor:
                    waiting = waiting[answered:]
            # Whichever of those in work broke it: each is tried again alone.
            in_work, waiting = waiting[: self._means.jobs * _AHEAD], waiting[self._means.jobs * _AHEAD :]
            for group in in_work:
                if not patience.lost:
                    yield tuple(self._alone(pair) for pair in group)

    def _alone(self, pair: tuple[Path, Path]) -> Rendered:
        with _processes(1) as executor:
            try:
                return _received(self._submit(executor, (pair,)))[0]
            except BrokenExecutor:
                return Rendered(str(pair[0]), (Problem("BATCH_WORKER_LOST", file=str(pair[0])),))

    def _spread(
        self, executor: Executor, groups: Iterable[_Group], patience: _Patience, ahead: int
    ) -> Iterator[tuple[Rendered, ...]]:
        """The answers to groups in their order, never more than `ahead` of them under way."""
        waiting = iter(groups)
        pending: deque[_Answer] = deque(self._submit(executor, group) for group in islice(waiting, ahead))
        try:
            while pending:
                answer = _received(pending[0])
                pending.popleft()
                if not patience.lost:
                    pending.extend(self._submit(executor, group) for group in islice(waiting, 1))
                yield answer
        finally:
            for future in pending:
                future.cancel()

    def _submit(self, executor: Executor, group: _Group) -> _Answer:
        return executor.submit(_render_elsewhere, group, self._order, self._office.settings.path)


@dataclass(slots=True)
class _Patience:
    """Whether somebody asked to stop: what is in work is finished first. Asking twice stops at once."""

    lost: bool = False

    def lose(self, _signal: int, _frame: FrameType | None) -> None:
        if self.lost:
            raise KeyboardInterrupt
        self.lost = True


@contextmanager
def _patience() -> Iterator[_Patience]:
    patience = _Patience()
    if threading.current_thread() is not threading.main_thread():
        yield patience
        return
    before = {number: signal.signal(number, patience.lose) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield patience
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _processes(count: int) -> Iterator[Executor]:
    pool = ProcessPoolExecutor(count, mp_context=_start_method(), initializer=_leave_stopping_to_others)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_method() -> ForkServerContext | SpawnContext:
    """How processes are started: never by forking this one, as a fork copies locks that threads may hold.

    Where the system knows it, one fresh process loads what all of them need and is forked for each.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["cts_docs.actions.rendering"])
    return context


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """The Dask cluster at an address; CannotRunError where Dask is missing or does not answer."""
    try:
        from distributed import Client
    except ImportError as error:
        raise CannotRunError(Problem("CLUSTER_PROGRAM_MISSING")) from error
    try:
        client = Client(address)
    except (OSError, ValueError) as error:
        raise CannotRunError(Problem("CLUSTER_UNREACHABLE", found=address)) from error
    with client:
        executor: Executor = client.get_executor(pure=False)
        yield executor


def _everywhere(groups: Iterable[_Group]) -> Iterator[_Group]:
    """Groups with paths that lead to the same place from every machine that shares the folder."""
    for group in groups:
        yield tuple((workbook.absolute(), folder.absolute()) for workbook, folder in group)


def _leave_stopping_to_others() -> None:
    """In a worker process: an interruption is for the process that hands out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _render_elsewhere(group: _Group, order: Order, config: Path | None) -> tuple[Rendered, ...] | _CannotRun:
    """Render in another process, which reads the configuration itself."""
    # Python does not send read-only mappings by itself.
    copyreg.pickle(MappingProxyType, _reduced)
    try:
        return _render(group, order, _office(config))
    except CtsDocsError as error:
        return _CannotRun(error.problems)


def _received(answer: _Answer) -> tuple[Rendered, ...]:
    found = answer.result()
    if isinstance(found, _CannotRun):
        raise CannotRunError(found.problems)
    return found


def _render(group: _Group, order: Order, office: Office) -> tuple[Rendered, ...]:
    """Render a group; where it fails for a reason of the program's own, each by itself."""
    # Loaded by the process that renders: one that only hands out work starts without it.
    from cts_docs.actions.rendering import render_group

    try:
        return render_group(group, order, office)
    except CannotRunError:
        raise
    except Exception as error:  # noqa: BLE001 - one workbook's fault must not stop the rest
        if len(group) > 1:
            return tuple(one for pair in group for one in _render([pair], order, office))
        return (Rendered(str(group[0][0]), (_fault(error),)),)


def _fault(error: Exception) -> Problem:
    """An internal fault by its kind and place in the program, without any content of a file."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return Problem("INTERNAL_FAULT", found=f"{type(error).__name__}, {place}")


@cache
def _office(config: Path | None) -> Office:
    """The office of a worker process."""
    return open_office(config)


def _reduced(mapping: _Mapping) -> tuple[Callable[..., _Mapping], tuple[dict[str, str]]]:
    return _read_only, (dict(mapping),)


def _read_only(mapping: dict[str, str]) -> _Mapping:
    return MappingProxyType(mapping)
