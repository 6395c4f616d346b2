"""The program's own figure for every computed cell of a workbook, by the cell's name and key.

Exact fractions, or the words that the cell shows; an empty text where the cell shows nothing.
The progress lines are aids in filling in and have no counterpart here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from cts_docs.assessment.analysis.spread import spreads
from cts_docs.assessment.figures import half_up
from cts_docs.assessment.model import MAJOR, OPEN, Assessment
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import (
    CHARACTERISTIC_FLOOR,
    CLAUSE_FLOOR,
    CONFORMITY_FAILED,
    PERCENT,
    SPECIFIED_FLOORS,
    counted_score,
    grade_band,
    grade_bands,
    grade_result,
    needed_level,
    unmet_floors,
)
from cts_docs.assessment.scoring.result import FormResult, Result
from cts_docs.specification.model import FloorKind, GradeBand, Points, Specification
from cts_docs.text import folded
from cts_docs.workbook.writing.compared_scores import scale_of
from cts_docs.workbook.writing.figure_formulas import (
    BELOW_CHARACTERISTIC_FLOOR,
    BELOW_CLAUSE_FLOOR,
    BELOW_GRADES,
    COMPLETE,
    LOWERED,
    MEND_CHARACTERISTICS,
    MEND_CLAUSES,
    MEND_CONFORMITY,
    NO_GRADE,
    NOT_CONFORMING,
    PASSED_WITHOUT_GRADE,
    REACHED,
    REFUSED,
    SPECIFIED,
    TOP,
    level_note,
)
from cts_docs.workbook.writing.results_layout import OF_MATURITY, points_have_decimals

_OUTCOMES: Mapping[str, str] = {
    CONFORMITY_FAILED: NOT_CONFORMING,
    CHARACTERISTIC_FLOOR: BELOW_CHARACTERISTIC_FLOOR,
    CLAUSE_FLOOR: BELOW_CLAUSE_FLOOR,
    **{SPECIFIED_FLOORS[kind]: outcome for kind, (_, outcome, _) in SPECIFIED.items()},
}
_MEND: Mapping[str, str] = {
    CONFORMITY_FAILED: MEND_CONFORMITY,
    CHARACTERISTIC_FLOOR: MEND_CHARACTERISTICS,
    CLAUSE_FLOOR: MEND_CLAUSES,
    **{SPECIFIED_FLOORS[kind]: mend for kind, (_, _, mend) in SPECIFIED.items()},
}
"""The outcome under a gate, and what is to be mended first, in the order of the results sheet."""

_DISTANCE = ("result_next_grade", "result_score_missing", "result_management_missing")

FigureValue = Fraction | int | str
Named = Iterator[tuple[str, FigureValue]]


@dataclass(frozen=True, slots=True)
class Scored:
    """An assessment with what followed from it."""

    specification: Specification
    readings: Readings
    assessment: Assessment
    result: Result


def expected_figures(scored: Scored, columns: Mapping[int, str]) -> Mapping[str, FigureValue]:
    """Every figure by the name and key of its cell.

    `columns` gives, by a form's number, the key of its column among all columns for forms; keys
    of columns that hold no form are the caller's to leave out.
    """
    found: dict[str, FigureValue] = {}
    parts = (
        _floors,
        _indicators,
        _spreads,
        _groups,
        _clauses,
        _characteristics,
        _chapters,
        _bands,
        _figures,
        _management,
        _composite,
        _outcome,
    )
    for part in (*parts, _distance):
        found.update(part(scored))
    for form in scored.result.service.forms:
        found.update(_form(scored, form, columns[form.form]))
    return found if scored.specification.has_maturity else _without_maturity(found)


def _without_maturity(figures: Mapping[str, FigureValue]) -> Mapping[str, FigureValue]:
    return {key: figure for key, figure in figures.items() if key.partition("[")[0] not in OF_MATURITY}


def empty_form(key: str) -> Mapping[str, FigureValue]:
    """What a column shows that holds no form."""
    shown: Mapping[str, FigureValue] = {"applicable": "", "earned": "", "scores": "", "faults": 0, "used": 0}
    return {f"form_{name}[{key}]": value for name, value in shown.items()}


def _form(scored: Scored, form: FormResult, key: str) -> Named:
    yield f"form_applicable[{key}]", form.applicable
    yield f"form_earned[{key}]", half_up(form.earned, 3 if scored.specification.has_decimals else 2)
    yield f"form_scores[{key}]", form.score
    yield f"form_faults[{key}]", 0
    yield f"form_used[{key}]", 1
    if scored.readings["B9"] == "persons":
        yield f"form_hundredths[{key}]", form.earned * scale_of(scored.specification)
        yield f"form_same_evaluator[{key}]", _forms_of_evaluators(scored.result)[folded(form.evaluator)]
    for group in scored.result.service.groups:
        if group.name == form.group:
            yield f"form_weights[{key}]", group.weight
            yield f"form_same_group[{key}]", group.forms


def _indicators(scored: Scored) -> Named:
    service = scored.result.service
    parts = _parts(scored) if service.groups else len(service.forms)
    for indicator in service.indicators:
        excluded = indicator.coefficient is None
        hundredths = (indicator.earned or 0) * scale_of(scored.specification) * parts
        yield f"indicator_applicable[{indicator.id}]", 0 if excluded else indicator.points
        yield f"indicator_coefficients[{indicator.id}]", _or_empty(indicator.coefficient)
        yield f"indicator_earned[{indicator.id}]", _or_empty(indicator.earned)
        yield f"indicator_hundredths[{indicator.id}]", "" if excluded else hundredths
        if scored.readings["B8"] == "on":
            yield f"indicator_faults[{indicator.id}]", 0


def _spreads(scored: Scored) -> Named:
    found = {each.id: each for each in spreads(scored.specification, scored.result.service)}
    for indicator in scored.specification.indicators:
        spread = found.get(indicator.id)
        count = 0 if spread is None else len(scored.result.service.forms)
        yield f"spread_count[{indicator.id}]", count
        outliers = "" if spread is None else len(spread.outliers)
        yield f"spread_outliers[{indicator.id}]", outliers
        for name in ("lowest", "median", "mean", "highest", "width"):
            yield f"spread_{name}[{indicator.id}]", "" if spread is None else getattr(spread, name)


def _groups(scored: Scored) -> Named:
    for group in scored.result.service.groups:
        yield f"group_forms[{group.name}]", group.forms
        yield f"group_scores[{group.name}]", group.score


def _clauses(scored: Scored) -> Named:
    for clause in scored.result.management.clauses:
        yield f"clause_points[{clause.id}]", clause.points


def _characteristics(scored: Scored) -> Named:
    headings = {part.id: part.heading for part in scored.specification.appendix1.characteristics}
    for part in scored.result.service.characteristics:
        heading = headings[part.id]
        yield f"characteristic_applicable[{heading}]", part.points
        yield f"characteristic_earned[{heading}]", part.earned or 0
        yield f"characteristic_scores[{heading}]", _or_empty(part.score)


def _floors(scored: Scored) -> Named:
    """For every row of a kind that the specification sets floors for, whether it lies below its own."""
    specification, result = scored.specification, scored.result
    service, management = result.service, result.management
    unmet = unmet_floors(specification, service.characteristics, service.indicators, management)
    rows: Mapping[FloorKind, Mapping[str, str]] = {
        "characteristic": {part.id: part.heading for part in specification.appendix1.characteristics},
        "indicator": {indicator.id: indicator.id for indicator in specification.indicators},
        "requirement": {clause.id: clause.id for clause in specification.clauses},
    }
    for kind in {floor.kind for floor in specification.floors}:
        below = {floor.id for floor in unmet if floor.kind == kind}
        for part, key in rows[kind].items():
            yield f"{SPECIFIED[kind][0]}_below[{key}]", int(part in below)


def _chapters(scored: Scored) -> Named:
    headings = {chapter.id: chapter.heading for chapter in scored.specification.chapters}
    for chapter in scored.result.management.chapters:
        yield f"chapter_points[{headings[chapter.id]}]", chapter.points


def _bands(scored: Scored) -> Named:
    specification, readings = scored.specification, scored.readings
    counted = counted_score(readings, scored.result.graded_score)
    current = grade_band(specification, readings, counted)
    for band in grade_bands(specification, readings):
        key = f"{band.lower}–{band.upper}"
        yield f"grade_band_reached[{key}]", int(counted >= band.lower)
        yield f"grade_band_current[{key}]", int(band == current)
        if specification.has_maturity:
            yield f"grade_band_required[{key}]", _required(scored, band, counted)
        inside = counted if band == current else Fraction(band.lower + band.upper, 2)
        decided = grade_result(specification, readings, inside, scored.result.management)
        yield f"grade_band_results[{key}]", decided.grade or 0


def _required(scored: Scored, band: GradeBand, counted: Fraction) -> int:
    exception = scored.readings.choice(scored.specification, "A3").parameters
    score = exception.get("score")
    if score is not None and score == counted and band.lower <= score < band.upper:
        return exception["level"]
    return needed_level(scored.specification, scored.readings, band) or 0


def _figures(scored: Scored) -> Named:
    result = scored.result
    applicable = _applicable(scored)
    yield "result_missing", COMPLETE
    yield "result_service_shown", result.service.shown
    yield "result_conformity", scored.assessment.text("management_conformity") or ""
    yield "result_forms", len(result.service.forms)
    yield "result_open_majors", _open_majors(scored.assessment)
    for name in ("result_form_faults", "result_missing_levels", "result_faults"):
        yield name, 0
    if scored.readings["B8"] == "on":
        yield "result_indicator_faults", 0
    if scored.readings["B9"] == "persons":
        names = ("result_persons", "result_person_multiple", "result_person_units")
        yield from zip(names, _person_units(scored), strict=True)
    if result.service.groups:
        multiple = _group_multiple(scored)
        names = ("result_missing_groups", "result_group_multiple", "result_group_units")
        yield from zip(names, (0, multiple, PERCENT * multiple), strict=True)
    if scored.specification.has_decimals:
        yield "result_applicable_tenths", 10 * applicable
    yield "result_applicable_points", applicable
    yield "result_earned_hundredths", result.service.score * _divisor(scored)
    yield "result_service_score", result.service.score
    yield "result_service_hundredths", half_up(result.service.score, 2) * 100


def _management(scored: Scored) -> Named:
    management = scored.result.management
    if scored.specification.has_maturity:
        yield "result_management_total", management.total
        yield "result_level", management.level
        yield "result_level_name", scored.specification.level(management.level).name


def _composite(scored: Scored) -> Named:
    """The composite score as a fraction of whole numbers: see `figure_formulas`."""
    specification, composite = scored.specification, scored.result.composite
    if composite is None:
        return
    tenfold = 10 if points_have_decimals(specification) else 1
    units = PERCENT * _divisor(scored) * specification.management_maximum * tenfold
    yield "result_management_percentage", composite.management
    yield "result_composite_shown", composite.shown
    yield "result_composite_score", composite.score
    yield "result_composite_hundredths", half_up(composite.score, 2) * 100
    yield "result_composite_sum", composite.score * units
    yield "result_composite_units", units


def _applicable(scored: Scored) -> Points:
    return sum(part.points for part in scored.result.service.characteristics)


def _divisor(scored: Scored) -> Fraction:
    """What the sum of hundredths is divided by."""
    return Fraction(_applicable(scored)) * _parts(scored) * scale_of(scored.specification) / PERCENT


def _parts(scored: Scored) -> int:
    """By how much the sum over the forms is more than their mean."""
    if scored.result.service.groups:
        return PERCENT * _group_multiple(scored)
    return (
        _person_units(scored)[-1] if scored.readings["B9"] == "persons" else len(scored.result.service.forms)
    )


def _group_multiple(scored: Scored) -> int:
    """The least common multiple of the numbers of forms of the groups."""
    return lcm(*(group.forms for group in scored.result.service.groups))


def _person_units(scored: Scored) -> tuple[int, int, int]:
    """The number of evaluators, the least common multiple of their forms, and the product of both."""
    counts = _forms_of_evaluators(scored.result)
    persons, multiple = len(counts), lcm(*counts.values())
    return persons, multiple, persons * multiple


def _forms_of_evaluators(result: Result) -> Counter[str]:
    return Counter(folded(form.evaluator) for form in result.service.forms)


def _open_majors(assessment: Assessment) -> int:
    return sum(each.severity == MAJOR and each.status == OPEN for each in assessment.nonconformities)


def _outcome(scored: Scored) -> Named:
    grade = scored.result.grade
    yield "result_grade", grade.grade or 0
    yield "result_grade_name", grade.name or NO_GRADE
    if grade.name is not None:
        yield "result_outcome", REACHED + grade.name
    elif (gate := next((gate for gate in _OUTCOMES if gate in grade.flags), None)) is not None:
        yield "result_outcome", _OUTCOMES[gate]
    elif grade.outcome == "passed_without_grade":
        yield "result_outcome", PASSED_WITHOUT_GRADE
    else:
        yield "result_outcome", BELOW_GRADES
    yield "result_remark", _remark(scored)


def _distance(scored: Scored) -> Named:
    grade = scored.result.grade
    margin = grade.margin
    if margin is None:
        yield from dict.fromkeys(_DISTANCE, TOP).items()
        return
    name = scored.specification.grading.names[margin.grade]
    mend = "".join(f"（{_MEND[gate]}）" for gate in _MEND if gate in margin.gates)
    own = (name + mend, margin.score, margin.management)
    yield from zip(_DISTANCE, own, strict=True)


def _remark(scored: Scored) -> str:
    result = scored.result
    counted = counted_score(scored.readings, result.graded_score)
    of_score = grade_band(scored.specification, scored.readings, counted).grade
    remark = ""
    if result.grade.grade is not None and result.grade.grade != of_score:
        remark += LOWERED
    gated = result.grade.margin is not None and bool(result.grade.margin.gates)
    if result.grade.grade is None and of_score is not None and not gated:
        remark += REFUSED
    note = scored.readings.choice(scored.specification, "C1").parameters
    if {"note_lower", "note_upper"} <= note.keys():
        lower, upper = note["note_lower"], note["note_upper"]
        remark += level_note(lower, upper) if lower <= result.management.total <= upper else ""
    return remark


def _or_empty(figure: Fraction | None) -> FigureValue:
    return "" if figure is None else figure
