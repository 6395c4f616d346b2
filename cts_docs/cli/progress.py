"""The progress of a batch: one line that is rewritten on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections import deque

from cts_docs.cli.output import localized, plain, print_message
from cts_docs.messages import Language

_PLAIN_EVERY = 10.0
"""Seconds between two lines in a log, which should not grow with the batch."""
_RECENT_STEPS = 64
"""Steps that the rate is taken over: skipped workbooks would make an overall rate too high."""
_CLEAR = "\r\x1b[K"


class Progress:
    """Counts workbooks as they are done, on stderr; silent where there is only one."""

    def __init__(self, total: int, language: Language) -> None:
        self._total, self._language = total, language
        self._done = 0
        self._printed_at = time.monotonic()
        self._recent = deque([(self._printed_at, 0)], _RECENT_STEPS)
        self._is_terminal = sys.stderr.isatty()
        if self._is_terminal and total > 1:
            self._rewrite(localized("BATCH_BEGUN", language, total=str(total)))

    def clear(self) -> None:
        """Remove the progress line before something else is printed."""
        if self._is_terminal and self._total > 1:
            self._rewrite("")

    def connecting(self, address: str) -> None:
        """Print which cluster is being connected to."""
        self.clear()
        print_message(plain(localized("BATCH_CONNECTING", self._language, address=address)))

    def stopping(self) -> None:
        """Print that the interruption was noticed, and what is finished first."""
        self.clear()
        print_message(localized("BATCH_STOPPING", self._language))

    def step(self, done: int) -> None:
        """Count `done` workbooks as done."""
        self._done = done
        if self._total < 2 or self._done == self._total:
            return
        now = time.monotonic()
        self._recent.append((now, done))
        if self._is_terminal:
            self._rewrite(self._line(now))
        elif now - self._printed_at >= _PLAIN_EVERY:
            self._printed_at = now
            print_message(self._line(now))

    def _rewrite(self, line: str) -> None:
        sys.stderr.write(_CLEAR + line)
        sys.stderr.flush()

    def _line(self, now: float) -> str:
        start, done = self._recent[0]
        a_second = max(self._done - done, 1) / max(now - start, 1e-9)
        left = (self._total - self._done) / a_second
        return localized(
            "BATCH_PROGRESS",
            self._language,
            done=str(self._done),
            total=str(self._total),
            rate=f"{a_second * 60:.0f}",
            left=_duration(left),
        )


def _duration(seconds: float) -> str:
    """A duration as 0:07 or 1:30:00."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
