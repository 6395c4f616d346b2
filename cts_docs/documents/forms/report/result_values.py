"""The result as the report prints it: scores, levels, grade, readings."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cts_docs.assessment.figures import exact, points_as_data, rounded
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.scoring.grade import grade_bands
from cts_docs.assessment.scoring.management import level_bands
from cts_docs.assessment.scoring.result import FormResult, GroupResult, IndicatorResult, Result
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.report.recorded_values import Values
from cts_docs.documents.forms.shared_values import coefficient_decimals
from cts_docs.documents.wording import choices, grade_reasons
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.applied_readings import applied_readings
from cts_docs.documents.wording.common import EMPTY, PENDING, date, figure, judged, listed, maturity
from cts_docs.settings import changed_choices
from cts_docs.specification.model import Indicator, Reading, Specification

_CIRCLED = " ①②③④⑤⑥⑦⑧⑨"
"""The numbers of the bands as the specification prints them."""


def service(audit_file: AuditFile) -> Values:
    """Section 8: forms, indicators and characteristics."""
    found = audit_file.result.service
    return {
        "form_count": len(found.forms),
        "forms": [_form(audit_file, form) for form in found.forms],
        **_groups(found.groups),
        "service_score": found.shown,
        "mean_rule": _mean_rule(audit_file),
        "indicators": _indicators(audit_file),
        "applicable_total": points_as_data(
            sum(item.points for item in found.indicators if item.earned is not None)
        ),
        "earned_total": figure(sum((item.earned or Fraction(0) for item in found.indicators), Fraction(0))),
        "characteristic": {
            item.id: {
                "points": points_as_data(item.points),
                "earned": figure(item.earned, NOT_APPLICABLE),
                "score": figure(item.score, NOT_APPLICABLE),
            }
            for item in found.characteristics
        },
    }


def _groups(groups: Sequence[GroupResult]) -> Values:
    """Each group of evaluators, where the specification has such groups."""
    rows = [
        {"name": each.name, "weight": f"{each.weight}%", "forms": each.forms, "score": figure(each.score)}
        for each in groups
    ]
    return {"groups": rows} if rows else {}


def _mean_rule(audit_file: AuditFile) -> str:
    if audit_file.specification.evaluator_groups:
        return wording.mean_of_groups(audit_file.specification)
    reading = audit_file.specification.readings.get("B9")
    return wording.MEAN_OF_FORMS if reading is None else reading.rule(audit_file.readings["B9"])


def low(audit_file: AuditFile) -> list[Values]:
    """The indicators with coefficients that reading B12 lists."""
    return [
        row for indicator in audit_file.specification.indicators for row in _low_row(audit_file, indicator)
    ]


def management(audit_file: AuditFile) -> Values:
    """Section 9: the clauses, chapters, total and level, and the clauses at low levels."""
    specification, found = audit_file.specification, audit_file.result.management
    if not specification.has_maturity:
        return {}
    flags = audit_file.result.grade.flags
    note = next((flag for flag in flags if flag.startswith("C1_")), "")
    return {
        "chapter": {item.id: points_as_data(item.points) for item in found.chapters},
        "management_total": points_as_data(found.total),
        "management_level": maturity(specification, found.level),
        "level_bands": [
            {
                "range": grade_reasons.total_range(band, specification.management_maximum),
                "level": maturity(specification, band.level),
            }
            for band in level_bands(specification, audit_file.readings)
        ],
        "total_remark": grade_reasons.flag_sentence(specification, audit_file.result, note) if note else "",
        "weak": _weak(specification, audit_file.result),
        "clauses": _clauses(audit_file),
    }


def grading(audit_file: AuditFile) -> Values:
    """Section 11: bands, outcome, its reasons, and the readings that bear on it."""
    specification, result = audit_file.specification, audit_file.result
    bands = grade_bands(specification, audit_file.readings)
    rows = [grade_reasons.band_row(specification, audit_file.readings, band) for band in bands]
    return {
        "grade_bands": [
            {"scores": scores, **({"level": level} if specification.has_maturity else {}), "grade": grade}
            for scores, level, grade in rows
        ],
        **({"composite_score": result.composite.shown} if result.composite else {}),
        "outcome": grade_reasons.outcome(result),
        "reasons": list(grade_reasons.explanation(specification, result)),
        "questions": [
            {"question": question, "answer": answer}
            for question, answer in applied_readings(specification, audit_file.assessment, result)
        ],
    }


def configured(audit_file: AuditFile) -> Values:
    """Every reading in force and every choice of the body, for the internal annex."""
    readings = audit_file.specification.readings.values()
    return {
        "readings": [_reading(audit_file, reading) for reading in readings],
        "choices": [choices.in_words(key, value) for key, value in changed_choices(audit_file.settings)],
        "configuration": audit_file.settings.sha256 or wording.NO_CONFIGURATION,
    }


def _indicators(audit_file: AuditFile) -> Values:
    """Points, mean α with its band, and mean earned points of each indicator."""
    items = audit_file.result.service.indicators
    decimals, specification = coefficient_decimals(audit_file), audit_file.specification
    given = specification.judged
    return {
        item.id: (_judged_indicator(item) if item.id in given else _indicator(specification, item, decimals))
        for item in items
    }


def _judged_indicator(item: IndicatorResult) -> Values:
    """Points and mean earned points of an indicator that is scored by judgement; it is in no band."""
    earned = figure(item.earned, NOT_APPLICABLE)
    return {
        "points": points_as_data(item.points),
        "coefficient": NOT_APPLICABLE if item.earned is None else judged(earned),
        "band": NOT_APPLICABLE if item.earned is None else EMPTY,
        "earned": earned,
    }


def _indicator(specification: Specification, item: IndicatorResult, decimals: int) -> Values:
    alpha = item.coefficient
    return {
        "points": points_as_data(item.points),
        "coefficient": NOT_APPLICABLE if alpha is None else rounded(alpha, decimals),
        "band": NOT_APPLICABLE if alpha is None else _band_words(specification, alpha),
        "earned": figure(item.earned, NOT_APPLICABLE),
    }


def _band_words(specification: Specification, coefficient: Fraction) -> str:
    """The band of a coefficient: ⑤ 远高于预期."""
    band = specification.experience_band(coefficient)
    return f"{_CIRCLED[band.number]} {band.name}"


def _form(audit_file: AuditFile, form: FormResult) -> Values:
    return {
        "number": form.form,
        "evaluator": form.evaluator,
        **({"group": form.group} if audit_file.specification.evaluator_groups else {}),
        "date": date(form.date, PENDING),
        "subject": form.subject or PENDING,
        "earned": figure(form.earned),
        "applicable": points_as_data(form.applicable),
        "score": figure(form.score),
    }


def _low_row(audit_file: AuditFile, indicator: Indicator) -> list[Values]:
    """The row of an indicator with coefficients that reading B12 lists; none for another."""
    limit = audit_file.specification.listed_band.upper
    found = [
        f"{form.form}（{_marked(indicator, coefficient)}）"
        for form in audit_file.result.service.forms
        if (coefficient := form.coefficients[indicator.id]) is not None and coefficient <= limit
    ]
    if not found:
        return []
    return [
        {
            "indicator": _named(audit_file.specification, indicator),
            "count": len(found),
            "forms": listed(found),
        }
    ]


def _marked(indicator: Indicator, coefficient: Fraction) -> str:
    """What was entered: α, or the points given by judgement."""
    if indicator.judged_in:
        return judged(exact(coefficient * indicator.points))
    return exact(coefficient)


def _named(specification: Specification, indicator: Indicator) -> str:
    part = next(item for item in specification.appendix1.characteristics if indicator in item.indicators)
    return f"{part.name} {indicator.heading}"


def _clauses(audit_file: AuditFile) -> list[Values]:
    """Every scored clause with its level, points and evidence; the first of a chapter names it."""
    specification = audit_file.specification
    results = {item.id: item for item in audit_file.result.management.clauses}
    evidence = {item.id: item.evidence for item in audit_file.assessment.clauses}
    rows: list[Values] = []
    for chapter in specification.chapters:
        for clause in chapter.clauses:
            found = results[clause.id]
            rows.append(
                {
                    "chapter": chapter.heading if clause is chapter.clauses[0] else "",
                    "heading": clause.heading,
                    "level": specification.level(found.level).name,
                    "points": points_as_data(found.points),
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
            "points": points_as_data(item.points),
            "maximum": points_as_data(clauses[item.id].total),
        }
        for item in result.management.clauses
        if item.level < specification.listed_below.number
    ]


def _reading(audit_file: AuditFile, reading: Reading) -> Values:
    return {
        "id": reading.id,
        "clause": reading.clause or EMPTY,
        "rule": _rule(audit_file, reading),
        "source": _source(audit_file, reading),
    }


def _rule(audit_file: AuditFile, reading: Reading) -> str:
    if reading.kind == "fixed":
        return reading.default_choice.rule
    chosen = audit_file.readings[reading.id]
    rule = reading.rule(chosen)
    return f"{rule}（本次：{chosen}）" if reading.kind == "number" else rule


def _source(audit_file: AuditFile, reading: Reading) -> str:
    if reading.kind == "fixed":
        return wording.FIXED
    deviates = reading.id in audit_file.readings.deviations(audit_file.specification)
    return wording.BY_BODY if deviates else wording.BY_DEFAULT
