"""Scheduling: groups of workbooks submitted to an executor, their results in the order of the groups."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice

from cts_docs.batch.interruption import InterruptHandler
from cts_docs.batch.worker import CannotRun, Group
from cts_docs.errors import CannotRunError
from cts_docs.services.results import Rendered

GroupFuture = Future[tuple[Rendered, ...] | CannotRun]
Submit = Callable[[Executor, Group], GroupFuture]

_MOST_PENDING = 64
"""Groups for each worker that may wait for the result of an earlier, larger one."""
_POLL_SECONDS = 0.2


@dataclass(slots=True)
class _Task:
    """A group and the future of its result, None until it is submitted."""

    group: Group
    future: GroupFuture | None = None

    @property
    def is_done(self) -> bool:
        return self.future is not None and self.future.done()

    @property
    def is_running(self) -> bool:
        return self.future is not None and not self.future.done()


class Scheduler:
    """Schedules the groups of a batch; it outlives an executor that breaks.

    `ahead` is the number of groups submitted for each worker before it has returned a result.
    """

    def __init__(
        self, groups: Iterable[Group], submit: Submit, interrupts: InterruptHandler, ahead: int
    ) -> None:
        self._waiting = iter(groups)
        self._submit = submit
        self._interrupts = interrupts
        self._ahead = ahead
        self._tasks: deque[_Task] = deque()

    def results(self, executor: Executor, workers: int) -> Iterator[tuple[Rendered, ...]]:
        """The results of the groups; once a stop is requested, only of those that are running.

        Raises BrokenExecutor where the executor breaks; the call may be repeated with another one.
        """
        try:
            while self._wait_for_next(executor, workers):
                result = result_of(self._tasks[0].future)
                self._tasks.popleft()
                yield result
        finally:
            for task in self._tasks:
                if task.future is not None:
                    task.future.cancel()

    def resolve_lost(self, resolve: Callable[[Group], tuple[Rendered, ...]]) -> None:
        """Give the groups that a broken executor lost the results of `resolve`: one of them broke it."""
        for task in self._tasks:
            if task.is_done and task.future is not None and task.future.exception() is None:
                continue
            task.future = None
            if not self._interrupts.stop_requested:
                task.future = Future()
                task.future.set_result(resolve(task.group))

    def _wait_for_next(self, executor: Executor, workers: int) -> bool:
        """Wait for the oldest group and submit others meanwhile; False where no group is left."""
        with self._interrupts.deferred():
            while not (self._tasks and self._tasks[0].is_done):
                self._interrupts.raise_if_aborted()
                if self._interrupts.stop_requested:
                    self._withdraw_waiting()
                else:
                    self._submit_more(executor, workers)
                if not self._tasks:
                    return False
                running = [task.future for task in self._tasks if task.is_running and task.future]
                wait(running, _POLL_SECONDS, FIRST_COMPLETED)
        return True

    def _submit_more(self, executor: Executor, workers: int) -> None:
        room = workers * self._ahead - sum(task.is_running for task in self._tasks)
        unsubmitted = [task for task in self._tasks if task.future is None]
        new = min(room - len(unsubmitted), workers * _MOST_PENDING - len(self._tasks))
        for group in islice(self._waiting, max(0, new)):
            # Kept before it is submitted, because that is where an executor may break.
            self._tasks.append(_Task(group))
            unsubmitted.append(self._tasks[-1])
        for task in unsubmitted[: max(0, room)]:
            task.future = self._submit(executor, task.group)

    def _withdraw_waiting(self) -> None:
        """Keep only running groups; the newest are cancelled first, before a worker takes them."""
        for task in reversed(self._tasks):
            if task.future is not None:
                task.future.cancel()
        running = [task for task in self._tasks if task.future is not None and not task.future.cancelled()]
        self._tasks = deque(running)


def result_of(future: GroupFuture | None) -> tuple[Rendered, ...]:
    """The result of a worker; raises CannotRunError where the worker cannot run at all."""
    result = () if future is None else future.result()
    if isinstance(result, CannotRun):
        raise CannotRunError(result.problems)
    return result
