"""What a measurement found, beside what was aimed at."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from benchmarks.timing import Ratio


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio and its aim: at least `aim` where `least`, at most `aim` otherwise.

    `reason` says why the aim was not reached, where that is known.
    """

    name: str
    found: Ratio
    aim: float
    least: bool
    reason: str = ""

    @property
    def reached(self) -> bool:
        """Whether the median keeps to the aim."""
        return self.found.median >= self.aim if self.least else self.found.median <= self.aim

    def line(self) -> str:
        """One line for a person."""
        aim = f"{'≥' if self.least else '≤'} {self.aim:g}"
        said = "reached" if self.reached else f"NOT REACHED{': ' + self.reason if self.reason else ''}"
        return f"{self.name:<58} {self.found!s:<24} {aim:<8} {said}"

    def record(self) -> dict[str, object]:
        """The same for a machine."""
        return {**asdict(self), "reached": self.reached}
