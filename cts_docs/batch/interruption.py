"""An interruption: what is in work becomes whole first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Patience:
    """Whether somebody asked to stop: what is in work is finished first. Asking twice stops at once."""

    on_stopping: Callable[[], None]
    lost: bool = False
    _at_end: bool = False
    _held: bool = False

    def lose(self, _signal: int, _frame: FrameType | None) -> None:
        """Take note of a signal; at the second one raise KeyboardInterrupt, where nothing is held."""
        if self.lost:
            self._at_end = True
            if not self._held:
                raise KeyboardInterrupt
            return
        self.lost = True
        # What is told might be interrupted in the midst of a line that is being told.
        with suppress(RuntimeError):
            self.on_stopping()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Stop at once only where `check` is called: processes are not to be started by half."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def check(self) -> None:
        """Raise KeyboardInterrupt where somebody asked twice."""
        if self._at_end:
            raise KeyboardInterrupt


@contextmanager
def interruptible(on_stopping: Callable[[], None]) -> Iterator[Patience]:
    """Take signals to stop as a wish to stop: `on_stopping` is called at the first one.

    Only a process's main thread can; elsewhere the signals do what they did before.
    """
    patience = Patience(on_stopping)
    if threading.current_thread() is not threading.main_thread():
        yield patience
        return
    before = {number: signal.signal(number, patience.lose) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield patience
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
