"""Rules and analysis where points are judged, evaluators have groups, or management is not scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from cts_docs.assessment.analysis.changes import apply_changes, changed_figures, parse_change
from cts_docs.assessment.analysis.compare import Side, differences
from cts_docs.assessment.analysis.derived_figures import with_every_figure
from cts_docs.assessment.analysis.sensitivity import grade_changes
from cts_docs.assessment.analysis.spread import spreads
from cts_docs.assessment.model import Assessment, Nonconformity
from cts_docs.assessment.readings import choose
from cts_docs.assessment.rules.checks import check
from cts_docs.assessment.scoring.result import Result
from cts_docs.assessment.scoring.score import score
from cts_docs.errors import CannotRunError, Problem
from cts_docs.messages import LANGUAGES
from cts_docs.problem_groups import problem_message, problem_remedy
from cts_docs.serialization.labels import figure_label, formula_text
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from tests.conftest import ROOT
from tests.support.assessments import assessment

FOLDER = ROOT / "tests" / "specifications"
CARE, HALL, HOME = (load_specification(FOLDER / f"{name}.toml") for name in ("care", "hall", "home"))
"""Composite score; groups and no maturity part; groups with maturity part."""

WITHOUT_MATURITY = [each for each in (CARE, HALL, HOME) if not each.has_maturity]


def scored(specification: Specification, item: Assessment) -> Result:
    return score(specification, choose(specification, {}), item)


def problems_of(specification: Specification, item: Assessment) -> tuple[Problem, ...]:
    found = check(specification, choose(specification, {}), item, "score")
    return tuple(problem for problem in found if problem.is_error)


def grouped_as(item: Assessment, groups: Sequence[str | None]) -> Assessment:
    forms = tuple(replace(form, group=group) for form, group in zip(item.forms, groups, strict=True))
    return replace(item, forms=forms)


def changed(specification: Specification, item: Assessment, *settings: str) -> Assessment:
    changes = [parse_change(text) for text in settings]
    return apply_changes(specification, choose(specification, {}), item, changes)


def refused(specification: Specification, item: Assessment, setting: str) -> Problem:
    with pytest.raises(CannotRunError) as caught:
        changed(specification, item, setting)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("specification", [CARE, HALL, HOME])
def test_a_complete_assessment_has_no_errors(specification: Specification) -> None:
    assert problems_of(specification, assessment(specification, levels=1)) == ()


@pytest.mark.parametrize(
    ("groups", "codes"),
    [
        ((None, "专家"), [("GROUP_MISSING", "evaluator_groups[1]")]),
        (("游客", "专家"), [("GROUP_UNKNOWN", "evaluator_groups[1]")]),
        (("专家", "专家"), [("GROUP_WITHOUT_FORM", "evaluator_groups")]),
    ],
)
def test_every_form_has_a_group_and_every_group_a_form(
    groups: Sequence[str | None], codes: list[tuple[str, str]]
) -> None:
    """The hall weighs 观众 and 专家."""
    found = problems_of(HALL, grouped_as(assessment(HALL), groups))
    assert [(problem.code, problem.field) for problem in found] == codes
    for language in LANGUAGES:
        told = problem_message(found[0], language) + problem_remedy(found[0], language)
        assert "观众" in told
        assert "{" not in told


def test_a_missing_judgement_asks_for_points() -> None:
    """Indicator 一.3 has 10 points, given in halves."""
    item = assessment(HALL)
    form = item.forms[0]
    left = {key: value for key, value in form.coefficients.items() if key != "一.3"}
    found = problems_of(HALL, replace(item, forms=(replace(form, coefficients=left), *item.forms[1:])))
    assert [(problem.code, problem.field) for problem in found] == [
        ("JUDGED_POINTS_MISSING", "experience_coefficients[一.3,1]")
    ]
    assert "0 至 10 分，须为 0.5 的整数倍" in problem_remedy(found[0], "zh")


@pytest.mark.parametrize("specification", WITHOUT_MATURITY)
def test_an_unknown_clause_of_a_nonconformity_is_told_without_scored_clauses(
    specification: Specification,
) -> None:
    row = Nonconformity("NC-1", "99.9", "示例", "轻微", "已关闭", None)
    item = replace(assessment(specification), nonconformities=(row,))
    found = check(specification, choose(specification, {}), item, "render")
    (problem,) = [each for each in found if each.code == "NONCONFORMITY_CLAUSE"]
    assert problem.values["expected"].startswith(specification.indicators[-1].id)


def test_judged_indicators_are_set_in_points_and_groups_by_form() -> None:
    """7.5 of the 10 points of 一.3; a form of 观众 becomes one of 专家."""
    item = changed(HALL, assessment(HALL), "评判得分[一.3,1]=7.5", "测评员类别[1]=专家")
    assert item.forms[0].coefficients["一.3"] == Fraction(3, 4)
    assert item.forms[0].group == "专家"
    all_forms = changed(HALL, assessment(HALL), "体验系数=1")
    assert {form.coefficients["一.2"] for form in all_forms.forms} == {1}
    assert {form.coefficients["一.3"] for form in all_forms.forms} == {Fraction(9, 10)}


@pytest.mark.parametrize(
    ("specification", "setting", "code", "told"),
    [
        (HALL, "experience_coefficients[一.3]=10.5", "CHANGE_POINTS", "0 至 10 分，且为 0.5 的整数倍"),
        (HALL, "experience_coefficients[一.3]=7.3", "CHANGE_POINTS", "0 至 10 分，且为 0.5 的整数倍"),
        (HALL, "evaluator_groups[1]=顾客", "CHANGE_VALUE", "观众 / 专家"),
        (HALL, "evaluator_groups[9]=专家", "CHANGE_PLACE", "1, 2"),
        (HALL, "maturity_levels=3", "CHANGE_NAME", "测评员类别"),
        (CARE, "experience_coefficients[A1]=0.93", "CHANGE_VALUE", "0 / 0.05 / 0.1 / … / 1"),
        (CARE, "evaluator_groups[1]=顾客", "CHANGE_NAME", "成熟度等级"),
    ],
)
def test_trial_values_that_cannot_be_are_refused(
    specification: Specification, setting: str, code: str, told: str
) -> None:
    problem = refused(specification, assessment(specification, levels=1), setting)
    assert problem.code == code
    assert told in problem_remedy(problem, "zh")


def test_a_comparison_shows_points_and_groups() -> None:
    item = assessment(HALL)
    other = changed(HALL, item, "experience_coefficients[一.3,1]=7.5", "evaluator_groups[2]=观众")
    other = grouped_as(other, ("专家", "观众"))
    sides = (Side(HALL, each, scored(HALL, each)) for each in (item, other))
    found = {each.key: each for each in differences(*sides)}
    points = found["experience_coefficients[一.3,1]"]
    assert (points.label, points.before, points.after) == ("评判得分 一.3,1", "9", "7.5")
    group = found["evaluator_groups[1]"]
    assert (group.label, group.before, group.after) == ("测评员类别 1", "观众", "专家")


@pytest.mark.parametrize("specification", [CARE, HALL, HOME])
def test_every_figure_has_a_name_and_a_formula_in_both_languages(specification: Specification) -> None:
    result = with_every_figure(specification, scored(specification, assessment(specification, levels=1)))
    figures = {step.figure for step in result.trace}
    for step in result.trace:
        for language in LANGUAGES:
            assert figure_label(step.figure, language) != step.figure
            assert formula_text(step.formula, language)
    assert specification.has_maturity == ("management.total" in figures)
    assert (specification.composite is not None) == ({"composite.score", "composite.shown"} <= figures)
    for group in specification.evaluator_groups:
        own = {f"service.groups[{group.name}].{name}" for name in ("score", "weight", "forms")}
        assert own <= figures
    if not specification.has_maturity:
        assert not [step for step in result.trace if "management.total" in step.operands]


@pytest.mark.parametrize("specification", [CARE, HALL, HOME])
@pytest.mark.parametrize("alpha", ["0.6", "0.75", "0.9"])
def test_the_smallest_changes_lead_to_the_grades_that_they_name(
    specification: Specification, alpha: str
) -> None:
    """Each one, made as a trial value, gives its grade; the step before it does not."""
    item = assessment(specification, (alpha,), levels=max(1, len(specification.levels) - 1))
    readings = choose(specification, {})
    before = scored(specification, item)
    steps = {each.id: each.judged_in or specification.experience_step for each in specification.indicators}
    for change in grade_changes(specification, readings, before):
        after = changed(specification, item, f"{change.field}={change.after}")
        assert scored(specification, after).grade.grade == change.grade != before.grade.grade
        name, _, place = change.field.partition("[")
        if name == "experience_coefficients":
            step = steps[place.partition(",")[0]]
            assert (change.size / step).denominator == 1
            if change.size > step:
                nearer = step if Fraction(change.before) > Fraction(change.after) else -step
                short = f"{change.field}={float(Fraction(change.after) + nearer):g}"
                assert (
                    scored(specification, changed(specification, item, short)).grade.grade
                    == before.grade.grade
                )


def test_a_level_moves_the_composite_score() -> None:
    item = assessment(CARE, ("0.8",), levels=4)
    before, after = (
        with_every_figure(CARE, scored(CARE, each))
        for each in (item, changed(CARE, item, f"maturity_levels[{CARE.clauses[0].id}]=7"))
    )
    assert "composite.score" in {each.figure for each in changed_figures(before, after)}


def test_the_spread_of_judged_points_is_that_of_their_shares() -> None:
    """9 and 2 of 10 points of 一.3: with 70% and 30%, a mean of 0.9 × 0.7 + 0.2 × 0.3 = 0.69."""
    item = changed(HALL, assessment(HALL), "experience_coefficients[一.3,2]=2")
    (own,) = [each for each in spreads(HALL, scored(HALL, item).service) if each.id == "一.3"]
    assert (own.lowest, own.highest, own.mean) == (Fraction(1, 5), Fraction(9, 10), Fraction(69, 100))
