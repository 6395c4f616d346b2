"""The text of every computed cell, as a function of where the named cells stand.

Formulas name defined names and cells of their own row or column only, so that they stay the
same when sheets are renamed and rows or columns are inserted. They use functions of Excel
2007, no array entry, and compare whole numbers: S = ∑ points × ROUND(α×100,0) over the forms
against threshold × applicable points P × number of forms n (both sides doubled under A4 whole).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cts_docs.assessment.fields import Field, field_named
from cts_docs.assessment.grade import exact_points, grade_bands, needed_level, thresholds
from cts_docs.assessment.model import MAJOR, NOT_APPLICABLE, OPEN, PASSED
from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import GradeBand, Specification
from cts_docs.workbook.places import Places

SUM, PER_FORM, FORMS = "result_earned_hundredths", "result_applicable_points", "result_forms"
DENOMINATOR = f"{PER_FORM}*{FORMS}"


@dataclass(frozen=True, slots=True)
class Computed:
    """A cell that the workbook computes: its defined name, its key within it, place and formula.

    `key` is an id, a form's column number as laid out in `Places.forms` (from 1), or empty.
    `constant` is what a cell holds that no one enters: the specification's own numbers.
    """

    name: str
    key: str
    row: int
    column: int
    formula: str = ""
    constant: str = ""


def computed_cells(specification: Specification, readings: Readings, places: Places) -> Iterator[Computed]:
    """Every computed or constant cell of the workbook."""
    yield from _indicators(specification, readings, places)
    yield from _forms(readings, places)
    yield from _clauses(specification, places)
    yield from _characteristics(places)
    yield from _chapters(specification, places)
    yield from _level_bands(specification, readings, places)
    yield from _grade_bands(specification, readings, places)
    for name, formula in _figures(specification, readings):
        area = places.areas[name]
        yield Computed(name, "", area.top, area.left, "=" + formula)


def _indicators(specification: Specification, readings: Readings, places: Places) -> Iterator[Computed]:
    headings = {
        indicator.id: part.heading
        for part in specification.appendix1.characteristics
        for indicator in part.indicators
    }
    points = {indicator.id: str(indicator.points) for indicator in specification.indicators}
    for key, row in places.rows["indicator_ids"].items():
        yield _constant(places, "indicator_characteristics", key, row, headings[key])
        yield _constant(places, "indicator_points", key, row, points[key])
        for name, formula in _indicator_formulas(readings, places, row):
            yield Computed(name, key, row, places.areas[name].left, "=" + formula)


def _indicator_formulas(readings: Readings, places: Places, row: int) -> Iterator[tuple[str, str]]:
    alphas = places.across("experience_coefficients", row)
    points, mean = places.cell("indicator_points", row), places.cell("indicator_coefficients", row)
    whole = f"COUNT({alphas})=COUNTA({alphas})"
    yield "indicator_hundredths", f'IF({whole},{points}*SUMPRODUCT(ROUND({alphas}*100,0)),"")'
    all_there = f"AND({FORMS}>0,{whole},COUNT({alphas})={FORMS})"
    yield "indicator_coefficients", f'IF({all_there},SUMPRODUCT(ROUND({alphas}*100,0))/100/{FORMS},"")'
    yield "indicator_earned", f'IF({mean}="","",{points}*{mean})'
    if readings["B8"] != "on":
        yield "indicator_applicable", points
        return
    excluded = f'COUNTIF({alphas},"{NOT_APPLICABLE}")'
    reason = places.cell("indicator_evidence", row)
    yield "indicator_applicable", f"IF({excluded}>0,0,{points})"
    yield (
        "indicator_faults",
        f"IF({excluded}=0,0,IF({excluded}={FORMS},0,1)+IF(LEN(TRIM({reason}))=0,1,0))",
    )


def _forms(readings: Readings, places: Places) -> Iterator[Computed]:
    for number, column in enumerate(places.forms, 1):
        for name, formula in _form_formulas(readings, places, column):
            yield Computed(name, str(number), places.areas[name].top, column, "=" + formula)


def _form_formulas(readings: Readings, places: Places, column: int) -> Iterator[tuple[str, str]]:
    alphas = places.down("experience_coefficients", column)
    points_area = places.areas["indicator_points"]
    points = places.down("indicator_points", points_area.left)
    evaluator, used, faults = (
        places.above(name, column) for name in ("evaluators", "form_used", "form_faults")
    )
    applicable, earned = (places.above(name, column) for name in ("form_applicable", "form_earned"))
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
    yield "form_applicable", f'IF(OR({used}=0,{faults}>0),"",{everything})'
    yield "form_earned", f'IF({applicable}="","",ROUND(SUMPRODUCT({points},{alphas}),2))'
    yield "form_scores", f'IF({applicable}="","",IF({applicable}=0,"",{earned}/{applicable}*100))'


def _clauses(specification: Specification, places: Places) -> Iterator[Computed]:
    chapters = {
        clause.id: chapter.heading for chapter in specification.chapters for clause in chapter.clauses
    }
    clauses = {clause.id: clause for clause in specification.clauses}
    levels = len(specification.levels)
    left = places.areas["clause_level_points"].left
    for key, row in places.rows["clause_ids"].items():
        yield _constant(places, "clause_chapters", key, row, chapters[key])
        for index, points in enumerate(clauses[key].points):
            level_key = f"{key},{index + 1}"
            yield Computed("clause_level_points", level_key, row, left + index, constant=str(points))
        level, points_of = places.cell("maturity_levels", row), places.across("clause_level_points", row)
        formula = (
            f"=IF(ISNUMBER({level}),IF(AND({level}>=1,{level}<={levels},{level}=INT({level})),"
            f'INDEX({points_of},1,{level}),""),"")'
        )
        yield Computed("clause_points", key, row, places.areas["clause_points"].left, formula)


def _characteristics(places: Places) -> Iterator[Computed]:
    for key, row in places.rows["characteristic_ids"].items():
        heading = places.cell("characteristic_ids", row)
        applicable = places.cell("characteristic_applicable", row)
        earned = places.cell("characteristic_earned", row)
        own = f"(indicator_characteristics={heading})*1"
        formulas = {
            "characteristic_applicable": f"SUMPRODUCT({own},indicator_applicable)",
            "characteristic_earned": f'IF(result_service_score="","",'
            f"SUMPRODUCT({own},indicator_hundredths)/100/{FORMS})",
            "characteristic_scores": f'IF({earned}="","",IF({applicable}=0,"",{earned}/{applicable}*100))',
        }
        for name, formula in formulas.items():
            yield Computed(name, key, row, places.areas[name].left, "=" + formula)


def _chapters(specification: Specification, places: Places) -> Iterator[Computed]:
    maximums = {
        chapter.heading: sum(clause.total for clause in chapter.clauses) for chapter in specification.chapters
    }
    for key, row in places.rows["chapter_ids"].items():
        heading = places.cell("chapter_ids", row)
        formula = f"=SUMPRODUCT((clause_chapters={heading})*1,clause_points)"
        yield Computed("chapter_points", key, row, places.areas["chapter_points"].left, formula)
        yield _constant(places, "chapter_maximums", key, row, str(maximums[key]))


def _level_bands(specification: Specification, readings: Readings, places: Places) -> Iterator[Computed]:
    bands = specification.level_bands[readings["C1"]]
    for (key, row), band in zip(places.rows["level_band_ids"].items(), bands, strict=True):
        yield _constant(places, "level_band_levels", key, row, str(band.level))
        yield _constant(places, "level_band_lowers", key, row, str(band.lower))


def _grade_bands(specification: Specification, readings: Readings, places: Places) -> Iterator[Computed]:
    bands = tuple(reversed(grade_bands(specification, readings)))
    rows = places.rows["grade_band_ids"]
    placed = [(band, row) for band, row in zip(bands, rows.values(), strict=True)]
    for index, (key, row) in enumerate(rows.items()):
        band = bands[index]
        yield _constant(places, "grade_band_lowers", key, row, str(band.lower))
        yield _constant(places, "grade_band_grades", key, row, str(band.grade or 0))
        yield _constant(places, "grade_band_levels", key, row, str(band.level or 0))
        reached = [places.cell("grade_band_reached", row) for _, row in placed[: index + 1]]
        formulas = {
            "grade_band_reached": _reached(readings, places.cell("grade_band_lowers", row)),
            "grade_band_current": reached[-1] + "".join(f"*(1-{higher})" for higher in reached[:-1]),
            "grade_band_required": _required(specification, readings, places, band, row),
            "grade_band_results": _band_result(specification, readings, places, placed[index:]),
        }
        for name, formula in formulas.items():
            yield Computed(name, key, row, places.areas[name].left, "=" + formula)


def _reached(readings: Readings, lower: str) -> str:
    if readings["A4"] == "whole":
        comparison = f"2*{SUM}>=(2*{lower}-1)*{DENOMINATOR}"
    else:
        comparison = f"{SUM}>={lower}*{DENOMINATOR}"
    return f'IF(result_service_score="",0,IF({comparison},1,0))'


def _required(
    specification: Specification, readings: Readings, places: Places, band: GradeBand, row: int
) -> str:
    """The level that the band needs: its own, or that of readings A8 and A3 (exactly one score)."""
    printed = places.cell("grade_band_levels", row)
    needed = needed_level(specification, readings, band)
    required = printed if needed == band.level else str(needed)
    exception = readings.choice(specification, "A3").parameters
    score = exception.get("score")
    if score is None or not band.lower <= score < band.upper:
        return required
    if readings["A4"] == "whole":
        below, above = f"{2 * score - 1}*{DENOMINATOR}", f"{2 * score + 1}*{DENOMINATOR}"
        exactly = f"AND(2*{SUM}>={below},2*{SUM}<{above})"
    else:
        exactly = f"{SUM}={score}*{DENOMINATOR}"
    return f"IF({exactly},{exception['level']},{required})"


def _band_result(
    specification: Specification,
    readings: Readings,
    places: Places,
    placed: list[tuple[GradeBand, int]],
) -> str:
    """The grade where the score lies in the first of `placed`; lower bands follow it (A5, A8)."""
    (band, row), *lower = placed
    grade, required = places.cell("grade_band_grades", row), places.cell("grade_band_required", row)
    if band.level is None:
        return "0"
    graded = [row for below, row in lower if below.grade is not None]
    lowered = "0"
    for row_below in reversed(graded):
        level = places.cell("grade_band_levels", row_below)
        lowered = f"IF(result_level>={level},{places.cell('grade_band_grades', row_below)},{lowered})"
    otherwise = "0" if readings["A5"] == "refuse" else lowered
    if needed_level(specification, readings, band) != band.level:
        printed = places.cell("grade_band_levels", row)
        otherwise = f"IF(result_level>={printed},{lowered},{otherwise})"
    return f'IF(result_level="",0,IF(result_level>={required},{grade},{otherwise}))'


def _figures(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    yield from _counts(readings)
    yield "result_faults", _faults(readings)
    yield "result_missing", _missing(readings)
    yield SUM, "SUM(indicator_hundredths)"
    yield PER_FORM, "SUM(indicator_applicable)"
    mixed = "+result_indicator_faults" if readings["B8"] == "on" else ""
    broken = f"OR({FORMS}=0,result_form_faults{mixed}>0,{PER_FORM}=0)"
    yield "result_service_score", f'IF({broken},"",{SUM}/({DENOMINATOR}))'
    yield "result_service_hundredths", f'IF(result_service_score="","",ROUND(100*{SUM}/({DENOMINATOR}),0))'
    yield "result_service_shown", _shown(specification, readings)
    yield "result_management_total", 'IF(result_missing_levels>0,"",SUM(clause_points))'
    yield (
        "result_level",
        'IF(result_management_total="","",'
        "LOOKUP(result_management_total,level_band_lowers,level_band_levels))",
    )
    yield (
        "result_level_name",
        'IF(result_level="","",INDEX(level_band_ids,MATCH(result_level,level_band_levels,0)))',
    )
    yield "result_conformity", "TRIM(management_conformity)"
    yield from _grade_figures(specification, readings)
    yield (
        "progress_indicators",
        '"测评表 "&result_forms&" 份，已填系数 "&COUNT(experience_coefficients)&" 个，'
        '待补正 "&result_form_faults&" 处"',
    )
    yield "progress_clauses", '"已定等级 "&COUNT(clause_points)&" / "&COUNTA(clause_ids)&" 条"'


def _counts(readings: Readings) -> Iterator[tuple[str, str]]:
    yield FORMS, "SUM(form_used)"
    yield "result_form_faults", "SUM(form_faults)"
    yield "result_missing_levels", "COUNTA(clause_ids)-COUNT(clause_points)"
    yield (
        "result_open_majors",
        f'SUMPRODUCT((nonconformity_severities="{MAJOR}")*(nonconformity_statuses="{OPEN}"))',
    )
    if readings["B8"] == "on":
        yield "result_indicator_faults", "SUM(indicator_faults)"


def _faults(readings: Readings) -> str:
    mixed = "+result_indicator_faults" if readings["B8"] == "on" else ""
    return (
        f"MAX(0,{readings['B11']}-{FORMS})+result_form_faults+result_missing_levels{mixed}"
        f"+{_unanswered()}+{_contradiction()}+IF({PER_FORM}=0,1,0)"
    )


def _unanswered() -> str:
    answers = _conformity().choices
    compared = ",".join(f'result_conformity="{answer}"' for answer in answers)
    return f"IF(OR({compared}),0,1)"


def _contradiction() -> str:
    return f'IF(AND(result_conformity="{PASSED}",result_open_majors>0),1,0)'


def _conformity() -> Field:
    return field_named("management_conformity")


def _missing(readings: Readings) -> str:
    least = readings["B11"]
    parts = [
        (f"{FORMS}<{least}", f'"测评表至少 {least} 份；"'),
        ("result_form_faults>0", '"测评表待补正 "&result_form_faults&" 处；"'),
        ("result_missing_levels>0", '"未定等级 "&result_missing_levels&" 条；"'),
        (f"{_unanswered()}>0", f'"未填{_conformity().label}；"'),
        (f"{_contradiction()}>0", '"有未关闭的严重不符合项，审查结论不能为“符合”；"'),
        (f"{PER_FORM}=0", '"全部指标不适用；"'),
    ]
    if readings["B8"] == "on":
        parts.append(("result_indicator_faults>0", '"不适用的指标须全部测评表一致并写明理由；"'))
    shown = "&".join(f'IF({condition},{words},"")' for condition, words in parts)
    return f'IF(result_faults=0,"已齐备",{shown})'


def _shown(specification: Specification, readings: Readings) -> str:
    crossed = ",".join(_below(threshold) for threshold in thresholds(specification, readings))
    mark = f'IF(OR({crossed}),"(−)","")' if crossed else '""'
    for point in exact_points(specification, readings):
        above = f"AND({SUM}>{point}*{DENOMINATOR},result_service_hundredths={100 * point})"
        mark = f'IF({above},"(+)",{mark})'
    return f'IF(result_service_score="","",TEXT(result_service_hundredths/100,"0.00")&{mark})'


def _below(threshold: Fraction) -> str:
    top, bottom = threshold.numerator, threshold.denominator
    return f"AND({bottom}*{SUM}<{top}*{DENOMINATOR},{bottom}*result_service_hundredths>={100 * top})"


def _grade_figures(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    passed = f'result_conformity="{PASSED}"'
    yield (
        "result_grade",
        f'IF(result_faults>0,"",IF({passed},SUMPRODUCT(grade_band_current*grade_band_results),0))',
    )
    name = '"无"'
    for grade, word in sorted(specification.grading.names.items(), reverse=True):
        name = f'IF(result_grade={grade},"{word}",{name})'
    yield "result_grade_name", f'IF(result_grade="","",{name})'
    none = '"未达认证级别"'
    if readings["A2"] == "passed_without_grade":
        levels = "(result_level>=grade_band_levels)*(grade_band_levels>0)"
        ungraded = f"SUMPRODUCT(grade_band_current*(grade_band_grades=0)*{levels})"
        none = f'IF({ungraded}>0,"通过审核，未达认证级别",{none})'
    certified = '"达到认证级别"&result_grade_name'
    yield (
        "result_outcome",
        f'IF(result_grade="","资料未齐备",IF(result_grade>0,{certified},'
        f'IF({passed},{none},"管理要求符合性审查不符合，无认证级别")))',
    )
    yield "result_remark", _remark(specification, readings)


def _remark(specification: Specification, readings: Readings) -> str:
    of_score = "SUMPRODUCT(grade_band_current*grade_band_grades)"
    parts = [
        f'IF(AND(result_grade>0,result_grade<>{of_score}),"管理成熟度等级低于该得分所需，认证级别已降低；","")'
    ]
    parts.append(
        f'IF(AND(result_grade=0,{of_score}>0,result_conformity="{PASSED}"),'
        '"管理成熟度等级低于该得分所需，无认证级别；","")'
    )
    note = readings.choice(specification, "C1").parameters
    if {"note_lower", "note_upper"} <= note.keys():
        lower, upper = note["note_lower"], note["note_upper"]
        between = f"result_management_total>={lower},result_management_total<={upper}"
        parts.append(f'IF(AND({between}),"管理成熟度总分在 {lower}–{upper} 之间，见读法 C1；","")')
    return f'IF(result_grade="","",{"&".join(parts)})'


def _constant(places: Places, name: str, key: str, row: int, value: str) -> Computed:
    return Computed(name, key, row, places.areas[name].left, constant=value)
