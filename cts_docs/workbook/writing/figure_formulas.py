"""Formulas of the single figures on the results sheet, and the texts that they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cts_docs.assessment.fields import FIELDS, INPUTS_OF_LAYOUT_2, Field, field_named
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import MAJOR, OPEN, PASSED
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import (
    characteristic_floor,
    clause_floor,
    grade_at_level,
    grade_bands,
    least_score,
    needed_level,
    thresholds,
    thresholds_above,
)
from cts_docs.assessment.scoring.management import level_bands
from cts_docs.specification.model import FloorKind, GradeBand, Specification
from cts_docs.workbook.writing.compared_scores import (
    FORMS,
    GROUP_UNITS,
    PER_FORM,
    SUM,
    TENTHS,
    UNITS,
    Graded,
    denominator,
    graded_of,
)
from cts_docs.workbook.writing.progress import progress_formulas, progress_of_fields
from cts_docs.workbook.writing.results_layout import points_have_decimals

OF_SCORE = "SUMPRODUCT(grade_band_current*grade_band_grades)"
"""The grade of the band in which the score lies, 0 where it has none."""

NO_GRADE = "无"
COMPLETE = "已齐备"
INCOMPLETE = "资料未齐备"
REACHED = "达到认证级别"
TOP = "已是最高级别"
BELOW_GRADES = "未达认证级别"
PASSED_WITHOUT_GRADE = "通过审核，未达认证级别"
NOT_CONFORMING = "管理要求符合性审查不符合，无认证级别"
BELOW_CHARACTERISTIC_FLOOR = "有服务特性低于规定的最低得分，无认证级别"
BELOW_CLAUSE_FLOOR = "有条款低于规定的最低成熟度等级，无认证级别"
BELOW_INDICATOR_FLOOR = "有一票否决的指标低于规定的最低得分率，无认证级别"
MEND_CONFORMITY = "须先通过管理要求符合性审查"
MEND_CHARACTERISTICS = "各项服务特性须先达到最低得分"
MEND_CLAUSES = "各条款须先达到最低成熟度等级"
MEND_INDICATORS = "一票否决的指标须先达到最低得分率"
LOWERED = "管理成熟度等级低于该得分所需，认证级别已降低；"
REFUSED = "管理成熟度等级低于该得分所需，无认证级别；"


SPECIFIED: Mapping[FloorKind, tuple[str, str, str]] = {
    "characteristic": ("characteristic", BELOW_CHARACTERISTIC_FLOOR, MEND_CHARACTERISTICS),
    "indicator": ("indicator", BELOW_INDICATOR_FLOOR, MEND_INDICATORS),
    "requirement": ("clause", BELOW_CLAUSE_FLOOR, MEND_CLAUSES),
}
"""The floors that a specification sets: their columns, the outcome below them, what to mend first."""


def level_note(lower: int, upper: int) -> str:
    """The note on a management total between two level tables (reading C1)."""
    return f"管理成熟度总分在 {lower}–{upper} 之间，等级按所选的条文解释；"


def figure_formulas(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    """Every single figure by defined name with its formula, without the leading `=`."""
    yield from _counts(specification, readings)
    yield "result_faults", _faults(specification, readings)
    yield "result_missing", _missing(specification, readings)
    yield from _sum(specification, readings)
    yield PER_FORM, "SUM(indicator_applicable)"
    mixed = "+result_indicator_faults" if readings["B8"] == "on" else ""
    mixed += "+result_missing_groups" if specification.evaluator_groups else ""
    divisor = denominator(specification, readings)
    broken = f"OR({FORMS}=0,result_form_faults{mixed}>0,{PER_FORM}=0)"
    yield "result_service_score", f'IF({broken},"",{SUM}/({divisor}))'
    yield "result_service_hundredths", f'IF(result_service_score="","",ROUND(100*{SUM}/({divisor}),0))'
    yield from _shown(specification, readings)
    if specification.has_maturity:
        yield from _management(specification)
    yield from _composite(specification, readings)
    yield "result_conformity", "TRIM(management_conformity)"
    yield from _grade_figures(specification, readings)
    yield from _distance(specification, readings)
    yield from progress_formulas()


def _management(specification: Specification) -> Iterator[tuple[str, str]]:
    """Total, level and its name; a sum of points with a decimal is rounded, so that no noise decides."""
    total = "ROUND(SUM(clause_points),1)" if points_have_decimals(specification) else "SUM(clause_points)"
    yield "result_management_total", f'IF(result_missing_levels>0,"",{total})'
    yield (
        "result_level",
        'IF(result_management_total="","",'
        "LOOKUP(result_management_total,level_band_lowers,level_band_levels))",
    )
    yield (
        "result_level_name",
        'IF(result_level="","",INDEX(level_band_ids,MATCH(result_level,level_band_levels,0)))',
    )


def _composite(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    """The composite score: weight × service score + weight × management total in percent of its maximum."""
    weights = specification.composite
    if weights is None:
        return
    divisor, maximum = denominator(specification, readings), specification.management_maximum
    total, most = "result_management_total", exact(maximum)
    percentage = f'IF({total}="","",100*{total}/{most})'
    if points_have_decimals(specification):
        total, most = f"ROUND(10*{total},0)", exact(10 * maximum)
    sum_, units, score, hundredths = (
        f"result_composite_{name}" for name in ("sum", "units", "score", "hundredths")
    )
    there = 'OR(result_service_score="",result_management_total="")'
    whole = f"{weights.service}*{SUM}*{most}+{100 * weights.management}*{total}*{divisor}"
    yield "result_management_percentage", percentage
    yield sum_, f'IF({there},"",{whole})'
    yield units, f"100*{divisor}*{most}"
    yield score, f'IF({sum_}="","",{sum_}/{units})'
    yield hundredths, f'IF({sum_}="","",ROUND(100*{sum_}/{units},0))'


def earlier_formulas(specification: Specification, readings: Readings) -> Mapping[str, str]:
    """Formulas of layout 1 and version 0.1 that are worded otherwise now: workbooks made then keep them."""
    return {
        **dict(progress_of_fields([item for item in FIELDS if item.name not in INPUTS_OF_LAYOUT_2])),
        **dict(_distance(specification, readings, of_0_1=True)),
        **_remark_of_0_1(specification, readings),
    }


def _sum(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    """The sum of points earned in hundredths over all forms, or in thousandths: see `scale_of`.

    Weighted by whole numbers under B9 `persons` and with evaluator groups.
    """
    if specification.has_decimals:
        yield TENTHS, f"ROUND(10*{PER_FORM},0)"
    if specification.evaluator_groups:
        yield "result_group_multiple", "LCM(form_same_group)"
        yield GROUP_UNITS, "100*result_group_multiple"
    if readings["B9"] != "persons":
        yield SUM, "SUM(indicator_hundredths)"
        return
    yield "result_persons", "ROUND(SUMPRODUCT(form_used/form_same_evaluator),0)"
    yield "result_person_multiple", "LCM(form_same_evaluator)"
    yield UNITS, "result_persons*result_person_multiple"
    yield SUM, "SUMPRODUCT(form_hundredths*(result_person_multiple/form_same_evaluator))"


def _counts(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    yield FORMS, "SUM(form_used)"
    yield "result_form_faults", "SUM(form_faults)"
    if specification.has_maturity:
        yield "result_missing_levels", "COUNTA(clause_ids)-COUNT(clause_points)"
    if specification.evaluator_groups:
        yield "result_missing_groups", "COUNTIF(group_forms,0)"
    yield (
        "result_open_majors",
        f'SUMPRODUCT((nonconformity_severities="{MAJOR}")*(nonconformity_statuses="{OPEN}"))',
    )
    if readings["B8"] == "on":
        yield "result_indicator_faults", "SUM(indicator_faults)"


def _faults(specification: Specification, readings: Readings) -> str:
    levels = "+result_missing_levels" if specification.has_maturity else ""
    mixed = "+result_indicator_faults" if readings["B8"] == "on" else ""
    mixed += "+result_missing_groups" if specification.evaluator_groups else ""
    return (
        f"MAX(0,{readings['B11']}-{FORMS})+result_form_faults{levels}{mixed}"
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


def _missing(specification: Specification, readings: Readings) -> str:
    least = readings["B11"]
    levels = ("result_missing_levels>0", '"未定等级 "&result_missing_levels&" 条；"')
    groups = (group.name for group in specification.evaluator_groups)
    parts = [
        (f"{FORMS}<{least}", f'"测评表至少 {least} 份；"'),
        ("result_form_faults>0", '"测评表待补正 "&result_form_faults&" 处；"'),
        *((f'SUMIF(group_ids,"{name}",group_forms)=0', f'"{name}没有测评表；"') for name in groups),
        *((levels,) if specification.has_maturity else ()),
        (f"{_unanswered()}>0", f'"未填{_conformity().label}；"'),
        (f"{_contradiction()}>0", '"有未关闭的严重不符合项，审查结论不能为“符合”；"'),
        (f"{PER_FORM}=0", '"全部指标不适用；"'),
    ]
    if readings["B8"] == "on":
        parts.append(("result_indicator_faults>0", '"不适用的指标须全部测评表一致并写明理由；"'))
    shown = "&".join(f'IF({condition},{text},"")' for condition, text in parts)
    return f'IF(result_faults=0,"{COMPLETE}",{shown})'


def _shown(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    """The scores in two decimals; the one that the bands divide with a mark where it was rounded over one."""
    graded, service = graded_of(specification, readings), "result_service_shown"
    crossed = ",".join(_below(each, graded) for each in thresholds(specification, readings))
    mark = f'IF(OR({crossed}),"(−)","")' if crossed else '""'
    for threshold in thresholds_above(specification, readings):
        top, bottom = threshold.numerator, threshold.denominator
        sum_, shown = _times(bottom, graded.sum), _times(bottom, graded.hundredths)
        mark = f'IF(AND({sum_}>{top}*{graded.divisor},{shown}={100 * top}),"(+)",{mark})'
    text = 'IF({0}="","",TEXT({1}/100,"0.00"){2})'
    if specification.composite is not None:
        yield service, text.format("result_service_score", "result_service_hundredths", "")
        service = "result_composite_shown"
    yield service, text.format(graded.score, graded.hundredths, f"&{mark}")


def _times(factor: int, name: str) -> str:
    return name if factor == 1 else f"{factor}*{name}"


def _below(threshold: Fraction, graded: Graded) -> str:
    top, bottom = threshold.numerator, threshold.denominator
    return f"AND({bottom}*{graded.sum}<{top}*{graded.divisor},{bottom}*{graded.hundredths}>={100 * top})"


def _grade_figures(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    passed = f'result_conformity="{PASSED}"'
    floors = _floors(specification, readings)
    open_gates = f"AND({','.join((passed, *(f'{below}=0' for below, _, _ in floors)))})" if floors else passed
    yield (
        "result_grade",
        f'IF(result_faults>0,"",IF({open_gates},SUMPRODUCT(grade_band_current*grade_band_results),0))',
    )
    name = f'"{NO_GRADE}"'
    for grade, word in sorted(specification.grading.names.items(), reverse=True):
        name = f'IF(result_grade={grade},"{word}",{name})'
    yield "result_grade_name", f'IF(result_grade="","",{name})'
    none = f'"{BELOW_GRADES}"'
    if readings["A2"] == "passed_without_grade" and specification.has_maturity:
        levels = "(result_level>=grade_band_levels)*(grade_band_levels>0)"
        ungraded = f"SUMPRODUCT(grade_band_current*(grade_band_grades=0)*{levels})"
        none = f'IF({ungraded}>0,"{PASSED_WITHOUT_GRADE}",{none})'
    for below, outcome, _ in reversed(floors):
        none = f'IF({below}>0,"{outcome}",{none})'
    certified = f'"{REACHED}"&result_grade_name'
    yield (
        "result_outcome",
        f'IF(result_grade="","{INCOMPLETE}",IF(result_grade>0,{certified},'
        f'IF({passed},{none},"{NOT_CONFORMING}")))',
    )
    if specification.has_maturity:
        yield "result_remark", _remark(specification, readings)


def _floors(specification: Specification, readings: Readings) -> tuple[tuple[str, str, str], ...]:
    """How many parts lie below a floor of the body (B12, C4) or the specification, outcome, what to mend."""
    floors = []
    if least := characteristic_floor(readings):
        missing = f"ROUND(100*characteristic_earned-{least}*characteristic_applicable,6)"
        below = f"SUMPRODUCT(({missing}<0)*1)"
        floors.append((below, BELOW_CHARACTERISTIC_FLOOR, MEND_CHARACTERISTICS))
    if (level := clause_floor(specification, readings)) > 1:
        floors.append((f'COUNTIF(maturity_levels,"<{level}")', BELOW_CLAUSE_FLOOR, MEND_CLAUSES))
    for kind, (name, outcome, mend) in SPECIFIED.items():
        if specification.floors_of(kind):
            floors.append((f"SUM({name}_below)", outcome, mend))
    return tuple(floors)


def _remark(specification: Specification, readings: Readings) -> str:
    parts = [f'IF(AND(result_grade>0,result_grade<>{OF_SCORE}),"{LOWERED}","")']
    conditions = ["result_grade=0", f"{OF_SCORE}>0", f'result_conformity="{PASSED}"']
    conditions += [f"{below}=0" for below, _, _ in _floors(specification, readings)]
    parts.append(f'IF(AND({",".join(conditions)}),"{REFUSED}","")')
    if (note := _level_note(specification, readings)) is not None:
        between = f"result_management_total>={note[0]},result_management_total<={note[1]}"
        parts.append(f'IF(AND({between}),"{level_note(*note)}","")')
    return f'IF(result_grade="","",{"&".join(parts)})'


def _level_note(specification: Specification, readings: Readings) -> tuple[int, int] | None:
    """The lowest and highest total that carries a note (reading C1)."""
    note = readings.choice(specification, "C1").parameters
    return (note["note_lower"], note["note_upper"]) if {"note_lower", "note_upper"} <= note.keys() else None


def _remark_of_0_1(specification: Specification, readings: Readings) -> Mapping[str, str]:
    note = _level_note(specification, readings)
    if note is None:
        return {}
    earlier = f"管理成熟度总分在 {note[0]}–{note[1]} 之间，见读法 C1；"
    return {"result_remark": _remark(specification, readings).replace(level_note(*note), earlier)}


def _distance(
    specification: Specification, readings: Readings, *, of_0_1: bool = False
) -> Iterator[tuple[str, str]]:
    """What is missing to the next higher grade, as `GradeResult.margin` has it.

    Version 0.1 had neither gates nor refused grades here.
    """
    graded = [band for band in grade_bands(specification, readings) if band.grade is not None]
    names = specification.grading.names
    name = score = management = f'"{TOP}"'
    for band in reversed(graded):
        # The grade below this band, 0 where there is none: from it this band is the next higher one.
        below = next((lower.grade for lower in reversed(graded) if lower.lower < band.lower), 0)
        name = f'IF(result_grade={below},"{names[band.grade or 0]}",{name})'
        score = f"IF(result_grade={below},{_score_missing(specification, readings, band)},{score})"
        management = f"IF(result_grade={below},{_points_missing(specification, readings, band)},{management})"
    if readings["A5"] == "refuse" and specification.has_maturity and not of_0_1:
        refused = f"AND(result_grade=0,{OF_SCORE}>0,SUMPRODUCT(grade_band_current*grade_band_results)=0)"
        next_name, next_points = _refused(specification, readings)
        name = f"IF({refused},{next_name},{name})"
        score = f"IF({refused},0,{score})"
        management = f"IF({refused},{next_points},{management})"
    gates = "" if of_0_1 else _gates(specification, readings)
    yield "result_next_grade", f'IF(result_grade="","",{name}{gates})'
    yield "result_score_missing", f'IF(result_grade="","",{score})'
    if specification.has_maturity:
        yield "result_management_missing", f'IF(result_grade="","",{management})'


def _gates(specification: Specification, readings: Readings) -> str:
    """What is to be mended first where there is no grade, in brackets behind the name of the next one."""
    gates = [(f'result_conformity<>"{PASSED}"', MEND_CONFORMITY)]
    gates += [(f"{below}>0", mend) for below, _, mend in _floors(specification, readings)]
    return "".join(f'&IF(AND(result_grade=0,{closed}),"（{mend}）","")' for closed, mend in gates)


def _refused(specification: Specification, readings: Readings) -> tuple[str, str]:
    """The grade of the score at the next sufficient level, and the points missing (A5 `refuse`; A8, A3)."""
    name, points = '""', _points_to(specification, _REFUSED_NEEDED)
    for band in grade_bands(specification, readings):
        if band.grade is not None:
            reached = grade_at_level(specification, readings, band)
            if not reached:
                needed = _points_missing(specification, readings, band)
                points = f"IF({OF_SCORE}={band.grade},{needed},{points})"
            grade = specification.grading.names[reached or band.grade]
            name = f'IF({OF_SCORE}={band.grade},"{grade}",{name})'
    return name, points


_REFUSED_NEEDED = (
    "INDEX(level_band_lowers,MATCH(MIN(SUMPRODUCT(grade_band_current*grade_band_required),"
    "SUMPRODUCT(grade_band_current*grade_band_levels)),level_band_levels,0))"
)
"""The points of the least level that gives the score's band a grade."""


def _score_missing(specification: Specification, readings: Readings, band: GradeBand) -> str:
    """Whole numbers until the one division, so that nothing is missing exactly at the threshold."""
    graded, least = graded_of(specification, readings), least_score(readings, band.lower)
    sum_, divisor = graded.sum, graded.divisor
    if least.denominator == 1:
        return f"MAX(0,{least}*{divisor}-{sum_})/({divisor})"
    scale = least.denominator
    missing = f"MAX(0,{least.numerator}*{divisor}-{scale}*{sum_})/({scale}*{divisor})"
    if readings["A4"] == "whole_even" and band.lower % 2:
        return f"IF(2*{sum_}>{2 * band.lower - 1}*{divisor},0,{missing})"
    return missing


def _points_missing(specification: Specification, readings: Readings, band: GradeBand) -> str:
    level = needed_level(specification, readings, band)
    bands = level_bands(specification, readings)
    return _points_to(specification, exact(next((each.lower for each in bands if each.level == level), 0)))


def _points_to(specification: Specification, needed: str) -> str:
    """The points missing to those needed, rounded where points have a decimal."""
    missing = f"{needed}-result_management_total"
    return f"MAX(0,{f'ROUND({missing},1)' if points_have_decimals(specification) else missing})"
