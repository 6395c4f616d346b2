"""Word documents converted to PDF/A-2b by LibreOffice: many per start-up, each PDF checked.

The bytes of a PDF are not reproducible: LibreOffice writes the time of making, numbers its
font subsets by their order within a run, and makes a new colour profile each time. What is
the same for the same document is its pages.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from cts_docs.documents.pdf.characters import undrawable_characters
from cts_docs.documents.pdf.faces import with_faces
from cts_docs.documents.pdf.inspection import pdf_problems
from cts_docs.documents.pdf.instance import FinishedJob, Instance, Job, Launch
from cts_docs.documents.pdf.program import Run, require_soffice, share_of_cores
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import read_package, write_package
from cts_docs.progress import report_step

_LEAST_FILES = 3
"""Files from which a further instance is worth its start-up, which takes as long as some five files."""
_LOOK_EVERY = 0.05
_OUTPUT_LIMIT = 200
_SHELL_SIGNAL = 128
_BODY = "word/document.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Source:
    """A Word document to convert: its name for messages, its bytes, and a text its PDF must hold."""

    name: str
    content: bytes
    expected: str


@dataclass(frozen=True, slots=True)
class Converted:
    """The result for a source: the PDF's bytes with any warnings, or None with the errors."""

    name: str
    content: bytes | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A source being converted: the file that LibreOffice reads, and the characters it holds."""

    source: Source
    job: Job
    characters: frozenset[str]
    boxes: frozenset[str] = frozenset()


def convert(
    sources: Sequence[Source], *, instances: int | None = None, timeout: float | None = None
) -> tuple[Converted, ...]:
    """The PDF of each source, in their order; a source that fails does not stop the others.

    The sources are divided over up to `instances` of LibreOffice, as many as cores serve where None,
    and no more than are worth their start-up. `timeout` is the limit in seconds until one start-up
    has begun its first PDF, and from each to the next, ours where None. Each has a profile and a
    process group of its own, so calls may run side by side. CannotRunError where LibreOffice is
    missing or cannot be started.
    """
    program = require_soffice()
    results: dict[int, Converted] = {}
    with tempfile.TemporaryDirectory(prefix="cts-docs-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        environment = with_faces({**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}, folder)
        tasks = _with_boxes(list(_accepted(sources, folder, results)), environment)
        most = share_of_cores() if instances is None else instances
        shares = _shares(tasks, max(1, min(most, len(tasks) // _LEAST_FILES)))
        report_step("PROGRESS_PDF", 0, len(sources))
        for place, made in _convert(shares, Launch(program, folder, environment, timeout)):
            results[place] = made
            report_step("PROGRESS_PDF", len(results), len(sources))
    return tuple(results[place] for place in range(len(sources)))


def _shares(tasks: Sequence[_Task], count: int) -> list[list[_Task]]:
    """The tasks in shares of about the same size, in bytes of Word documents; none of them empty."""
    shares: list[list[_Task]] = [[] for _ in range(count)]
    sizes = [0] * count
    for task in sorted(tasks, key=lambda each: -len(each.source.content)):
        least = sizes.index(min(sizes))
        shares[least].append(task)
        sizes[least] += len(task.source.content)
    return [sorted(share, key=lambda each: each.job.place) for share in shares if share]


def _convert(shares: Sequence[Sequence[_Task]], launch: Launch) -> Iterator[tuple[int, Converted]]:
    """Convert the shares side by side; finished files are checked while the rest is converted."""
    tasks = {task.job.place: task for share in shares for task in share}
    with ExitStack() as running:
        instances = [
            running.enter_context(Instance(launch, [task.job for task in share])) for share in shares
        ]
        while at_work := [instance for instance in instances if instance.at_work]:
            for instance in at_work:
                for finished in instance.finished(_LOOK_EVERY):
                    yield finished.job.place, _converted(tasks, finished)


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
        job = Job(place, folder / "docx" / f"{place:06d}.docx", folder / "pdf" / f"{place:06d}.pdf")
        job.docx.write_bytes(_with_live_page_numbers(source, body))
        texts = (text.text or "" for text in body.iter(f"{{{_WORD}}}t"))
        yield _Task(source, job, frozenset("".join(texts)))


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


def _with_live_page_numbers(source: Source, body: etree._Element) -> bytes:
    """The source as LibreOffice reads it: its contents as single page references instead of one field.

    LibreOffice keeps the cached lines of a contents field, but computes page references when it
    lays the document out.
    """
    parts = list(_contents_fields(body))
    if not parts:
        return source.content
    for part in parts:
        holder = part.getparent()
        if holder is not None:
            holder.remove(part)
    package = read_package(source.content, source.name)
    return write_package(
        {**package, _BODY: etree.tostring(body.getroottree(), encoding="UTF-8", standalone=True)}
    )


def _contents_fields(body: etree._Element) -> Iterator[etree._Element]:
    """The runs that make up contents fields: their beginnings, instructions, separators and ends."""
    open_fields: list[list[etree._Element]] = []
    for part in body.iter(f"{{{_WORD}}}fldChar", f"{{{_WORD}}}instrText"):
        run = part.getparent()
        kind = part.get(f"{{{_WORD}}}fldCharType")
        if run is None:
            continue
        if kind == "begin":
            open_fields.append([])
        if not open_fields:
            continue
        field = open_fields[-1]
        field.append(run)
        if kind == "end" and open_fields.pop() and _is_contents(field):
            yield from field


def _is_contents(field: Sequence[etree._Element]) -> bool:
    instruction = "".join(code.text or "" for run in field for code in run.iter(f"{{{_WORD}}}instrText"))
    return instruction.split()[:1] == ["TOC"]


def _with_boxes(tasks: Sequence[_Task], environment: Mapping[str, str]) -> list[_Task]:
    """The tasks with those of their characters that LibreOffice will print as a box."""
    characters = frozenset[str]().union(*(task.characters for task in tasks))
    undrawable = undrawable_characters(characters, environment)
    return [replace(task, boxes=task.characters & undrawable) for task in tasks]


def _longest_drawn(expected: str, boxes: frozenset[str]) -> str:
    """The longest piece of a text that has glyphs; the text behind a box in a PDF is not reliable."""
    pieces = "".join(" " if character in boxes else character for character in expected)
    return max(pieces.split(" "), key=len) if boxes else expected


def _converted(tasks: Mapping[int, _Task], finished: FinishedJob) -> Converted:
    """The result for a source whose file LibreOffice has finished."""
    task = tasks[finished.job.place]
    name, run = task.source.name, finished.run
    if finished.others:
        failed = ", ".join(tasks[job.place].source.name for job in finished.others)
        return Converted(name, None, (_problem("PDF_NOT_TRIED", name, found=failed),))
    if finished.given_up and run is not None and not run.in_time:
        return Converted(name, None, (_problem("PDF_TIME_LIMIT", name, expected=f"{finished.limit:.0f}"),))
    if finished.given_up or not task.job.pdf.is_file():
        output = "" if run is None else _failure(run)
        return Converted(name, None, (_problem("PDF_NOT_WRITTEN", name, found=output),))
    content = task.job.pdf.read_bytes()
    problems = pdf_problems(content, _longest_drawn(task.source.expected, task.boxes))
    if problems:
        return Converted(name, None, tuple(_placed(problem, name) for problem in problems))
    return Converted(name, content, tuple(_box_warnings(task)))


def _failure(run: Run) -> str:
    """The output of a run, and how it ended unless it ended normally: by a signal or with a code."""
    code = run.code or 0
    # A shell reports the signal that ended its program as a code above 128; LibreOffice is started by one.
    signal = -code if code < 0 else code - _SHELL_SIGNAL if code > _SHELL_SIGNAL else 0
    output = run.output[:_OUTPUT_LIMIT]
    if output and not code:
        return output
    ending = f"signal {signal}" if signal else f"exit code {code}"
    return f"{ending}: {output}" if output else ending


def _box_warnings(task: _Task) -> Iterator[Problem]:
    """A warning if the pages show a box in place of some character."""
    if task.boxes:
        found = "".join(sorted(task.boxes))
        yield _problem("PDF_CHARACTER_BOXED", task.source.name, found=found).as_warning()


def _problem(code: str, name: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, file=name, found=found or "—", values={"file": name, "expected": expected})


def _placed(problem: Problem, name: str) -> Problem:
    return replace(problem, file=name, values={**problem.values, "file": name})
