"""Formulas of the service part: indicators, forms, evaluator groups, and how far the forms lie apart."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cts_docs.assessment.analysis.spread import BANDS_APART
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import (
    FINEST_STEP,
    FloorKind,
    Indicator,
    Points,
    Specification,
    as_points,
)
from cts_docs.workbook.writing.cell_map import CellMap, Computed, constant_cell
from cts_docs.workbook.writing.compared_scores import (
    FORMS,
    GROUP_UNITS,
    GROUP_WEIGHTS,
    scale_of,
)
from cts_docs.workbook.writing.figure_formulas import SPECIFIED

_HALF_A_STEP = FINEST_STEP / 2
_BETWEEN_EDGES = Fraction(1, 10_000)


def indicator_cells(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    """Points, mean and sum of each indicator."""
    headings = {
        indicator.id: part.heading
        for part in specification.appendix1.characteristics
        for indicator in part.indicators
    }
    indicators = {indicator.id: indicator for indicator in specification.indicators}
    for key, row in cells.rows["indicator_ids"].items():
        yield constant_cell(cells, "indicator_characteristics", key, row, headings[key])
        yield constant_cell(cells, "indicator_points", key, row, indicators[key].points)
        if specification.has_judged:
            yield constant_cell(cells, "indicator_limits", key, row, _limit(indicators[key]))
            step = indicators[key].judged_in or specification.experience_step
            yield constant_cell(cells, "indicator_steps", key, row, as_points(step))
        for name, formula in _indicator_formulas(specification, readings, cells, row, indicators[key]):
            yield Computed(name, key, row, cells.areas[name].left, "=" + formula)
        reached = f"100*{cells.cell('indicator_coefficients', row)}"
        yield from floor_cells(specification, cells, "indicator", key, row, reached)


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


def form_cells(specification: Specification, readings: Readings, cells: CellMap) -> Iterator[Computed]:
    """The rows below the coefficients of each form."""
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


def group_cells(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    """The table of the evaluator groups."""
    weights = {group.name: group.weight for group in specification.evaluator_groups}
    rows = cells.rows["group_ids"] if weights else {}
    for key, row in rows.items():
        own, forms = f"evaluator_groups={cells.cell('group_ids', row)}", cells.cell("group_forms", row)
        yield constant_cell(cells, "group_weights", key, row, weights[key])
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


def spread_cells(specification: Specification, cells: CellMap) -> Iterator[Computed]:
    """How far the forms lie apart, by indicator."""
    indicators = {indicator.id: indicator for indicator in specification.indicators}
    for key, row in cells.rows["spread_ids"].items():
        own = cells.cell("spread_ids", row)
        alphas = f"INDEX(experience_coefficients,MATCH({own},indicator_ids,0),0)"
        judged = indicators[key].judged_in is not None
        most = f"/INDEX(indicator_limits,MATCH({own},indicator_ids,0))" if judged else ""
        count, lowest, highest = (
            cells.cell(name, row) for name in ("spread_count", "spread_lowest", "spread_highest")
        )
        mean = f"INDEX(indicator_coefficients,MATCH({own},indicator_ids,0))"
        width = f"{highest}-{lowest}" if judged else f"ROUND({highest}-{lowest},2)"
        median = cells.cell("spread_median", row)
        formulas = {
            "spread_lowest": f"MIN({alphas}){most}",
            "spread_median": f"MEDIAN({alphas}){most}",
            "spread_mean": mean if specification.evaluator_groups else f"AVERAGE({alphas}){most}",
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


def floor_cells(
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
    yield constant_cell(cells, f"{part}_floors", key, row, floors.get(id or key, 0))
    formula = f"=IF(ISNUMBER({figure}),IF(ROUND({reached}-{floor},6)<0,1,0),0)"
    yield Computed(f"{part}_below", key, row, cells.areas[f"{part}_below"].left, formula)
