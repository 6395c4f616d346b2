"""The rules across fields, each at the stage from which it stops the work."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from cts_docs.assessment.fields import STAGES, Stage
from cts_docs.assessment.model import Assessment, Nonconformity, RequirementFinding, TeamMember
from cts_docs.assessment.readings import choose
from cts_docs.assessment.rules.checks import check, check_outcome
from cts_docs.assessment.rules.violation import for_stage
from cts_docs.assessment.scoring.score import score
from cts_docs.errors import Problem
from cts_docs.specification.loader import load_specification
from tests.support.assessments import assessment, without

SPECIFICATION = load_specification()
READINGS = choose(SPECIFICATION, {})
WHOLE = assessment(SPECIFICATION, ["0.9", "0.9"])
Change = Callable[[Assessment], Assessment]


def errors(item: Assessment, stage: Stage) -> list[tuple[str, str]]:
    found = check(SPECIFICATION, READINGS, item, stage)
    return [(problem.code, problem.field) for problem in found if problem.is_error]


def warnings(item: Assessment, stage: Stage) -> list[tuple[str, str]]:
    found = check(SPECIFICATION, READINGS, item, stage)
    return [(problem.code, problem.field) for problem in found if not problem.is_error]


def put(**values: object) -> Change:
    return lambda item: replace(item, values={**item.values, **values})


def drop(*names: str) -> Change:
    return lambda item: without(item, *names)


def nonconformity(**changes: object) -> Change:
    base = Nonconformity("NC-1", "6.2", "示例描述", "严重", "未关闭", None)
    return lambda item: replace(item, nonconformities=(replace(base, **changes),))


def both(first: Change, second: Change) -> Change:
    return lambda item: second(first(item))


@pytest.mark.parametrize("stage", STAGES)
def test_a_whole_assessment_has_no_problem(stage: Stage) -> None:
    assert check(SPECIFICATION, READINGS, WHOLE, stage) == ()


@pytest.mark.parametrize(
    ("field", "from_stage"),
    [
        ("client_name", "score"),
        ("management_conformity", "score"),
        ("client_credit_code", "render"),
        ("sites", "render"),
        ("deviations", "render"),
        ("qms_treatment", "render"),
        ("recommendation", "render"),
        ("report_date", "render"),
        ("reviewer", "issue"),
        ("review_opinion", "issue"),
        ("decision", "issue"),
        ("decision_date", "issue"),
        ("grant_date", "issue"),
    ],
)
def test_a_field_is_missing_from_its_stage_on(field: str, from_stage: Stage) -> None:
    for stage in STAGES:
        expected = STAGES.index(stage) >= STAGES.index(from_stage)
        found = [key for code, key in errors(without(WHOLE, field), stage) if key == field]
        assert found == ([field] if expected else [])


def test_an_optional_field_is_never_missing() -> None:
    assert errors(without(WHOLE, "client_phone", "contract_number"), "issue") == []


def day(number: int) -> datetime.date:
    return datetime.date(2026, 3, number)


RULES = [
    (
        "spared without reasons",
        put(qms_treatment="部分免除"),
        "FIELD_MISSING_IF",
        "qms_risk_reasons",
        "render",
    ),
    ("end before start", put(audit_end=day(1)), "DATE_ORDER", "audit_end", "render"),
    ("report before end", put(report_date=day(3)), "DATE_ORDER", "report_date", "render"),
    ("review before report", put(review_date=day(9)), "DATE_ORDER", "review_date", "render"),
    ("decision before review", put(decision_date=day(11)), "DATE_ORDER", "decision_date", "render"),
    ("grant before decision", put(grant_date=day(15)), "DATE_ORDER", "grant_date", "render"),
    (
        "grant before report where nothing lies between",
        both(drop("review_date", "decision_date"), put(grant_date=day(9))),
        "DATE_ORDER",
        "grant_date",
        "render",
    ),
    ("the reviewer audited", put(reviewer="示例组员"), "NOT_INDEPENDENT", "reviewer", "render"),
    ("the decider audited", put(decider=" 示例 组长"), "NOT_INDEPENDENT", "decider", "render"),
    ("refused without reasons", put(decision="不同意"), "FIELD_MISSING_IF", "decision_reasons", "issue"),
    (
        "granted against the recommendation without reasons",
        put(recommendation="不推荐认证"),
        "FIELD_MISSING_IF",
        "decision_reasons",
        "issue",
    ),
    (
        "granted against the review",
        put(review_opinion="不同意"),
        "DECISION_AGAINST_REVIEW",
        "decision",
        "render",
    ),
    (
        "conform beside an open major",
        nonconformity(),
        "CONFORMITY_WITH_OPEN_MAJOR",
        "management_conformity",
        "score",
    ),
    (
        "recommended beside an open major",
        both(nonconformity(), put(management_conformity="不符合")),
        "RECOMMENDED_WITH_OPEN_MAJOR",
        "recommendation",
        "render",
    ),
    (
        "closed without a date",
        nonconformity(status="已关闭"),
        "FIELD_MISSING_IF",
        "nonconformity_closed_dates[1]",
        "score",
    ),
    (
        "a begun nonconformity",
        nonconformity(severity="轻微", description=None),
        "FIELD_MISSING",
        "nonconformity_descriptions[1]",
        "score",
    ),
    ("nobody in the team", lambda item: replace(item, team=()), "TEAM_MISSING", "team_names", "render"),
    (
        "no leader",
        lambda item: replace(item, team=(TeamMember("示例甲", "组员", None),)),
        "TEAM_LEADER",
        "team_roles[1]",
        "render",
    ),
    (
        "two leaders",
        lambda item: replace(
            item, team=(TeamMember("示例甲", "组长", None), TeamMember("示例乙", "组长", None))
        ),
        "TEAM_LEADER",
        "team_roles[2]",
        "render",
    ),
    ("no form", lambda item: replace(item, forms=()), "FORMS_TOO_FEW", "evaluators", "score"),
    (
        "recertified without a cycle",
        put(audit_type="再认证", first_grant_date=day(1)),
        "FIELD_MISSING_IF",
        "cycle",
        "issue",
    ),
]


@pytest.mark.parametrize(
    ("change", "code", "field", "from_stage"), [row[1:] for row in RULES], ids=[r[0] for r in RULES]
)
def test_each_rule_stops_from_its_stage_on(change: Change, code: str, field: str, from_stage: Stage) -> None:
    for stage in STAGES:
        expected = STAGES.index(stage) >= STAGES.index(from_stage)
        assert ((code, field) in errors(change(WHOLE), stage)) is expected


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (put(audit_end=day(2)), "FORM_OUTSIDE_AUDIT", "form_dates[1]"),
        (put(management_conformity="不符合"), "RECOMMENDED_WITHOUT_CONFORMITY", "recommendation"),
    ],
)
def test_some_oddities_are_warnings_at_every_stage(change: Change, code: str, field: str) -> None:
    for stage in STAGES:
        assert (code, field) in warnings(change(WHOLE), stage)
        assert (code, field) not in errors(change(WHOLE), stage)


def test_a_contradiction_before_its_stage_is_a_warning() -> None:
    assert warnings(put(audit_end=day(1))(WHOLE), "score")[0] == ("DATE_ORDER", "audit_end")


def test_a_missing_coefficient_names_indicator_and_form() -> None:
    form = WHOLE.forms[0]
    kept = {key: value for key, value in form.coefficients.items() if key != "3.2"}
    item = replace(WHOLE, forms=(replace(form, coefficients=kept), WHOLE.forms[1]))
    assert errors(item, "score") == [("COEFFICIENT_MISSING", "experience_coefficients[3.2,1]")]


def test_a_missing_level_is_an_error_and_missing_evidence_from_render_on() -> None:
    clauses = tuple(
        replace(finding, level=None, evidence=None) if finding.id == "6.2" else finding
        for finding in WHOLE.clauses
    )
    item = replace(WHOLE, clauses=clauses)
    assert errors(item, "score") == [("LEVEL_MISSING", "maturity_levels[6.2]")]
    assert ("EVIDENCE_MISSING", "maturity_evidence[6.2]") in errors(item, "render")


def test_what_is_already_known_to_be_wrong_is_not_called_missing() -> None:
    item = without(WHOLE, "audit_start")
    found = check(SPECIFICATION, READINGS, item, "render", faulty={"audit_start"})
    assert found == ()


def test_a_body_may_ask_for_more_forms() -> None:
    readings = choose(SPECIFICATION, {"B11": "3"})
    found = check(SPECIFICATION, readings, WHOLE, "score")
    assert [(problem.code, problem.found, problem.values["expected"]) for problem in found] == [
        ("FORMS_TOO_FEW", "2", "3")
    ]


@pytest.mark.parametrize(("stage", "is_error"), [("score", False), ("render", False), ("issue", True)])
def test_granting_needs_a_grade(stage: Stage, is_error: bool) -> None:
    item = assessment(SPECIFICATION, ["0.7"])
    result = score(SPECIFICATION, READINGS, item)
    found = {problem.code: problem.is_error for problem in check_outcome(item, result, stage)}
    assert found == {"DECISION_WITHOUT_GRADE": is_error, "RECOMMENDED_WITHOUT_GRADE": False}


def test_a_grade_may_be_granted() -> None:
    result = score(SPECIFICATION, READINGS, WHOLE)
    assert check_outcome(WHOLE, result, "issue") == ()


def test_a_fault_of_a_later_field_does_not_stop_scoring() -> None:
    later, now = Problem("DATE_AS_TEXT", field="audit_start"), Problem("LEVEL", field="maturity_levels[1.1]")
    assert [problem.severity for problem in for_stage([later, now], "score")] == ["warning", "error"]
    assert [problem.severity for problem in for_stage([later, now], "render")] == ["error", "error"]


def test_inputs_whose_row_has_lost_its_number_are_not_called_missing() -> None:
    form = WHOLE.forms[0]
    kept = {key: value for key, value in form.coefficients.items() if key != "3.2"}
    item = replace(WHOLE, forms=(replace(form, coefficients=kept), WHOLE.forms[1]))
    assert check(SPECIFICATION, READINGS, item, "render", faulty={"indicator_ids[3.2]"}) == ()
    assert check(SPECIFICATION, READINGS, item, "render", faulty={"indicator_ids[3.1]"}) != ()


def found_failed(*ids: str, clause: str | None = None) -> Change:
    """Sub-items of Appendix 4 found 不符合, beside one nonconformity that names a clause."""
    findings = tuple(RequirementFinding(key, "不符合", "示例证据", None) for key in ids)
    closed = {"status": "已关闭", "closed_date": datetime.date(2026, 3, 5)}

    def recorded(item: Assessment) -> Assessment:
        return replace(item, requirements=findings, layout=2)

    return recorded if clause is None else both(recorded, nonconformity(clause=clause, **closed))


UNNAMED = "REQUIREMENT_WITHOUT_NONCONFORMITY"


@pytest.mark.parametrize(
    "clause",
    ["3.1.1-2", "3.1.1 2)", "附录 4 3.1.1 2）", "3.1.1", "3.1 风险策划", "4.1、3.1.1-2", "第 3 章"],
)
def test_a_nonconformity_names_a_sub_item_by_itself_or_by_what_stands_above_it(clause: str) -> None:
    assert errors(found_failed("3.1.1-2", clause=clause)(WHOLE), "issue") == []


@pytest.mark.parametrize("clause", [None, "3.1.1-1", "3.1.2", "3.2", "6.2", "GB/T 19001-2016 8.4"])
def test_a_sub_item_not_met_needs_a_nonconformity_that_names_it(clause: str | None) -> None:
    item = found_failed("3.1.1-2", clause=clause)(WHOLE)
    expected = [(UNNAMED, "requirement_results[3.1.1-2]")]
    assert errors(item, "issue") == expected
    assert warnings(item, "render") == expected


def test_items_below_items_are_named_by_their_own_numbers() -> None:
    assert errors(found_failed("7.1.2-2-3-a", clause="7.1.2 2) ③ a.")(WHOLE), "issue") == []
    assert errors(found_failed("7.1.2-2-3-a", clause="7.1.2-2-3-B")(WHOLE), "issue") != []


def test_the_scored_clause_5_1_names_what_appendix_4_numbers_5_2() -> None:
    assert errors(found_failed("5.2-3", clause="5.1")(WHOLE), "issue") == []
    assert errors(found_failed("5.3-1", clause="5.1")(WHOLE), "issue") != []
