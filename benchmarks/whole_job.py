"""From a workbook to its documents on disk, against what openpyxl alone needs to load the workbook."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.cases import SAMPLES, context, workbook
from benchmarks.outcome import Figure
from benchmarks.timing import Ratio, Work, ratio, times
from cts_docs.services import RenderRequest, render_workbook
from cts_docs.workbook import read_workbook

_READ, _JOB, _LINEAR, _MEMORY = 1.4, 2.0, 1.15, 500.0
_PEAK = (
    "import re; from pathlib import Path; from cts_docs.cli import main\n"
    "try: main()\n"
    "finally: print(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1])"
)
"""Not the peak that `getrusage` tells: a new process takes that over from the one that started it."""


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """Reading, the whole job with two forms, and what 500 forms take."""
    desk = context()
    two = workbook(folder, 2)
    taken = times(
        {
            "openpyxl": lambda: load_workbook(two),
            "read": lambda: read_workbook(two, desk.find, desk.readings),
            "job": _job(two, folder),
        },
        rounds,
    )
    yield Figure(
        "read a workbook: times openpyxl's load", ratio(taken["read"], taken["openpyxl"]), _READ, False
    )
    yield Figure("whole job, two forms: times that load", ratio(taken["job"], taken["openpyxl"]), _JOB, False)
    sides = {"250": _job(workbook(folder, 250), folder), "500": _job(workbook(folder, 500), folder)}
    many = times(sides, max(2, rounds // 5))
    a_form = ratio([time / 500 for time in many["500"]], [time / 250 for time in many["250"]])
    yield Figure("a form among 500: times one among 250", a_form, _LINEAR, False)
    peak = _peak(workbook(folder, 500), folder)
    yield Figure("500 forms: megabytes at most", Ratio(peak, peak, peak), _MEMORY, False)


def _job(path: Path, folder: Path) -> Work:
    desk, output = context(), folder / path.stem
    return lambda: render_workbook(path, output, RenderRequest(folder), desk)


def _peak(path: Path, folder: Path) -> float:
    """The most memory, in megabytes, that one process takes for a workbook."""
    config = str(SAMPLES / "cts-docs.toml")
    command = [
        sys.executable,
        "-c",
        _PEAK,
        "render",
        str(path),
        "-o",
        str(folder / "peak"),
        "--config",
        config,
    ]
    run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    return int(run.stdout.split()[-1]) / 1024
