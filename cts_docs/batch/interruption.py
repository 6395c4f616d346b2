"""Interruption of a batch: a first signal lets the workbooks in progress finish, a second stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class InterruptHandler:
    """Handles SIGINT and SIGTERM: `stop_requested` after the first, KeyboardInterrupt at the second.

    `on_stop_requested` is called once, at the first signal.
    """

    on_stop_requested: Callable[[], None]
    stop_requested: bool = False
    _abort_requested: bool = False
    _deferred: bool = False

    def handle(self, _signal: int, _frame: FrameType | None) -> None:
        """Handle a signal; the second raises KeyboardInterrupt unless that is deferred."""
        if self.stop_requested:
            self._abort_requested = True
            if not self._deferred:
                raise KeyboardInterrupt
            return
        self.stop_requested = True
        # The signal may arrive while a message is being printed, which then cannot be entered again.
        with suppress(RuntimeError):
            self.on_stop_requested()

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Raise KeyboardInterrupt only in `raise_if_aborted`, so that no process is half started."""
        self._deferred = True
        try:
            yield
        finally:
            self._deferred = False

    def raise_if_aborted(self) -> None:
        """Raise KeyboardInterrupt where a second signal came."""
        if self._abort_requested:
            raise KeyboardInterrupt


@contextmanager
def interruptible(on_stop_requested: Callable[[], None]) -> Iterator[InterruptHandler]:
    """Handle signals inside the block; outside the main thread of a process nothing is changed."""
    handler = InterruptHandler(on_stop_requested)
    if threading.current_thread() is not threading.main_thread():
        yield handler
        return
    before = {number: signal.signal(number, handler.handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield handler
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
