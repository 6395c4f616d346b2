"""Results of the use cases on workbooks: one value for each workbook, refused ones included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cts_docs.errors import Problem

if TYPE_CHECKING:
    from cts_docs.documents.audit_file import AuditFile


def any_errors(problems: tuple[Problem, ...]) -> bool:
    """Whether one of the problems is an error."""
    return any(problem.is_error for problem in problems)


@dataclass(frozen=True, slots=True)
class Checked:
    """The problems of one workbook at a stage, in the order of its sheets and cells."""

    path: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the workbook has no errors at the stage."""
        return not any_errors(self.problems)


@dataclass(frozen=True, slots=True)
class Scored:
    """The scored audit of one workbook; `audit_file` is None where the workbook is refused."""

    path: str
    problems: tuple[Problem, ...]
    audit_file: AuditFile | None

    @property
    def ok(self) -> bool:
        """Whether the workbook has a result."""
        return self.audit_file is not None


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF file written beside its Word document."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A written Word document; `form` is the number of its evaluation form, None for the mean values."""

    name: str
    form: int | None
    path: str
    sha256: str
    pdf: PdfFile | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The documents of one workbook, none where the workbook is refused.

    `could_not_write`: the workbook is valid, but its folder could not be written. `unchanged`: the
    documents already existed, made from the same inputs, and were not written again.
    """

    path: str
    problems: tuple[Problem, ...]
    documents: tuple[WrittenDocument, ...] = ()
    could_not_write: bool = False
    unchanged: bool = False

    @property
    def ok(self) -> bool:
        """Whether all documents are complete."""
        return not any_errors(self.problems)
