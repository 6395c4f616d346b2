"""Starting up: the command against what merely importing its libraries takes, each in a new process.

Program and libraries are compiled before: a source tree may be told to keep no bytecode, and then
the program would be compiled at each start, and its libraries not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cases import SAMPLES
from benchmarks.outcome import Figure
from benchmarks.timing import Work, ratio, times

_HELP, _RENDER = 1.5, 2.0


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """`--help` against importing click; one cold `render` against importing openpyxl and docxtpl."""
    order = ("render", str(SAMPLES / "03-grade-3.xlsx"), "-o", str(folder / "cold"))
    taken = times(
        {
            "click": _python(folder, "-c", "import click"),
            "help": _python(folder, "-m", "cts_docs", "--help"),
            "libraries": _python(folder, "-c", "import openpyxl, docxtpl"),
            "render": _python(folder, "-m", "cts_docs", *order),
        },
        rounds,
    )
    yield Figure("cold --help: times importing click", ratio(taken["help"], taken["click"]), _HELP, False)
    name = "cold render: times importing openpyxl and docxtpl"
    yield Figure(name, ratio(taken["render"], taken["libraries"]), _RENDER, False)


def _python(folder: Path, *arguments: str) -> Work:
    command = [sys.executable, *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    return lambda: subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 - our own command
