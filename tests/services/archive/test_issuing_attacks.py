"""Attempts to obtain a certificate that must not exist: each is refused, and nothing is written.

The settings, the clock and the account belong to the archive; only the workbook and the options of the
command are in the hands of whoever tries.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.register.actors import Actor
from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.founding import writing_context
from cts_docs.services.archive.issue import (
    IssuedWorkbook,
    IssueOptions,
    approve_draft,
    issue_workbooks,
    open_archive,
)
from cts_docs.services.archive.preview import preview_approval, preview_issue
from cts_docs.services.context import ServiceContext
from cts_docs.specification.model import Specification
from tests.conftest import ROOT
from tests.support.workbooks import put, workbook

TODAY = datetime(2026, 3, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SAMPLE = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8").replace("pdf = true", "pdf = false")
TWO_PERSONS = ("second_person = false", "second_person = true")
NUMBER = "CTS-TBSC034-2026-BG0001"


def found(folder: Path, *changes: tuple[str, str]) -> Path:
    """The folder of an archive with the sample configuration, changed."""
    text = SAMPLE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    folder.mkdir()
    put(folder, "cts-docs.toml", text.encode())
    return folder


def opened(
    place: Path, account: str = "示例甲", config: Path | None = None
) -> tuple[Archive, ServiceContext]:
    context = writing_context(place, config)
    return open_archive(place, context, clock=lambda: TODAY, account=account), context


def issue(place: Path, content: bytes, options: IssueOptions | None = None, **who: Any) -> IssuedWorkbook:
    archive, context = opened(place, **who)
    path = put(place.parent, "audit.xlsx", content)
    (issued,) = issue_workbooks([path], archive, context, options or IssueOptions())
    return issued


def errors(problems: Any) -> list[str]:
    return [problem.code for problem in problems if problem.is_error]


def is_untouched(place: Path) -> bool:
    """Whether nothing but the configuration lies in the archive."""
    return [path.name for path in place.iterdir()] == ["cts-docs.toml"]


def test_an_honest_audit_is_issued(tmp_path: Path, tbsc034: Specification) -> None:
    place = found(tmp_path / "archive")
    issued = issue(place, workbook(tbsc034))
    assert (errors(issued.problems), issued.number) == ([], NUMBER)
    assert "SAMPLE_CONFIGURATION" in [problem.code for problem in issued.problems]


ATTEMPTS: dict[str, tuple[Mapping[str, Any], str]] = {
    "grant date by a slip in 2062": ({"grant_date": date(2062, 3, 18)}, "GRANT_TOO_FAR_AHEAD"),
    "grant date 31 days ahead": ({"grant_date": TODAY.date() + timedelta(31)}, "GRANT_TOO_FAR_AHEAD"),
    "decided tomorrow": (
        {"decision_date": TODAY.date() + timedelta(1), "grant_date": TODAY.date() + timedelta(1)},
        "DECISION_AFTER_TODAY",
    ),
    "granted before it was decided": ({"grant_date": date(2026, 3, 15)}, "DATE_ORDER"),
    "an audit before the specification is effective": (
        {"audit_start": date(2026, 1, 1)},
        "SPECIFICATION_NOT_EFFECTIVE",
    ),
    "decided by an evaluator": ({"decider": "示例测评员1"}, "NOT_INDEPENDENT"),
    "decided by an evaluator in other letters": ({"decider": "示例测评员１\u200b"}, "NOT_INDEPENDENT"),
    "reviewed by the team's leader": ({"reviewer": "示例组长"}, "NOT_INDEPENDENT"),
    "granted against the review": ({"review_opinion": "不同意"}, "DECISION_AGAINST_REVIEW"),
    "a partial exemption without a certificate": (
        {"qms_treatment": "部分免除", "qms_risk_reasons": "示例理由"},
        "QMS_CERTIFICATE_MISSING",
    ),
    "without a decision": ({"decision": None}, "FIELD_MISSING"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_workbook_that_must_not_lead_to_a_certificate_is_refused(
    tmp_path: Path, tbsc034: Specification, attempt: str
) -> None:
    values, code = ATTEMPTS[attempt]
    place = found(tmp_path / "archive")
    content = workbook(tbsc034, values=dict(values))
    refused = issue(place, content)
    assert code in errors(refused.problems)
    assert not refused.ok
    assert is_untouched(place)
    # What is shown before the question says the same.
    archive, context = opened(place)
    (preview,) = preview_issue([tmp_path / "audit.xlsx"], archive, context, IssueOptions())
    assert (preview.ok, errors(preview.problems)) == (False, errors(refused.problems))


def test_a_grant_date_on_the_command_line_is_held_to_the_same_rules(
    tmp_path: Path, tbsc034: Specification
) -> None:
    place = found(tmp_path / "archive")
    content = workbook(tbsc034, values={"grant_date": None})
    refused = issue(place, content, IssueOptions(granted=date(2062, 3, 18)))
    assert errors(refused.problems) == ["GRANT_TOO_FAR_AHEAD"]
    other = issue(place, workbook(tbsc034), IssueOptions(granted=date(2026, 3, 19)))
    assert errors(other.problems) == ["GRANT_DATE_DIFFERS"]
    assert is_untouched(place)


def test_the_days_ahead_are_those_of_the_archive(tmp_path: Path, tbsc034: Specification) -> None:
    place = found(tmp_path / "archive", ("grant_days_ahead = 30", "grant_days_ahead = 60"))
    content = workbook(tbsc034, values={"grant_date": TODAY.date() + timedelta(60)})
    assert issue(place, content).ok


@pytest.mark.parametrize(
    ("own", "other", "key"),
    [
        (TWO_PERSONS, ("second_person = false", "second_person = false"), "issuing.second_person"),
        (("sample = true", "sample = true"), ("sample = true", "sample = false"), "body.sample"),
        (
            ("grant_days_ahead = 30", "grant_days_ahead = 0"),
            ("grant_days_ahead = 30", "grant_days_ahead = 366"),
            "issuing.grant_days_ahead",
        ),
        (
            ("validity_years = 3", "validity_years = 3"),
            ("validity_years = 3", "validity_years = 10"),
            "certificate.validity_years",
        ),
    ],
)
def test_another_configuration_softens_nothing(
    tmp_path: Path, own: tuple[str, str], other: tuple[str, str], key: str
) -> None:
    place = found(tmp_path / "archive", own)
    config = put(tmp_path, "other.toml", SAMPLE.replace(*other).encode())
    with pytest.raises(RefusedError) as refused:
        writing_context(place, config)
    assert [(problem.code, problem.found) for problem in refused.value.problems] == [
        ("CONFIGURATION_DIFFERS", key)
    ]


def test_one_person_does_not_issue_alone_where_two_are_required(
    tmp_path: Path, tbsc034: Specification
) -> None:
    place = found(tmp_path / "archive", TWO_PERSONS)
    assert errors(issue(place, workbook(tbsc034)).problems) == ["SECOND_PERSON_NEEDED"]
    assert is_untouched(place)


@pytest.mark.parametrize(
    "spelling", ["Alice", "ＡLICE", "alice ", "al\u200bice", "DOM\\alice", "alice@dom.example"]
)
def test_another_spelling_of_the_drafter_does_not_approve(
    tmp_path: Path, tbsc034: Specification, spelling: str
) -> None:
    place = found(tmp_path / "archive", TWO_PERSONS)
    assert issue(place, workbook(tbsc034), IssueOptions(draft=True), account="alice").ok
    archive, context = opened(place, spelling)
    assert errors(preview_approval(NUMBER, archive, context).problems) == ["APPROVER_DRAFTED"]
    with pytest.raises(RefusedError, match="APPROVER_DRAFTED"):
        approve_draft(NUMBER, archive, context)
    (entry,) = ArchiveService(archive, context, TODAY.date()).entries()
    assert entry.status == "draft"


def test_a_second_person_sees_what_the_draft_holds_and_approves_it(
    tmp_path: Path, tbsc034: Specification
) -> None:
    place = found(tmp_path / "archive", TWO_PERSONS)
    assert issue(place, workbook(tbsc034), IssueOptions(draft=True), account="alice").ok
    archive, context = opened(place, "bob")
    preview = preview_approval(NUMBER, archive, context)
    assert preview.ok
    assert (preview.number, preview.certificate) == (NUMBER, "CTS-TBSC034-2026-0001-R0")
    assert preview.facts is not None
    assert (preview.facts.client, preview.facts.grade_name) == ("示例市政工程有限公司", "二级")
    assert approve_draft(NUMBER, archive, context).certificate == preview.certificate


@pytest.mark.parametrize("draft", [True, False])
def test_the_same_audit_does_not_lead_to_two_certificates(
    tmp_path: Path, tbsc034: Specification, draft: bool
) -> None:
    place = found(tmp_path / "archive")
    assert issue(place, workbook(tbsc034), IssueOptions(draft=draft)).number == NUMBER
    # The same audit in another file: only the address differs.
    again = workbook(tbsc034, values={"client_address": "示例省示例市示例路 2 号"})
    refused = issue(place, again)
    assert errors(refused.problems) == ["AUDIT_ISSUED_BEFORE"]
    assert NUMBER in refused.problems[-1].found
    archive, context = opened(place)
    (preview,) = preview_issue([tmp_path / "audit.xlsx"], archive, context, IssueOptions())
    assert errors(preview.problems) == ["AUDIT_ISSUED_BEFORE"]
    repeated = issue(place, again, IssueOptions(again="示例理由：打印错误"))
    assert repeated.number == "CTS-TBSC034-2026-BG0002"


def test_the_preview_names_the_numbers_that_are_then_given(tmp_path: Path, tbsc034: Specification) -> None:
    place = found(tmp_path / "archive")
    paths = [
        put(
            tmp_path,
            f"{number}.xlsx",
            workbook(tbsc034, values={"client_name": f"示例公司{number}", "client_credit_code": code}),
        )
        for number, code in enumerate(("91360100MA35EXAM0L", "91360100MA35EXAM1P"), 1)
    ]
    archive, context = opened(place)
    previews = preview_issue(paths, archive, context, IssueOptions())
    assert is_untouched(place)
    issued = list(issue_workbooks(paths, archive, context, IssueOptions()))
    assert [(one.number, one.certificate) for one in previews] == [
        (one.number, one.certificate) for one in issued
    ]
    assert all(one.ok for one in issued)


def test_nothing_is_issued_into_a_folder_that_is_not_an_archive(tmp_path: Path) -> None:
    found(tmp_path / "archive")
    for place in (tmp_path / "archvie", tmp_path):
        with pytest.raises(CannotRunError, match=r"ARCHIVE_(MISSING|FOREIGN)") as refused:
            opened(place)
        assert str(tmp_path / "archive") in str(refused.value) or place == tmp_path
    assert not (tmp_path / "archvie").exists()


def test_an_archive_of_another_actor_keeps_the_account_of_each_event(
    tmp_path: Path, tbsc034: Specification
) -> None:
    place = found(tmp_path / "archive")
    issue(place, workbook(tbsc034), account="示例甲")
    archive, context = opened(place, "示例乙")
    assert archive.actor == Actor("示例乙", "")
    shown = ArchiveService(archive, context, TODAY.date()).show(NUMBER)
    assert {event["account"] for event in shown.events} == {"示例甲"}
