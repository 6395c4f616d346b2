"""Status changes: each only from the statuses that allow it, recorded, and never a deletion."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.due_dates import due_dates
from cts_docs.archive.lifecycle.listing import list_entries
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.lifecycle.transition_rules import TRANSITIONS, Transition, allowed_transitions
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import sha256
from cts_docs.messages import Language, message
from tests.archive.changes import DRAFT, ONE, PERIODS, TWO, WITHOUT_CERTIFICATE, do, refusal, shown
from tests.torture.invariants import files
from tests.torture.sample_audits import APPROVER, FACTS, TODAY, archive, issue_request

LEADING_TO: dict[str, tuple[Transition, ...]] = {
    "valid": (),
    "suspended": ("suspend",),
    "withdrawn": ("withdraw",),
    "cancelled": ("cancel",),
    "superseded": ("supersede",),
}
ADMITTED: dict[Transition, set[str]] = {
    "suspend": {"valid"},
    "restore": {"suspended"},
    "withdraw": {"not_yet_valid", "valid", "suspended"},
    "cancel": {"draft", "not_yet_valid", "valid", "suspended", "no_certificate"},
    "supersede": {"not_yet_valid", "valid", "suspended", "no_certificate", "expired"},
    "renew": {"valid", "expired"},
    "surveillance": {"valid", "suspended"},
}


@pytest.mark.parametrize("state", LEADING_TO)
def test_a_transition_that_a_status_does_not_allow_changes_nothing(place: Path, state: str) -> None:
    for before in LEADING_TO[state]:
        do(place, before)
    assert shown(place).status == state
    before_files = files(place)
    for transition in TRANSITIONS:
        if state not in ADMITTED[transition]:
            assert refusal(place, transition).code == "LIFE_NOT_ADMITTED"
    assert files(place) == before_files


@pytest.mark.parametrize(
    ("transition", "state"),
    [
        (transition, state)
        for transition, states in ADMITTED.items()
        for state in LEADING_TO
        if state in states
    ],
)
def test_a_transition_that_a_status_allows_is_recorded(
    place: Path, transition: Transition, state: str
) -> None:
    for before in LEADING_TO[state]:
        do(place, before)
    assert do(place, transition, on=datetime.date(2026, 6, 1)).before == state
    assert verify(archive(place).register, VerifyRequest(TODAY)).ok


def test_a_draft_is_cancelled_and_nothing_else(place: Path) -> None:
    for transition in TRANSITIONS:
        if transition != "cancel":
            assert refusal(place, transition, DRAFT).code == "LIFE_NOT_ADMITTED"
    assert do(place, "cancel", DRAFT).after == "cancelled"


def test_a_cancelled_draft_keeps_its_numbers_and_files_and_is_never_approved(place: Path) -> None:
    kept = {path for path in files(place) if path.startswith("drafts")}
    do(place, "cancel", DRAFT)
    assert archive(place).repair().undone == ()
    assert kept <= set(files(place))
    with pytest.raises(RefusedError) as refused:
        archive(place, APPROVER).approve(DRAFT, issue_request(9))
    assert refused.value.problems[0].code == "ENTRY_NOT_DRAFT"
    assert archive(place).issue(issue_request(10)).number == "CTS-TBSC034-2026-BG0005"
    verified = verify(archive(place).register, VerifyRequest(TODAY, number=DRAFT))
    assert (verified.ok, verified.entries[0].status) == (True, "cancelled")
    assert shown(place, DRAFT).entry["valid_until"] is None
    assert [
        one.valid_until for one in list_entries(archive(place).register, TODAY) if one.number == DRAFT
    ] == [None]
    (paper,) = (one for one in files(place) if one.startswith(f"drafts/{DRAFT}/data/documents/report"))
    digest = sha256((place / paper).read_bytes())
    (verdict,) = verify(archive(place).register, VerifyRequest(TODAY, file=digest)).entries
    assert (verdict.number, verdict.status) == (DRAFT, "cancelled")


def test_a_report_without_certificate_is_cancelled_or_superseded(place: Path) -> None:
    for transition in TRANSITIONS:
        if transition not in ("cancel", "supersede"):
            assert refusal(place, transition, WITHOUT_CERTIFICATE).code == "LIFE_NOT_ADMITTED"
    assert do(place, "supersede", WITHOUT_CERTIFICATE).after == "superseded"
    assert refusal(place, "cancel", WITHOUT_CERTIFICATE).code == "LIFE_NOT_ADMITTED"


def test_reason_person_and_date_stand_in_the_chain_and_every_file_stays(place: Path) -> None:
    kept = {path for path in files(place) if path.startswith(("packages", "attachments", "drafts"))}
    do(place, "withdraw", date=datetime.date(2026, 5, 4), on=datetime.date(2026, 5, 5))
    event = shown(place).events[-1]
    assert (event["kind"], event["account"]) == ("withdrawn", "示例账户甲")
    assert (event["payload"]["reason"], event["payload"]["date"]) == ("示例理由", "2026-05-04")
    assert kept <= set(files(place))


def test_a_restored_certificate_is_worth_what_its_dates_say(place: Path) -> None:
    do(place, "suspend")
    assert do(place, "restore").after == "valid"
    assert shown(place, as_of=datetime.date(2029, 3, 1)).status == "expired"


def test_predecessor_and_successor_name_each_other(place: Path) -> None:
    do(place, "supersede")
    old, new = (shown(place, number) for number in (ONE, TWO))
    assert (old.status, old.entry["superseded_by"], old.supersedes) == ("superseded", TWO, ())
    assert (new.status, new.entry["superseded_by"], new.supersedes) == ("valid", None, (ONE,))
    assert (new.events[-1]["kind"], new.events[-1]["payload"]["predecessor"]) == ("succeeded", ONE)


def test_a_status_change_can_be_previewed_without_being_recorded(place: Path) -> None:
    before = files(place)
    change = StatusChange("supersede", "示例理由", by=TWO)
    result = archive(place).preview(ONE, change, PERIODS)
    assert (result.before, result.after, result.changed["superseded_by"]) == ("valid", "superseded", TWO)
    assert files(place) == before


def test_a_successor_of_the_same_client_and_specification_is_told_by_nobody(place: Path) -> None:
    assert do(place, "supersede").warnings == ()


def test_what_differs_between_an_entry_and_its_successor_is_told_with_both_values(home: Path) -> None:
    archive(home).issue(issue_request())
    other = replace(FACTS, client="示例清源建设有限公司", credit_code="", specification="另一规范")
    second = archive(home).issue(replace(issue_request(2), facts=other)).number
    warnings = do(home, "supersede", by=second).warnings
    assert {(one.code, one.severity) for one in warnings} == {("LIFE_SUCCESSOR_DIFFERS", "warning")}
    assert [_said(one, "zh") for one in warnings] == [
        f"替代者 {second} 的受审核方与 {ONE} 不同：示例水务工程有限公司 → 示例清源建设有限公司。",
        f"替代者 {second} 的统一社会信用代码与 {ONE} 不同：91360000MA00000000 → —。",
        f"替代者 {second} 的技术规范与 {ONE} 不同：示例规范 → 另一规范。",
    ]
    assert "“Client”: 示例水务工程有限公司 → 示例清源建设有限公司" in _said(warnings[0], "en")
    assert shown(home).status == "superseded"


def _said(problem: Problem, language: Language) -> str:
    return message(problem.code, language, {"found": problem.found, **problem.values})


def test_a_refusal_names_the_state_on_its_date_and_what_that_admits(place: Path) -> None:
    refused = refusal(place, "withdraw", on=datetime.date(2029, 3, 1))
    assert _said(refused, "zh") == f"{ONE} 在 2029-03-01 的状态是“已到期”，不能撤销。"
    assert _said(refused, "en") == (
        f"On 2029-03-01 the status of {ONE} is “expired”; this does not allow: withdrawal."
    )
    assert (refused.values["admitted_zh"], refused.values["expected_zh"]) == (
        "续期、替代",
        "尚未生效、有效、暂停",
    )
    assert refused.values["admitted_en"] == "renewal, replacement by another entry"
    do(place, "withdraw")
    assert refusal(place, "restore").values["admitted_zh"] == "无"


@pytest.mark.parametrize("state", LEADING_TO)
def test_one_place_says_what_a_state_admits(place: Path, state: str) -> None:
    for before in LEADING_TO[state]:
        do(place, before)
    read = shown(place)
    assert set(read.allowed) == {transition for transition, states in ADMITTED.items() if state in states}
    assert allowed_transitions(read.entry, TODAY) == read.allowed


def test_a_successor_was_issued(place: Path) -> None:
    reported = refusal(place, "supersede", by=DRAFT)
    assert reported.code == "LIFE_SUCCESSOR"
    assert _said(reported, "zh") == f"{DRAFT} 不能作为替代者：它在 2026-03-02 的状态是“草稿”。"


@pytest.mark.parametrize("by", [ONE, "CTS-TBSC034-2026-0001-R0"])
def test_a_successor_is_another_entry(place: Path, by: str) -> None:
    reported = refusal(place, "supersede", by=by)
    assert reported.code == "LIFE_SUCCESSOR_SELF"
    assert _said(reported, "zh") == f"{by} 不能作为替代者：它就是被替代的条目 {ONE} 本身。"


def test_a_successor_that_does_not_exist_is_unknown(place: Path) -> None:
    assert refusal(place, "supersede", by="X").code == "ENTRY_UNKNOWN"


def test_a_renewal_counts_a_whole_validity_from_its_date(place: Path) -> None:
    do(place, "renew", date=datetime.date(2028, 2, 29))
    entry = shown(place, as_of=datetime.date(2028, 2, 29)).entry
    assert entry["valid_until"] == "2031-02-28"
    assert entry["surveillance_due"] == "2029-02-28"
    assert entry["retain_until"] == "2033-02-28"


def test_a_renewal_never_shortens(place: Path) -> None:
    assert refusal(place, "renew", date=datetime.date(2026, 3, 1)).code == "LIFE_RENEWAL_SHORTER"


def test_an_expired_certificate_is_renewed_or_superseded_and_nothing_else(place: Path) -> None:
    after = datetime.date(2029, 3, 1)
    for transition in TRANSITIONS:
        if transition not in ("renew", "supersede"):
            assert refusal(place, transition, on=after).code == "LIFE_NOT_ADMITTED"
    assert do(place, "renew", on=after).after == "valid"


def test_a_suspended_certificate_expires_and_is_suspended_again_once_renewed(place: Path) -> None:
    """Granted on 1 March 2026 for three years: the last day is 28 February 2029."""
    do(place, "suspend")
    last, after = datetime.date(2029, 2, 28), datetime.date(2029, 3, 1)
    assert (shown(place, as_of=last).status, shown(place, as_of=after).status) == ("suspended", "expired")
    assert [one.status for one in due_dates(archive(place).register, last, 0) if one.number == ONE] == [
        "suspended",
        "suspended",
    ]
    assert [one for one in due_dates(archive(place).register, after, 60) if one.number == ONE] == []
    for transition in TRANSITIONS:
        if transition not in ("renew", "supersede"):
            assert refusal(place, transition, on=after).code == "LIFE_NOT_ADMITTED"
    assert refusal(place, "supersede", TWO, on=after, by=ONE).values["status_en"] == "expired"
    renewed = do(place, "renew", on=after)
    assert (renewed.before, renewed.after) == ("expired", "suspended")
    assert do(place, "restore", on=after).after == "valid"
    assert verify(archive(place).register, VerifyRequest(after)).ok


def test_a_renewal_ahead_leaves_the_surveillances_before_it_due(home: Path) -> None:
    """Granted on 1 March 2026: due by 1 March of 2027 and 2028, and of 2030 once renewed in 2029."""
    place, ahead = _founded(home), datetime.date(2029, 3, 1)
    assert do(place, "renew", date=ahead).warnings == ()
    assert shown(place).entry["surveillance_due"] == "2027-03-01"
    do(place, "surveillance", on=datetime.date(2027, 2, 20))
    do(place, "surveillance", on=datetime.date(2028, 2, 10))
    before, days = ahead - datetime.timedelta(days=1), datetime.date(2030, 3, 1) - ahead
    assert shown(place, as_of=before).entry["surveillance_due"] == "2029-02-10"
    assert shown(place, as_of=ahead).entry["surveillance_due"] == "2030-03-01"
    assert _due(place, ahead, 365) == [(ONE, "surveillance", days.days)]
    do(place, "surveillance", on=datetime.date(2030, 2, 5))
    assert shown(place, as_of=datetime.date(2030, 3, 1)).entry["surveillance_due"] == "2031-02-05"
    assert verify(archive(place).register, VerifyRequest(ahead)).ok


def test_of_two_renewals_ahead_the_last_one_counts(place: Path) -> None:
    do(place, "renew", date=datetime.date(2028, 3, 1))
    do(place, "renew", date=datetime.date(2029, 3, 1))
    assert shown(place, as_of=datetime.date(2028, 6, 1)).entry["surveillance_due"] == "2027-03-01"
    assert shown(place, as_of=datetime.date(2029, 3, 1)).entry["surveillance_due"] == "2030-03-01"


def test_a_renewal_keeps_what_an_earlier_one_had_brought_when_its_day_came(place: Path) -> None:
    do(place, "renew", date=datetime.date(2029, 3, 1))
    do(place, "renew", date=datetime.date(2032, 3, 1), on=datetime.date(2029, 6, 1))
    assert shown(place, as_of=datetime.date(2029, 6, 1)).entry["surveillance_due"] == "2030-03-01"
    assert shown(place, as_of=datetime.date(2032, 3, 1)).entry["surveillance_due"] == "2033-03-01"


def test_surveillance_moves_the_next_one(place: Path) -> None:
    do(place, "surveillance", date=datetime.date(2027, 2, 20))
    assert shown(place).entry["surveillance_due"] == "2028-02-20"


@pytest.mark.parametrize("transition", ["withdraw", "cancel"])
def test_records_are_kept_two_years_after_the_end(place: Path, transition: Transition) -> None:
    day = datetime.date(2028, 2, 29)
    do(place, transition, on=day)
    assert shown(place, as_of=day).entry["retain_until"] == "2030-03-01"


@pytest.mark.parametrize("reason", ["", " \n", "长" * 2001])
def test_a_status_change_needs_a_reason(place: Path, reason: str) -> None:
    assert refusal(place, "suspend", reason=reason).code == "LIFE_REASON"


def test_a_period_that_the_body_has_not_supplied_is_asked_for(place: Path) -> None:
    for transition in ("renew", "surveillance"):
        with pytest.raises(RefusedError) as refused:
            archive(place).apply(ONE, StatusChange(transition, "示例理由"), Periods(0, 0))
        (reported,) = refused.value.problems
        assert (reported.code, reported.found.split(".")[0]) == (
            "LIFE_SETTING_MISSING",
            "certificate",
        )
        assert "签发" not in _said(reported, "zh")


def _due(place: Path, as_of: datetime.date, within: int) -> list[tuple[str, str, int]]:
    return [(one.number, one.what, one.days) for one in due_dates(archive(place).register, as_of, within)]


def _founded(folder: Path) -> Path:
    archive(folder).issue(issue_request())
    return folder


def test_what_falls_due_and_when(home: Path) -> None:
    place = _founded(home)
    assert FACTS.surveillance_due == datetime.date(2027, 3, 1)
    assert _due(place, datetime.date(2026, 12, 30), 60) == []
    assert _due(place, datetime.date(2026, 12, 31), 60) == [(ONE, "surveillance", 60)]
    overdue = [(ONE, "surveillance", -730), (ONE, "expiry", 0)]
    assert _due(place, datetime.date(2029, 2, 28), 60) == overdue
    assert _due(place, datetime.date(2029, 3, 1), 60) == []
    assert _due(place, datetime.date(2031, 2, 28), 0) == [(ONE, "retention", 0)]


def test_a_withdrawn_certificate_needs_no_surveillance(home: Path) -> None:
    place = _founded(home)
    do(place, "withdraw", on=datetime.date(2026, 3, 5))
    assert _due(place, datetime.date(2027, 3, 1), 60) == []
    assert _due(place, datetime.date(2028, 3, 5), 0) == [(ONE, "retention", 0)]


@pytest.mark.parametrize("transition", ["withdraw", "cancel", "supersede"])
def test_where_a_certificate_has_ended_no_surveillance_is_to_come(
    place: Path, transition: Transition
) -> None:
    assert (shown(place).entry["surveillance_due"], shown(place).ended) == ("2027-03-01", False)
    do(place, transition)
    assert (shown(place).entry["surveillance_due"], shown(place).ended) == (None, True)
    assert verify(archive(place).register, VerifyRequest(TODAY)).ok


def test_what_was_replaced_is_kept_as_long_as_its_successor_also_after_a_renewal(place: Path) -> None:
    """The current and the previous cycle: two years after 29 February 2032 is 1 March 2034."""
    do(place, "supersede")
    assert shown(place).entry["retain_until"] == "2031-02-28"
    do(place, "renew", TWO, date=datetime.date(2029, 3, 1))
    assert shown(place, TWO).entry["valid_until"] == "2032-02-29"
    assert shown(place, TWO).entry["retain_until"] == "2034-03-01"
    assert shown(place).entry["retain_until"] == "2034-03-01"
    kept = {number: days for number, what, days in _due(place, datetime.date(2034, 3, 1), 0)}
    assert (kept[ONE], kept[TWO]) == (0, 0)
    assert verify(archive(place).register, VerifyRequest(TODAY)).ok


def test_a_withdrawn_successor_does_not_shorten_what_its_predecessor_is_kept(place: Path) -> None:
    do(place, "supersede")
    do(place, "withdraw", TWO)
    assert shown(place, TWO).entry["retain_until"] == "2028-03-02"
    assert shown(place).entry["retain_until"] == "2031-02-28"
