"""The text of every computed cell, as a function of where the named cells stand.

Formulas name defined names and cells of their own row or column only, so that they stay the
same when sheets are renamed and rows or columns are inserted. They use functions of Excel
2007, no array entry, and compare whole numbers: S = ∑ points × ROUND(α×100,0) over the forms
against threshold × applicable points P × number of forms n (both sides doubled under A4 whole).
Where points have a decimal, S and P are ten times as much. Evaluator groups multiply each form by
weight × multiple ÷ forms of its group, and n by 100 × multiple, the least common one of those forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cts_docs.assessment.analysis.spread import BANDS_APART
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import grade_bands, needed_level
from cts_docs.specification.model import (
    FINEST_STEP,
    FloorKind,
    GradeBand,
    Indicator,
    Points,
    Specification,
    as_points,
)
from cts_docs.workbook.writing.cell_map import CellMap
from cts_docs.workbook.writing.figure_formulas import (
    FORMS,
    GROUP_UNITS,
    GROUP_WEIGHTS,
    SPECIFIED,
    earlier_formulas,
    figure_formulas,
    graded_of,
    scale_of,
)

_HALF_A_STEP = FINEST_STEP / 2
_BETWEEN_EDGES = Fraction(1, 10_000)


@dataclass(frozen=True, slots=True)
class Computed:
    """A cell that the workbook computes: its defined name, its key within it, place and formula.

    `key` is an id, a form's column number as laid out in `CellMap.forms` (from 1), or empty.
    `constant` is what a cell holds that no one enters: the specification's own numbers. `earlier`
    is the formula of a blank of an earlier version, where it was another one.
    """

    name: str
    key: str
    row: int
    column: int
    formula: str = ""
    constant: str | Points = ""
    earlier: str = ""


def computed_cells(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    """Every computed or constant cell of the workbook."""
    yield from _indicators(specification, readings, cells)
    yield from _forms(specification, readings, cells)
    yield from _groups(specification, cells)
    yield from _characteristics(specification, cells)
    if specification.has_maturity:
        yield from _clauses(specification, cells)
        yield from _chapters(specification, cells)
        yield from _level_bands(specification, readings, cells)
    yield from _grade_bands(specification, readings, cells)
    yield from _spreads(specification, cells)
    earlier = earlier_formulas(specification, readings)
    for name, formula in figure_formulas(specification, readings):
        area = cells.areas.get(name)
        if area is None:  # layout 1 has no such line
            continue
        before = f"={earlier[name]}" if name in earlier else ""
        yield Computed(name, "", area.top, area.left, "=" + formula, earlier=before)


def _indicators(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    headings = {
        indicator.id: part.heading
        for part in specification.appendix1.characteristics
        for indicator in part.indicators
    }
    indicators = {indicator.id: indicator for indicator in specification.indicators}
    for key, row in cells.rows["indicator_ids"].items():
        yield _constant(cells, "indicator_characteristics", key, row, headings[key])
        yield _constant(cells, "indicator_points", key, row, indicators[key].points)
        if specification.has_judged:
            yield _constant(cells, "indicator_limits", key, row, _limit(indicators[key]))
            step = indicators[key].judged_in or specification.experience_step
            yield _constant(cells, "indicator_steps", key, row, as_points(step))
        for name, formula in _indicator_formulas(specification, readings, cells, row, indicators[key]):
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)
        reached = f"100*{cells.cell('indicator_coefficients', row)}"
        yield from _floor(specification, cells, "indicator", key, row, reached)


def _limit(indicator: Indicator) -> Points:
    """The most that a form's cell of an indicator takes: 1 for α, the points where they are given."""
    return 1 if indicator.judged_in is None else indicator.points


def _indicator_formulas(
    specification: Specification, readings: Readings, cells: CellMap, row: int, indicator: Indicator
) -> Iterator[tuple[str, str]]:
    """The formulas of one row."""
    allowed = indicator.id in specification.may_not_apply
    alphas = cells.across("experience_coefficients", row)
    points, mean = cells.cell("indicator_points", row), cells.cell("indicator_coefficients", row)
    whole = f"COUNT({alphas})=COUNTA({alphas})"
    weights = f"*{GROUP_WEIGHTS}" if specification.evaluator_groups else ""
    added = f"SUMPRODUCT(ROUND({alphas}*100,0){weights})"
    forms = GROUP_UNITS if specification.evaluator_groups else FORMS
    most, earned = "", f"{points}*{added}"
    if specification.has_decimals:
        earned = f"ROUND(10*{points},0)*{added}"
    if indicator.judged_in is not None:
        most, earned = f"/{points}", f"10*{added}" if specification.has_decimals else added
    yield "indicator_hundredths", f'IF({whole},{earned},"")'
    all_there = f"AND({FORMS}>0,{whole},COUNT({alphas})={FORMS})"
    yield "indicator_coefficients", f'IF({all_there},{added}/100/{forms}{most},"")'
    yield "indicator_earned", f'IF({mean}="","",{points}*{mean})'
    if readings["B8"] != "on":
        yield "indicator_applicable", points
        return
    excluded = f'COUNTIF({alphas},"{NOT_APPLICABLE}")'
    if not allowed:
        yield "indicator_applicable", points
        yield "indicator_faults", excluded
        return
    reason = cells.cell("indicator_evidence", row)
    yield "indicator_applicable", f"IF({excluded}>0,0,{points})"
    yield (
        "indicator_faults",
        f"IF({excluded}=0,0,IF({excluded}={FORMS},0,1)+IF(LEN(TRIM({reason}))=0,1,0))",
    )


def _forms(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    for number, column in enumerate(cells.forms, 1):
        for name, formula in _form_formulas(specification, readings, cells, column):
            yield Computed(name, str(number), cells.areas[name].top, column, "=" + formula)


def _form_formulas(
    specification: Specification, readings: Readings, cells: CellMap, column: int
) -> Iterator[tuple[str, str]]:
    alphas = cells.down("experience_coefficients", column)
    points_area = cells.areas["indicator_points"]
    points = cells.down("indicator_points", points_area.left)
    evaluator, used, faults = (
        cells.above(name, column) for name in ("evaluators", "form_used", "form_faults")
    )
    applicable, earned = (cells.above(name, column) for name in ("form_applicable", "form_earned"))
    excluded = f'COUNTIF({alphas},"{NOT_APPLICABLE}")' if readings["B8"] == "on" else "0"
    everything = f"SUM({points})"
    if readings["B8"] == "on":
        everything += f'-SUMIF({alphas},"{NOT_APPLICABLE}",{points})'
    ungrouped = ""
    if specification.evaluator_groups:
        group = cells.above("evaluator_groups", column)
        ungrouped = f"+IF(SUMPRODUCT((group_ids={group})*1)=0,1,0)"
    above, uneven = _outside(specification, cells, alphas)
    yield "form_used", f"IF(OR(LEN(TRIM({evaluator}))>0,COUNTA({alphas})>0),1,0)"
    yield (
        "form_faults",
        f"IF({used}=0,0,IF(LEN(TRIM({evaluator}))=0,1,0)+COUNTA(indicator_ids)-COUNT({alphas})-{excluded}"
        f'+COUNTIF({alphas},"<0")+{above}'
        f"+IF(COUNT({alphas})=COUNTA({alphas}),"
        f"SUMPRODUCT(({uneven}>0.000001)*1),0){ungrouped})",
    )
    if readings["B9"] == "persons":
        yield from _person_formulas(specification, cells, column)
    if specification.evaluator_groups:
        yield from _group_formulas(cells, column)
    places = 3 if specification.has_decimals else 2
    by_points = _per_entry(specification, cells)
    yield "form_applicable", f'IF(OR({used}=0,{faults}>0),"",{everything})'
    yield "form_earned", f'IF({applicable}="","",ROUND(SUMPRODUCT({by_points},{alphas}),{places}))'
    yield "form_scores", f'IF({applicable}="","",IF({applicable}=0,"",{earned}/{applicable}*100))'


def _outside(specification: Specification, cells: CellMap, alphas: str) -> tuple[str, str]:
    """How many entries of a form are too large, and how far each is from a multiple of its step."""
    if not specification.has_judged:
        return f'COUNTIF({alphas},">1")', f"ABS({alphas}*100-ROUND({alphas}*100,0))"
    limits, steps = (cells.down(name, cells.areas[name].left) for name in _LIMITS_AND_STEPS)
    above = f"SUMPRODUCT(ISNUMBER({alphas})*({alphas}>{limits}))"
    return above, f"ABS({alphas}/{steps}-ROUND({alphas}/{steps},0))"


def _per_entry(specification: Specification, cells: CellMap) -> str:
    """The points that a whole entry earns in each row: those of the indicator for α, 1 for points."""
    points = cells.down("indicator_points", cells.areas["indicator_points"].left)
    if not specification.has_judged:
        return points
    return f"{points}/{cells.down(_LIMITS_AND_STEPS[0], cells.areas[_LIMITS_AND_STEPS[0]].left)}"


_LIMITS_AND_STEPS = ("indicator_limits", "indicator_steps")


def _group_formulas(cells: CellMap, column: int) -> Iterator[tuple[str, str]]:
    """The weight of a form's evaluator group in percent, and how many forms the group has."""
    group, used = (cells.above(name, column) for name in ("evaluator_groups", "form_used"))
    yield "form_weights", f"IF({used}=0,0,SUMPRODUCT((group_ids={group})*group_weights))"
    yield "form_same_group", f"IF({used}=0,1,MAX(1,SUMPRODUCT((evaluator_groups={group})*form_used)))"


def _groups(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    weights = {group.name: group.weight for group in specification.evaluator_groups}
    rows = cells.rows["group_ids"] if weights else {}
    for key, row in rows.items():
        own, forms = f"evaluator_groups={cells.cell('group_ids', row)}", cells.cell("group_forms", row)
        yield _constant(cells, "group_weights", key, row, weights[key])
        formulas = {
            "group_forms": f"SUMPRODUCT(({own})*form_used)",
            "group_scores": f'IF(OR({forms}=0,result_service_score=""),"",'
            f"SUMPRODUCT(({own})*1,form_scores)/{forms})",
        }
        for name, formula in formulas.items():
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)


def _person_formulas(specification: Specification, cells: CellMap, column: int) -> Iterator[tuple[str, str]]:
    """Reading B9 `persons`: points × α in hundredths of a form, and how many forms its evaluator has.

    Names are compared without blanks and capitals; the program's own comparison folds more.
    """
    alphas = cells.down("experience_coefficients", column)
    points = _per_entry(specification, cells)
    evaluator, used = (cells.above(name, column) for name in ("evaluators", "form_used"))
    own, every = (_plain_name(each) for each in (evaluator, "evaluators"))
    scale = scale_of(specification)
    yield "form_hundredths", f"IF({used}=0,0,ROUND(SUMPRODUCT({points},{alphas})*{scale},0))"
    yield "form_same_evaluator", f"IF({used}=0,1,SUMPRODUCT(({every}={own})*form_used))"


def _plain_name(cells: str) -> str:
    return f'UPPER(SUBSTITUTE(SUBSTITUTE({cells}," ",""),"\u3000",""))'


def _clauses(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    chapters = {
        clause.id: chapter.heading for chapter in specification.chapters for clause in chapter.clauses
    }
    clauses = {clause.id: clause for clause in specification.clauses}
    levels = len(specification.levels)
    left = cells.areas["clause_level_points"].left
    for key, row in cells.rows["clause_ids"].items():
        yield _constant(cells, "clause_chapters", key, row, chapters[key])
        for index, points in enumerate(clauses[key].points):
            level_key = f"{key},{index + 1}"
            yield Computed("clause_level_points", level_key, row, left + index, constant=points)
        level, points_of = cells.cell("maturity_levels", row), cells.across("clause_level_points", row)
        formula = (
            f"=IF(ISNUMBER({level}),IF(AND({level}>=1,{level}<={levels},{level}=INT({level})),"
            f'INDEX({points_of},1,{level}),""),"")'
        )
        yield Computed("clause_points", key, row, cells.areas["clause_points"].left, formula)
        yield from _floor(specification, cells, "requirement", key, row, level)


def _floor(
    specification: Specification,
    cells: CellMap,
    kind: FloorKind,
    key: str,
    row: int,
    reached: str,
    id: str = "",
) -> Iterator[Computed]:
    """The floor of one row, and 1 where the figure `reached` lies below it; nothing where none is set."""
    floors = specification.floors_of(kind)
    if not floors:
        return
    part = SPECIFIED[kind][0]
    floor, figure = cells.cell(f"{part}_floors", row), reached.rpartition("*")[2]
    yield _constant(cells, f"{part}_floors", key, row, floors.get(id or key, 0))
    formula = f"=IF(ISNUMBER({figure}),IF(ROUND({reached}-{floor},6)<0,1,0),0)"
    yield Computed(f"{part}_below", key, row, cells.areas[f"{part}_below"].left, formula)


def _characteristics(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    ids = {part.heading: part.id for part in specification.appendix1.characteristics}
    forms = GROUP_UNITS if specification.evaluator_groups else FORMS
    for key, row in cells.rows["characteristic_ids"].items():
        heading = cells.cell("characteristic_ids", row)
        applicable = cells.cell("characteristic_applicable", row)
        earned = cells.cell("characteristic_earned", row)
        own = f"(indicator_characteristics={heading})*1"
        formulas = {
            "characteristic_applicable": f"SUMPRODUCT({own},indicator_applicable)",
            "characteristic_earned": f'IF(result_service_score="","",'
            f"SUMPRODUCT({own},indicator_hundredths)/{scale_of(specification)}/{forms})",
            "characteristic_scores": f'IF({earned}="","",IF({applicable}=0,"",{earned}/{applicable}*100))',
        }
        for name, formula in formulas.items():
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)
        score = cells.cell("characteristic_scores", row)
        yield from _floor(specification, cells, "characteristic", key, row, score, ids[key])


def _chapters(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    maximums = {
        chapter.heading: as_points(sum(clause.total for clause in chapter.clauses))
        for chapter in specification.chapters
    }
    for key, row in cells.rows["chapter_ids"].items():
        heading = cells.cell("chapter_ids", row)
        formula = f"=SUMPRODUCT((clause_chapters={heading})*1,clause_points)"
        yield Computed("chapter_points", key, row, cells.areas["chapter_points"].left, formula)
        yield _constant(cells, "chapter_maximums", key, row, maximums[key])


def _level_bands(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    bands = specification.level_bands[readings["C1"]]
    for (key, row), band in zip(cells.rows["level_band_ids"].items(), bands, strict=True):
        yield _constant(cells, "level_band_levels", key, row, band.level)
        yield _constant(cells, "level_band_lowers", key, row, band.lower)


def _grade_bands(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    bands = tuple(reversed(grade_bands(specification, readings)))
    rows = cells.rows["grade_band_ids"]
    placed = [(band, row) for band, row in zip(bands, rows.values(), strict=True)]
    for index, (key, row) in enumerate(rows.items()):
        band = bands[index]
        yield _constant(cells, "grade_band_lowers", key, row, band.lower)
        yield _constant(cells, "grade_band_grades", key, row, band.grade or 0)
        reached = [cells.cell("grade_band_reached", row) for _, row in placed[: index + 1]]
        formulas = {
            "grade_band_reached": _reached(specification, readings, band, row, cells),
            "grade_band_current": reached[-1] + "".join(f"*(1-{higher})" for higher in reached[:-1]),
            "grade_band_results": _band_result(specification, readings, cells, placed[index:]),
        }
        if specification.has_maturity:
            yield _constant(cells, "grade_band_levels", key, row, band.level or 0)
            formulas["grade_band_required"] = _required(specification, readings, cells, band, row)
        for name, formula in formulas.items():
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)


def _reached(
    specification: Specification, readings: Readings, band: GradeBand, row: int, cells: CellMap
) -> str:
    lower, graded = cells.cell("grade_band_lowers", row), graded_of(specification, readings)
    if readings["A4"] == "exact":
        comparison = f"{graded.sum}>={lower}*{graded.divisor}"
    else:
        sign = ">" if readings["A4"] == "whole_even" and band.lower % 2 else ">="
        comparison = f"2*{graded.sum}{sign}(2*{lower}-1)*{graded.divisor}"
    return f'IF({graded.score}="",0,IF({comparison},1,0))'


def _required(
    specification: Specification, readings: Readings, cells: CellMap, band: GradeBand, row: int
) -> str:
    """The level that the band needs: its own, or that of readings A8 and A3 (exactly one score)."""
    printed = cells.cell("grade_band_levels", row)
    needed = needed_level(specification, readings, band)
    required = printed if needed == band.level else str(needed)
    exception = readings.choice(specification, "A3").parameters
    score = exception.get("score")
    if score is None or not band.lower <= score < band.upper:
        return required
    graded = graded_of(specification, readings)
    if readings["A4"] == "exact":
        exactly = f"{graded.sum}={score}*{graded.divisor}"
    else:
        # Half to even rounds both halves beside an even number to it, and neither to an odd one.
        even = readings["A4"] == "whole_even"
        from_, to = (">=", "<=") if even and score % 2 == 0 else (">", "<") if even else (">=", "<")
        below, above = (f"{2 * score + side}*{graded.divisor}" for side in (-1, 1))
        exactly = f"AND(2*{graded.sum}{from_}{below},2*{graded.sum}{to}{above})"
    return f"IF({exactly},{exception['level']},{required})"


def _band_result(
    specification: Specification,
    readings: Readings,
    cells: CellMap,
    placed: list[tuple[GradeBand, int]],
) -> str:
    """The grade where the score lies in the first of `placed`; lower bands follow it (A5, A8)."""
    (band, row), *lower = placed
    grade = cells.cell("grade_band_grades", row)
    if not specification.has_maturity:
        return grade
    required = cells.cell("grade_band_required", row)
    if band.level is None:
        return "0"
    graded = [row for below, row in lower if below.grade is not None]
    lowered = "0"
    for row_below in reversed(graded):
        level = cells.cell("grade_band_levels", row_below)
        lowered = f"IF(result_level>={level},{cells.cell('grade_band_grades', row_below)},{lowered})"
    otherwise = "0" if readings["A5"] == "refuse" else lowered
    if needed_level(specification, readings, band) != band.level:
        printed = cells.cell("grade_band_levels", row)
        otherwise = f"IF(result_level>={printed},{lowered},{otherwise})"
    return f'IF(result_level="",0,IF(result_level>={required},{grade},{otherwise}))'


def _spreads(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    indicators = {indicator.id: indicator for indicator in specification.indicators}
    for key, row in cells.rows["spread_ids"].items():
        own = cells.cell("spread_ids", row)
        alphas = f"INDEX(experience_coefficients,MATCH({own},indicator_ids,0),0)"
        judged = indicators[key].judged_in is not None
        most = f"/INDEX(indicator_limits,MATCH({own},indicator_ids,0))" if judged else ""
        count, lowest, highest = (
            cells.cell(name, row) for name in ("spread_count", "spread_lowest", "spread_highest")
        )
        width = f"{highest}-{lowest}" if judged else f"ROUND({highest}-{lowest},2)"
        median = cells.cell("spread_median", row)
        formulas = {
            "spread_lowest": f"MIN({alphas}){most}",
            "spread_median": f"MEDIAN({alphas}){most}",
            "spread_mean": f"AVERAGE({alphas}){most}",
            "spread_highest": f"MAX({alphas}){most}",
            "spread_width": width,
            "spread_outliers": _outlying(specification, indicators[key], alphas, median),
        }
        yield Computed("spread_count", key, row, cells.areas["spread_count"].left, f"=COUNT({alphas})")
        for name, formula in formulas.items():
            yield Computed(name, key, row, cells.areas[name].left, f'=IF({count}=0,"",{formula})')


def _outlying(specification: Specification, indicator: Indicator, alphas: str, median: str) -> str:
    """How many entries lie bands away from the median (see `assessment.spread`).

    A band is counted by the edges below a figure. An edge is put half a step higher: α has two
    decimals and the median of two of them three, so that noise in the last digit decides nothing.
    Edges of points given by judgement lie in thousandths of a point, so that a ten-thousandth does.
    """
    edges = [band.upper for band in specification.experience_bands[:-1]]
    if indicator.judged_in is None:
        own = "+".join(f"({alphas}>{float(edge + _HALF_A_STEP):g})" for edge in edges)
        middle = "+".join(f"({median}>{float(edge + _HALF_A_STEP / 2):g})" for edge in edges)
    else:
        points = exact(indicator.points)
        above = [exact(edge * indicator.points + _BETWEEN_EDGES) for edge in edges]
        own = "+".join(f"({alphas}>{edge})" for edge in above)
        middle = "+".join(f"({median}*{points}>{edge})" for edge in above)
    return f"SUMPRODUCT(ISNUMBER({alphas})*(ABS({own}-({middle}))>={BANDS_APART}))"


def _constant(cells: CellMap, name: str, key: str, row: int, value: str | Points) -> Computed:
    return Computed(name, key, row, cells.areas[name].left, constant=value)
