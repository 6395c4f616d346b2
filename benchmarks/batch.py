"""Many workbooks: our processes against as many apart; PDF files against LibreOffice by hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cases import SAMPLES, case_of_sample, workbook
from benchmarks.outcome import Figure
from benchmarks.timing import ratio, times
from cts_docs.documents import render_documents
from cts_docs.documents.pdf import Source, convert, find_soffice

_JOBS, _PDF = 0.9, 1.15
_WORKBOOKS = 40


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """Two processes of one batch against two commands of half the batch each."""
    halves = _halves(folder)
    named = [str(half) for half in halves]
    sides = {
        "batch": lambda: _wait([_command(named, folder / "batch", "--jobs", "2")]),
        "alone": lambda: _wait([_command([half], folder / Path(half).name / "out") for half in named]),
    }
    taken = times(sides, rounds)
    name = f"--jobs 2, {_WORKBOOKS} workbooks: share of two processes apart"
    yield Figure(name, ratio(taken["alone"], taken["batch"]), _JOBS, True)
    program = find_soffice()
    if program is not None:
        yield _pdf(rounds, program)


def _halves(folder: Path) -> list[Path]:
    halves = [folder / "half-1", folder / "half-2"]
    made = workbook(folder, 2)
    for half in halves:
        half.mkdir(exist_ok=True)
    for number in range(_WORKBOOKS):
        shutil.copy(made, halves[number % 2] / f"w{number:03}.xlsx")
    return halves


def _command(named: Sequence[str], output: Path, *options: str) -> subprocess.Popen[bytes]:
    config = str(SAMPLES / "cts-docs.toml")
    command = [
        sys.executable,
        "-m",
        "cts_docs",
        "render",
        *named,
        "-o",
        str(output),
        "--config",
        config,
        *options,
    ]
    return subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _wait(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.wait():
            raise RuntimeError("a batch failed")


def _pdf(rounds: int, program: Path) -> Figure:
    """Two sets of documents in one call, each result opened and checked, against LibreOffice alone."""
    samples = ("03-grade-3.xlsx", "02-grade-2.xlsx")
    made = [document for name in samples for document in render_documents(case_of_sample(name))]
    sources = [Source(document.filename, document.content, "") for document in made]

    def by_hand() -> None:
        with tempfile.TemporaryDirectory() as name:
            paths = [Path(name) / f"{number}.docx" for number in range(len(made))]
            for path, document in zip(paths, made, strict=True):
                path.write_bytes(document.content)
            profile = f"-env:UserInstallation={Path(name, 'profile').as_uri()}"
            command = [str(program), profile, "--headless", "--convert-to", "pdf", "--outdir", name]
            subprocess.run([*command, *map(str, paths)], check=True, capture_output=True)  # noqa: S603 - as above

    taken = times({"ours": lambda: convert(sources), "hand": by_hand}, max(2, rounds // 2))
    return Figure(
        f"PDF of {len(made)} documents: times LibreOffice alone",
        ratio(taken["ours"], taken["hand"]),
        _PDF,
        False,
    )
