"""Laws of scoring, held on random assessments, thresholds among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cts_docs.assessment.model import Assessment, Form
from cts_docs.assessment.readings import Readings, choose
from cts_docs.assessment.scoring.grade import grade_result
from cts_docs.assessment.scoring.result import ManagementResult
from cts_docs.assessment.scoring.score import score
from cts_docs.errors import RefusedError
from cts_docs.specification.loader import load_specification
from tests.support.assessments import assessment, clause_findings
from tests.support.oracle import level_of, mean_by_person, mean_score, part_scores, verdict

SPECIFICATION = load_specification()
POINTS = [indicator.points for indicator in SPECIFICATION.indicators]
SIZES = [len(part.indicators) for part in SPECIFICATION.appendix1.characteristics]
EDGES = [60, 80, 90, 95]
OPTIONS = {
    "A1": ("bands", "rows"),
    "A2": ("none", "passed_without_grade"),
    "A3": ("row3", "row2"),
    "A4": ("exact", "whole", "whole_even"),
    "A5": ("lower", "refuse"),
    "A8": ("level4", "level5"),
    "C1": ("as_issued", "equal_steps"),
    "B9": ("forms", "persons"),
    "B12": ("off", "60", "85"),
    "C4": ("off", "level2"),
}
ORDER = {None: 0, 3: 1, 2: 2, 1: 3}
MANY = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def allowed_choices() -> list[Readings]:
    found = []
    for combination in product(*OPTIONS.values()):
        try:
            found.append(choose(SPECIFICATION, dict(zip(OPTIONS, combination, strict=True))))
        except RefusedError:
            continue
    return found


CHOICES = allowed_choices()


def with_hundredths(
    forms: list[list[int]], levels: list[int], passed: bool = True, people: list[str] | None = None
) -> Assessment:
    base = assessment(SPECIFICATION, ["0"] * len(forms), levels)
    ids = [indicator.id for indicator in SPECIFICATION.indicators]
    filled = tuple(
        replace(
            form,
            evaluator=people[form.number - 1] if people else form.evaluator,
            coefficients={key: Fraction(value, 100) for key, value in zip(ids, row, strict=True)},
        )
        for form, row in zip(base.forms, forms, strict=True)
    )
    values = {**base.values, "management_conformity": "符合" if passed else "不符合"}
    return replace(base, forms=filled, values=values)


def on_edge(edge: int, count: int, shift: int) -> list[list[int]]:
    """Forms whose exact mean is `edge` percent, moved by `shift` hundredths of one α."""
    forms = [[edge] * len(POINTS) for _ in range(count)]
    forms[0][0] = max(0, min(100, edge + shift))
    return forms


hundredths = st.integers(0, 100)
random_form = st.lists(hundredths, min_size=len(POINTS), max_size=len(POINTS))
high_form = st.lists(st.integers(75, 100), min_size=len(POINTS), max_size=len(POINTS))
edge_forms = st.builds(on_edge, st.sampled_from(EDGES), st.integers(1, 7), st.integers(-3, 3))
many_forms = st.one_of(st.lists(random_form | high_form, min_size=1, max_size=6), edge_forms)
clause_levels = st.lists(
    st.integers(1, 5), min_size=len(SPECIFICATION.clauses), max_size=len(SPECIFICATION.clauses)
)
high_levels = st.lists(
    st.integers(3, 5), min_size=len(SPECIFICATION.clauses), max_size=len(SPECIFICATION.clauses)
)


def test_1296_combinations_of_readings_are_allowed() -> None:
    # A1 = bands: A2, A3, A5, A8, C1 with 2 choices each and A4 with 3, 96; A1 = rows: only A4, A5 and
    # C1 are free, 12; each with 2 choices of B9, 3 of B12 and 2 of C4
    assert len(CHOICES) == (96 + 12) * 12


@MANY
@given(
    many_forms,
    clause_levels | high_levels,
    st.booleans(),
    st.sampled_from(CHOICES),
    st.lists(st.sampled_from("甲乙丙"), min_size=7, max_size=7),
)
def test_scoring_agrees_with_the_oracle(
    forms: list[list[int]], levels: list[int], passed: bool, readings: Readings, names: list[str]
) -> None:
    people = names[: len(forms)]
    result = score(SPECIFICATION, readings, with_hundredths(forms, levels, passed, people))
    by_person = readings["B9"] == "persons"
    expected_score = mean_by_person(POINTS, forms, people) if by_person else mean_score(POINTS, forms)
    weights = [clause.points[0] for clause in SPECIFICATION.clauses]
    total = sum(weight * level for weight, level in zip(weights, levels, strict=True))
    parts = part_scores(POINTS, SIZES, forms)
    assert result.service.score == expected_score
    assert [part.score for part in result.service.characteristics] == parts
    assert result.management.total == total
    assert result.management.level == level_of(total, readings["C1"])
    found = result.grade
    assert (found.grade, found.outcome, set(found.flags)) == verdict(
        expected_score, total, passed, readings.choices, parts, levels
    )


@given(st.lists(high_form, min_size=3, max_size=3), st.permutations(["示例 甲", "示例甲", "Yi"]))
def test_an_evaluator_with_two_forms_counts_once_under_persons(
    forms: list[list[int]], people: list[str]
) -> None:
    """The names fold: 示例 甲 and 示例甲 are one person."""
    readings = choose(SPECIFICATION, {"B9": "persons"})
    item = with_hundredths(forms, [4] * len(SPECIFICATION.clauses), True, people)
    alone = people.index("Yi")
    others = [form for index, form in enumerate(forms) if index != alone]
    expected = (mean_score(POINTS, [forms[alone]]) + mean_score(POINTS, others)) / 2
    assert score(SPECIFICATION, readings, item).service.score == expected


@MANY
@given(st.integers(0, 20000), st.integers(29, 145), st.sampled_from(CHOICES))
def test_every_combination_of_readings_agrees_with_the_oracle(
    hundredths_of_score: int, total: int, readings: Readings
) -> None:
    figure = Fraction(hundredths_of_score, 200)
    level = level_of(total, readings["C1"])
    found = grade_result(SPECIFICATION, readings, figure, ManagementResult(total, level, (), ()))
    assert (found.grade, found.outcome, set(found.flags)) == verdict(figure, total, True, readings.choices)


MONOTONE = [r for r in CHOICES if r["A5"] == "lower" and r["A3"] == "row3"]


@MANY
@given(many_forms, clause_levels | high_levels, st.sampled_from(MONOTONE), st.data())
def test_a_higher_coefficient_or_level_never_lowers_the_grade(
    forms: list[list[int]], levels: list[int], readings: Readings, data: st.DataObject
) -> None:
    before = score(SPECIFICATION, readings, with_hundredths(forms, levels)).grade.grade
    form = data.draw(st.integers(0, len(forms) - 1))
    place = data.draw(st.integers(0, len(POINTS) - 1))
    clause = data.draw(st.integers(0, len(levels) - 1))
    better = [list(row) for row in forms]
    better[form][place] = data.draw(st.integers(forms[form][place], 100))
    higher = list(levels)
    higher[clause] = data.draw(st.integers(levels[clause], 5))
    after = score(SPECIFICATION, readings, with_hundredths(better, higher)).grade.grade
    assert ORDER[after] >= ORDER[before]


@MANY
@given(many_forms, st.data())
def test_the_order_of_forms_does_not_matter(forms: list[list[int]], data: st.DataObject) -> None:
    readings = choose(SPECIFICATION, {})
    levels = [4] * len(SPECIFICATION.clauses)
    shuffled = data.draw(st.permutations(forms))
    first = score(SPECIFICATION, readings, with_hundredths(forms, levels))
    second = score(SPECIFICATION, readings, with_hundredths(shuffled, levels))
    assert first.service.score == second.service.score
    assert first.service.indicators == second.service.indicators
    assert first.grade == second.grade


def recomputed(formula: str, operands: Mapping[str, object]) -> Fraction | None:
    """A figure from its trace alone, for the formulas that are plain arithmetic."""
    numbers = {key: Fraction(value) for key, value in operands.items() if isinstance(value, str | int)}
    points = [value for key, value in numbers.items() if key.startswith("points[")]
    others = [value for key, value in numbers.items() if not key.startswith("points[")]
    match formula:
        case "Σ（单项分值 × 体验系数 α）":
            return sum((p * a for p, a in zip(points, others, strict=True)), Fraction(0))
        case "Σ 适用项的单项分值":
            return sum(points, Fraction(0))
        case "实际得分 ÷ 应得分 × 100":
            return others[0] / others[1] * 100
        case "各测评表体验系数 α 的均值" | "Σ 各测评表得分 ÷ 测评表数":
            return sum(others, Fraction(0)) / len(others)
        case "单项分值 × 平均体验系数 α":
            return points[0] * others[0]
        case "Σ 各指标平均实际得分" | "Σ 各条得分" | "审核组商定的成熟度等级":
            return sum(others, Fraction(0))
        case "该成熟度等级对应的分值":
            return points[int(others[0]) - 1]
    return None


ARITHMETIC = {"service", "management"}


@MANY
@given(many_forms, clause_levels)
def test_the_trace_recomputes_the_result(forms: list[list[int]], levels: list[int]) -> None:
    result = score(SPECIFICATION, choose(SPECIFICATION, {}), with_hundredths(forms, levels))
    figures = {step.figure: step.value for step in result.trace}
    assert len(figures) == len(result.trace)
    for step in result.trace:
        if step.figure.split(".")[0] in ARITHMETIC and step.figure != "management.level":
            assert recomputed(step.formula, step.operands) == Fraction(step.value), step
        for name, value in step.operands.items():
            assert name not in figures or figures[name] == value
        assert step.clauses
    assert Fraction(figures["service.score"]) == result.service.score
    assert figures["management.total"] == result.management.total


def test_levels_all_alike_give_the_printed_totals() -> None:
    readings = choose(SPECIFICATION, {})
    for level, total in {1: 29, 2: 58, 3: 87, 4: 116, 5: 145}.items():
        item = replace(assessment(SPECIFICATION), clauses=clause_findings(SPECIFICATION, level))
        assert score(SPECIFICATION, readings, item).management.total == total


def test_three_forms_whose_exact_mean_is_90_are_grade_2() -> None:
    # 89.97 + 90.01 + 90.02 = 270: binary floats fall short of it
    forms = [[90] * len(POINTS) for _ in range(3)]
    readings = choose(SPECIFICATION, {})
    shifted = [list(row) for row in forms]
    shifted[0][0], shifted[1][0] = 87, 93
    for case in (forms, shifted):
        result = score(SPECIFICATION, readings, with_hundredths(case, [4] * len(SPECIFICATION.clauses)))
        assert result.service.score == 90
        assert result.grade.grade == 2


def test_a_form_holds_what_it_earned() -> None:
    item: Form = with_hundredths([[85] * len(POINTS)], [3] * len(SPECIFICATION.clauses)).forms[0]
    assert item.coefficients["1.1"] == Fraction(17, 20)
