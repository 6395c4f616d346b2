"""Times taken in turn, so that a busy machine slows every side alike, and the ratios made of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

Work = Callable[[], object]

_TURN = 0.05
"""Seconds that a quick side's turn is filled up to."""
_LEAST_REPEATS, _MOST_REPEATS = 3, 25
_LONG = 1.0
"""Seconds from which a side is taken once in a turn."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time of one side divided by that of another: median and quartiles over the rounds of one run."""

    median: float
    lower: float
    upper: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.lower:.2f}–{self.upper:.2f})"


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio and its aim: at least `aim` where `least`, at most `aim` otherwise."""

    name: str
    found: Ratio
    aim: float
    least: bool

    @property
    def reached(self) -> bool:
        """Whether the median meets the aim."""
        return self.found.median >= self.aim if self.least else self.found.median <= self.aim

    def line(self) -> str:
        """One line of the printed table."""
        aim = f"{'≥' if self.least else '≤'} {self.aim:g}"
        return f"{self.name:<62} {self.found!s:<24} {aim:<8} {'reached' if self.reached else 'NOT REACHED'}"

    def record(self) -> dict[str, object]:
        """The figure as it is kept in the JSON file of a run."""
        return {**asdict(self), "reached": self.reached}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A comparison that could not be made on this machine."""

    name: str
    reason: str

    def line(self) -> str:
        """One line of the printed table."""
        return f"{self.name:<62} skipped: {self.reason}"

    def record(self) -> dict[str, object]:
        """The reason as it is kept in the JSON file of a run."""
        return asdict(self)


def times(sides: Mapping[str, Work], rounds: int) -> dict[str, list[float]]:
    """The seconds of each side in each round; the sides take turns, and who begins changes.

    A quick side is repeated within its turn, and its best time counts: the first finds the
    processor's caches cold, and what else disturbs it only ever adds.
    """
    repeats = {name: _repeats(work) for name, work in sides.items()}
    names = list(sides)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            gc.collect()
            taken[name].append(min(_once(sides[name]) for _ in range(repeats[name])))
    return taken


def _repeats(work: Work) -> int:
    work()
    taken = _once(work)
    if taken > _LONG:
        return 1
    return max(_LEAST_REPEATS, min(_MOST_REPEATS, int(_TURN / max(taken, 1e-6))))


def _once(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def ratio(above: Sequence[float], below: Sequence[float]) -> Ratio:
    """The ratio of two sides round by round: its median and its quartiles."""
    each = sorted(one / other for one, other in zip(above, below, strict=True))
    if len(each) == 1:
        return Ratio(each[0], each[0], each[0])
    lower, _, upper = statistics.quantiles(each, n=4, method="inclusive")
    return Ratio(statistics.median(each), lower, upper)
