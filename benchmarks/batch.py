"""Batches: two jobs against two separate commands; PDF files against plain calls of LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.inputs import SAMPLES, sample_audit_file, workbook
from benchmarks.measuring import Figure, ratio, times
from cts_docs.documents import render_documents
from cts_docs.documents.pdf import Source, convert, find_soffice
from cts_docs.documents.pdf.instance import FILTER

_JOBS, _PDF = 0.9, 1.15
_SIZES = (200, 40)
"""Of few workbooks, starting the processes is a larger share."""


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """Two processes of one batch against two commands of half the batch each."""
    for size in _SIZES:
        yield _jobs(rounds, folder, size)
    program = find_soffice()
    if program is not None:
        yield from _pdf(rounds, program)


def _jobs(rounds: int, folder: Path, size: int) -> Figure:
    halves = _halves(folder, size)
    named = [str(half) for half in halves]
    sides = {
        "batch": lambda: _wait([_command(named, folder / "batch", "--jobs", "2")]),
        "alone": lambda: _wait([_command([half], Path(half) / "out") for half in named]),
    }
    taken = times(sides, rounds)
    name = f"--jobs 2, {size} workbooks: share of two processes apart"
    return Figure(name, ratio(taken["alone"], taken["batch"]), _JOBS, True)


def _halves(folder: Path, size: int) -> list[Path]:
    halves = [folder / f"{size}-half-1", folder / f"{size}-half-2"]
    made = workbook(folder, 2)
    for half in halves:
        half.mkdir(exist_ok=True)
    for number in range(size):
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


def _pdf(rounds: int, program: Path) -> Iterator[Figure]:
    """Two sets of documents, each PDF opened and checked, against one call of LibreOffice on the same files.

    The plain call has a new profile as well; it makes PDF/A-2b with tags and bookmarks once, and
    PDF files with LibreOffice's default options once.
    """
    cases = [sample_audit_file(name) for name in ("03-grade-3.xlsx", "02-grade-2.xlsx")]
    sources = [
        Source(document.filename, document.content, audit_file.assessment.text("client_name") or "")
        for audit_file in cases
        for document in render_documents(audit_file)
    ]
    sides = {
        "ours": lambda: convert(sources),
        "same": lambda: _plain_call(program, sources, FILTER),
        "plain": lambda: _plain_call(program, sources, "pdf"),
    }
    taken = times(sides, max(3, rounds // 2))
    for side, asked in (("same", "PDF/A-2b by a plain call"), ("plain", "plain PDF by a plain call")):
        name = f"PDF of {len(sources)} documents: times {asked}"
        yield Figure(name, ratio(taken["ours"], taken[side]), _PDF, False)


def _plain_call(program: Path, sources: Sequence[Source], asked: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / f"{number}.docx" for number in range(len(sources))]
        for path, source in zip(paths, sources, strict=True):
            path.write_bytes(source.content)
        profile = f"-env:UserInstallation={Path(name, 'profile').as_uri()}"
        command = [str(program), profile, "--headless", "--convert-to", asked, "--outdir", name]
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True)  # noqa: S603 - as above
