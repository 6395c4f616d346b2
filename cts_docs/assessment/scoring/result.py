"""What follows from an assessment: every figure exact, with the trace of how it came about."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Points

Outcome = Literal["certified", "passed_without_grade", "not_certified"]
FigureValue = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class FormResult:
    """One evaluation form: `earned` and `applicable` in points, `score` in percent (reading B7).

    `weight` is its share in the service score (reading B9, or the weights of the evaluator groups).
    `indicators` maps indicator ids to points
    earned, None where not applicable.
    """

    form: int
    evaluator: str
    date: datetime.date | None
    subject: str | None
    earned: Fraction
    applicable: Points
    score: Fraction
    weight: Fraction
    coefficients: Mapping[str, Fraction | None]
    indicators: Mapping[str, Fraction | None]
    group: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """Means over the forms for one indicator; both None where not applicable (reading B8).

    Weighted by the evaluator groups where a specification has them. The `coefficient` of an indicator
    that is scored by judgement is its share of the points.
    """

    id: str
    points: Points
    coefficient: Fraction | None
    earned: Fraction | None


@dataclass(frozen=True, slots=True)
class CharacteristicResult:
    """One service characteristic: applicable `points`, mean `earned`, and their percentage."""

    id: str
    points: Points
    earned: Fraction | None
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The forms of one evaluator group: their number, mean score and `weight` in percent."""

    name: str
    weight: int
    forms: int
    score: Fraction


@dataclass(frozen=True, slots=True)
class ServiceResult:
    """5.1: the service score (测评得分, the mean over the forms) and what it is made of.

    `groups` is empty where the specification has no evaluator groups.
    """

    score: Fraction
    shown: str
    forms: tuple[FormResult, ...]
    characteristics: tuple[CharacteristicResult, ...]
    indicators: tuple[IndicatorResult, ...]
    groups: tuple[GroupResult, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One scored clause: its level and the points of that level."""

    id: str
    level: int
    points: Points


@dataclass(frozen=True, slots=True)
class ChapterResult:
    """One chapter's subtotal of `maximum` points."""

    id: str
    points: Points
    maximum: Points


@dataclass(frozen=True, slots=True)
class ManagementResult:
    """5.2: the management total and the maturity level it means; both 0 without a maturity part."""

    total: Points
    level: int
    chapters: tuple[ChapterResult, ...]
    clauses: tuple[ClauseResult, ...]


@dataclass(frozen=True, slots=True)
class CompositeResult:
    """The score of service and management together, 0 to 100; `management` is the total in percent."""

    score: Fraction
    shown: str
    management: Fraction


@dataclass(frozen=True, slots=True)
class ConformityResult:
    """The gate before any grade (reading A7)."""

    passed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """What is missing to the next higher grade, `grade`; every figure is at least 0.

    `score` in exact points of the service score, or of the composite one where the specification has it;
    `management` in points of the management total, `level` in maturity levels. `gates` are
    the flags that no figure mends.
    """

    grade: int
    score: Fraction
    management: Points
    level: int
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeResult:
    """5.3: the certification grade (1 is highest), None where there is none, and why."""

    grade: int | None
    name: str | None
    outcome: Outcome
    flags: tuple[str, ...]
    margin: Margin | None


@dataclass(frozen=True, slots=True)
class Step:
    """One figure of the trace.

    `figure` is its path in the result (`management.clauses[6.2].points`), `operands` other
    figures or inputs by name with their values, `fields` the input keys it reads,
    `clauses` the specification's clauses it follows, `readings` those that decided it.
    Decimals are text without loss, counts and levels whole numbers, None is not applicable.
    """

    figure: str
    value: FigureValue
    formula: str
    operands: Mapping[str, FigureValue]
    fields: tuple[str, ...]
    clauses: tuple[str, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that follows from one assessment under one choice of readings."""

    readings: Readings
    service: ServiceResult
    management: ManagementResult
    conformity: ConformityResult
    grade: GradeResult
    trace: tuple[Step, ...]
    composite: CompositeResult | None = None

    @property
    def graded_score(self) -> Fraction:
        """The exact score that the grade bands divide: of service, or the composite one."""
        return self.service.score if self.composite is None else self.composite.score

    @property
    def graded_shown(self) -> str:
        """The same score as it is shown."""
        return self.service.shown if self.composite is None else self.composite.shown
