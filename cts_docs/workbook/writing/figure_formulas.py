"""Formulas of the single figures on the results sheet, and the texts that they show."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cts_docs.assessment.fields import Field, field_named
from cts_docs.assessment.model import MAJOR, OPEN, PASSED
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring.grade import exact_points, grade_bands, needed_level, thresholds
from cts_docs.assessment.scoring.management import level_bands
from cts_docs.specification.model import GradeBand, Specification
from cts_docs.workbook.writing.progress import progress_formulas

SUM, PER_FORM, FORMS = "result_earned_hundredths", "result_applicable_points", "result_forms"
DENOMINATOR = f"{PER_FORM}*{FORMS}"

NO_GRADE = "无"
COMPLETE = "已齐备"
INCOMPLETE = "资料未齐备"
REACHED = "达到认证级别"
TOP = "已是最高级别"
BELOW_GRADES = "未达认证级别"
PASSED_WITHOUT_GRADE = "通过审核，未达认证级别"
NOT_CONFORMING = "管理要求符合性审查不符合，无认证级别"
LOWERED = "管理成熟度等级低于该得分所需，认证级别已降低；"
REFUSED = "管理成熟度等级低于该得分所需，无认证级别；"


def level_note(lower: int, upper: int) -> str:
    """The note on a management total between two level tables (reading C1)."""
    return f"管理成熟度总分在 {lower}–{upper} 之间，见读法 C1；"


def figure_formulas(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    """Every single figure by defined name with its formula, without the leading `=`."""
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
    yield from _distance(specification, readings)
    yield from progress_formulas()


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
    shown = "&".join(f'IF({condition},{text},"")' for condition, text in parts)
    return f'IF(result_faults=0,"{COMPLETE}",{shown})'


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
    name = f'"{NO_GRADE}"'
    for grade, word in sorted(specification.grading.names.items(), reverse=True):
        name = f'IF(result_grade={grade},"{word}",{name})'
    yield "result_grade_name", f'IF(result_grade="","",{name})'
    none = f'"{BELOW_GRADES}"'
    if readings["A2"] == "passed_without_grade":
        levels = "(result_level>=grade_band_levels)*(grade_band_levels>0)"
        ungraded = f"SUMPRODUCT(grade_band_current*(grade_band_grades=0)*{levels})"
        none = f'IF({ungraded}>0,"{PASSED_WITHOUT_GRADE}",{none})'
    certified = f'"{REACHED}"&result_grade_name'
    yield (
        "result_outcome",
        f'IF(result_grade="","{INCOMPLETE}",IF(result_grade>0,{certified},'
        f'IF({passed},{none},"{NOT_CONFORMING}")))',
    )
    yield "result_remark", _remark(specification, readings)


def _remark(specification: Specification, readings: Readings) -> str:
    of_score = "SUMPRODUCT(grade_band_current*grade_band_grades)"
    parts = [f'IF(AND(result_grade>0,result_grade<>{of_score}),"{LOWERED}","")']
    parts.append(f'IF(AND(result_grade=0,{of_score}>0,result_conformity="{PASSED}"),"{REFUSED}","")')
    note = readings.choice(specification, "C1").parameters
    if {"note_lower", "note_upper"} <= note.keys():
        lower, upper = note["note_lower"], note["note_upper"]
        between = f"result_management_total>={lower},result_management_total<={upper}"
        parts.append(f'IF(AND({between}),"{level_note(lower, upper)}","")')
    return f'IF(result_grade="","",{"&".join(parts)})'


def _distance(specification: Specification, readings: Readings) -> Iterator[tuple[str, str]]:
    """What is missing to the two minimums of the next higher grade, as `GradeResult.margin` has it."""
    top = f'"{TOP}"'
    names = {grade: f'"{name}"' for grade, name in specification.grading.names.items()}
    graded = [band for band in grade_bands(specification, readings) if band.grade is not None]
    name = score = management = top
    for band in reversed(graded):
        # The result from which this band is the next higher one: the grade below it, or none.
        below = next((lower.grade for lower in reversed(graded) if lower.lower < band.lower), 0)
        name = f"IF(result_grade={below},{names[band.grade or 0]},{name})"
        score = f"IF(result_grade={below},{_score_missing(readings, band)},{score})"
        management = f"IF(result_grade={below},{_points_missing(specification, readings, band)},{management})"
    yield "result_next_grade", f'IF(result_grade="","",{name})'
    yield "result_score_missing", f'IF(result_grade="","",{score})'
    yield "result_management_missing", f'IF(result_grade="","",{management})'


def _score_missing(readings: Readings, band: GradeBand) -> str:
    """Whole numbers until the one division, so that nothing is missing exactly at the threshold."""
    if readings["A4"] == "whole":
        return f"MAX(0,{2 * band.lower - 1}*{DENOMINATOR}-2*{SUM})/(2*{DENOMINATOR})"
    return f"MAX(0,{band.lower}*{DENOMINATOR}-{SUM})/({DENOMINATOR})"


def _points_missing(specification: Specification, readings: Readings, band: GradeBand) -> str:
    level = needed_level(specification, readings, band)
    needed = next(each.lower for each in level_bands(specification, readings) if each.level == level)
    return f"MAX(0,{needed}-result_management_total)"
