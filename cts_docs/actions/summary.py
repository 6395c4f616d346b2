"""What came of a batch, workbook by workbook: as JSON for machines, or as a worksheet for people."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Literal, NamedTuple

from cts_docs.actions.outcomes import Rendered
from cts_docs.actions.writing import write_file
from cts_docs.errors import CannotRunError, Problem
from cts_docs.messages import Language, message

State = Literal["done", "unchanged", "refused", "unwritten"]
STATES: tuple[State, ...] = ("done", "unchanged", "refused", "unwritten")


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

    def add(self, rendered: Rendered) -> None:
        """Take up what came of one workbook."""
        state = state_of(rendered)
        self.counts[state] += 1
        errors = tuple(
            (problem.code, self._worded(problem)) for problem in rendered.problems if problem.is_error
        )
        self._rows.append(Row(rendered.path, state, len(rendered.documents), errors))

    def counts_of_all(self) -> dict[State, int]:
        """How many workbooks came to each state, none of them left out."""
        return {state: self.counts[state] for state in STATES}

    def write(self, path: Path) -> None:
        """Write the summary as its name asks: `.json` or `.xlsx` (see `check_summary`)."""
        if path.suffix.lower() == ".xlsx":
            from cts_docs.actions.summary_sheet import worksheet

            content = worksheet(self._rows, self._language)
        else:
            content = self._json()
        write_file(path, content)

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
        said = {"counts": self.counts_of_all(), "workbooks": workbooks}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def check_summary(path: Path) -> None:
    """Raise CannotRunError unless a summary can be written under this name."""
    if path.suffix.lower() not in (".json", ".xlsx"):
        raise CannotRunError(Problem("SUMMARY_FORMAT", file=str(path)))
