"""Laws of weighted evaluator groups, indicators scored by judgement and composite scores."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cts_docs.assessment.model import Assessment
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.result import Result, ServiceResult
from cts_docs.assessment.scoring.score import composite_result, score
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import EvaluatorGroup, Specification
from tests.conftest import ROOT
from tests.support.assessments import assessment, marked
from tests.support.oracle import mean_by_group

HOME, CARE, HALL = (
    load_specification(ROOT / "tests" / "specifications" / f"{name}.toml")
    for name in ("home", "care", "hall")
)
FEW = settings(max_examples=60, deadline=None, derandomize=True)


def scored(specification: Specification, item: Assessment) -> Result:
    return score(specification, choose(specification, {}), item)


@st.composite
def audits(draw: st.DrawFn, specification: Specification) -> Assessment:
    """An audit with one to three forms of each group: any α in twentieths, any points by judgement."""
    names = [group.name for group in specification.evaluator_groups] or [""]
    groups = [name for name in names for _ in range(draw(st.integers(1, 3)))]
    base = assessment(
        specification, ["0"] * len(groups), draw(st.integers(1, len(specification.levels) or 1))
    )
    twentieths = st.integers(0, 20).map(lambda number: f"{number / 20:.2f}")
    forms = tuple(
        replace(
            form,
            group=group or None,
            coefficients={
                indicator.id: marked(indicator, draw(twentieths))
                / (indicator.points if indicator.judged_in else 1)
                for indicator in specification.indicators
            },
        )
        for form, group in zip(base.forms, draw(st.permutations(groups)), strict=True)
    )
    return replace(base, forms=forms)


@FEW
@given(audits(HOME))
def test_weighted_scores_agree_with_the_oracle_and_with_each_other(item: Assessment) -> None:
    """Tenths of points and ten-thousandths of α are whole numbers."""
    service = scored(HOME, item).service
    tenths = [int(indicator.points * 10) for indicator in HOME.indicators]
    rows = [
        [Fraction(form.coefficients[indicator.id] or 0) * 100 for indicator in HOME.indicators]
        for form in item.forms
    ]
    weights = {"顾客": 50, "专家": 30, "神秘顾客": 20}
    assert service.score == mean_by_group(tenths, rows, [form.group or "" for form in item.forms], weights)
    assert sum(form.weight for form in service.forms) == 1
    assert sum(group.forms for group in service.groups) == len(item.forms)
    for parts in (service.characteristics, service.indicators):
        assert sum(part.earned or 0 for part in parts) / HOME.appendix1.total_points * 100 == service.score


@FEW
@given(audits(HALL))
def test_points_given_by_judgement_score_like_their_share(item: Assessment) -> None:
    """v of p points earn what α = v/p earns."""
    characteristics = tuple(
        replace(part, indicators=tuple(replace(each, judged_in=None) for each in part.indicators))
        for part in HALL.appendix1.characteristics
    )
    by_coefficient = replace(HALL, appendix1=replace(HALL.appendix1, characteristics=characteristics))
    assert scored(by_coefficient, item).service == scored(HALL, item).service
    assert scored(by_coefficient, item).grade == scored(HALL, item).grade


@FEW
@given(audits(HALL), st.sampled_from([(1, 1), (1, 3), (3, 2), (4, 1)]))
def test_weights_like_the_shares_of_forms_give_the_plain_mean(
    item: Assessment, sizes: tuple[int, int]
) -> None:
    groups = [group for group, size in zip(("观众", "专家"), sizes, strict=True) for _ in range(size)]
    forms = tuple(
        replace(item.forms[number % len(item.forms)], number=number + 1, group=group)
        for number, group in enumerate(groups)
    )
    shares = tuple(
        EvaluatorGroup(group.name, 100 * size // sum(sizes))
        for group, size in zip(HALL.evaluator_groups, sizes, strict=True)
    )
    weighted = scored(replace(HALL, evaluator_groups=shares), replace(item, forms=forms)).service
    plain = scored(replace(HALL, evaluator_groups=()), replace(item, forms=forms)).service
    assert plain.groups == ()
    assert replace(weighted, groups=()) == plain


@FEW
@given(audits(CARE), st.integers(1, 99), st.integers(0, 1000))
def test_a_composite_of_equal_parts_is_that_part(item: Assessment, weight: int, tenths: int) -> None:
    share = Fraction(tenths, 10)
    assert CARE.composite is not None
    own = replace(CARE, composite=replace(CARE.composite, service=weight, management=100 - weight))
    result = scored(CARE, item)
    service: ServiceResult = replace(result.service, score=share)
    total = share / 100 * 70  # 15 + 16.5 + 19.5 + 12 + 7
    found = composite_result(own, result.readings, service, replace(result.management, total=total))
    assert found is not None
    assert found.score == found.management == share


@FEW
@given(audits(HOME))
def test_the_trace_recomputes_weighted_figures(item: Assessment) -> None:
    result = scored(HOME, item)
    figures = {step.figure: step for step in result.trace}
    assert len(figures) == len(result.trace)
    for step in result.trace:
        assert all(step.clauses)
        for name, value in step.operands.items():
            assert name not in figures or figures[name].value == value
    total = figures["service.score"].operands
    of_groups = sum(
        Fraction(str(total[f"service.groups[{name}].weight"]))
        * Fraction(str(total[f"service.groups[{name}].score"]))
        for name in ("顾客", "专家", "神秘顾客")
    )
    assert of_groups / 100 == result.service.score
    for indicator, judged in (("3.1", False), ("3.2", True)):
        mean = figures[f"service.indicators[{indicator}].coefficient"].operands
        shares = sum(
            Fraction(str(mean[f"service.forms[{form.number}].weight"]))
            * Fraction(str(mean[f"experience_coefficients[{indicator},{form.number}]"]))
            for form in item.forms
        )
        points = Fraction(str(mean[f"points[{indicator}]"])) if judged else 1
        assert shares / points == next(
            each.coefficient for each in result.service.indicators if each.id == indicator
        )
