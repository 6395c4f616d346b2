"""What the actions answer: one value per workbook, refused ones among the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cts_docs.errors import Problem

if TYPE_CHECKING:
    from cts_docs.documents.audit_file import Case


def any_errors(problems: tuple[Problem, ...]) -> bool:
    """Whether one of the problems stops the stage."""
    return any(problem.is_error for problem in problems)


@dataclass(frozen=True, slots=True)
class Checked:
    """The problems of one workbook at a stage, in the order of its sheets and cells."""

    path: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether no error stands in the way of the stage."""
        return not any_errors(self.problems)


@dataclass(frozen=True, slots=True)
class Scored:
    """What follows from one workbook; `case` is None where the workbook is refused."""

    path: str
    problems: tuple[Problem, ...]
    audit_file: Case | None

    @property
    def ok(self) -> bool:
        """Whether the workbook has a result."""
        return self.audit_file is not None


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF file that stands beside its document."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document as written; `form` is the number of the evaluation form, None for the means."""

    name: str
    form: int | None
    path: str
    sha256: str
    pdf: PdfFile | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The paperwork of one workbook, none of it where the workbook is refused.

    `could_not_write` says that the workbook was fine and the place to write to was not;
    `unchanged` that the documents stood there already, made from the same inputs.
    """

    path: str
    problems: tuple[Problem, ...]
    documents: tuple[WrittenDocument, ...] = ()
    could_not_write: bool = False
    unchanged: bool = False

    @property
    def ok(self) -> bool:
        """Whether the paperwork stands complete."""
        return not any_errors(self.problems)
