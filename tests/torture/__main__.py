"""`make torture`: the archive under kills, damage, crowds and a full disk, bounded in time.

Prints a table of what was done and what went wrong; with `--record FILE` it takes the place
of the table between the marks in that file. Ends with 1 where anything went wrong.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tests.torture.accidents import accidents_at_random
from tests.torture.concurrency import crowd
from tests.torture.damage import damage_at_random
from tests.torture.full_disk import fill_disk
from tests.torture.invariants import faults
from tests.torture.kills import FLOWS, kill_at_random, kill_at_steps
from tests.torture.locations import Homes
from tests.torture.sample_audits import archive, issue_request

_STOPPED = "out of time before the last step"
_BEGIN, _END = "<!-- torture: begin -->", "<!-- torture: end -->"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of torture: how often, how long, and what went wrong."""

    name: str
    count: int
    seconds: float
    wrong: tuple[str, ...]


def torture(asked: argparse.Namespace, workshop: Path, homes: Homes) -> Iterator[Finding]:
    """One torture after the other on one kind of register, each within its share of the time."""
    share = asked.minutes * 60 / 8
    kind = "PostgreSQL" if homes.socket else "SQLite"
    workshop.mkdir()

    def timed(name: str, work: Callable[[float], tuple[int, list[str]]]) -> Finding:
        started = time.monotonic()
        count, wrong = work(started + share)
        label = f"{name} ({kind}{', stopped by the clock' if _STOPPED in wrong else ''})"
        found = tuple(fault for fault in wrong if fault != _STOPPED)
        return Finding(label, count, time.monotonic() - started, found)

    yield timed(
        "kills, one at every single step of every flow", lambda end: _every_step(workshop, end, homes)
    )
    yield timed(
        "kills at random moments",
        lambda end: kill_at_random(asked.kills, asked.seed, workshop, end, homes),
    )
    yield timed(
        f"issues by {asked.processes} processes at once, their clocks days apart",
        lambda _: (
            asked.processes * asked.issues,
            crowd(homes.make(workshop / "crowd"), asked.processes, asked.issues),
        ),
    )
    yield timed(
        "issues with the clock at 1970, in order, and back",
        lambda _: _odd_clocks(homes.make(workshop / "clock")),
    )
    yield timed(
        "accidents of a person in the folder (move, copy, rename, touch, edit, link)",
        lambda end: accidents_at_random(asked.accidents, asked.seed, workshop, end, homes),
    )
    if homes.socket:
        for level in ("repeatable read", "serializable"):
            yield timed(
                f"issues by {asked.processes} processes at once, the server's default at {level}",
                lambda _, level=level: (
                    asked.processes * asked.issues,
                    _crowd_under(level, homes, workshop / level.replace(" ", "-"), asked),
                ),
            )
        return
    yield timed(
        "damages (flip, truncate, empty, delete, swap)",
        lambda end: damage_at_random(asked.damages, asked.seed, workshop, end),
    )
    yield timed("issues onto a disk that fills up", lambda _: fill_disk(workshop / "small"))


def _every_step(workshop: Path, deadline: float, homes: Homes) -> tuple[int, list[str]]:
    count, wrong = 0, []
    for flow in FLOWS:
        for point, found in kill_at_steps(flow, workshop, homes, every=True):
            count += 1
            wrong += [f"{flow}, {point}: {fault}" for fault in found]
            if time.monotonic() > deadline:
                return count, [*wrong, _STOPPED]
    return count, wrong


def _crowd_under(level: str, homes: Homes, folder: Path, asked: argparse.Namespace) -> list[str]:
    """A crowd at a server that takes an isolation level by default."""
    homes.make(folder)
    homes.isolate(folder, level)
    return crowd(folder, asked.processes, asked.issues)


def _odd_clocks(folder: Path) -> tuple[int, list[str]]:
    years = (2026, 1970, 2030, 2025, 1999, 2026)
    for count, year in enumerate(years):
        timestamp = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
        replace(archive(folder), clock=lambda at=timestamp: at).issue(issue_request(count))
    return len(years), list(faults(folder))


@contextmanager
def _kinds() -> Iterator[tuple[Homes, ...]]:
    """Archives of each kind; without a PostgreSQL server to start only those with a file."""
    try:
        from tests.support.postgresql import programs, server
    except ImportError:
        yield (Homes(),)
        return
    binaries = programs()
    if binaries is None:
        yield (Homes(),)
        return
    with server(binaries) as socket:
        yield Homes(), Homes(socket)


def table(findings: list[Finding], asked: argparse.Namespace) -> str:
    """The findings as a table of docs/archive.md."""
    rows = [f"| {one.name} | {one.count} | {one.seconds:.0f} s | {len(one.wrong)} |" for one in findings]
    head = ["| torture | times | took | went wrong |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, "", f"Seed {asked.seed}."])


def record(page: Path, made: str) -> None:
    """Put the table in the place of the one before."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{made}\n{_END}{after}", "utf-8")


def main() -> int:
    """Torture as asked; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--damages", type=int, default=1_000)
    parser.add_argument("--accidents", type=int, default=400)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--issues", type=int, default=25)
    parser.add_argument("--seed", type=int, default=20260302)
    parser.add_argument("--minutes", type=float, default=30.0, help="the most that all of it may take")
    parser.add_argument("--record", type=Path, metavar="FILE")
    asked = parser.parse_args()
    findings = []
    with tempfile.TemporaryDirectory(prefix="cts-docs-torture-") as workshop, _kinds() as kinds:
        each = (torture(asked, Path(workshop, str(n)), homes) for n, homes in enumerate(kinds))
        for finding in chain.from_iterable(each):
            findings.append(finding)
            sys.stdout.write(f"{finding.name}: {finding.count}, {len(finding.wrong)} wrong\n")
            sys.stdout.writelines(f"  {fault}\n" for fault in finding.wrong)
            sys.stdout.flush()
    made = table(findings, asked)
    if asked.record:
        record(asked.record, made)
    return int(any(finding.wrong for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
