"""What came of a batch, workbook by workbook: as JSON for machines, or as a worksheet for people."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import write_file
from cts_docs.messages import Language, message
from cts_docs.services.results import Rendered
from cts_docs.services.summary_mark import is_summary

State = Literal["done", "unchanged", "refused", "unwritten", "not_begun"]
STATES: tuple[State, ...] = ("done", "unchanged", "refused", "unwritten", "not_begun")


def state_of(rendered: Rendered) -> State:
    """What came of one workbook."""
    if rendered.could_not_write:
        return "unwritten"
    if not rendered.ok:
        return "refused"
    return "unchanged" if rendered.unchanged else "done"


class Row(NamedTuple):
    """What is told of one workbook; `errors` are codes with their words."""

    path: str
    state: State
    documents: int
    errors: tuple[tuple[str, str], ...]


class Summary:
    """The outcome of a batch as it grows; of each workbook only what the summary says is kept."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._rows: list[Row] = []
        self.counts: Counter[State] = Counter()
        self.cancelled = False

    def add(self, rendered: Rendered) -> None:
        """Take up what came of one workbook."""
        state = state_of(rendered)
        self.counts[state] += 1
        errors = tuple(
            (problem.code, self._worded(problem)) for problem in rendered.problems if problem.is_error
        )
        self._rows.append(Row(rendered.path, state, len(rendered.documents), errors))

    def end(self, workbooks: Iterable[Path], *, cancelled: bool) -> None:
        """Nothing more comes: what of the batch was not taken up was not begun.

        `cancelled` says that somebody asked to stop.
        """
        self.cancelled = cancelled
        known = {row.path for row in self._rows}
        for workbook in workbooks:
            # A cluster is given, and answers with, the whole path.
            if known.isdisjoint((str(workbook), str(workbook.absolute()))):
                self.counts["not_begun"] += 1
                self._rows.append(Row(str(workbook), "not_begun", 0, ()))

    def words(self) -> str:
        """How many workbooks came to what, in a sentence."""
        counts = {str(state): str(count) for state, count in self.counts_of_all().items()}
        # Of nothing begun is spoken only where something was not.
        counts["not_begun"] = str(self.counts["not_begun"] or "")
        counts["total"] = str(len(self._rows))
        return message("BATCH_SUMMARY", self._language, counts)

    def counts_of_all(self) -> dict[State, int]:
        """How many workbooks came to each state, none of them left out."""
        return {state: self.counts[state] for state in STATES}

    def write(self, path: Path) -> None:
        """Write the summary as its name asks: `.json` or `.xlsx` (see `check_summary`)."""
        if path.suffix.lower() == ".xlsx":
            from cts_docs.batch.summary_sheet import worksheet

            content = worksheet(self._rows, self._language, self._closing())
        else:
            content = self._json()
        write_file(path, content)

    def _closing(self) -> str:
        stopped = message("BATCH_STOPPED", self._language, {}) if self.cancelled else ""
        return f"{stopped} {self.words()}".strip()

    def _worded(self, problem: Problem) -> str:
        values = {"found": problem.found, "file": problem.file, **problem.values}
        place = "!".join(part for part in (problem.sheet, problem.cell) if part)
        return " ".join(part for part in (place, message(problem.code, self._language, values)) if part)

    def _json(self) -> bytes:
        workbooks = [
            {
                "path": path,
                "state": state,
                "documents": documents,
                "problems": [{"code": code, "message": words} for code, words in errors],
            }
            for path, state, documents, errors in self._rows
        ]
        total = {"total": len(workbooks), "cancelled": self.cancelled}
        # The counts come first: by them a summary is known.
        said = {"counts": self.counts_of_all(), **total, "workbooks": workbooks}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def check_summary(path: Path, named: Iterable[Path]) -> None:
    """Raise CannotRunError unless a summary can be written under this name, without loss.

    Only a summary of ours, or an empty file, is replaced, and no file of those that are `named` as
    input. Nothing is made or changed by looking.
    """
    if path.suffix.lower() not in (".json", ".xlsx"):
        raise CannotRunError(Problem("SUMMARY_FORMAT", file=str(path)))
    try:
        problem = _in_the_way(path, named)
    except (OSError, ValueError) as error:
        raise CannotRunError(Problem("PATH_UNREADABLE", file=str(path), found=str(error))) from error
    if problem is not None:
        raise CannotRunError(problem)


def _in_the_way(path: Path, named: Iterable[Path]) -> Problem | None:
    """What a summary at this place would destroy, or why it cannot stand there."""
    if path.exists() and not path.is_file():
        return Problem("OUTPUT_IN_THE_WAY", file=str(path))
    if path.is_file():
        is_input = any(other.exists() and path.samefile(other) for other in named)
        if is_input or (path.stat().st_size > 0 and not is_summary(path)):
            return Problem("SUMMARY_OVER_FILE", file=str(path))
        if not os.access(path, os.W_OK):
            return Problem("OUTPUT_LOCKED", file=str(path))
    folder = next(above for above in path.absolute().parents if above.exists())
    if not folder.is_dir():
        return Problem("OUTPUT_IN_THE_WAY", file=str(folder))
    return None if os.access(folder, os.W_OK | os.X_OK) else Problem("OUTPUT_FOLDER", file=str(folder))
