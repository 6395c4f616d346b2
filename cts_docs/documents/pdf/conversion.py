"""From Word documents to PDF/A-2b by LibreOffice: many per start-up, each result looked at.

The bytes of a PDF are not reproducible: LibreOffice writes the time of making, numbers its
font subsets by their order within a run, and makes a new colour profile each time. What is
the same for the same document is its pages.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from cts_docs.documents.pdf.characters import undrawable_characters
from cts_docs.documents.pdf.faces import with_faces
from cts_docs.documents.pdf.inspection import page_count, pdf_problems
from cts_docs.documents.pdf.program import Run, require_soffice, run_program
from cts_docs.documents.zipped import read_package
from cts_docs.errors import Problem, RefusedError

START_SECONDS = 60.0
FILE_SECONDS = 10.0
_FILES_PER_START = 100
_STRIKES = 2
_SAID = 200
_BODY = "word/document.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_OPTIONS = {
    "SelectPdfVersion": ("long", "2"),
    "UseTaggedPDF": ("boolean", "true"),
    "ExportBookmarks": ("boolean", "true"),
    "ExportBookmarksToPDFDestination": ("boolean", "true"),
}
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": kind, "value": value} for name, (kind, value) in _OPTIONS.items()}, separators=(",", ":")
)


@dataclass(frozen=True, slots=True)
class Source:
    """A Word document to convert: its name for messages, its bytes, and a text its PDF must hold."""

    name: str
    content: bytes
    expected: str


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a source: the PDF's bytes with any warnings, or None and why not."""

    name: str
    content: bytes | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A source on its way: its place among the sources and the file that LibreOffice reads."""

    place: int
    source: Source
    docx: Path
    characters: frozenset[str]
    boxes: frozenset[str] = frozenset()

    @property
    def pdf(self) -> Path:
        return self.docx.parent.parent / "pdf" / f"{self.docx.stem}.pdf"


def time_limit(files: int) -> float:
    """The seconds one start-up of LibreOffice may take for so many files."""
    return START_SECONDS + FILE_SECONDS * files


def convert(sources: Sequence[Source], *, timeout: float | None = None) -> tuple[Converted, ...]:
    """The PDF of each source, in their order; a source that fails does not stop the others.

    `timeout` is the limit in seconds of one start-up, `time_limit` of its files where None.
    Each call has a profile, a process group and a fontconfig file of its own, so calls may
    run side by side. CannotRunError where LibreOffice is missing or cannot be started.
    """
    program = require_soffice()
    results: dict[int, Converted] = {}
    with tempfile.TemporaryDirectory(prefix="cts-docs-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        tasks = _with_boxes(list(_accepted(sources, folder, results)), folder)
        for first in range(0, len(tasks), _FILES_PER_START):
            batch = tasks[first : first + _FILES_PER_START]
            results.update(_convert_batch(program, batch, folder, timeout))
        results.update(_with_warnings(tasks, results))
    return tuple(results[place] for place in range(len(sources)))


def _accepted(sources: Sequence[Source], folder: Path, refused: dict[int, Converted]) -> Iterator[_Task]:
    """A task for each source that is a Word document; the others go into `refused`.

    LibreOffice itself would make a PDF of an empty file or of plain text.
    """
    (folder / "docx").mkdir()
    (folder / "pdf").mkdir()
    for place, source in enumerate(sources):
        try:
            body = _body(source)
        except RefusedError as error:
            refused[place] = Converted(source.name, None, error.problems)
            continue
        path = folder / "docx" / f"{place:06d}.docx"
        path.write_bytes(source.content)
        texts = (text.text or "" for text in body.iter(f"{{{_WORD}}}t"))
        yield _Task(place, source, path, frozenset("".join(texts)))


def _body(source: Source) -> etree._Element:
    """The source's body; RefusedError unless it is a readable package with a well-formed one."""
    body = read_package(source.content, source.name).get(_BODY, b"")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        root = None
    found = None if root is None else root.find(f"{{{_WORD}}}body")
    if found is None:
        raise RefusedError(_problem("PDF_SOURCE_DAMAGED", source.name))
    return found


def _convert_batch(
    program: Path, tasks: Sequence[_Task], folder: Path, timeout: float | None
) -> Mapping[int, Converted]:
    """Convert the tasks in one start-up, and go on behind a document that hangs or breaks LibreOffice.

    LibreOffice works through its files in order, so the culprit is the first without a whole PDF.
    It is tried once more, alone in a new instance, and then told. After a second document that
    fails twice the rest is given up: the fault is likely the machine's.
    """
    results: dict[int, Converted] = {}
    waiting = list(tasks)
    suspect: _Task | None = None
    strikes = 0
    while waiting:
        batch = waiting if suspect is None else [suspect]
        limit = time_limit(len(batch)) if timeout is None else timeout
        run = _run(program, batch, folder, limit)
        done = [task for task in batch if run.code == 0 or _is_whole(task.pdf)]
        results.update((task.place, _examined(task, run)) for task in done)
        waiting = [task for task in waiting if task not in done]
        if len(done) == len(batch):
            suspect = None
        elif suspect is None:
            suspect = waiting[0]
        else:
            strikes += 1
            given_up = waiting if strikes == _STRIKES else waiting[:1]
            results.update((task.place, _failed(task, run, limit)) for task in given_up)
            waiting = waiting[len(given_up) :]
            suspect = None
    return results


def _run(program: Path, tasks: Sequence[_Task], folder: Path, seconds: float) -> Run:
    # A killed process leaves its profile locked, so every start-up has a new one.
    profile = Path(tempfile.mkdtemp(prefix="profile-", dir=folder))
    command = [
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
        *("--convert-to", _FILTER, "--outdir", str(folder / "pdf")),
        *(str(task.docx) for task in tasks),
    ]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    return run_program(command, environment=with_faces(environment, folder), seconds=seconds)


def _with_boxes(tasks: Sequence[_Task], folder: Path) -> list[_Task]:
    """The tasks with those of their characters that LibreOffice will print as a box."""
    characters = frozenset[str]().union(*(task.characters for task in tasks))
    undrawable = undrawable_characters(characters, with_faces(os.environ, folder))
    return [replace(task, boxes=task.characters & undrawable) for task in tasks]


def _with_warnings(tasks: Sequence[_Task], results: Mapping[int, Converted]) -> Mapping[int, Converted]:
    """The converted ones whose pages show a box in place of some character, with a warning each."""
    warned = {}
    for task in tasks:
        if task.boxes and results[task.place].content is not None:
            found = "".join(sorted(task.boxes))
            warning = _problem("PDF_CHARACTER_BOXED", task.source.name, found=found).as_warning()
            warned[task.place] = replace(results[task.place], problems=(warning,))
    return warned


def _drawable(expected: str, boxes: frozenset[str]) -> str:
    """The longest piece of a text that is drawn; what a PDF says of a box cannot be relied on."""
    pieces = "".join(" " if character in boxes else character for character in expected)
    return max(pieces.split(" "), key=len) if boxes else expected


def _is_whole(pdf: Path) -> bool:
    """Whether a PDF was finished before LibreOffice was stopped."""
    return pdf.is_file() and page_count(pdf.read_bytes()) > 0


def _examined(task: _Task, run: Run) -> Converted:
    name = task.source.name
    if not task.pdf.is_file():
        return Converted(name, None, (_problem("PDF_NOT_WRITTEN", name, found=run.said[:_SAID]),))
    content = task.pdf.read_bytes()
    problems = pdf_problems(content, _drawable(task.source.expected, task.boxes))
    if problems:
        return Converted(name, None, tuple(_placed(problem, name) for problem in problems))
    return Converted(name, content)


def _failed(task: _Task, run: Run, limit: float) -> Converted:
    name = task.source.name
    if run.in_time:
        return Converted(name, None, (_problem("PDF_NOT_WRITTEN", name, found=run.said[:_SAID]),))
    return Converted(name, None, (_problem("PDF_TIME_LIMIT", name, expected=f"{limit:.0f}"),))


def _problem(code: str, name: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, file=name, found=found or "—", values={"file": name, "expected": expected})


def _placed(problem: Problem, name: str) -> Problem:
    return replace(problem, file=name, values={**problem.values, "file": name})
