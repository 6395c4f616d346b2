"""Results that a worker process sends to the server: progress, workbooks, archive actions, templates."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.errors import Problem
from cts_docs.problem_groups import grouped, summarize
from cts_docs.services import EntryDetails, Facts, StatusChangeResult, WrittenDocument
from cts_docs.services.rendering.pdf import PrintedDocument
from cts_docs.services.workbooks.overview import Overview


@dataclass(frozen=True, slots=True)
class ItemDocument:
    """One document of a workbook, and its PDF where it was converted."""

    written: WrittenDocument
    printed: PrintedDocument | None = None


@dataclass(frozen=True, slots=True)
class JobItem:
    """One uploaded workbook and its results so far; `checked` is false while it waits.

    `annotated` is the copy with its problems marked in their cells, None where it has no problems;
    `sha256` is the hash of a workbook that was corrected here.
    """

    name: str
    checked: bool = False
    problems: tuple[Problem, ...] = ()
    overview: Overview | None = None
    documents: tuple[ItemDocument, ...] = ()
    annotated: Path | None = None
    sha256: str = ""

    @property
    def errors(self) -> int:
        """The number of errors."""
        return summarize(self.problems).errors

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return summarize(self.problems).warnings

    @property
    def entries(self) -> tuple[Problem, ...]:
        """The problems as the page lists them: by range, without those that follow from others."""
        return grouped(problem for problem in self.problems if not problem.because)

    @property
    def revision(self) -> int:
        """Grows as the workbook is checked, rendered and converted to PDF."""
        printed = any(document.printed is not None for document in self.documents)
        return int(self.checked) + int(bool(self.documents)) + int(printed)


@dataclass(frozen=True, slots=True)
class LintResult:
    """The problems of a template, and the copy that has them as comments, where there are any."""

    problems: tuple[Problem, ...]
    ok: bool
    annotated: Path | None


@dataclass(frozen=True, slots=True)
class EntryVerdict:
    """The verification of one entry."""

    number: str
    certificate: str | None
    intact: bool
    status: str
    issuer: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The verification of an archive, an entry or a file; `problems` may be warnings only.

    `ours` is None where no file was verified; `claims` is the number that a file names which is not
    the stored one; `document` is its path in the archive, `entry` the one that it belongs or claims to.
    """

    entries: tuple[EntryVerdict, ...]
    head: str
    problems: tuple[Problem, ...]
    ok: bool
    ours: bool | None = None
    document: str = ""
    claims: str = ""
    entry: EntryDetails | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides on: an audit to be issued, drafted or approved, or a status change.

    `facts` are those of the register, `grant_date` that of the workbook; `overview` is the result of
    the audit, None for a status change, which is `change`. `entry` is the entry that is approved or
    changed and `successor` the one that replaces it. `head` is the newest event of the entry: the
    decision no longer holds once another one follows.
    """

    number: str
    certificate: str | None
    facts: Facts | None = None
    grant_date: datetime.date | None = None
    overview: Overview | None = None
    change: StatusChangeResult | None = None
    entry: EntryDetails | None = None
    successor: EntryDetails | None = None
    reason: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveResult:
    """The result of an archive action: numbers, a status change, a verification, or what is to be decided."""

    problems: tuple[Problem, ...] = ()
    number: str = ""
    certificate: str = ""
    verification: Verification | None = None
    change: StatusChangeResult | None = None
    decision: Decision | None = None

    @property
    def ok(self) -> bool:
        """Whether there is no error among the problems."""
        return not any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class AnalysedRow:
    """A figure or an input that differs, with its values as text; `place` is the cell of an input."""

    kind: str
    label: str
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """What would change, or how two workbooks differ, and the problems of the workbooks."""

    problems: tuple[Problem, ...]
    rows: tuple[AnalysedRow, ...]


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A message of a worker: steps done, the step that begins, and results that became known.

    `doing` is the message code of the step, `name` what it is applied to; `position` is the index of
    the workbook that `item` describes.
    """

    done: int
    doing: str = ""
    name: str = ""
    position: int | None = None
    item: JobItem | None = None
    archive: ArchiveResult | None = None
    lint: LintResult | None = None
    analysis: AnalysisResult | None = None
    problems: tuple[Problem, ...] = ()


def with_names(problem: Problem, rename: Callable[[str], str]) -> Problem:
    """A problem with `rename` applied to every text that may contain a path."""
    values: Mapping[str, str] = {key: rename(value) for key, value in problem.values.items()}
    return replace(problem, file=rename(problem.file), found=rename(problem.found), values=values)


def path_replacer(path: Path, name: str) -> Callable[[str], str]:
    """A function that replaces the path of a file on the server by the user's name of the file."""

    def rename(text: str) -> str:
        return text.replace(str(path), name).replace(path.name, name)

    return rename
