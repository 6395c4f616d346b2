"""The second person: however an account is spelled, nobody approves what they prepared themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.listing import entry_details, list_entries
from cts_docs.archive.lifecycle.second_person import SecondPersonPolicy
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.register.actors import Actor
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import RefusedError
from tests.torture.sample_audits import TODAY, archive, issue_request

NUMBER = "CTS-TBSC034-2026-BG0001"
PERIODS = Periods(3, 12)
SUSPEND = StatusChange("suspend", "示例理由")
SPELLINGS = [
    "alice",
    "Alice",
    "ALICE",
    "ａlice",
    "alice ",
    " alice",
    "ali\u200bce",
    "ali\u00adce",
    "DOM\\alice",
    "dom\\Alice",
    "ＤＯＭ＼ａｌｉｃｅ",
    "alice@dom",
    "Alice@DOM.example.invalid",
    "alice＠dom",
]
OTHERS = ["bob", "alice2", "malice", "DOM\\bob", "alice\\bob", "bob@alice", "al ice2"]


NO_RULE = SecondPersonPolicy()


def through(folder: Path, account: str, policy: SecondPersonPolicy = NO_RULE) -> Archive:
    """An archive as an account uses it."""
    return replace(archive(folder), actor=Actor(account), policy=policy)


def codes(error: RefusedError) -> list[str]:
    """The codes of a refusal."""
    return [problem.code for problem in error.problems]


@pytest.mark.parametrize("approver", SPELLINGS)
def test_another_spelling_of_the_account_is_not_a_second_person(approver: str) -> None:
    policy = SecondPersonPolicy()
    assert policy.is_same("alice", approver)
    assert policy.is_same(approver, "DOM\\alice")


@pytest.mark.parametrize("approver", OTHERS)
def test_another_account_is_a_second_person(approver: str) -> None:
    assert not SecondPersonPolicy().is_same("alice", approver)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("DOM\\alice", "alice@dom", True),
        ("DOM\\alice", "ALICE@dom.example.invalid", True),
        ("DOM\\alice", "alice", True),
        ("DOM1\\alice", "alice@dom2", False),
        ("DOM1\\alice", "DOM2\\alice", False),
    ],
)
def test_where_domains_count_the_same_name_in_another_domain_is_a_second_person(
    first: str, second: str, same: bool
) -> None:
    assert SecondPersonPolicy(account_domains=True).is_same(first, second) is same
    assert SecondPersonPolicy().is_same(first, second)


@pytest.mark.parametrize("approver", ["Alice", "ａlice", "alice ", "DOM\\alice", "alice@dom"])
def test_no_spelling_approves_its_own_draft(home: Path, approver: str) -> None:
    through(home, "alice").draft(issue_request())
    with pytest.raises(RefusedError) as refused:
        through(home, approver).approve(NUMBER, issue_request())
    assert codes(refused.value) == ["APPROVER_DRAFTED"]
    assert list_entries(archive(home).register, TODAY)[0].status == "draft"


def test_where_a_second_person_is_needed_nothing_is_issued_in_one_step(home: Path) -> None:
    used = through(home, "alice", SecondPersonPolicy(issuing=True))
    with pytest.raises(RefusedError) as refused:
        used.issue(issue_request())
    assert codes(refused.value) == ["SECOND_PERSON_NEEDED"]
    used.draft(issue_request())
    assert through(home, "bob", SecondPersonPolicy(issuing=True)).approve(NUMBER, issue_request()).number


def test_one_step_is_not_recorded_as_an_approval_of_another_spelling(home: Path) -> None:
    package = through(home, "alice").issue(issue_request()).package
    process = json.loads((package / "data/metadata.json").read_text("utf-8"))["process"]
    assert "approved" not in [step["step"] for step in process]


CHANGES = SecondPersonPolicy(changes=True)


@pytest.fixture
def issued(home: Path) -> Path:
    """An archive with one certificate in force."""
    archive(home).issue(issue_request())
    return home


def status(folder: Path) -> str:
    """The status of the one entry."""
    return list_entries(archive(folder).register, TODAY)[0].status


def test_a_status_change_waits_for_a_second_person(issued: Path) -> None:
    proposed = through(issued, "alice", CHANGES).apply(NUMBER, SUSPEND, PERIODS)
    assert (proposed.proposed, proposed.after, status(issued)) == (True, "suspended", "valid")
    waiting = entry_details(archive(issued).register, NUMBER, TODAY).proposed
    assert waiting is not None
    assert (waiting.account, waiting.change.transition, waiting.change.reason) == (
        "alice",
        "suspend",
        "示例理由",
    )
    applied = through(issued, "bob", CHANGES).approve_change(NUMBER, PERIODS)
    assert (applied.proposed, applied.date, status(issued)) == (False, TODAY, "suspended")
    shown = entry_details(archive(issued).register, NUMBER, TODAY)
    assert [event["kind"] for event in shown.events] == ["issued", "proposed", "suspended"]
    proposal, change = shown.events[1:]
    assert change["payload"]["approves"] == {"sequence": proposal["sequence"], "account": "alice"}
    assert shown.proposed is None
    assert verify(archive(issued).register, VerifyRequest(TODAY)).ok


@pytest.mark.parametrize("approver", ["alice", "Alice", "DOM\\alice", "alice@dom"])
def test_no_spelling_approves_its_own_status_change(issued: Path, approver: str) -> None:
    through(issued, "alice", CHANGES).apply(NUMBER, SUSPEND, PERIODS)
    with pytest.raises(RefusedError) as refused:
        through(issued, approver, CHANGES).approve_change(NUMBER, PERIODS)
    assert (codes(refused.value), status(issued)) == (["APPROVER_PROPOSED"], "valid")


def test_a_later_proposal_replaces_an_earlier_one(issued: Path) -> None:
    through(issued, "alice", CHANGES).apply(NUMBER, SUSPEND, PERIODS)
    through(issued, "bob", CHANGES).apply(NUMBER, StatusChange("withdraw", "示例理由"), PERIODS)
    with pytest.raises(RefusedError):
        through(issued, "bob", CHANGES).approve_change(NUMBER, PERIODS)
    through(issued, "alice", CHANGES).approve_change(NUMBER, PERIODS)
    assert status(issued) == "withdrawn"


def test_an_approval_happens_once(issued: Path) -> None:
    through(issued, "alice", CHANGES).apply(NUMBER, SUSPEND, PERIODS)
    through(issued, "bob", CHANGES).approve_change(NUMBER, PERIODS)
    with pytest.raises(RefusedError) as refused:
        through(issued, "carol", CHANGES).approve_change(NUMBER, PERIODS)
    assert codes(refused.value) == ["NOTHING_TO_APPROVE"]


def test_a_proposal_that_is_not_possible_any_more_is_refused(issued: Path) -> None:
    through(issued, "alice", CHANGES).apply(NUMBER, SUSPEND, PERIODS)
    through(issued, "bob").apply(NUMBER, StatusChange("withdraw", "示例理由"), PERIODS)
    with pytest.raises(RefusedError):
        through(issued, "bob", CHANGES).approve_change(NUMBER, PERIODS)
    assert status(issued) == "withdrawn"


def test_an_impossible_status_change_cannot_be_proposed(issued: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        through(issued, "alice", CHANGES).apply(NUMBER, StatusChange("restore", "示例理由"), PERIODS)
    assert codes(refused.value) == ["LIFE_NOT_ADMITTED"]
