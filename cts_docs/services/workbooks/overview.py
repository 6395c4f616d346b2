"""The overview of a result for people: figures as shown, the grade and why, the spread of the forms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cts_docs.assessment.analysis.spread import IndicatorSpread, spreads
from cts_docs.assessment.figures import exact, rounded
from cts_docs.assessment.scoring.result import FormResult, GradeResult, Margin
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.wording import grade_reasons
from cts_docs.specification.model import Specification


@dataclass(frozen=True, slots=True)
class FormOverview:
    """One evaluation form; `score` with two decimals."""

    number: int
    evaluator: str
    date: datetime.date | None
    subject: str
    earned: str
    applicable: str
    score: str
    group: str


@dataclass(frozen=True, slots=True)
class PartOverview:
    """The points of a characteristic or a chapter.

    `share` is from 0 to 1, None where nothing of it is applicable.
    """

    id: str
    name: str
    reached: str
    points: str
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupOverview:
    """One evaluator group: its weight in percent, the number of its forms, their mean `score`."""

    name: str
    weight: int
    forms: int
    score: str


@dataclass(frozen=True, slots=True)
class ManagementOverview:
    """The management total, of how many points, and the maturity level by number and name."""

    total: str
    maximum: str
    level: int
    level_name: str


@dataclass(frozen=True, slots=True)
class CompositeOverview:
    """The composite score: its name, the weights of service and management in percent, and what it is."""

    name: str
    service: int
    management: int
    score: str


@dataclass(frozen=True, slots=True)
class OutlierOverview:
    """A coefficient far from the median of its indicator; `effect` on the service score, in points.

    That of an indicator scored by judgement is its share of the points.
    """

    form: int
    coefficient: str
    effect: str


@dataclass(frozen=True, slots=True)
class SpreadOverview:
    """The spread of the forms in one indicator; coefficients from 0 to 1."""

    id: str
    name: str
    lowest: Fraction
    median: Fraction
    highest: Fraction
    mean: Fraction
    outliers: tuple[OutlierOverview, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """One result as text and figures; `why` are the report's sentences on the grade, in Chinese.

    `management` is None without a maturity part, `composite` without a composite score. `example` holds
    trial values for a hint: a clause and a level, an indicator scored by α, one scored by judgement with
    its points, a group, as far as there are any. `margin` is what is missing to the next higher grade,
    None at the highest, and `next_grade` the name of that grade. `readings` are the choices that differ
    from the specification's default.
    """

    specification: str
    version: str
    title: str
    client: str
    audit_type: str
    service_score: str
    forms: tuple[FormOverview, ...]
    characteristics: tuple[PartOverview, ...]
    groups: tuple[GroupOverview, ...]
    management: ManagementOverview | None
    composite: CompositeOverview | None
    has_judged: bool
    example: Mapping[str, str]
    chapters: tuple[PartOverview, ...]
    conformity_passed: bool
    conformity_reasons: tuple[str, ...]
    grade: GradeResult
    margin: Margin | None
    next_grade: str
    why: tuple[str, ...]
    spreads: tuple[SpreadOverview, ...]
    readings: tuple[tuple[str, str], ...]


def overview(audit_file: AuditFile) -> Overview:
    """What a scored case looks like."""
    specification, result = audit_file.specification, audit_file.result
    control, margin = specification.control, result.grade.margin
    return Overview(
        specification=control.number,
        version=control.version,
        title=control.title,
        client=audit_file.assessment.text("client_name") or "",
        audit_type=audit_file.assessment.text("audit_type") or "",
        service_score=result.service.shown,
        forms=tuple(_form(form) for form in result.service.forms),
        characteristics=_characteristics(audit_file),
        groups=tuple(
            GroupOverview(group.name, group.weight, group.forms, rounded(group.score))
            for group in result.service.groups
        ),
        management=_management(audit_file),
        composite=_composite(audit_file),
        has_judged=specification.has_judged,
        example=_example(specification),
        chapters=_chapters(audit_file),
        conformity_passed=result.conformity.passed,
        conformity_reasons=result.conformity.reasons,
        grade=result.grade,
        margin=margin,
        next_grade="" if margin is None else specification.grading.names[margin.grade],
        why=grade_reasons.explanation(specification, result),
        spreads=_spreads(audit_file),
        readings=tuple(
            (key, audit_file.readings[key]) for key in audit_file.readings.deviations(specification)
        ),
    )


def _form(form: FormResult) -> FormOverview:
    return FormOverview(
        form.form,
        form.evaluator,
        form.date,
        form.subject or "",
        rounded(form.earned),
        exact(form.applicable),
        rounded(form.score),
        form.group,
    )


def _management(audit_file: AuditFile) -> ManagementOverview | None:
    specification, reached = audit_file.specification, audit_file.result.management
    if not specification.has_maturity:
        return None
    maximum, level = exact(specification.management_maximum), specification.level(reached.level)
    return ManagementOverview(exact(reached.total), maximum, level.number, level.name)


def _example(specification: Specification) -> Mapping[str, str]:
    example: dict[str, str] = {}
    for each in reversed(specification.indicators):
        if each.judged_in is None:
            example["indicator"] = each.id
        else:
            example |= {"judged": each.id, "points": exact(each.judged_in)}
    if specification.evaluator_groups:
        example["group"] = specification.evaluator_groups[0].name
    if specification.has_maturity:
        example |= {"clause": specification.clauses[-1].id, "level": str(len(specification.levels) - 1)}
    return example


def _composite(audit_file: AuditFile) -> CompositeOverview | None:
    weights, reached = audit_file.specification.composite, audit_file.result.composite
    if weights is None or reached is None:
        return None
    return CompositeOverview(weights.name, weights.service, weights.management, reached.shown)


def _characteristics(audit_file: AuditFile) -> tuple[PartOverview, ...]:
    names = {part.id: part.name for part in audit_file.specification.appendix1.characteristics}
    return tuple(
        PartOverview(
            part.id,
            names[part.id],
            "—" if part.earned is None else rounded(part.earned),
            exact(part.points),
            None if part.score is None else part.score / 100,
        )
        for part in audit_file.result.service.characteristics
    )


def _chapters(audit_file: AuditFile) -> tuple[PartOverview, ...]:
    names = {chapter.id: chapter.name for chapter in audit_file.specification.chapters}
    return tuple(
        PartOverview(
            chapter.id,
            names[chapter.id],
            exact(chapter.points),
            exact(chapter.maximum),
            Fraction(chapter.points) / chapter.maximum,
        )
        for chapter in audit_file.result.management.chapters
    )


def _spreads(audit_file: AuditFile) -> tuple[SpreadOverview, ...]:
    names = {
        indicator.id: f"{part.name} · {indicator.name}"
        for part in audit_file.specification.appendix1.characteristics
        for indicator in part.indicators
    }
    return tuple(
        _spread(one, names[one.id]) for one in spreads(audit_file.specification, audit_file.result.service)
    )


def _spread(one: IndicatorSpread, name: str) -> SpreadOverview:
    outliers = tuple(
        OutlierOverview(found.form, rounded(found.coefficient), rounded(found.score_effect))
        for found in one.outliers
    )
    return SpreadOverview(one.id, name, one.lowest, one.median, one.highest, one.mean, outliers)
