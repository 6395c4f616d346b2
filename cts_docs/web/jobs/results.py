"""What a worker process tells: each step, what became of a workbook, what came of a deed."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.errors import Problem
from cts_docs.services import WrittenDocument
from cts_docs.services.rendering.pdf import PrintedDocument
from cts_docs.services.workbooks.overview import Overview


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document of a workbook, and its printed form where there is one."""

    document: WrittenDocument
    printed: PrintedDocument | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of one workbook so far; `checked` is false while it waits.

    `annotated` is the copy that has its problems marked in their cells, where there are any.
    """

    name: str
    checked: bool = False
    problems: tuple[Problem, ...] = ()
    seen: Overview | None = None
    sheets: tuple[Sheet, ...] = ()
    annotated: Path | None = None

    @property
    def errors(self) -> int:
        """How many problems stand in the way."""
        return sum(problem.is_error for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems only need a look."""
        return len(self.problems) - self.errors

    @property
    def progress(self) -> int:
        """How much there is to see: grows as the workbook is checked, written and printed."""
        printed = any(sheet.printed is not None for sheet in self.sheets)
        return int(self.checked) + int(bool(self.sheets)) + int(printed)


@dataclass(frozen=True, slots=True)
class VerdictSeen:
    """What one entry is worth, as it is shown."""

    number: str
    certificate: str | None
    intact: bool
    status: str
    issuer: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class VerifiedSeen:
    """What an archive, an entry or a file is worth, as it is shown; `problems` may be mere warnings.

    `ours` is None where no file was asked about, `claims` the number of the entry that a file
    which is not ours says it belongs to; `document` names it in the archive.
    """

    entries: tuple[VerdictSeen, ...]
    head: str
    problems: tuple[Problem, ...]
    ok: bool
    ours: bool | None = None
    document: str = ""
    claims: str = ""


@dataclass(frozen=True, slots=True)
class DeedDone:
    """What came of a deed: the numbers of what was issued or drafted, or what was verified."""

    problems: tuple[Problem, ...] = ()
    number: str = ""
    certificate: str = ""
    verified: VerifiedSeen | None = None


@dataclass(frozen=True, slots=True)
class LintDone:
    """What was found in a template, and the copy that has it as comments, where there was anything."""

    problems: tuple[Problem, ...]
    ok: bool
    annotated: Path | None


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is: steps done, what comes next, and what became of a workbook or a deed."""

    done: int
    doing: str = ""
    name: str = ""
    place: int | None = None
    paper: Paper | None = None
    done_deed: DeedDone | None = None
    lint: LintDone | None = None
    problems: tuple[Problem, ...] = ()


def fault(error: Exception) -> Problem:
    """An internal fault by its kind and place in the program, without any content of a file."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-3:]))
    return Problem("INTERNAL_FAULT", found=f"{type(error).__name__}, {place}")


def renamed(problem: Problem, said: Callable[[str], str]) -> Problem:
    """A problem with `said` applied to every text that a path may stand in."""
    values: Mapping[str, str] = {key: said(value) for key, value in problem.values.items()}
    return replace(problem, file=said(problem.file), found=said(problem.found), values=values)


def without_path(path: Path, name: str) -> Callable[[str], str]:
    """Puts a visitor's own name of a file in the place of its path on this machine."""

    def said(text: str) -> str:
        return text.replace(str(path), name).replace(path.name, name)

    return said
