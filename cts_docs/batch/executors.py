"""The executors of a batch: processes of this machine, or a Dask cluster.

The libraries of each are loaded by the functions that start it: one workbook needs none of them.
"""

from __future__ import annotations

import os
import signal
import sys
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

_CONNECT_SECONDS = 10
"""How long to wait for the connection to the scheduler of a cluster."""
_TERMINATE_SECONDS = 5.0
"""How long a terminated worker may take to remove its temporary files before it is killed."""

_AGAIN_AFTER = 0.01
"""Seconds until an exit that Python ignored is raised again."""


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """A pool of processes; it is terminated where an exception leaves the block, otherwise it finishes."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children

    start_fork_server()
    others = active_children()
    pool = ProcessPoolExecutor(count, mp_context=_start_method(), initializer=_initialize_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _terminate([child for child in active_children() if child not in others])
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _terminate(workers: Sequence[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(_TERMINATE_SECONDS)
        worker.kill()


def _start_method() -> ForkServerContext | SpawnContext:
    """The start method: never a fork of this process, which would copy locks that threads may hold.

    Where the system has it, a fork server loads the modules once and is forked for each worker.
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


def start_fork_server() -> None:
    """Start the fork server, which loads the modules while this process goes on.

    It ignores interrupts of the process group from its start: this process handles them.
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
    """Raise CannotRunError where Dask is not installed; does not load it."""
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise CannotRunError(Problem("CLUSTER_PROGRAM_MISSING"))


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The Dask cluster at an address, and the number of its threads.

    Raises CannotRunError where Dask is not installed or no scheduler answers in time.
    """
    require_dask()
    from distributed import Client

    try:
        client = Client(address, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise CannotRunError(Problem("CLUSTER_UNREACHABLE", found=address)) from error
    with client:
        executor: Executor = client.get_executor(pure=False)
        yield executor, max(1, sum(client.nthreads().values()))


def _initialize_worker() -> None:
    """Initialize a worker process: it ignores SIGINT, and ends at SIGTERM or with its parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _exit_on_signal)
    sys.unraisablehook = _exit_after_all
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _exit_on_signal(_signal: int, _frame: FrameType | None) -> None:
    # Once only, so that the removal of temporary files is not interrupted.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(1)


def _exit_after_all(ignored: sys.UnraisableHookArgs) -> None:
    """Python ignores an exit that is raised while it clears an object away: it is raised again soon."""
    if isinstance(ignored.exc_value, SystemExit):
        signal.signal(signal.SIGALRM, _exit_on_signal)
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_AFTER)
    else:
        sys.__unraisablehook__(ignored)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
