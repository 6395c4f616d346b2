"""What works on a batch: processes of this machine, or a Dask cluster, both as executors.

What processes need is loaded by the functions that start some: one workbook needs none of them.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from cts_docs.errors import CannotRunError, Problem

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

_ANSWER_SECONDS = 10
"""What a cluster's scheduler is given to answer."""
_LAST_SECONDS = 5.0
"""What a worker that is told to stop at once is given to clear away its temporary files."""


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """A pool of processes; where it is left for any fault they end at once, else with what they are at."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children

    begin_processes()
    others = active_children()
    pool = ProcessPoolExecutor(count, mp_context=_start_method(), initializer=_begin_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _end_at_once([child for child in active_children() if child not in others])
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_at_once(workers: Sequence[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(_LAST_SECONDS)
        worker.kill()


def _start_method() -> ForkServerContext | SpawnContext:
    """How processes are started: never by forking this one, as a fork copies locks that threads may hold.

    Where the system knows it, one fresh process loads what all of them need and is forked for each.
    """
    from multiprocessing import get_context

    if not _forks():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["cts_docs.services.rendering.render"])
    return context


def _forks() -> bool:
    from multiprocessing import get_all_start_methods

    return "forkserver" in get_all_start_methods()


def begin_processes() -> None:
    """Let the process that workers are forked from load what they need, while this one goes on.

    An interruption of the whole process group is not for them but for the process that hands out
    the work, from their first moment on.
    """
    if not _forks():
        return
    from multiprocessing import forkserver, resource_tracker

    _start_method()
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def require_dask() -> None:
    """Raise CannotRunError where Dask is missing; it is not loaded yet."""
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise CannotRunError(Problem("CLUSTER_PROGRAM_MISSING"))


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The Dask cluster at an address, and how many groups it works on at a time.

    CannotRunError where Dask is missing or no scheduler answers in time.
    """
    require_dask()
    from distributed import Client

    try:
        client = Client(address, timeout=_ANSWER_SECONDS)
    except (OSError, ValueError) as error:
        raise CannotRunError(Problem("CLUSTER_UNREACHABLE", found=address)) from error
    with client:
        executor: Executor = client.get_executor(pure=False)
        yield executor, max(1, sum(client.nthreads().values()))


def _begin_worker() -> None:
    """In a worker process: interruptions are for others, and it ends when it is told to or is left alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    # Once only, so that what it clears away on its way out is cleared away whole.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(1)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
