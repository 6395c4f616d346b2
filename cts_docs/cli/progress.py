"""How far a batch is: one line that moves on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections import deque

from cts_docs.cli.output import plain, tell, word
from cts_docs.messages import Language

_PLAIN_EVERY = 10.0
"""Seconds between two plain lines: a log should not grow with the batch."""
_LATELY = 64
"""Steps that the rate is taken over: workbooks that were left as they stand say nothing about the others."""
_CLEAR = "\r\x1b[K"


class Progress:
    """Counts workbooks as they are done, on stderr; silent where there is only one."""

    def __init__(self, total: int, language: Language) -> None:
        self._total, self._language = total, language
        self._done = 0
        self._told = time.monotonic()
        self._moments = deque([(self._told, 0)], _LATELY)
        self._moves = sys.stderr.isatty()
        if self._moves and total > 1:
            self._show(word("BATCH_BEGUN", language, total=str(total)))

    def clear(self) -> None:
        """Take the moving line away, before something else is said."""
        if self._moves and self._total > 1:
            self._show("")

    def connecting(self, address: str) -> None:
        """Say whose answer is waited for."""
        self.clear()
        tell(plain(word("BATCH_CONNECTING", self._language, address=address)))

    def stopping(self) -> None:
        """Say that an interruption was understood, and what is waited for."""
        self.clear()
        tell(word("BATCH_STOPPING", self._language))

    def step(self, done: int) -> None:
        """So many workbooks are done."""
        self._done = done
        if self._total < 2 or self._done == self._total:
            return
        now = time.monotonic()
        self._moments.append((now, done))
        if self._moves:
            self._show(self._line(now))
        elif now - self._told >= _PLAIN_EVERY:
            self._told = now
            tell(self._line(now))

    def _show(self, line: str) -> None:
        sys.stderr.write(_CLEAR + line)
        sys.stderr.flush()

    def _line(self, now: float) -> str:
        moment, done = self._moments[0]
        a_second = max(self._done - done, 1) / max(now - moment, 1e-9)
        left = (self._total - self._done) / a_second
        return word(
            "BATCH_PROGRESS",
            self._language,
            done=str(self._done),
            total=str(self._total),
            rate=f"{a_second * 60:.0f}",
            left=_span(left),
        )


def _span(seconds: float) -> str:
    """A span of time as a clock shows it: 0:07, 1:30:00."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
