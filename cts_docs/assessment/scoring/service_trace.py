"""How the service score came about: forms, indicators, characteristics, evaluator groups (5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cts_docs.assessment.figures import exact, points_as_data
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.readings import Readings
from cts_docs.assessment.scoring import formulas
from cts_docs.assessment.scoring.result import FigureValue, FormResult, ServiceResult, Step
from cts_docs.specification.model import Indicator, Specification


def service_steps(specification: Specification, readings: Readings, service: ServiceResult) -> Iterator[Step]:
    """Every figure of the service score in the order in which it is computed."""
    yield from _forms(specification, service)
    yield from _weights(specification, service)
    yield from _indicators(specification, service)
    yield from _characteristics(specification, service)
    yield from _groups(specification, service)
    yield _score(specification, readings, service)


def figure_or_none(value: Fraction | None) -> str | None:
    """A figure of the trace; None stays where nothing applies."""
    return None if value is None else exact(value)


def _forms(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    method = specification.method
    points = {indicator.id: points_as_data(indicator.points) for indicator in specification.indicators}
    sum_of_form = _sum_of_form(specification)
    clauses = (method.marks, method.judged) if specification.has_judged else (method.marks,)
    for form in service.forms:
        fields = tuple(f"experience_coefficients[{key},{form.form}]" for key in points)
        figure = f"service.forms[{form.form}]"
        inputs: dict[str, FigureValue] = {f"points[{key}]": value for key, value in points.items()}
        inputs |= {
            field: _input(form, indicator)
            for field, indicator in zip(fields, specification.indicators, strict=True)
        }
        earned, applicable = f"{figure}.earned", f"{figure}.applicable"
        most = points_as_data(form.applicable)
        parts: dict[str, FigureValue] = {earned: exact(form.earned), applicable: most}
        yield Step(earned, parts[earned], sum_of_form, inputs, fields, clauses, ("B1", "B2"))
        yield Step(applicable, most, formulas.APPLICABLE_BY_FORM, inputs, fields, (method.marks,), ("B8",))
        yield Step(
            f"{figure}.score", exact(form.score), formulas.SCORE_OF_FORM, parts, (), (method.marks,), ("B7",)
        )


def _sum_of_form(specification: Specification) -> str:
    """The formula of the points earned in a form, after what its indicators take: α, points, or both."""
    if not specification.has_judged:
        return formulas.EARNED_BY_FORM
    alone = len(specification.judged) == len(specification.indicators)
    return formulas.EARNED_JUDGED_ALONE if alone else formulas.EARNED_WITH_JUDGED


def _input(form: FormResult, indicator: Indicator) -> str:
    """What was entered: α, or the points of an indicator that is scored by judgement."""
    value = form.coefficients[indicator.id]
    if value is None:
        return NOT_APPLICABLE
    return exact(indicator.entered(value))


def _weights(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    """The share of each form where groups of evaluators are weighed."""
    groups = {group.name: group for group in service.groups}
    for form in service.forms:
        if (group := groups.get(form.group)) is None:
            continue
        operands: dict[str, FigureValue] = {
            f"service.groups[{group.name}].weight": group.weight,
            f"service.groups[{group.name}].forms": group.forms,
        }
        fields = tuple(f"evaluator_groups[{each.form}]" for each in service.forms if each.group == form.group)
        figure, clauses = f"service.forms[{form.form}].weight", (specification.method.groups,)
        yield Step(figure, exact(form.weight), formulas.WEIGHT_OF_FORM, operands, fields, clauses, ())


def _indicators(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    method, appendix = specification.method, specification.appendix1.label
    weights: dict[str, FigureValue] = {}
    if specification.evaluator_groups:
        weights = {f"service.forms[{form.form}].weight": exact(form.weight) for form in service.forms}
    for declared, indicator in zip(specification.indicators, service.indicators, strict=True):
        fields = tuple(f"experience_coefficients[{indicator.id},{form.form}]" for form in service.forms)
        inputs: dict[str, FigureValue] = {
            field: _input(form, declared) for field, form in zip(fields, service.forms, strict=True)
        }
        judged = declared.judged_in is not None
        formula = _FORMULA_OF_MEAN[judged, bool(weights)]
        entered = method.judged if judged else method.marks
        inputs |= weights
        if judged:
            inputs[f"points[{indicator.id}]"] = points_as_data(indicator.points)
        mean = f"service.indicators[{indicator.id}].coefficient"
        value = figure_or_none(indicator.coefficient)
        clauses = (method.groups if weights else method.mean, appendix)
        yield Step(mean, value, formula, inputs, fields, clauses, () if weights else ("B9",))
        parts: dict[str, FigureValue] = {f"points[{indicator.id}]": points_as_data(indicator.points)}
        parts[mean] = value
        figure = f"service.indicators[{indicator.id}].earned"
        earned, product = figure_or_none(indicator.earned), _FORMULA_OF_EARNED[judged]
        yield Step(figure, earned, product, parts, fields, (entered, appendix), ("B1", "B2"))


_FORMULA_OF_EARNED: Mapping[bool, str] = {
    False: formulas.EARNED_BY_INDICATOR,
    True: formulas.EARNED_BY_JUDGED,
}
_FORMULA_OF_MEAN: Mapping[tuple[bool, bool], str] = {
    (False, False): formulas.MEAN_COEFFICIENT,
    (True, False): formulas.MEAN_JUDGED,
    (False, True): formulas.WEIGHTED_COEFFICIENT,
    (True, True): formulas.WEIGHTED_JUDGED,
}
"""By whether an indicator is scored by judgement, and whether evaluator groups have weights."""


def _characteristics(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    appendix = specification.appendix1.label
    earned = {indicator.id: figure_or_none(indicator.earned) for indicator in service.indicators}
    members = {part.id: part.indicators for part in specification.appendix1.characteristics}
    for part in service.characteristics:
        operands = {f"service.indicators[{item.id}].earned": earned[item.id] for item in members[part.id]}
        figure = f"service.characteristics[{part.id}].earned"
        yield Step(
            figure,
            figure_or_none(part.earned),
            formulas.SUM_OF_INDICATORS,
            operands,
            (),
            (appendix,),
            ("B7",),
        )


def _groups(specification: Specification, service: ServiceResult) -> Iterator[Step]:
    clauses = (specification.method.groups,)
    for group in service.groups:
        own = [form for form in service.forms if form.group == group.name]
        operands: dict[str, FigureValue] = {
            f"service.forms[{form.form}].score": exact(form.score) for form in own
        }
        fields = tuple(f"evaluator_groups[{form.form}]" for form in own)
        figure = f"service.groups[{group.name}].score"
        yield Step(figure, exact(group.score), formulas.MEAN_OF_GROUP, operands, fields, clauses, ())


def _score_of_groups(specification: Specification, service: ServiceResult) -> Step:
    operands: dict[str, FigureValue] = {}
    for group in service.groups:
        operands[f"service.groups[{group.name}].weight"] = group.weight
        operands[f"service.groups[{group.name}].score"] = exact(group.score)
    clauses = (specification.method.groups, specification.method.mean)
    return Step(
        "service.score", exact(service.score), formulas.SUM_OF_GROUPS, operands, (), clauses, ("B11", "B13")
    )


def _score(specification: Specification, readings: Readings, service: ServiceResult) -> Step:
    if service.groups:
        return _score_of_groups(specification, service)
    method = specification.method
    operands: dict[str, FigureValue] = {
        f"service.forms[{form.form}].score": exact(form.score) for form in service.forms
    }
    fields = tuple(f"evaluators[{form.form}]" for form in service.forms)
    formula = formulas.MEAN_OF_FORMS
    if readings["B9"] == "persons":
        formula = formulas.MEAN_OF_PERSONS
        operands |= {f"evaluators[{form.form}]": form.evaluator for form in service.forms}
    value = exact(service.score)
    return Step("service.score", value, formula, operands, fields, (method.mean,), ("B9", "B11", "B13"))
