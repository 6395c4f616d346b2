"""The text of every computed cell, as a function of where the named cells stand.

Formulas name defined names and cells of their own row or column only, so that they stay the
same when sheets are renamed and rows or columns are inserted. They use functions of Excel
2007, no array entry, and compare whole numbers: S = ∑ points × ROUND(α×100,0) over the forms
against threshold × applicable points P × number of forms n (both sides doubled under A4 whole).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cts_docs.assessment.analysis.spread import BANDS_APART
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import grade_bands, needed_level
from cts_docs.specification.model import FINEST_STEP, FloorKind, GradeBand, Specification
from cts_docs.workbook.writing.cell_map import CellMap
from cts_docs.workbook.writing.figure_formulas import (
    FORMS,
    SPECIFIED,
    SUM,
    denominator,
    earlier_formulas,
    figure_formulas,
)

_HALF_A_STEP = FINEST_STEP / 2


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
    constant: str = ""
    earlier: str = ""


def computed_cells(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    """Every computed or constant cell of the workbook."""
    yield from _indicators(specification, readings, cells)
    yield from _forms(readings, cells)
    yield from _clauses(specification, cells)
    yield from _characteristics(specification, cells)
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
    points = {indicator.id: str(indicator.points) for indicator in specification.indicators}
    for key, row in cells.rows["indicator_ids"].items():
        yield _constant(cells, "indicator_characteristics", key, row, headings[key])
        yield _constant(cells, "indicator_points", key, row, points[key])
        allowed = key in specification.may_not_apply
        for name, formula in _indicator_formulas(readings, cells, row, allowed=allowed):
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)
        reached = f"100*{cells.cell('indicator_coefficients', row)}"
        yield from _floor(specification, cells, "indicator", key, row, reached)


def _indicator_formulas(
    readings: Readings, cells: CellMap, row: int, *, allowed: bool
) -> Iterator[tuple[str, str]]:
    """The formulas of one row; `allowed` tells whether the indicator may be 不适用."""
    alphas = cells.across("experience_coefficients", row)
    points, mean = cells.cell("indicator_points", row), cells.cell("indicator_coefficients", row)
    whole = f"COUNT({alphas})=COUNTA({alphas})"
    yield "indicator_hundredths", f'IF({whole},{points}*SUMPRODUCT(ROUND({alphas}*100,0)),"")'
    all_there = f"AND({FORMS}>0,{whole},COUNT({alphas})={FORMS})"
    yield "indicator_coefficients", f'IF({all_there},SUMPRODUCT(ROUND({alphas}*100,0))/100/{FORMS},"")'
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


def _forms(readings: Readings, cells: CellMap) -> Iterator[Computed]:
    for number, column in enumerate(cells.forms, 1):
        for name, formula in _form_formulas(readings, cells, column):
            yield Computed(name, str(number), cells.areas[name].top, column, "=" + formula)


def _form_formulas(readings: Readings, cells: CellMap, column: int) -> Iterator[tuple[str, str]]:
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
    yield "form_used", f"IF(OR(LEN(TRIM({evaluator}))>0,COUNTA({alphas})>0),1,0)"
    yield (
        "form_faults",
        f"IF({used}=0,0,IF(LEN(TRIM({evaluator}))=0,1,0)+COUNTA(indicator_ids)-COUNT({alphas})-{excluded}"
        f'+COUNTIF({alphas},"<0")+COUNTIF({alphas},">1")'
        f"+IF(COUNT({alphas})=COUNTA({alphas}),"
        f"SUMPRODUCT((ABS({alphas}*100-ROUND({alphas}*100,0))>0.000001)*1),0))",
    )
    if readings["B9"] == "persons":
        yield from _person_formulas(cells, column)
    yield "form_applicable", f'IF(OR({used}=0,{faults}>0),"",{everything})'
    yield "form_earned", f'IF({applicable}="","",ROUND(SUMPRODUCT({points},{alphas}),2))'
    yield "form_scores", f'IF({applicable}="","",IF({applicable}=0,"",{earned}/{applicable}*100))'


def _person_formulas(cells: CellMap, column: int) -> Iterator[tuple[str, str]]:
    """Reading B9 `persons`: points × α in hundredths of a form, and how many forms its evaluator has.

    Names are compared without blanks and capitals; the program's own comparison folds more.
    """
    alphas = cells.down("experience_coefficients", column)
    points = cells.down("indicator_points", cells.areas["indicator_points"].left)
    evaluator, used = (cells.above(name, column) for name in ("evaluators", "form_used"))
    own, every = (_plain_name(each) for each in (evaluator, "evaluators"))
    yield "form_hundredths", f"IF({used}=0,0,ROUND(SUMPRODUCT({points},{alphas})*100,0))"
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
            yield Computed("clause_level_points", level_key, row, left + index, constant=str(points))
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
    yield _constant(cells, f"{part}_floors", key, row, str(floors.get(id or key, 0)))
    formula = f"=IF(ISNUMBER({figure}),IF(ROUND({reached}-{floor},6)<0,1,0),0)"
    yield Computed(f"{part}_below", key, row, cells.areas[f"{part}_below"].left, formula)


def _characteristics(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    ids = {part.heading: part.id for part in specification.appendix1.characteristics}
    for key, row in cells.rows["characteristic_ids"].items():
        heading = cells.cell("characteristic_ids", row)
        applicable = cells.cell("characteristic_applicable", row)
        earned = cells.cell("characteristic_earned", row)
        own = f"(indicator_characteristics={heading})*1"
        formulas = {
            "characteristic_applicable": f"SUMPRODUCT({own},indicator_applicable)",
            "characteristic_earned": f'IF(result_service_score="","",'
            f"SUMPRODUCT({own},indicator_hundredths)/100/{FORMS})",
            "characteristic_scores": f'IF({earned}="","",IF({applicable}=0,"",{earned}/{applicable}*100))',
        }
        for name, formula in formulas.items():
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)
        score = cells.cell("characteristic_scores", row)
        yield from _floor(specification, cells, "characteristic", key, row, score, ids[key])


def _chapters(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    maximums = {
        chapter.heading: sum(clause.total for clause in chapter.clauses) for chapter in specification.chapters
    }
    for key, row in cells.rows["chapter_ids"].items():
        heading = cells.cell("chapter_ids", row)
        formula = f"=SUMPRODUCT((clause_chapters={heading})*1,clause_points)"
        yield Computed("chapter_points", key, row, cells.areas["chapter_points"].left, formula)
        yield _constant(cells, "chapter_maximums", key, row, str(maximums[key]))


def _level_bands(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    bands = specification.level_bands[readings["C1"]]
    for (key, row), band in zip(cells.rows["level_band_ids"].items(), bands, strict=True):
        yield _constant(cells, "level_band_levels", key, row, str(band.level))
        yield _constant(cells, "level_band_lowers", key, row, str(band.lower))


def _grade_bands(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    bands = tuple(reversed(grade_bands(specification, readings)))
    rows = cells.rows["grade_band_ids"]
    placed = [(band, row) for band, row in zip(bands, rows.values(), strict=True)]
    for index, (key, row) in enumerate(rows.items()):
        band = bands[index]
        yield _constant(cells, "grade_band_lowers", key, row, str(band.lower))
        yield _constant(cells, "grade_band_grades", key, row, str(band.grade or 0))
        yield _constant(cells, "grade_band_levels", key, row, str(band.level or 0))
        reached = [cells.cell("grade_band_reached", row) for _, row in placed[: index + 1]]
        formulas = {
            "grade_band_reached": _reached(readings, band, cells.cell("grade_band_lowers", row)),
            "grade_band_current": reached[-1] + "".join(f"*(1-{higher})" for higher in reached[:-1]),
            "grade_band_required": _required(specification, readings, cells, band, row),
            "grade_band_results": _band_result(specification, readings, cells, placed[index:]),
        }
        for name, formula in formulas.items():
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)


def _reached(readings: Readings, band: GradeBand, lower: str) -> str:
    divisor = denominator(readings)
    if readings["A4"] == "exact":
        comparison = f"{SUM}>={lower}*{divisor}"
    else:
        sign = ">" if readings["A4"] == "whole_even" and band.lower % 2 else ">="
        comparison = f"2*{SUM}{sign}(2*{lower}-1)*{divisor}"
    return f'IF(result_service_score="",0,IF({comparison},1,0))'


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
    divisor = denominator(readings)
    if readings["A4"] == "exact":
        exactly = f"{SUM}={score}*{divisor}"
    else:
        # Half to even rounds both halves beside an even number to it, and neither to an odd one.
        even = readings["A4"] == "whole_even"
        from_, to = (">=", "<=") if even and score % 2 == 0 else (">", "<") if even else (">=", "<")
        below, above = f"{2 * score - 1}*{divisor}", f"{2 * score + 1}*{divisor}"
        exactly = f"AND(2*{SUM}{from_}{below},2*{SUM}{to}{above})"
    return f"IF({exactly},{exception['level']},{required})"


def _band_result(
    specification: Specification,
    readings: Readings,
    cells: CellMap,
    placed: list[tuple[GradeBand, int]],
) -> str:
    """The grade where the score lies in the first of `placed`; lower bands follow it (A5, A8)."""
    (band, row), *lower = placed
    grade, required = cells.cell("grade_band_grades", row), cells.cell("grade_band_required", row)
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
    for key, row in cells.rows["spread_ids"].items():
        own = cells.cell("spread_ids", row)
        alphas = f"INDEX(experience_coefficients,MATCH({own},indicator_ids,0),0)"
        count, lowest, highest = (
            cells.cell(name, row) for name in ("spread_count", "spread_lowest", "spread_highest")
        )
        yield Computed("spread_count", key, row, cells.areas["spread_count"].left, f"=COUNT({alphas})")
        functions = {"lowest": "MIN", "median": "MEDIAN", "mean": "AVERAGE", "highest": "MAX"}
        for name, function in functions.items():
            formula = f'=IF({count}=0,"",{function}({alphas}))'
            yield Computed(f"spread_{name}", key, row, cells.areas[f"spread_{name}"].left, formula)
        formula = f'=IF({count}=0,"",ROUND({highest}-{lowest},2))'
        yield Computed("spread_width", key, row, cells.areas["spread_width"].left, formula)
        outlying = _outlying(specification, alphas, cells.cell("spread_median", row))
        formula = f'=IF({count}=0,"",{outlying})'
        yield Computed("spread_outliers", key, row, cells.areas["spread_outliers"].left, formula)


def _outlying(specification: Specification, alphas: str, median: str) -> str:
    """How many coefficients lie bands away from the median (see `assessment.spread`).

    A band is counted by the edges below a figure. An edge is put half a step higher: α has two
    decimals and the median of two of them three, so that noise in the last digit decides nothing.
    """
    edges = [band.upper for band in specification.experience_bands[:-1]]
    own = "+".join(f"({alphas}>{float(edge + _HALF_A_STEP):g})" for edge in edges)
    middle = "+".join(f"({median}>{float(edge + _HALF_A_STEP / 2):g})" for edge in edges)
    return f"SUMPRODUCT(ISNUMBER({alphas})*(ABS({own}-({middle}))>={BANDS_APART}))"


def _constant(cells: CellMap, name: str, key: str, row: int, value: str) -> Computed:
    return Computed(name, key, row, cells.areas[name].left, constant=value)
