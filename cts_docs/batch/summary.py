"""The result of a batch, workbook by workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from cts_docs.errors import Problem, any_internal_fault
from cts_docs.messages import Language, message
from cts_docs.services.results import Rendered

State = Literal["done", "unchanged", "refused", "unwritten", "not_begun"]
STATES: tuple[State, ...] = ("done", "unchanged", "refused", "unwritten", "not_begun")


def state_of(rendered: Rendered) -> State:
    """The state that a rendered workbook is counted under."""
    if rendered.could_not_write:
        return "unwritten"
    if not rendered.ok:
        return "refused"
    return "unchanged" if rendered.unchanged else "done"


class SummaryRow(NamedTuple):
    """One workbook: its path, its state, how many documents it has, its errors as code and message."""

    path: str
    state: State
    documents: int
    errors: tuple[tuple[str, str], ...]


class Summary:
    """The states of a batch's workbooks, taken up one after the other."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.rows: list[SummaryRow] = []
        self.counts: Counter[State] = Counter()
        self.cancelled = False
        self.internal_fault = False

    def add(self, rendered: Rendered) -> None:
        """Add the result of one workbook."""
        state = state_of(rendered)
        self.counts[state] += 1
        self.internal_fault = self.internal_fault or any_internal_fault(rendered.problems)
        errors = tuple(
            (problem.code, self._message(problem)) for problem in rendered.problems if problem.is_error
        )
        self.rows.append(SummaryRow(rendered.path, state, len(rendered.documents), errors))

    def end(self, workbooks: Iterable[Path], *, cancelled: bool) -> None:
        """Close the batch of `workbooks`: those without a result were not begun.

        `cancelled` where a user stopped it.
        """
        self.cancelled = cancelled
        known = {row.path for row in self.rows}
        for workbook in workbooks:
            # The results of a cluster carry absolute paths.
            if known.isdisjoint((str(workbook), str(workbook.absolute()))):
                self.counts["not_begun"] += 1
                self.rows.append(SummaryRow(str(workbook), "not_begun", 0, ()))

    def sentence(self) -> str:
        """How many workbooks are in which state, in one sentence."""
        counts = {str(state): str(count) for state, count in self.counts_of_all().items()}
        # Named only where there are some.
        counts["not_begun"] = str(self.counts["not_begun"] or "")
        counts["total"] = str(len(self.rows))
        return message("BATCH_SUMMARY", self.language, counts)

    def closing(self) -> str:
        """The same, after a note where the batch was stopped."""
        stopped = message("BATCH_STOPPED", self.language, {}) if self.cancelled else ""
        return f"{stopped} {self.sentence()}".strip()

    def counts_of_all(self) -> dict[State, int]:
        """How many workbooks are in each state, zeros included."""
        return {state: self.counts[state] for state in STATES}

    def _message(self, problem: Problem) -> str:
        values = {"found": problem.found, "file": problem.file, **problem.values}
        cell = "!".join(part for part in (problem.sheet, problem.cell) if part)
        return " ".join(part for part in (cell, message(problem.code, self.language, values)) if part)
