"""Groups of workbooks handed out to an executor, their answers taken in the order of the groups."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice

from cts_docs.batch.interruption import Patience
from cts_docs.batch.worker import CannotRun, Group
from cts_docs.errors import CannotRunError
from cts_docs.services.results import Rendered

Answer = Future[tuple[Rendered, ...] | CannotRun]
Submit = Callable[[Executor, Group], Answer]

_HELD = 64
"""Answers held back for each worker while an earlier workbook, a large one, is still in work."""
_LOOK_EVERY = 0.2


@dataclass(slots=True)
class _Work:
    """A group on its way to an answer; None until it is handed out."""

    group: Group
    answer: Answer | None = None

    @property
    def is_done(self) -> bool:
        return self.answer is not None and self.answer.done()

    @property
    def is_begun(self) -> bool:
        return self.answer is not None and not self.answer.done()


class HandingOut:
    """The groups of a batch, some of them under way; they outlive the executor that works on them.

    `ahead` says how many groups each worker is given before it has answered.
    """

    def __init__(self, groups: Iterable[Group], submit: Submit, patience: Patience, ahead: int) -> None:
        self._waiting = iter(groups)
        self._submit = submit
        self._patience = patience
        self._ahead = ahead
        self._under_way: deque[_Work] = deque()

    def answers(self, executor: Executor, workers: int) -> Iterator[tuple[Rendered, ...]]:
        """The answers of an executor to the groups; once patience is lost, to those that are begun.

        Raises BrokenExecutor where the executor breaks; another may go on then.
        """
        try:
            while self._next_is_there(executor, workers):
                answer = received(self._under_way[0].answer)
                self._under_way.popleft()
                yield answer
        finally:
            for work in self._under_way:
                if work.answer is not None:
                    work.answer.cancel()

    def answer_lost(self, answer: Callable[[Group], tuple[Rendered, ...]]) -> None:
        """Answer for the groups that were under way when an executor broke: one of them broke it."""
        for work in self._under_way:
            if work.is_done and work.answer is not None and work.answer.exception() is None:
                continue
            work.answer = None
            if not self._patience.lost:
                work.answer = Future()
                work.answer.set_result(answer(work.group))

    def _next_is_there(self, executor: Executor, workers: int) -> bool:
        """Wait for the answer to the oldest group and hand out others meanwhile; False where none is left."""
        with self._patience.held():
            while not (self._under_way and self._under_way[0].is_done):
                self._patience.check()
                if self._patience.lost:
                    self._give_back()
                else:
                    self._hand_out(executor, workers)
                if not self._under_way:
                    return False
                begun = [work.answer for work in self._under_way if work.is_begun and work.answer]
                wait(begun, _LOOK_EVERY, FIRST_COMPLETED)
        return True

    def _hand_out(self, executor: Executor, workers: int) -> None:
        room = workers * self._ahead - sum(work.is_begun for work in self._under_way)
        lost = [work for work in self._under_way if work.answer is None]
        new = min(room - len(lost), workers * _HELD - len(self._under_way))
        for group in islice(self._waiting, max(0, new)):
            # Kept before it is handed out: an executor may break at that.
            self._under_way.append(_Work(group))
            lost.append(self._under_way[-1])
        for work in lost[: max(0, room)]:
            work.answer = self._submit(executor, work.group)

    def _give_back(self) -> None:
        """Keep only what is begun; the newest is taken back first, before a worker takes it."""
        for work in reversed(self._under_way):
            if work.answer is not None:
                work.answer.cancel()
        begun = [work for work in self._under_way if work.answer is not None and not work.answer.cancelled()]
        self._under_way = deque(begun)


def received(answer: Answer | None) -> tuple[Rendered, ...]:
    """What a worker answered; CannotRunError where it said that it can do nothing at all."""
    found = () if answer is None else answer.result()
    if isinstance(found, CannotRun):
        raise CannotRunError(found.problems)
    return found
