"""An assessment that breaks exactly one rule gets exactly that problem, whatever else it holds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cts_docs.assessment.fields import STAGES, Stage
from cts_docs.assessment.model import Assessment, Nonconformity, TeamMember
from cts_docs.assessment.readings import choose
from cts_docs.assessment.rules.checks import check, check_outcome
from cts_docs.assessment.scoring.score import score
from cts_docs.specification.loader import load_specification
from tests.support.assessments import assessment, without

SPECIFICATION = load_specification()
READINGS = choose(SPECIFICATION, {})
DAY = datetime.timedelta(1)
FEW = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

Break = Callable[[Assessment], Assessment]


@dataclass(frozen=True)
class Case:
    """A change that breaks one rule: its problem, the input that it names, the stage of the error."""

    change: Break
    code: str
    field: str
    stage: Stage | None
    layout: int = 1


def put(**values: object) -> Break:
    return lambda item: replace(item, values={**item.values, **values})


def date_of(item: Assessment, name: str) -> datetime.date:
    found = item.date(name)
    assert found is not None
    return found


def move(name: str, days: int, beside: str) -> Break:
    """A date so many days beside another one."""
    return lambda item: put(**{name: date_of(item, beside) + days * DAY})(item)


def drop(*names: str) -> Break:
    return lambda item: without(item, *names)


def after(*changes: Break) -> Break:
    def changed(item: Assessment) -> Assessment:
        for change in changes:
            item = change(item)
        return item

    return changed


def nonconformity(**changes: object) -> Break:
    """A closed minor nonconformity, changed; a number in days counts from the start of the audit."""

    def changed(item: Assessment) -> Assessment:
        start = date_of(item, "audit_start")
        sound = Nonconformity("NC-7", "6.2", "示例描述", "轻微", "已关闭", start)
        days = {key: start + value * DAY for key, value in changes.items() if isinstance(value, int)}
        return replace(item, nonconformities=(*item.nonconformities, replace(sound, **{**changes, **days})))

    return changed


def last(name: str) -> str:
    """The key of the row that `nonconformity` appends."""
    return f"nonconformity_{name}[ROW]"


def failed_item(item: Assessment) -> Assessment:
    """4.2.2, third item of 2), found 不符合."""
    checklist = tuple(replace(each, result="不符合") if each.id == "2.3" else each for each in item.checklist)
    return replace(item, checklist=checklist)


def not_applicable(item: Assessment, note: str | None = None) -> Assessment:
    checklist = tuple(
        replace(each, result="不适用", note=note) if each.id == "2.3" else each for each in item.checklist
    )
    return replace(item, checklist=checklist)


def member(name: str) -> Break:
    return lambda item: replace(item, team=(*item.team, TeamMember(name, "组员", None)))


def evaluator(name: str) -> Break:
    return lambda item: replace(item, forms=(*item.forms[:-1], replace(item.forms[-1], evaluator=name)))


CERTIFICATE = {
    "qms_certificate_number": "示例-QMS-1",
    "qms_certificate_body": "示例认证机构",
    "qms_certificate_valid_until": datetime.date(2027, 1, 1),
    "qms_certificate_accredited": "被认可",
    "qms_risk_reasons": "示例理由",
    "qms_treatment": "部分免除",
}
EXISTING = {
    "existing_certificate": "示例-1",
    "existing_certificate_valid_until": datetime.date(2026, 4, 1),
    "earlier_nonconformities": "无",
    "mark_use": "正确",
}
SURVEILLANCE = after(put(audit_type="监督", recommendation="推荐保持认证", **EXISTING), drop("grant_date"))
RECERTIFIED = put(
    audit_type="再认证",
    recommendation="推荐再认证",
    first_grant_date=datetime.date(2023, 4, 2),
    cycle=1,
    **EXISTING,
)
OPEN = {"status": "未关闭", "closed_date": None}

CASES: Mapping[str, Case] = {
    **{
        f"an exemption without {name}": Case(
            after(put(**CERTIFICATE), drop(name)), "QMS_CERTIFICATE_MISSING", name, "render"
        )
        for name in list(CERTIFICATE)[:4]
    },
    "an exemption without reasons": Case(
        after(put(**CERTIFICATE), drop("qms_risk_reasons")), "FIELD_MISSING_IF", "qms_risk_reasons", "render"
    ),
    "a certificate that ended during the audit": Case(
        after(put(**CERTIFICATE), move("qms_certificate_valid_until", -1, "audit_end")),
        "QMS_CERTIFICATE_EXPIRED",
        "qms_certificate_valid_until",
        "issue",
    ),
    "a failed item of 4.2.2": Case(failed_item, "CHECKLIST_FAILED", "checklist_results[2.3]", "issue"),
    "a failed item, another one recorded": Case(
        after(failed_item, nonconformity(clause="4.2.2 2.4")),
        "CHECKLIST_FAILED",
        "checklist_results[2.3]",
        "issue",
    ),
    "a failed item, clause 2.3 recorded": Case(
        after(failed_item, nonconformity(clause="2.3")), "CHECKLIST_FAILED", "checklist_results[2.3]", "issue"
    ),
    "a reviewer of the team": Case(member("示例复核人"), "NOT_INDEPENDENT", "reviewer", "render"),
    "a reviewer of the team, spelt otherwise": Case(
        after(put(reviewer="Li Ming"), member("ＬＩ\u200b ｍing")), "NOT_INDEPENDENT", "reviewer", "render"
    ),
    "a decider who evaluated": Case(evaluator("示例 决定人"), "NOT_INDEPENDENT", "decider", "render"),
    "a decider among several evaluators": Case(
        evaluator("示例甲、示例决定人"), "NOT_INDEPENDENT", "decider", "render"
    ),
    "a clause of no specification": Case(
        nonconformity(clause="9.9"), "NONCONFORMITY_CLAUSE", last("clauses"), None
    ),
    "a clause in words": Case(
        nonconformity(clause="应急管理"), "NONCONFORMITY_CLAUSE", last("clauses"), None
    ),
    "closed before the audit": Case(
        nonconformity(closed_date=-1), "NONCONFORMITY_CLOSED_DATE", last("closed_dates"), "issue"
    ),
    "closed after the decision": Case(
        after(nonconformity(), lambda item: _close_after_decision(item)),
        "NONCONFORMITY_CLOSED_DATE",
        last("closed_dates"),
        "issue",
    ),
    "an open minor, layout 1": Case(nonconformity(**OPEN), "MINOR_WITHOUT_ACTION", last("statuses"), None),
    "an open minor, layout 2": Case(
        nonconformity(**OPEN, due_date=90), "MINOR_WITHOUT_ACTION", last("accepted"), "issue", 2
    ),
    "an open minor whose action is not accepted": Case(
        nonconformity(**OPEN, due_date=90, accepted="不接受"),
        "MINOR_WITHOUT_ACTION",
        last("accepted"),
        "issue",
        2,
    ),
    "an open minor without a due date": Case(
        nonconformity(**OPEN, accepted="接受", action="示例措施"),
        "MINOR_WITHOUT_ACTION",
        last("accepted"),
        "issue",
        2,
    ),
    "an open one with a closed date": Case(
        nonconformity(status="未关闭", accepted="接受", due_date=90),
        "NONCONFORMITY_OPEN_WITH_DATE",
        last("statuses"),
        None,
        2,
    ),
    "an audit before the specification took effect": Case(
        put(audit_start=datetime.date(2026, 1, 7)), "SPECIFICATION_NOT_EFFECTIVE", "audit_start", "issue"
    ),
    "a decision of tomorrow": Case(
        lambda item: put(decision_date=today(item) + DAY, grant_date=today(item) + DAY)(item),
        "DECISION_AFTER_TODAY",
        "decision_date",
        "issue",
    ),
    "a grant a month and a day ahead": Case(
        lambda item: put(grant_date=today(item) + 31 * DAY)(item),
        "GRANT_TOO_FAR_AHEAD",
        "grant_date",
        "issue",
    ),
    "one form": Case(lambda item: replace(item, forms=item.forms[:1]), "SINGLE_FORM", "evaluators[1]", None),
    "the words of a recertification": Case(
        put(recommendation="推荐再认证"), "RECOMMENDATION_WORDS", "recommendation", "render"
    ),
    "the words of a surveillance in a recertification": Case(
        after(RECERTIFIED, put(recommendation="推荐保持认证")),
        "RECOMMENDATION_WORDS",
        "recommendation",
        "render",
    ),
    "kept against the recommendation without reasons": Case(
        after(SURVEILLANCE, put(recommendation="不推荐保持认证")),
        "FIELD_MISSING_IF",
        "decision_reasons",
        "issue",
    ),
    **{
        f"a surveillance without {name}": Case(
            after(SURVEILLANCE, drop(name)), "FIELD_MISSING_IF", name, "render", 2
        )
        for name in EXISTING
    },
    "a recertification without its certificate": Case(
        after(RECERTIFIED, drop("existing_certificate")),
        "FIELD_MISSING_IF",
        "existing_certificate",
        "render",
        2,
    ),
    "a report before the end": Case(
        after(move("report_date", -1, "audit_end")), "DATE_ORDER", "report_date", "render"
    ),
    "a grant before the first one": Case(
        after(RECERTIFIED, move("first_grant_date", 1, "grant_date")), "DATE_ORDER", "grant_date", None
    ),
    "a form after the audit": Case(
        lambda item: replace(
            item,
            forms=(*item.forms[:-1], replace(item.forms[-1], date=date_of(item, "audit_end") + DAY)),
        ),
        "FORM_OUTSIDE_AUDIT",
        "form_dates[LAST]",
        None,
    ),
    "an initial certification in a later cycle": Case(put(cycle=1), "CYCLE_OF_TYPE", "cycle", "issue"),
    "a recertification in the first cycle": Case(
        after(RECERTIFIED, put(cycle=0)), "CYCLE_OF_TYPE", "cycle", "issue"
    ),
    "an initial certification granted before": Case(
        move("first_grant_date", -1, "grant_date"), "FIRST_GRANT_OF_INITIAL", "first_grant_date", "issue"
    ),
    "an item of 4.2.2 that does not apply, without a note": Case(
        not_applicable, "CHECKLIST_NOT_APPLICABLE", "checklist_notes[2.3]", None
    ),
    "two leaders": Case(
        lambda item: replace(item, team=(*item.team, TeamMember("示例庚", "组长", None))),
        "TEAM_LEADER",
        "team_roles[3]",
        "render",
    ),
    "agreed against the review": Case(
        put(review_opinion="不同意"), "DECISION_AGAINST_REVIEW", "decision", "render"
    ),
}

SOUND: Mapping[str, tuple[Break, int]] = {
    "as it is": (lambda item: item, 1),
    "partly exempted, a certificate until the last day": (
        after(put(**CERTIFICATE), move("qms_certificate_valid_until", 0, "audit_end")),
        1,
    ),
    "a failed item, recorded and closed": (after(failed_item, nonconformity(clause="4.2.2 2.3")), 1),
    "a failed item in a list": (
        after(failed_item, nonconformity(clause="CTS TBSC034-2026 4.2.2 2.1、2.3")),
        1,
    ),
    "a failed item, minor, accepted": (
        after(
            failed_item,
            nonconformity(**OPEN, clause="4.2.2（2.3）", accepted="接受", due_date=400),
        ),
        2,
    ),
    "a failed item, no conformity": (
        after(
            failed_item,
            put(
                management_conformity="不符合",
                recommendation="不推荐认证",
                decision="不同意",
                decision_reasons="示例",
            ),
            drop("grant_date"),
        ),
        1,
    ),
    "a namesake, told apart": (
        after(put(reviewer="张伟（二）"), member("张伟"), evaluator("张伟（三）")),
        1,
    ),
    "closed on the first day": (nonconformity(closed_date=0), 1),
    "closed on the day of the decision": (after(nonconformity(), lambda item: _close_at_decision(item)), 1),
    "the clause of a standard": (nonconformity(clause="GB/T 19001-2016 8.5.1"), 1),
    "an appendix and an indicator": (nonconformity(clause="附录 1 2.3；附录4 7.1.2"), 1),
    "audited on the day of the effective date": (put(audit_start=datetime.date(2026, 1, 8)), 1),
    "decided today, granted in thirty days": (
        lambda item: put(decision_date=today(item), grant_date=today(item) + 30 * DAY)(item),
        1,
    ),
    "a surveillance": (SURVEILLANCE, 2),
    "a surveillance of layout 1": (after(SURVEILLANCE, drop(*EXISTING)), 1),
    "a surveillance in the old words": (after(SURVEILLANCE, put(recommendation="推荐认证")), 1),
    "a recertification": (RECERTIFIED, 2),
    "an initial certification, first cycle and first grant": (
        after(put(cycle=0), move("first_grant_date", 0, "grant_date")),
        1,
    ),
    "an item of 4.2.2 that does not apply": (lambda item: not_applicable(item, "示例理由"), 1),
    "a special audit": (after(put(audit_type="特殊审核"), drop("grant_date")), 1),
}


def _close_at_decision(item: Assessment) -> Assessment:
    closed = replace(item.nonconformities[-1], closed_date=date_of(item, "decision_date"))
    return replace(item, nonconformities=(*item.nonconformities[:-1], closed))


def _close_after_decision(item: Assessment) -> Assessment:
    closed = replace(item.nonconformities[-1], closed_date=date_of(item, "decision_date") + DAY)
    return replace(item, nonconformities=(*item.nonconformities[:-1], closed))


def today(item: Assessment) -> datetime.date:
    """The day of the action: four days after the decision as it was drawn."""
    return date_of(item, "audit_start") + 60 * DAY


@st.composite
def sound_assessments(draw: st.DrawFn) -> Assessment:
    """An assessment without any problem: dates, forms, evidence and earlier nonconformities differ."""
    start = datetime.date(2026, 2, 1) + draw(st.integers(0, 60)) * DAY
    steps = draw(st.lists(st.integers(1, 9), min_size=5, max_size=5))
    names = ("audit_end", "report_date", "review_date", "decision_date", "grant_date")
    dates = {name: start + sum(steps[: index + 1]) * DAY for index, name in enumerate(names)}
    count = draw(st.integers(2, 5))
    item = assessment(SPECIFICATION, ["0.9"] * count, draw(st.integers(4, 5)), audit_start=start, **dates)
    item = replace(item, forms=tuple(replace(form, date=start) for form in item.forms))
    closed = draw(st.lists(st.sampled_from(["1.1", "4.2.2", "7", "5.1.1", "4.4.2"]), max_size=2))
    rows = tuple(
        Nonconformity(f"NC-{number}", clause, "示例", "严重", "已关闭", start)
        for number, clause in enumerate(closed, 1)
    )
    return replace(item, nonconformities=rows)


def found(item: Assessment, stage: Stage, day: datetime.date) -> list[tuple[str, str, bool]]:
    problems = list(check(SPECIFICATION, READINGS, item, stage, today=day))
    if not any(problem.is_error for problem in check(SPECIFICATION, READINGS, item, "score")):
        problems += check_outcome(item, score(SPECIFICATION, READINGS, item), stage)
    return [(problem.code, problem.field, problem.is_error) for problem in problems]


@pytest.mark.parametrize("name", CASES)
@FEW
@given(sound_assessments())
def test_one_broken_rule_is_one_problem(name: str, sound: Assessment) -> None:
    case = CASES[name]
    item = case.change(replace(sound, layout=case.layout))
    field = case.field.replace("ROW", str(len(item.nonconformities))).replace("LAST", str(len(item.forms)))
    day = today(sound)
    for stage in STAGES:
        problems = found(item, stage, day)
        is_error = case.stage is not None and STAGES.index(case.stage) <= STAGES.index(stage)
        missing = case.code.startswith("FIELD_MISSING")
        # An empty field is no problem before its stage; any other rule warns before it.
        assert problems == ([] if missing and not is_error else [(case.code, field, is_error)])


@pytest.mark.parametrize("name", SOUND)
@FEW
@given(sound_assessments())
def test_on_the_other_side_of_each_rule_there_is_no_problem(name: str, sound: Assessment) -> None:
    change, layout = SOUND[name]
    day = today(sound)
    assert found(change(replace(sound, layout=layout)), "issue", day) == []


def test_a_draft_is_no_specification_to_issue_under() -> None:
    item = assessment(SPECIFICATION, ["0.9", "0.9"])
    for change in (
        {"status": "（ 草稿 ）"},
        {"status": "（ 草 稿 ）"},
        {"status": "征求意见稿"},
        {"status": "（ 作废 ）"},
        {"approved_by": "待定"},
        {"issue_date": "待定"},
        {"effective_date": "待定"},
        {"effective_date": "另行通知"},
    ):
        draft = replace(SPECIFICATION, control=replace(SPECIFICATION.control, **change))
        for stage in STAGES:
            problems = check(draft, READINGS, item, stage)
            assert [(each.code, each.is_error) for each in problems] == [
                ("SPECIFICATION_DRAFT", stage == "issue")
            ]
    prepared = replace(SPECIFICATION, control=replace(SPECIFICATION.control, prepared_by="待定"))
    assert check(prepared, READINGS, item, "issue") == ()
