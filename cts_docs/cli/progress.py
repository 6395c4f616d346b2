"""The progress of long work on stderr.

A batch has one line that is rewritten on a terminal, and a line every ten seconds elsewhere; other long
work has a bar on a terminal and nothing elsewhere.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from cts_docs.cli.output import localized, plain, print_message
from cts_docs.messages import Language
from cts_docs.progress import followed

_PLAIN_EVERY = 10.0
"""Seconds between two lines in a log, which should not grow with the batch."""
_RECENT_STEPS = 64
"""Steps that the rate is taken over: skipped workbooks would make an overall rate too high."""
_CLEAR = "\r\x1b[K"
_SHOW_CURSOR = "\x1b[?25h"
_SHORT = 0.5
"""Seconds of work for which no bar is shown."""


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


@contextmanager
def shown_steps(language: Language, *, hidden: bool = False) -> Iterator[Callable[[], None]]:
    """Show how far the work of this block is, as a bar on a terminal; nothing where `hidden`.

    Gives the function that takes the bar away before something is printed in the block.
    """
    bar = _Bar(language)
    if hidden or not sys.stderr.isatty():
        yield bar.clear
        return
    with followed(bar.step):
        try:
            yield bar.clear
        finally:
            bar.clear()


class _Bar:
    """The bar of the work that reports steps, drawn by click; one line that is taken away in the end."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._began = time.monotonic()
        self._work = ""
        self._drawn: Any = None

    def step(self, work: str, done: int, total: int) -> None:
        """Draw that so many steps of a work are done, unless it is short so far."""
        if time.monotonic() - self._began < _SHORT:
            return
        if self._drawn is None or work != self._work:
            self.clear()
            label = localized(work, self._language)
            self._work = work
            self._drawn = click.progressbar(length=total, label=label, file=sys.stderr)
        self._drawn.update(done - self._drawn.pos)

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn is not None:
            self._drawn = None
            sys.stderr.write(_CLEAR + _SHOW_CURSOR)
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    """A duration as 0:07 or 1:30:00."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
