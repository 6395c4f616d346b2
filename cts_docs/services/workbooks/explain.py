"""Why a figure is what it is, what would change it, and how two workbooks differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from cts_docs.assessment.analysis.changes import (
    FigureChange,
    InputChange,
    apply_changes,
    changed_figures,
    parse_change,
)
from cts_docs.assessment.analysis.compare import Difference, differences, inputs
from cts_docs.assessment.analysis.derived_figures import with_every_figure
from cts_docs.assessment.analysis.explain import GRADE, explain
from cts_docs.assessment.analysis.sensitivity import GradeChange, grade_changes
from cts_docs.assessment.analysis.spread import IndicatorSpread, spreads
from cts_docs.assessment.rules.checks import check
from cts_docs.assessment.scoring.result import FigureValue, Result, Step
from cts_docs.assessment.scoring.score import score
from cts_docs.documents.audit_file import Case
from cts_docs.errors import CannotRunError, Problem
from cts_docs.services.context import ServiceContext
from cts_docs.services.results import any_errors
from cts_docs.services.workbook_paths import find_workbooks
from cts_docs.services.workbooks.check import ExaminedWorkbook, examine


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A cell and what stands there, None where it is empty."""

    key: str
    sheet: str
    cell: str
    found: str | None


@dataclass(frozen=True, slots=True)
class Explained:
    """One figure of one workbook.

    `case` is None where the workbook is refused, `changed` None where nothing was set otherwise;
    `cells` are the inputs' cells by key.
    """

    path: str
    figure: str
    problems: tuple[Problem, ...]
    audit_file: Case | None = None
    steps: tuple[Step, ...] = ()
    cells: Mapping[str, FoundCell] = field(default_factory=lambda: MappingProxyType({}))
    changed: tuple[FigureChange, ...] | None = None
    grade_changes: tuple[GradeChange, ...] = ()
    spreads: tuple[IndicatorSpread, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the workbook has a result."""
        return self.audit_file is not None

    @property
    def value(self) -> FigureValue:
        """The value of the figure that was asked for."""
        return self.steps[0].value


@dataclass(frozen=True, slots=True)
class Side:
    """One of two workbooks that are compared; `cells` are its inputs' cells by key."""

    path: str
    problems: tuple[Problem, ...]
    audit_file: Case | None
    cells: Mapping[str, FoundCell]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two workbooks side by side; no differences are known where one of them is refused."""

    before: Side
    after: Side
    differences: tuple[Difference, ...] | None

    @property
    def ok(self) -> bool:
        """Whether both workbooks have a result."""
        return self.differences is not None


def explain_workbook(
    named: Path, context: ServiceContext, figure: str = GRADE, settings: Iterable[str] = ()
) -> Explained:
    """A figure by its path in the answer of `score`, down to its cells; what `settings` would change.

    Raises CannotRunError where the path is missing, and for an unknown figure or setting.
    """
    changes = [parse_change(text) for text in settings]
    examined = examine(_one(named), "score", context)
    if examined.audit_file is None:
        return Explained(examined.path, figure, examined.problems)
    audit_file = examined.audit_file
    specification, result = (
        audit_file.specification,
        with_every_figure(audit_file.specification, audit_file.result),
    )
    return Explained(
        path=examined.path,
        figure=figure,
        problems=examined.problems,
        audit_file=audit_file,
        steps=explain(result, figure),
        cells=_cells(examined),
        changed=_changed(audit_file, result, changes) if changes else None,
        grade_changes=grade_changes(specification, audit_file.readings, audit_file.result),
        spreads=spreads(specification, audit_file.result.service),
    )


def compare_workbooks(before: Path, after: Path, context: ServiceContext) -> Compared:
    """The figures and inputs in which two workbooks differ.

    Raises CannotRunError where a path is missing.
    """
    looked_at = [examine(_one(named), "score", context) for named in (before, after)]
    one, other = (Side(each.path, each.problems, each.audit_file, _cells(each)) for each in looked_at)
    if one.audit_file is None or other.audit_file is None:
        return Compared(one, other, None)
    found = differences(
        one.audit_file.assessment,
        _every_figure(one.audit_file),
        other.audit_file.assessment,
        _every_figure(other.audit_file),
    )
    return Compared(one, other, found)


def _one(named: Path) -> Path:
    found = find_workbooks([named])
    if len(found) > 1:
        raise CannotRunError(Problem("ONE_WORKBOOK_ONLY", file=str(named), found=str(len(found))))
    return found[0]


def _every_figure(audit_file: Case) -> Result:
    return with_every_figure(audit_file.specification, audit_file.result)


def _cells(examined: ExaminedWorkbook) -> Mapping[str, FoundCell]:
    if examined.audit_file is None:
        return MappingProxyType({})
    standing = inputs(examined.audit_file.assessment)
    return {
        key: FoundCell(key, place.sheet, place.cell, standing.get(key))
        for key, place in examined.cells.items()
    }


def _changed(audit_file: Case, before: Result, changes: Sequence[InputChange]) -> tuple[FigureChange, ...]:
    specification, readings = audit_file.specification, audit_file.readings
    assessment = apply_changes(specification, readings, audit_file.assessment, changes)
    problems = check(specification, readings, assessment, "score")
    if any_errors(problems):
        raise CannotRunError([problem for problem in problems if problem.is_error])
    after = replace(audit_file, result=score(specification, readings, assessment))
    return changed_figures(before, _every_figure(after))
