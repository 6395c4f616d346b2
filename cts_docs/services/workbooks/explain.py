"""The use cases `explain` and `compare`: the derivation of a figure, and the differences of two workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from cts_docs.assessment.analysis.compare import Difference, Side, differences, inputs
from cts_docs.assessment.analysis.derived_figures import with_every_figure
from cts_docs.assessment.analysis.explain import GRADE, explain
from cts_docs.assessment.analysis.sensitivity import GradeChange, grade_changes
from cts_docs.assessment.analysis.spread import IndicatorSpread, spreads
from cts_docs.assessment.rules.checks import check
from cts_docs.assessment.scoring.result import FigureValue, Result, Step
from cts_docs.assessment.scoring.score import score
from cts_docs.documents.audit_file import AuditFile
from cts_docs.errors import CannotRunError, Problem
from cts_docs.services.context import ServiceContext
from cts_docs.services.results import any_errors
from cts_docs.services.workbook_paths import find_workbooks
from cts_docs.services.workbooks.check import ExaminedWorkbook, examine
from cts_docs.text import folded, similar


@dataclass(frozen=True, slots=True)
class InputCell:
    """An input cell and its content, None where it is empty."""

    key: str
    sheet: str
    cell: str
    found: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The derivation of one figure of one workbook.

    `audit_file` is None where the workbook is refused, `changed` None where no input was replaced;
    `cells` are the input cells by key.
    """

    path: str
    figure: str
    problems: tuple[Problem, ...]
    audit_file: AuditFile | None = None
    steps: tuple[Step, ...] = ()
    cells: Mapping[str, InputCell] = field(default_factory=lambda: MappingProxyType({}))
    changed: tuple[FigureChange, ...] | None = None
    grade_changes: tuple[GradeChange, ...] = ()
    spreads: tuple[IndicatorSpread, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the workbook has a result."""
        return self.audit_file is not None

    @property
    def judged(self) -> tuple[str, ...]:
        """The indicators that are scored by judgement in points."""
        return () if self.audit_file is None else self.audit_file.specification.judged

    @property
    def value(self) -> FigureValue:
        """The value of the requested figure."""
        return self.steps[0].value


@dataclass(frozen=True, slots=True)
class ComparedWorkbook:
    """One of two compared workbooks; `cells` are its input cells by key."""

    path: str
    problems: tuple[Problem, ...]
    audit_file: AuditFile | None
    cells: Mapping[str, InputCell]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two workbooks and their differences, None where one of them is refused."""

    before: ComparedWorkbook
    after: ComparedWorkbook
    differences: tuple[Difference, ...] | None

    @property
    def ok(self) -> bool:
        """Whether both workbooks have a result."""
        return self.differences is not None

    @property
    def judged(self) -> tuple[str, ...]:
        """The indicators that are scored by judgement in one of them."""
        files = (side.audit_file for side in (self.before, self.after))
        return tuple(
            indicator for file in files if file is not None for indicator in file.specification.judged
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of both workbooks."""
        return (*self.before.problems, *self.after.problems)


def explain_workbook(
    named: Path,
    context: ServiceContext,
    figure: str = GRADE,
    settings: Iterable[str] = (),
    labels: Callable[[str], Iterable[str]] = lambda _: (),
) -> Explanation:
    """A figure, by its path in the JSON of `score`, down to its cells; and what `settings` would change.

    `labels` gives further names by which the figure of a path may be asked for. Raises CannotRunError
    where the path is missing, and for an unknown figure or setting.
    """
    changes = [parse_change(text) for text in settings]
    examined = examine(_single_workbook(named), "score", context)
    if examined.audit_file is None:
        return Explanation(examined.path, figure, examined.problems)
    audit_file = examined.audit_file
    specification, result = (
        audit_file.specification,
        with_every_figure(audit_file.specification, audit_file.result),
    )
    figure = _path_of(result, figure, labels)
    return Explanation(
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


def compare_workbooks(before: Path, after: Path, context: ServiceContext) -> Comparison:
    """The figures and inputs in which two workbooks differ.

    Raises CannotRunError where a path is missing.
    """
    examined = [examine(_single_workbook(named), "score", context) for named in (before, after)]
    one, other = (
        ComparedWorkbook(each.path, each.problems, each.audit_file, _cells(each)) for each in examined
    )
    if one.audit_file is None or other.audit_file is None:
        return Comparison(one, other, None)
    found = differences(_side(one.audit_file), _side(other.audit_file))
    return Comparison(one, other, found)


def _side(audit_file: AuditFile) -> Side:
    return Side(audit_file.specification, audit_file.assessment, _every_figure(audit_file))


def _single_workbook(named: Path) -> Path:
    found = find_workbooks([named])
    if len(found) > 1:
        raise CannotRunError(Problem("ONE_WORKBOOK_ONLY", file=str(named), found=str(len(found))))
    return found[0]


def _path_of(result: Result, asked: str, labels: Callable[[str], Iterable[str]]) -> str:
    """The path of the figure that is asked for by its path or one of its labels."""
    if any(step.figure == asked for step in result.trace):
        return asked
    paths = {label: step.figure for step in result.trace for label in labels(step.figure)}
    by_key = {folded(label): path for label, path in paths.items()}
    found = by_key.get(folded(asked), asked)
    # What is asked for in ASCII is a path; `explain` answers it with the paths close to it.
    if found == asked and not asked.isascii() and (close := similar(asked, paths)):
        raise CannotRunError(Problem("FIGURE_UNKNOWN", field=asked, found=asked, values={"expected": close}))
    return found


def _every_figure(audit_file: AuditFile) -> Result:
    return with_every_figure(audit_file.specification, audit_file.result)


def _cells(examined: ExaminedWorkbook) -> Mapping[str, InputCell]:
    if examined.audit_file is None:
        return MappingProxyType({})
    standing = inputs(examined.audit_file.specification, examined.audit_file.assessment)
    return {
        key: InputCell(key, place.sheet, place.cell, standing.get(key))
        for key, place in examined.cells.items()
    }


def _changed(
    audit_file: AuditFile, before: Result, changes: Sequence[InputChange]
) -> tuple[FigureChange, ...]:
    specification, readings = audit_file.specification, audit_file.readings
    assessment = apply_changes(specification, readings, audit_file.assessment, changes)
    problems = check(specification, readings, assessment, "score")
    if any_errors(problems):
        raise CannotRunError([problem for problem in problems if problem.is_error])
    after = replace(audit_file, result=score(specification, readings, assessment))
    return changed_figures(before, _every_figure(after))
