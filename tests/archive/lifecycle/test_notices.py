"""Notices to clients: archived together with the act, numbered by the configured pattern, made again."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.listing import entry_details
from cts_docs.archive.lifecycle.notices import recorded_notices
from cts_docs.archive.lifecycle.status_changes import StatusChange
from cts_docs.archive.packages.requests import NoticeRequest
from cts_docs.errors import Problem, RefusedError
from tests.archive.changes import ONE, PERIODS, WITHOUT_CERTIFICATE
from tests.archive.configurations import configure
from tests.archive.test_issue_commands import CERTIFICATE, NUMBER, SAMPLE
from tests.conftest import Run
from tests.documents.reading import page_words, paragraphs
from tests.torture.sample_audits import NOTICES, TODAY, archive

PATTERN = '\n[notices]\nnumber_pattern = "{body}-{year}-TZ{serial:03d}"\nsuspension_months = 6\n'
REASON = "示例原因：未按期完成纠正措施"


def _suspend(place: Path, notices: NoticeRequest | None = NOTICES) -> object:
    return archive(place).apply(ONE, StatusChange("suspend", REASON), PERIODS, notices)


def test_event_and_notice_are_recorded_together(embedded: Path) -> None:
    changed = archive(embedded).apply(ONE, StatusChange("suspend", REASON), PERIODS, NOTICES)
    assert changed.notice is not None
    assert changed.notice.number == "CTS-2026-TZ001"
    assert changed.notice.files[0].read_text() == f"CTS-2026-TZ001 suspension_notice {REASON}"
    shown = entry_details(archive(embedded).register, ONE, TODAY)
    assert [event["kind"] for event in shown.events][-2:] == ["suspended", "attached"]
    with archive(embedded).register.reading() as snapshot:
        (notice,) = recorded_notices(snapshot, ONE)
    assert (notice["name"], notice["number"], notice["reason"]) == (
        "suspension_notice",
        "CTS-2026-TZ001",
        REASON,
    )


def test_a_notice_that_cannot_be_made_leaves_the_status_as_it_was(embedded: Path) -> None:
    def refuse(*_: object) -> tuple[()]:
        raise RefusedError(Problem("TEMPLATE_BY_HAND", file="suspension_notice.docx", found="—"))

    before = entry_details(archive(embedded).register, ONE, TODAY)
    with pytest.raises(RefusedError):
        _suspend(embedded, NoticeRequest(NOTICES.number, refuse))
    after = entry_details(archive(embedded).register, ONE, TODAY)
    assert (after.status, after.events, after.bags) == (before.status, before.events, before.bags)


def test_numbers_of_notices_are_a_series_of_their_own(embedded: Path) -> None:
    _suspend(embedded)
    restored = archive(embedded).apply(ONE, StatusChange("restore", REASON), PERIODS, NOTICES)
    assert restored.notice is not None
    assert restored.notice.number == "CTS-2026-TZ002"
    assert restored.notice.name == "restoration_notice"


def test_an_entry_without_certificate_gets_no_notice(embedded: Path) -> None:
    change = StatusChange("cancel", REASON)
    assert archive(embedded).apply(WITHOUT_CERTIFICATE, change, PERIODS, NOTICES).notice is None


def test_surveillance_is_announced_once_for_a_date(embedded: Path) -> None:
    first = archive(embedded).announce_surveillance(ONE, NOTICES)
    assert first is not None
    assert first.date == datetime.date(2027, 3, 1)
    assert archive(embedded).announce_surveillance(ONE, NOTICES) is None


@pytest.fixture
def issued(tmp_path: Path, run: Run) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    configure(folder)
    with (folder / "cts-docs.toml").open("a", encoding="utf-8") as file:
        file.write(PATTERN)
    assert run("issue", SAMPLE, "--archive", folder).code == 0
    return folder


def _act(run: Run, place: Path, *words: str) -> dict[str, object]:
    answer = run("archive", *words, "--archive", place, "--json")
    assert answer.code == 0, answer.err
    found: dict[str, object] = answer.json
    return found


def test_each_act_writes_the_notice_that_its_client_gets(run: Run, issued: Path, tmp_path: Path) -> None:
    """One archive through its acts: they take long to prepare one by one."""
    announced = _act(run, issued, "due", "--within", "20000", "--notices")["notices"]
    again = _act(run, issued, "due", "--within", "20000", "--notices")["notices"]
    acts = [
        _act(run, issued, "suspend", CERTIFICATE, "--reason", REASON, "--date", "2026-06-01"),
        _act(run, issued, "restore", NUMBER, "--reason", REASON),
        _act(run, issued, "withdraw", NUMBER, "--reason", REASON),
    ]
    made = [*announced, *(act["notice"] for act in acts)]
    assert again == []
    assert [(one["name"], one["notice"][-5:]) for one in made] == [
        ("surveillance_notice", "TZ001"),
        ("suspension_notice", "TZ002"),
        ("restoration_notice", "TZ003"),
        ("withdrawal_notice", "TZ004"),
    ]
    surveillance, suspension, restoration, withdrawal = (Path(one["files"][0]).read_bytes() for one in made)
    for content, number in zip(
        (surveillance, suspension, restoration, withdrawal), (1, 2, 3, 4), strict=True
    ):
        printed = page_words(content)
        assert CERTIFICATE in printed
        assert f"TZ{number:03d}" in printed
    for content in (suspension, restoration, withdrawal):
        assert REASON in page_words(content)
    assert "2026年6月1日" in page_words(suspension)
    assert "暂停期限自生效日期起至2026年12月1日止。" in paragraphs(suspension)
    headings = {"申诉", "证书与认证标志的使用"}
    assert headings <= set(paragraphs(suspension)) & set(paragraphs(withdrawal))
    assert "证书的交回" in paragraphs(withdrawal)
    assert "请准备的资料" in paragraphs(surveillance)
    verified = _act(run, issued, "verify", "--rerender")
    assert [entry["faults"] for entry in verified["entries"]] == [[]]
    files = [file["path"] for bag in _act(run, issued, "show", NUMBER)["packages"] for file in bag["files"]]
    assert sum(path.startswith("data/attached/") for path in files) == 4
    backup = tmp_path / "backup.zip"
    assert run("archive", "backup", "-o", backup, "--archive", issued).code == 0


def test_a_notice_whose_date_is_not_the_register_s_is_a_fault(
    run: Run, issued: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _act(run, issued, "suspend", NUMBER, "--reason", REASON)
    monkeypatch.setattr("cts_docs.services.archive.notices.date", lambda _: "2000年1月1日")
    answer = run("archive", "verify", "--rerender", "--archive", issued, "--json")
    assert answer.code == 1
    (entry,) = json.loads(answer.out)["entries"]
    assert [fault["code"] for fault in entry["faults"]] == ["RERENDER_DIFFERS"]


def test_without_a_pattern_a_notice_has_no_number(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    configure(folder)
    assert run("issue", SAMPLE, "--archive", folder).code == 0
    notice = _act(run, folder, "cancel", NUMBER, "--reason", REASON)["notice"]
    assert notice["notice"] is None
    content = Path(notice["files"][0]).read_bytes()
    assert "通知书编号" not in page_words(content)
    assert paragraphs(content)[0] == "注销认证证书通知书"
