"""Reading workbooks in a process of its own, held by limits of processor time and address space.

Run as a program: reads a path a line, and answers each with the codes of its problems. Every file is read
by a child that starts from an importing parent, so that many files take one start of Python.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEMORY = 10, 500 * 1024 * 1024
PROGRAM_LIMIT = 300


@dataclass(frozen=True)
class Verdict:
    """What reading a file came to: codes of all problems, whether one is an error, and a crash if any."""

    codes: tuple[str, ...]
    refused: bool
    crash: str = ""


def verdicts(paths: Sequence[Path], temporary: Path) -> list[Verdict]:
    """Every file as a bounded process reads it, with `temporary` for temporary files."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.workbook.bounded"],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=PROGRAM_LIMIT,
        check=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(found) == len(paths), answer.stderr[-2000:]
    return [Verdict(tuple(each["codes"]), each["refused"], each["crash"]) for each in found]


def verdict(path: Path, temporary: Path) -> Verdict:
    """One file as a bounded process reads it."""
    return verdicts([path], temporary)[0]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _look(path: str) -> dict[str, object]:
    from cts_docs.assessment.readings import choose
    from cts_docs.specification.loader import find
    from cts_docs.workbook import read_workbook

    book = read_workbook(path, find, lambda each: choose(each, {}))
    codes = sorted({problem.code for problem in book.problems})
    return {"codes": codes, "refused": any(problem.is_error for problem in book.problems), "crash": ""}


def _answer(path: str) -> str:
    """The answer of a child of this process; a child that was killed is a crash."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _limit()
        try:
            answer: dict[str, object] = _look(path)
        except BaseException:  # noqa: BLE001 - whatever escapes is what a test looks for
            answer = {"codes": [], "refused": False, "crash": traceback.format_exc()[-2000:]}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as opened:
        said = opened.read()
    _, status = os.waitpid(child, 0)
    if said:
        return said.decode()
    return json.dumps({"codes": [], "refused": False, "crash": f"ended with status {status}"})


if __name__ == "__main__":
    _look(str(ROOT / "samples" / "01-grade-1.xlsx"))
    for line in sys.stdin.read().splitlines():
        print(_answer(line), flush=True)  # noqa: T201 - the answer to the test that asked
