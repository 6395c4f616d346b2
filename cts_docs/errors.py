"""What went wrong, where, and how it is told apart: the bottom floor of the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning"]

_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input, said by code; its words are in the message catalogue.

    `field` is the field's key in the workbook (`client_name`, `maturity_levels[6.2]`,
    `experience_coefficients[1.1,2]`), `found` what stands there, `values` what the
    message's other placeholders name (`expected` among them).
    """

    code: str
    severity: Severity = "error"
    field: str = ""
    found: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    values: Mapping[str, str] = attribute(default_factory=lambda: _NO_VALUES)

    @property
    def is_error(self) -> bool:
        """Whether this problem stops the stage that was asked for."""
        return self.severity == "error"

    def at(self, *, file: str = "", sheet: str = "", cell: str = "") -> Problem:
        """The same problem with its place filled in where it has none yet."""
        return replace(
            self,
            file=self.file or file,
            sheet=self.sheet or sheet,
            cell=self.cell or cell,
        )

    def as_warning(self) -> Problem:
        """The same problem where it does not stop anything yet."""
        return replace(self, severity="warning")


class CtsDocsError(Exception):
    """The one base of every error that this package raises on purpose."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(_brief(problem) for problem in found))
        self.problems: tuple[Problem, ...] = found


class RefusedError(CtsDocsError):
    """The input or the archive falls short: problems were reported (exit code 1)."""


class CannotRunError(CtsDocsError):
    """The command could not run: usage, a missing file or program (exit code 2)."""


def _brief(problem: Problem) -> str:
    place = "!".join(part for part in (problem.file, problem.sheet, problem.cell) if part)
    said = ", ".join(f"{key}={value}" for key, value in problem.values.items())
    return " ".join(part for part in (problem.code, place, problem.field, problem.found, said) if part)
