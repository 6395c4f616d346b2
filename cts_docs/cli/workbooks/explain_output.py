"""What `explain` and `compare` print for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from cts_docs.cli.output import localized, plain, print_line, print_table
from cts_docs.cli.workbooks.output import print_workbook_problems
from cts_docs.messages import Language
from cts_docs.serialization.explanations import MOST_GRADE_CHANGES as MOST_IN_JSON
from cts_docs.serialization.explanations import left_out, smallest
from cts_docs.serialization.labels import figure_label, figure_text, formula_text
from cts_docs.services import FigureValue, display_order, exact, rounded

if TYPE_CHECKING:
    from cts_docs.errors import Problem
    from cts_docs.services import AuditFile, Difference, IndicatorSpread, Step
    from cts_docs.services.workbooks.explain import ComparedWorkbook, Comparison, Explanation, InputCell

Row = Sequence[str]
MOST_ROWS, MOST_GRADE_CHANGES, MOST_CELLS = 100, 8, 20
_ABOUT_ALL_FORMS = ("service.score", "service.shown", "grade.")


def print_explained(explained: Explanation, language: Language) -> None:
    """A figure: what it is computed from, what would change it, and the spread of the forms."""
    if explained.audit_file is None:
        _print_refused(explained.path, explained.problems, language)
        return
    print_line(plain(explained.path))
    _print_step(explained, explained.audit_file, language)
    _print_below(explained, language)
    if explained.changed is not None:
        _print_changed(explained, language)
    if explained.figure.startswith(_ABOUT_ALL_FORMS):
        _print_grade_changes(explained, explained.audit_file, language)
        _print_spread(explained, explained.audit_file, language)
    print_workbook_problems(explained.problems, language)


def print_compared(compared: Comparison, language: Language) -> None:
    """How two workbooks differ: figures first, then the inputs behind them."""
    sides = (compared.before, compared.after)
    for side in sides:
        _print_side(side, language)
    if compared.differences is None:
        return
    if not compared.differences:
        print_line(localized("COMPARE_SAME", language))
    for kind, heading in (("figure", "COMPARE_FIGURES"), ("input", "COMPARE_INPUTS")):
        rows = [_differing(each, compared, language) for each in compared.differences if each.kind == kind]
        _print_rows(localized(heading, language), rows, language)


def _print_refused(path: str, problems: Sequence[Problem], language: Language) -> None:
    errors = str(sum(problem.is_error for problem in problems))
    print_line(f"{plain(path)}: {localized('REFUSED', language, errors=errors)}")
    print_workbook_problems(problems, language)


def _print_rows(heading: str, rows: Sequence[Row], language: Language, most: int = MOST_ROWS) -> None:
    if not rows:
        return
    print_line(heading)
    print_table(rows[:most], indent="  ")
    if len(rows) > most:
        print_line("  " + localized("EXPLAIN_MORE", language, count=str(len(rows) - most)))


def _print_step(explained: Explanation, audit_file: AuditFile, language: Language) -> None:
    step = explained.steps[0]
    label = figure_label(step.figure, language, explained.judged)
    print_line(plain(f"{label}  {step.figure} = {figure_text(step.figure, step.value, language)}"))
    print_line(f"  {localized('EXPLAIN_FORMULA', language)}  {formula_text(step.formula, language)}")
    print_line(f"  {localized('EXPLAIN_CLAUSES', language)}  {'、'.join(step.clauses)}")
    operands = [_operand(name, value, explained, language) for name, value in step.operands.items()]
    _print_rows(f"  {localized('EXPLAIN_OPERANDS', language)}", operands, language)
    others = [field for field in step.fields if field not in step.operands and field in explained.cells]
    cells = [_cell(explained.cells[field]) for field in others]
    _print_rows(f"  {localized('EXPLAIN_CELLS', language)}", cells, language, MOST_CELLS)
    _print_rows(f"  {localized('EXPLAIN_READINGS', language)}", list(_readings(step, audit_file)), language)


def _operand(name: str, value: FigureValue, explained: Explanation, language: Language) -> Row:
    cell = explained.cells.get(name)
    place = f"{cell.sheet}!{cell.cell}" if cell else ""
    return "", figure_label(name, language, explained.judged), figure_text(name, value, language), name, place


def _cell(cell: InputCell) -> Row:
    return "", f"{cell.sheet}!{cell.cell}", cell.found or "—", cell.key


def _readings(step: Step, audit_file: AuditFile) -> Iterator[Row]:
    for key in step.readings:
        reading = audit_file.specification.readings.get(key)
        if reading is not None:
            chosen = audit_file.readings.choices.get(key, "")
            yield "", key, chosen, reading.rule(chosen)


def _print_below(explained: Explanation, language: Language) -> None:
    rows = [
        (
            figure_label(step.figure, language, explained.judged),
            figure_text(step.figure, step.value, language),
            formula_text(step.formula, language),
            _first_cell(step, explained),
        )
        for step in explained.steps[1:]
    ]
    _print_rows(localized("EXPLAIN_BELOW", language), rows, language)


def _first_cell(step: Step, explained: Explanation) -> str:
    cells = [explained.cells[field] for field in step.fields if field in explained.cells]
    if not cells:
        return ""
    first, last = cells[0], cells[-1]
    return f"{first.sheet}!{first.cell}" + (f" … {last.cell}" if len(cells) > 1 else "")


def _print_changed(explained: Explanation, language: Language) -> None:
    changed = sorted(explained.changed or (), key=lambda each: display_order(each.figure))
    rows = [
        (
            figure_label(each.figure, language, explained.judged),
            _both(each.figure, each.before, each.after, language),
            each.figure,
        )
        for each in changed
    ]
    if not rows:
        print_line(localized("EXPLAIN_UNCHANGED", language))
    _print_rows(localized("EXPLAIN_CHANGED", language), rows, language)


def _print_grade_changes(explained: Explanation, audit_file: AuditFile, language: Language) -> None:
    names = audit_file.specification.grading.names
    rows = []
    for change in smallest(explained.grade_changes, MOST_GRADE_CHANGES):
        cell = explained.cells.get(change.field)
        grade = "—" if change.grade is None else names[change.grade]
        rows.append(
            (
                figure_label(change.field, language, explained.judged),
                f"{cell.sheet}!{cell.cell}" if cell else "",
                f"{change.before} → {change.after}",
                localized("EXPLAIN_FLIP_GRADE", language, grade=grade),
            )
        )
    heading = localized("EXPLAIN_FLIPS" if rows else "EXPLAIN_NO_FLIPS", language)
    _print_rows(heading, rows or [("",)], language)
    for kind, count in left_out(explained.grade_changes, MOST_GRADE_CHANGES).items():
        values = {
            "kind": figure_label(kind, language),
            "count": str(count),
            "most": str(MOST_IN_JSON),
        }
        print_line("  " + localized("EXPLAIN_MORE_FLIPS", language, **values))


def _print_spread(explained: Explanation, audit_file: AuditFile, language: Language) -> None:
    columns = ("INDICATOR", "LOWEST", "MEDIAN", "HIGHEST", "MEAN", "OUTLIERS")
    rows: list[Row] = [[localized(f"EXPLAIN_{name}", language) for name in columns]]
    for spread in explained.spreads:
        figures = (spread.lowest, spread.median, spread.highest, spread.mean)
        rows.append([spread.id, *(rounded(figure) for figure in figures), _outliers(spread, language)])
    heading = "EXPLAIN_SPREAD_JUDGED" if audit_file.specification.has_judged else "EXPLAIN_SPREAD"
    _print_rows(localized(heading, language), rows, language)


def _outliers(spread: IndicatorSpread, language: Language) -> str:
    outliers = [
        localized(
            "EXPLAIN_OUTLIER",
            language,
            form=str(each.form),
            coefficient=exact(each.coefficient),
            effect=_signed(each.score_effect),
        )
        for each in spread.outliers[:MOST_GRADE_CHANGES]
    ]
    more = len(spread.outliers) - len(outliers)
    if more:
        outliers.append(localized("EXPLAIN_MORE", language, count=str(more)))
    return "; ".join(outliers) or "—"


def _signed(figure: Fraction) -> str:
    return ("+" if figure > 0 else "") + rounded(figure)


def _print_side(side: ComparedWorkbook, language: Language) -> None:
    if side.audit_file is None:
        _print_refused(side.path, side.problems, language)
        return
    specification, result = side.audit_file.specification, side.audit_file.result
    grade = result.grade.name or localized("GRADE_NONE", language)
    shown = [(localized("SCORE_SERVICE", language), result.service.shown)]
    if specification.has_maturity:
        level = specification.level(result.management.level).name
        shown.append((localized("SCORE_LEVEL", language), level))
    if result.composite is not None:
        shown.append((figure_label("composite.shown", language), result.composite.shown))
    shown.append((localized("SCORE_GRADE", language), grade))
    print_line(plain(side.path))
    print_table(shown, indent="  ")
    print_workbook_problems(side.problems, language)


def _differing(difference: Difference, compared: Comparison, language: Language) -> Row:
    sides = (compared.before, compared.after)
    cell = next((side.cells[difference.key] for side in sides if difference.key in side.cells), None)
    return (
        figure_label(difference.key, language, compared.judged),
        f"{cell.sheet}!{cell.cell}" if cell else difference.key,
        " → ".join(
            figure_text(difference.key, one, language) for one in (difference.before, difference.after)
        ),
    )


def _both(figure: str, before: FigureValue, after: FigureValue, language: Language) -> str:
    """A value before and after."""
    return " → ".join(figure_text(figure, value, language) for value in (before, after))
