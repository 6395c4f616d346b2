"""Derived figures: shown and recorded values, points and flags, as steps for `explain`.

The trace of a result holds the figures that the grade is computed from. The output of `score`
shows these as well, so each of them has a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cts_docs.assessment.figures import exact, points_as_data
from cts_docs.assessment.scoring.grade import thresholds, thresholds_above
from cts_docs.assessment.scoring.result import FigureValue, Result, Step
from cts_docs.specification.model import Specification

SHOWN = "测评得分四舍五入到两位小数；显示值与精确值分处界限两侧时加注"
SHOWN_COMPOSITE = "综合得分四舍五入到两位小数；显示值与精确值分处界限两侧时加注"
ROUNDED = "测评得分四舍五入到两位小数"
WEIGHT_OF_GROUP = "技术规范规定的测评员类别权重"
FORMS_OF_GROUP = "该类测评员的测评表数"
RECORDED = "测评表上的记录"
POINTS_OF_INDICATOR = "技术规范规定的单项分值"
POINTS_OF_CHARACTERISTIC = "Σ 适用指标的单项分值"
REASONS = "审核组写明的结论依据"
FLAGS = "对照认证级别的分数段时得出的标记"
NO_MARGIN = "已是最高认证级别"


def with_every_figure(specification: Specification, result: Result) -> Result:
    """The same result, its trace extended to every figure that the output of `score` shows.

    A step names only readings that the specification has.
    """
    derived = (
        *_shown(specification, result),
        *_recorded(specification, result),
        *_groups(specification, result),
        *_points(specification, result),
        *_conclusions(specification, result),
    )
    known = specification.readings
    steps = (
        replace(step, readings=tuple(key for key in step.readings if key in known))
        for step in (*result.trace, *derived)
    )
    return replace(result, trace=tuple(steps))


def _shown(specification: Specification, result: Result) -> Iterator[Step]:
    grade, composite = (specification.method.grade,), result.composite
    service: dict[str, FigureValue] = {"service.score": exact(result.service.score)}
    edges = (*thresholds(specification, result.readings), *thresholds_above(specification, result.readings))
    borders: dict[str, FigureValue] = {
        f"threshold[{number}]": exact(edge) for number, edge in enumerate(edges, 1)
    }
    readings = ("A1", "A3", "A4")
    if composite is None:
        yield Step("service.shown", result.service.shown, SHOWN, service | borders, (), grade, readings)
        return
    yield Step("service.shown", result.service.shown, ROUNDED, service, (), (specification.method.mean,), ())
    operands: dict[str, FigureValue] = {"composite.score": exact(composite.score)}
    yield Step("composite.shown", composite.shown, SHOWN_COMPOSITE, operands | borders, (), grade, readings)


def _recorded(specification: Specification, result: Result) -> Iterator[Step]:
    method = specification.method
    for form in result.service.forms:
        day = form.date.isoformat() if form.date else None
        for name, field, value in (("evaluator", "evaluators", form.evaluator), ("date", "form_dates", day)):
            key = f"{field}[{form.form}]"
            figure = f"service.forms[{form.form}].{name}"
            yield Step(figure, value, RECORDED, {key: value}, (key,), (method.mean,), ("B11",))
        if form.group:
            key, figure = f"evaluator_groups[{form.form}]", f"service.forms[{form.form}].group"
            yield Step(figure, form.group, RECORDED, {key: form.group}, (key,), (method.groups,), ())


def _groups(specification: Specification, result: Result) -> Iterator[Step]:
    clauses = (specification.method.groups,)
    for group in result.service.groups:
        figure = f"service.groups[{group.name}]"
        own = [form.form for form in result.service.forms if form.group == group.name]
        counted: dict[str, FigureValue] = {f"service.forms[{form}].group": group.name for form in own}
        fields = tuple(f"evaluator_groups[{form}]" for form in own)
        given: dict[str, FigureValue] = {f"weights.groups[{group.name}]": group.weight}
        yield Step(f"{figure}.weight", group.weight, WEIGHT_OF_GROUP, given, (), clauses, ())
        yield Step(f"{figure}.forms", group.forms, FORMS_OF_GROUP, counted, fields, clauses, ())


def _points(specification: Specification, result: Result) -> Iterator[Step]:
    appendix = specification.appendix1.label
    counted = {item.id: item.points for item in result.service.indicators if item.coefficient is not None}
    for item in result.service.indicators:
        figure = f"service.indicators[{item.id}].points"
        given: dict[str, FigureValue] = {f"points[{item.id}]": points_as_data(item.points)}
        yield Step(figure, points_as_data(item.points), POINTS_OF_INDICATOR, given, (), (appendix,), ())
    members = {part.id: part.indicators for part in specification.appendix1.characteristics}
    for part in result.service.characteristics:
        operands: dict[str, FigureValue] = {
            f"service.indicators[{item.id}].points": points_as_data(item.points)
            for item in members[part.id]
            if item.id in counted
        }
        figure = f"service.characteristics[{part.id}].points"
        points = points_as_data(part.points)
        yield Step(figure, points, POINTS_OF_CHARACTERISTIC, operands, (), (appendix,), ("B8",))


def _conclusions(specification: Specification, result: Result) -> Iterator[Step]:
    method = specification.method
    reasons = result.conformity.reasons
    basis: dict[str, FigureValue] = {"conformity_basis": reasons[0] if reasons else None}
    yield Step("conformity.reasons", reasons, REASONS, basis, ("conformity_basis",), (method.grade,), ("A7",))
    decided: dict[str, FigureValue] = {"service.score": exact(result.service.score)}
    if specification.has_maturity:
        decided["management.total"] = points_as_data(result.management.total)
        decided["management.level"] = result.management.level
    if result.composite is not None:
        decided["composite.score"] = exact(result.composite.score)
    decided |= {"conformity.passed": result.conformity.passed, "grade.grade": result.grade.grade}
    remarked = ("A5", "A7", "A8", "B12", "C1", "C4")
    yield Step("grade.flags", result.grade.flags, FLAGS, decided, (), (method.grade,), remarked)
    if result.grade.margin is None:
        highest: dict[str, FigureValue] = {"grade.grade": result.grade.grade}
        yield Step("grade.margin", None, NO_MARGIN, highest, (), (method.grade,), ("A1",))
