"""Real processes killed at every step, or at any moment, while they write an archive."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange, Transition
from cts_docs.files.writing import Failpoints
from tests.torture.dice import seeded
from tests.torture.invariants import faults
from tests.torture.locations import Homes
from tests.torture.sample_audits import APPROVER, NOTICES, archive, issue_request

Flow = Callable[[Path, Failpoints], str]
ONE, TWO = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-BG0002"


class Recorder(Failpoints):
    """Keeps the points in the order in which they were reached."""

    def __init__(self) -> None:
        self.points: list[str] = []

    def reach(self, point: str) -> None:
        """Note the point."""
        self.points.append(point)


class Killer(Recorder):
    """Ends its own process the hard way at the step of a given place in the order, from 1."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step

    def reach(self, point: str) -> None:
        """Note the point, and be killed if it is the one."""
        super().reach(point)
        if len(self.points) == self.step:
            os.kill(os.getpid(), signal.SIGKILL)


def _nothing(_: Path) -> None:
    """The first issue founds the archive."""


def _issued(folder: Path) -> None:
    archive(folder).issue(issue_request(1))


def _drafted(folder: Path) -> None:
    archive(folder).issue(issue_request(1))
    archive(folder).draft(issue_request(2))


def _issue(folder: Path, failpoints: Failpoints) -> str:
    return archive(folder, failpoints=failpoints).issue(issue_request(3)).number


def _draft(folder: Path, failpoints: Failpoints) -> str:
    return archive(folder, failpoints=failpoints).draft(issue_request(3)).number


def _approve(folder: Path, failpoints: Failpoints) -> str:
    return archive(folder, APPROVER, failpoints).approve(TWO, issue_request(2)).number


def _attach(folder: Path, failpoints: Failpoints) -> str:
    return archive(folder, failpoints=failpoints).attach(ONE, "scan.pdf", b"scan").number


def _two_issued(folder: Path) -> None:
    _issued(folder)
    archive(folder).issue(issue_request(2))


def _suspended(folder: Path) -> None:
    _issued(folder)
    _living("suspend")(folder, Failpoints())


def _living(transition: Transition) -> Flow:
    """A status change of the first entry, which the second may supersede."""
    change = StatusChange(transition, "示例理由", by=TWO if transition == "supersede" else "")

    def live(folder: Path, failpoints: Failpoints) -> str:
        return archive(folder, failpoints=failpoints).apply(ONE, change, Periods(3, 12)).number

    return live


def _with_notice(folder: Path, failpoints: Failpoints) -> str:
    """A suspension together with its numbered notice."""
    change = StatusChange("suspend", "示例理由")
    return archive(folder, failpoints=failpoints).apply(ONE, change, Periods(3, 12), NOTICES).number


FLOWS: dict[str, tuple[Callable[[Path], None], Flow]] = {
    "found": (_nothing, _issue),
    "issue": (_issued, _issue),
    "draft": (_issued, _draft),
    "approve": (_drafted, _approve),
    "attach": (_issued, _attach),
    "supersede": (_two_issued, _living("supersede")),
    "suspend": (_issued, _living("suspend")),
    "notice": (_issued, _with_notice),
    "restore": (_suspended, _living("restore")),
    "withdraw": (_issued, _living("withdraw")),
    "cancel": (_issued, _living("cancel")),
    "renew": (_issued, _living("renew")),
    "surveillance": (_issued, _living("surveillance")),
}
REPRESENTATIVE = ("found", "issue", "draft", "approve", "attach", "supersede", "notice")
"""Flows that contain every kind of writing: a status change without a notice builds no bag."""


def points_of(name: str, workshop: Path, homes: Homes) -> list[str]:
    """The points that a flow reaches, in order."""
    prepare, flow = FLOWS[name]
    recorder = Recorder()
    with homes.lent(workshop / f"{name}-recorded") as folder:
        prepare(folder)
        flow(folder, recorder)
    return recorder.points


def kill_at_steps(name: str, workshop: Path, homes: Homes, *, every: bool) -> Iterator[tuple[str, list[str]]]:
    """Kill a process at each step of a flow; gives the point and what was wrong afterwards.

    Without `every` only at the first step of each point, and for an issue at the last one too.
    """
    prepare, flow = FLOWS[name]
    points = points_of(name, workshop, homes)
    prepared = homes.make(workshop / f"{name}-prepared")
    prepare(prepared)
    for step, point in enumerate(points, start=1):
        last = name == "issue" and point not in points[step:]
        if not (every or last) and point in points[: step - 1]:
            continue
        folder = homes.copy(prepared, workshop / f"{name}-{step}")
        ended = killed(lambda at=step, into=folder: flow(into, Killer(at)))
        wrong = [] if ended else ["the process was not killed"]
        yield point, [*wrong, *faults(folder)]
        homes.forget(folder)
    homes.forget(prepared)


def killed(work: Callable[[], object]) -> bool:
    """Whether a process of its own that does some work was killed over it."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def kill_at_random(
    kills: int, seed: int, workshop: Path, deadline: float, homes: Homes
) -> tuple[int, list[str]]:
    """Kill a process that issues one audit after another at random moments, up to a deadline."""
    dice = seeded(seed)
    wrong: list[str] = []
    done = 0
    while done < kills and time.monotonic() < deadline:
        folder = homes.make(workshop / f"random-{done}")
        promised: set[str] = set()
        for _ in range(20):
            promised |= _run_and_kill(folder, dice.uniform(0.005, 0.4))
            wrong += [f"kill {done} (seed {seed}): {fault}" for fault in faults(folder, promised)]
            done += 1
        homes.forget(folder)
    return done, wrong


def _run_and_kill(folder: Path, seconds: float) -> set[str]:
    """The numbers that a process reported before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        while True:
            number = archive(folder).issue(issue_request(7, again="示例理由")).number
            os.write(writing, f"{number}\n".encode())
    os.close(writing)
    select.select([], [], [], seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as reported:
        return set(reported.read().split())


def main() -> None:
    """Kill at the steps of a flow, on PostgreSQL where a socket is named; the findings as JSON on stdout."""
    name, *socket = sys.argv[1:]
    with tempfile.TemporaryDirectory() as workshop:
        found = list(kill_at_steps(name, Path(workshop), Homes(*socket), every=False))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
