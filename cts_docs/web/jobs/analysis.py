"""What other inputs would change, and how two workbooks differ: the work of a worker process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cts_docs import services
from cts_docs.errors import Problem
from cts_docs.messages import Language
from cts_docs.serialization.labels import figure_label, figure_text
from cts_docs.services import display_order
from cts_docs.services.workbooks.explain import Comparison, compare_workbooks, explain_workbook
from cts_docs.web.jobs.results import AnalysedRow, AnalysisResult, JobProgress, path_replacer, with_names


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """A workbook, and either the inputs that are replaced (`changes`) or the workbook it is compared with.

    The names are those of the user's files; `language` is that of the labels.
    """

    name: str
    workbook: Path
    changes: tuple[str, ...]
    other_name: str
    other: Path | None
    language: Language
    config: Path | None
    folder: Path

    @property
    def steps(self) -> int:
        """The number of steps: an analysis is one."""
        return 1


def run_analysis(request: AnalysisRequest) -> JobProgress:
    """Run the analysis; raises CtsDocsError where an input is unknown or a value is not possible."""
    context = services.open_context(request.config)
    if request.other is None:
        explained = explain_workbook(request.workbook, context, settings=request.changes)
        changed = sorted(explained.changed or (), key=lambda one: display_order(one.figure))
        rows = [
            _row("figure", one.figure, one.before, one.after, request.language, judged=explained.judged)
            for one in changed
        ]
        return JobProgress(1, analysis=AnalysisResult(_named(explained.problems, request), tuple(rows)))
    compared = compare_workbooks(request.workbook, request.other, context)
    rows = list(_differing(compared, request.language))
    return JobProgress(1, analysis=AnalysisResult(_named(compared.problems, request), tuple(rows)))


def _differing(compared: Comparison, language: Language) -> Iterator[AnalysedRow]:
    cells = {**compared.after.cells, **compared.before.cells}
    for one in compared.differences or ():
        cell = cells.get(one.key)
        place = f"{cell.sheet} {cell.cell}" if cell else ""
        yield _row(one.kind, one.key, one.before, one.after, language, place, compared.judged)


def _row(
    kind: str,
    key: str,
    before: services.FigureValue,
    after: services.FigureValue,
    language: Language,
    place: str = "",
    judged: tuple[str, ...] = (),
) -> AnalysedRow:
    texts = (figure_text(key, value, language) for value in (before, after))
    return AnalysedRow(kind, figure_label(key, language, judged), place, *texts)


def _named(problems: tuple[Problem, ...], request: AnalysisRequest) -> tuple[Problem, ...]:
    for path, name in ((request.workbook, request.name), (request.other, request.other_name)):
        if path is not None:
            problems = tuple(with_names(problem, path_replacer(path, name)) for problem in problems)
    return problems
