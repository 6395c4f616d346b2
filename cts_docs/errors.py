"""Problems and the exceptions that carry them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar

Severity = Literal["error", "warning"]
INTERNAL_FAULT = "INTERNAL_FAULT"
"""The code of a fault of the program itself."""

_Result = TypeVar("_Result")

_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input, by code; its message and remedy are in the message catalogue.

    `field` is the key of the field in the workbook (`client_name`, `maturity_levels[6.2]`,
    `experience_coefficients[1.1,2]`), `found` the value there, `values` the other placeholders of
    the message (`expected` among them). `count` is the number of cells where `cell` is a range,
    `because` the code of the problem that this one follows from.
    """

    code: str
    severity: Severity = "error"
    field: str = ""
    found: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    values: Mapping[str, str] = attribute(default_factory=lambda: _NO_VALUES)
    count: int = 1
    because: str = ""

    @property
    def is_error(self) -> bool:
        """Whether this problem stops the requested stage."""
        return self.severity == "error"

    def at(self, *, file: str = "", sheet: str = "", cell: str = "") -> Problem:
        """The same problem with file, sheet and cell filled in where they are empty."""
        return replace(
            self,
            file=self.file or file,
            sheet=self.sheet or sheet,
            cell=self.cell or cell,
        )

    def as_warning(self) -> Problem:
        """The same problem as a warning."""
        return replace(self, severity="warning")


class CtsDocsError(Exception):
    """The base of every error that this package raises on purpose."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(_brief(problem) for problem in found))
        self.problems: tuple[Problem, ...] = found


class RefusedError(CtsDocsError):
    """The input or the archive has problems (exit code 1)."""


class CannotRunError(CtsDocsError):
    """The command cannot run: wrong usage, a missing file or program (exit code 2)."""


def internal_fault(error: Exception) -> Problem:
    """The problem of an internal fault: its kind and place in the program, without contents of files."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return Problem(INTERNAL_FAULT, found=f"{type(error).__name__}, {place}")


def with_fault_barrier(work: Callable[[], _Result], failed: Callable[[Problem], _Result]) -> _Result:
    """The result of the work on one workbook, or what `failed` makes of the program's own fault in it.

    So the other workbooks are still processed. The errors of this package are raised as ever.
    """
    try:
        return work()
    except CtsDocsError:
        raise
    except Exception as error:  # noqa: BLE001 - one workbook's fault must not stop the rest
        return failed(internal_fault(error))


def any_internal_fault(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems is a fault of the program itself, which ends a command with 2."""
    return any(problem.code == INTERNAL_FAULT for problem in problems)


def _brief(problem: Problem) -> str:
    place = "!".join(part for part in (problem.file, problem.sheet, problem.cell) if part)
    values = ", ".join(f"{key}={value}" for key, value in problem.values.items())
    return " ".join(part for part in (problem.code, place, problem.field, problem.found, values) if part)
