"""What follows from the records, as the report prints it: scores, levels, grade, readings."""

from __future__ import annotations

from fractions import Fraction

from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.scoring.grade import grade_bands
from cts_docs.assessment.scoring.management import level_bands
from cts_docs.assessment.scoring.result import FormResult, Result
from cts_docs.documents.audit_file import Case
from cts_docs.documents.forms.report.recorded import Values
from cts_docs.documents.wording import following
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import EMPTY, PENDING, date, figure, listed, maturity
from cts_docs.specification.model import Indicator, Reading, Specification


def service(case: Case) -> Values:
    """Section 8: forms, indicators and characteristics."""
    found = case.result.service
    return {
        "form_count": len(found.forms),
        "forms": [_form(form) for form in found.forms],
        "service_score": found.shown,
        "indicator": {
            item.id: {
                "points": item.points,
                "coefficient": figure(item.coefficient, NOT_APPLICABLE),
                "earned": figure(item.earned, NOT_APPLICABLE),
            }
            for item in found.indicators
        },
        "applicable_total": sum(item.points for item in found.indicators if item.earned is not None),
        "earned_total": figure(sum((item.earned or Fraction(0) for item in found.indicators), Fraction(0))),
        "characteristic": {
            item.id: {
                "points": item.points,
                "earned": figure(item.earned, NOT_APPLICABLE),
                "score": figure(item.score, NOT_APPLICABLE),
            }
            for item in found.characteristics
        },
    }


def low(case: Case) -> list[Values]:
    """The indicators with coefficients that reading B12 lists."""
    return [row for indicator in case.specification.indicators for row in _low_row(case, indicator)]


def management(case: Case) -> Values:
    """Section 9: chapters, total and level, and the clauses at low levels."""
    specification, found = case.specification, case.result.management
    flags = case.result.grade.flags
    note = next((flag for flag in flags if flag.startswith("C1_")), "")
    return {
        "chapter": {item.id: item.points for item in found.chapters},
        "management_total": found.total,
        "management_level": maturity(specification, found.level),
        "level_bands": [
            {
                "range": following.total_range(band, specification.management_maximum),
                "level": maturity(specification, band.level),
            }
            for band in level_bands(specification, case.readings)
        ],
        "total_note": following.flag_sentence(specification, case.result, note) if note else "",
        "weak": _weak(specification, case.result),
    }


def grading(case: Case) -> Values:
    """Section 11: bands, outcome, the explanation and every reading in force."""
    specification, result = case.specification, case.result
    rows = [
        following.band_row(specification, case.readings, band)
        for band in grade_bands(specification, case.readings)
    ]
    return {
        "grade_bands": [dict(zip(("scores", "level", "grade"), row, strict=True)) for row in rows],
        "outcome": following.outcome(result),
        "explanation": list(following.explanation(specification, result)),
        "readings": [_reading(case, reading) for reading in specification.readings.values()],
        "configuration": case.settings.sha256 or wording.NO_CONFIGURATION,
    }


def _form(form: FormResult) -> Values:
    return {
        "number": form.form,
        "evaluator": form.evaluator,
        "date": date(form.date, PENDING),
        "subject": form.subject or PENDING,
        "earned": figure(form.earned),
        "applicable": form.applicable,
        "score": figure(form.score),
    }


def _low_row(case: Case, indicator: Indicator) -> list[Values]:
    """The row of an indicator with coefficients that reading B12 lists; none for another."""
    limit = case.specification.listed_band.upper
    found = [
        f"{form.form}（{exact(coefficient)}）"
        for form in case.result.service.forms
        if (coefficient := form.coefficients[indicator.id]) is not None and coefficient <= limit
    ]
    if not found:
        return []
    return [
        {
            "indicator": _named(case.specification, indicator),
            "count": len(found),
            "forms": listed(found),
        }
    ]


def _named(specification: Specification, indicator: Indicator) -> str:
    part = next(item for item in specification.appendix1.characteristics if indicator in item.indicators)
    return f"{part.name} {indicator.heading}"


def clauses(case: Case) -> list[Values]:
    """Every scored clause with its level, points and evidence; the first of a chapter names it."""
    specification = case.specification
    results = {item.id: item for item in case.result.management.clauses}
    evidence = {item.id: item.evidence for item in case.assessment.clauses}
    rows: list[Values] = []
    for chapter in specification.chapters:
        for clause in chapter.clauses:
            found = results[clause.id]
            rows.append(
                {
                    "chapter": chapter.heading if clause is chapter.clauses[0] else "",
                    "heading": clause.heading,
                    "level": specification.level(found.level).name,
                    "points": found.points,
                    "evidence": evidence.get(clause.id) or PENDING,
                }
            )
    return rows


def _weak(specification: Specification, result: Result) -> list[Values]:
    clauses = {clause.id: clause for clause in specification.clauses}
    return [
        {
            "heading": clauses[item.id].heading,
            "level": maturity(specification, item.level),
            "points": item.points,
            "maximum": clauses[item.id].total,
        }
        for item in result.management.clauses
        if item.level < specification.listed_below.number
    ]


def _reading(case: Case, reading: Reading) -> Values:
    return {
        "id": reading.id,
        "clause": reading.clause or EMPTY,
        "rule": _rule(case, reading),
        "source": _source(case, reading),
    }


def _rule(case: Case, reading: Reading) -> str:
    match reading.kind:
        case "choice":
            return case.readings.choice(case.specification, reading.id).rule
        case "number":
            return f"{reading.choices['number'].rule}（本次：{case.readings[reading.id]}）"
        case _:
            return reading.choices["fixed"].rule


def _source(case: Case, reading: Reading) -> str:
    if reading.kind == "fixed":
        return wording.FIXED
    deviates = reading.id in case.readings.deviations(case.specification)
    return wording.BY_BODY if deviates else wording.BY_DEFAULT
