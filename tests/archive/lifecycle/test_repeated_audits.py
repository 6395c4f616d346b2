"""The same audit is issued once: refused unless a reason is given, however often at once."""

from __future__ import annotations

import datetime
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.listing import entry_details, list_entries
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.packages.requests import IssueRequest
from cts_docs.errors import RefusedError
from tests.torture.locations import alter, unguarded
from tests.torture.sample_audits import APPROVER, DATABASES, TODAY, archive, issue_request

ROOT = Path(__file__).resolve().parents[3]
NUMBER, SECOND = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-BG0002"
DAY = datetime.date(2026, 2, 3)
PERIODS = Periods(3, 12)


def of(workbook: int, **facts: object) -> IssueRequest:
    """An audit of 3 February 2026 from a workbook told apart by a number, with other facts."""
    request = issue_request(workbook)
    dates = {"audit_start": DAY, "audit_end": DAY}
    return replace(request, facts=replace(request.facts, **{**dates, **facts}))


def refusal(used: Archive, request: IssueRequest) -> tuple[str, str, str]:
    """The code with which an audit is refused, the number it names, and what is the same."""
    with pytest.raises(RefusedError) as refused:
        used.issue(request)
    (problem,) = refused.value.problems
    return problem.code, problem.found, problem.values["same_en"]


def test_the_same_workbook_file_is_refused(home: Path) -> None:
    archive(home).issue(of(1))
    elsewhere = of(1, client="示例二公司", credit_code="91360000MA00000001", audit_start=None, audit_end=None)
    expected = ("AUDIT_ISSUED_BEFORE", NUMBER, "workbook file")
    assert refusal(archive(home), elsewhere) == expected
    assert len(list_entries(archive(home).register, TODAY)) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"client": "示例水务有限公司（更名后）"},
        {"credit_code": "", "client": "示例水务工程有限公司"},
        {"credit_code": "", "client": " 示例 水务工程有限公司\u200b"},
        {"credit_code": "91360000ma00000000"},
        {"credit_code": " ９1360000MA00000000"},
        {"scope": "另一范围", "grade": 3, "specification_version": "C/0"},
    ],
)
def test_another_file_of_the_same_audit_is_refused(home: Path, facts: dict[str, object]) -> None:
    archive(home).issue(of(1))
    what = "client, audit type, audit dates and specification"
    assert refusal(archive(home), of(2, **facts)) == ("AUDIT_ISSUED_BEFORE", NUMBER, what)


@pytest.mark.parametrize(
    "facts",
    [
        {"audit_start": datetime.date(2026, 2, 2)},
        {"audit_end": datetime.date(2026, 2, 4)},
        {"audit_type": "监督审核"},
        {"specification": "另一规范"},
        {"credit_code": "91360000MA00000001"},
        {"credit_code": "", "client": "示例水务工程有限公司二分公司"},
    ],
)
def test_another_audit_is_issued(home: Path, facts: dict[str, object]) -> None:
    archive(home).issue(of(1))
    assert archive(home).issue(of(2, **facts)).number == SECOND


def test_a_draft_that_waits_counts(home: Path) -> None:
    archive(home).draft(of(1))
    assert refusal(archive(home), of(2))[:2] == ("AUDIT_ISSUED_BEFORE", NUMBER)
    archive(home, APPROVER).approve(NUMBER, of(1))
    assert refusal(archive(home), of(2))[:2] == ("AUDIT_ISSUED_BEFORE", NUMBER)


@pytest.mark.parametrize("transition", ["withdraw", "cancel"])
def test_a_withdrawn_or_cancelled_entry_does_not_count(home: Path, transition: str) -> None:
    archive(home).issue(of(1))
    archive(home).apply(NUMBER, StatusChange(transition, "示例理由"), PERIODS)
    assert archive(home).issue(of(1)).number == SECOND


def test_a_cancelled_draft_does_not_count(home: Path) -> None:
    archive(home).draft(of(1))
    archive(home).apply(NUMBER, StatusChange("cancel", "示例理由"), PERIODS)
    assert archive(home).issue(of(1)).number == SECOND


@pytest.mark.parametrize("transition", ["suspend", "renew"])
def test_a_suspended_or_renewed_entry_counts(home: Path, transition: str) -> None:
    archive(home).issue(of(1))
    archive(home).apply(NUMBER, StatusChange(transition, "示例理由"), PERIODS)
    assert refusal(archive(home), of(2))[1] == NUMBER


def test_with_a_reason_it_is_issued_again_and_the_reason_recorded(home: Path) -> None:
    archive(home).issue(of(1))
    again = archive(home).issue(replace(of(2), again="  示例：原件遗失 "))
    assert again.issued_before == (NUMBER,)
    (event,) = entry_details(archive(home).register, SECOND, TODAY).events
    assert event["payload"]["again"] == {
        "reason": "示例：原件遗失",
        "entries": [{"number": NUMBER, "same": "audit"}],
    }


def test_white_space_is_not_a_reason(home: Path) -> None:
    archive(home).issue(of(1))
    assert refusal(archive(home), replace(of(2), again=" \u3000 "))[0] == "AUDIT_ISSUED_BEFORE"


def test_a_reason_where_nothing_was_issued_before_records_nothing(home: Path) -> None:
    archive(home).issue(replace(of(1), again="示例理由"))
    (event,) = entry_details(archive(home).register, NUMBER, TODAY).events
    assert "again" not in event["payload"]


def test_the_dates_of_an_entry_without_recorded_ones_are_read_from_its_workbook(home: Path) -> None:
    archive(home).issue(of(1, audit_start=None, audit_end=None))
    read: list[bytes] = []

    def dates(workbook: Path) -> tuple[datetime.date, datetime.date]:
        read.append(workbook.read_bytes())
        return DAY, DAY

    assert refusal(archive(home), replace(of(2), read_audit_dates=dates))[1] == NUMBER
    assert read == [b"workbook 1"]


@pytest.mark.parametrize("act", ["issue", "draft"])
def test_of_several_processes_at_once_one_issues(home: Path, act: str) -> None:
    command = [sys.executable, "-m", "tests.torture.concurrency", "--same", act]
    running = [
        subprocess.Popen(
            [*command, DATABASES.get(home, ""), str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    answers = sorted(one.communicate()[0] for one in running)
    assert answers == ["AUDIT_ISSUED_BEFORE", "AUDIT_ISSUED_BEFORE", NUMBER]
    assert [one.number for one in list_entries(archive(home).register, TODAY)] == [NUMBER]


def test_altered_rows_do_not_hide_an_earlier_issue(home: Path) -> None:
    archive(home).issue(of(1))
    alter(home, *unguarded(home), "UPDATE entries SET state = 'cancelled'")
    with pytest.raises(RefusedError):
        archive(home).issue(of(2))
