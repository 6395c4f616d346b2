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

from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import grade_bands, needed_level
from cts_docs.specification.model import GradeBand, Specification, as_points
from cts_docs.workbook.writing.cell_map import CellMap, Computed, constant_cell
from cts_docs.workbook.writing.compared_scores import (
    FORMS,
    GROUP_UNITS,
    graded_of,
    scale_of,
)
from cts_docs.workbook.writing.figure_formulas import earlier_formulas, figure_formulas
from cts_docs.workbook.writing.service_formulas import (
    floor_cells,
    form_cells,
    group_cells,
    indicator_cells,
    spread_cells,
)


def computed_cells(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    """Every computed or constant cell of the workbook."""
    yield from indicator_cells(specification, readings, cells)
    yield from form_cells(specification, readings, cells)
    yield from group_cells(specification, cells)
    yield from _characteristics(specification, cells)
    if specification.has_maturity:
        yield from _clauses(specification, cells)
        yield from _chapters(specification, cells)
        yield from _level_bands(specification, readings, cells)
    yield from _grade_bands(specification, readings, cells)
    yield from spread_cells(specification, cells)
    earlier = earlier_formulas(specification, readings)
    for name, formula in figure_formulas(specification, readings):
        area = cells.areas.get(name)
        if area is None:  # layout 1 has no such line
            continue
        before = f"={earlier[name]}" if name in earlier else ""
        yield Computed(name, "", area.top, area.left, "=" + formula, earlier=before)


def _clauses(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    chapters = {
        clause.id: chapter.heading for chapter in specification.chapters for clause in chapter.clauses
    }
    clauses = {clause.id: clause for clause in specification.clauses}
    levels = len(specification.levels)
    left = cells.areas["clause_level_points"].left
    for key, row in cells.rows["clause_ids"].items():
        yield constant_cell(cells, "clause_chapters", key, row, chapters[key])
        for index, points in enumerate(clauses[key].points):
            level_key = f"{key},{index + 1}"
            yield Computed("clause_level_points", level_key, row, left + index, constant=points)
        level, points_of = cells.cell("maturity_levels", row), cells.across("clause_level_points", row)
        formula = (
            f"=IF(ISNUMBER({level}),IF(AND({level}>=1,{level}<={levels},{level}=INT({level})),"
            f'INDEX({points_of},1,{level}),""),"")'
        )
        yield Computed("clause_points", key, row, cells.areas["clause_points"].left, formula)
        yield from floor_cells(specification, cells, "requirement", key, row, level)


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
        yield from floor_cells(specification, cells, "characteristic", key, row, score, ids[key])


def _chapters(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    maximums = {
        chapter.heading: as_points(sum(clause.total for clause in chapter.clauses))
        for chapter in specification.chapters
    }
    for key, row in cells.rows["chapter_ids"].items():
        heading = cells.cell("chapter_ids", row)
        formula = f"=SUMPRODUCT((clause_chapters={heading})*1,clause_points)"
        yield Computed("chapter_points", key, row, cells.areas["chapter_points"].left, formula)
        yield constant_cell(cells, "chapter_maximums", key, row, maximums[key])


def _level_bands(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    bands = specification.level_bands[readings["C1"]]
    for (key, row), band in zip(cells.rows["level_band_ids"].items(), bands, strict=True):
        yield constant_cell(cells, "level_band_levels", key, row, band.level)
        yield constant_cell(cells, "level_band_lowers", key, row, band.lower)


def _grade_bands(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    bands = tuple(reversed(grade_bands(specification, readings)))
    rows = cells.rows["grade_band_ids"]
    placed = [(band, row) for band, row in zip(bands, rows.values(), strict=True)]
    for index, (key, row) in enumerate(rows.items()):
        band = bands[index]
        yield constant_cell(cells, "grade_band_lowers", key, row, band.lower)
        yield constant_cell(cells, "grade_band_grades", key, row, band.grade or 0)
        reached = [cells.cell("grade_band_reached", row) for _, row in placed[: index + 1]]
        formulas = {
            "grade_band_reached": _reached(specification, readings, band, row, cells),
            "grade_band_current": reached[-1] + "".join(f"*(1-{higher})" for higher in reached[:-1]),
            "grade_band_results": _band_result(specification, readings, cells, placed[index:]),
        }
        if specification.has_maturity:
            yield constant_cell(cells, "grade_band_levels", key, row, band.level or 0)
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
