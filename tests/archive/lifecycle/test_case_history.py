"""The case folder of a client, and the corrective actions that fall due."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.case_history import case_history
from cts_docs.archive.lifecycle.due_dates import due_dates
from cts_docs.archive.lifecycle.status_changes import StatusChange
from tests.archive.changes import PERIODS
from tests.archive.configurations import configure
from tests.conftest import Run
from tests.torture.sample_audits import FACTS, NOTICES, TODAY, archive, issue_request

FIRST = "CTS-TBSC034-2026-BG0001"
OPEN = {"number": "NC-01", "clause": "4.2", "severity": "轻微", "due": "2026-05-30"}
CASE = {"cycle": 0, "nonconformities": [OPEN]}


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """A client's audit with an open nonconformity and a suspension; before it one of version 0.1."""
    folder = tmp_path / "archive"
    folder.mkdir()
    archive(folder).issue(replace(issue_request(2), case=CASE))
    archive(folder).apply(FIRST, StatusChange("suspend", "示例理由"), PERIODS, NOTICES)
    archive(folder).issue(issue_request(1))
    return folder


def test_a_client_s_audits_stand_in_their_sequence_with_notices_and_open_points(followed: Path) -> None:
    earlier, later = case_history(archive(followed).register, FACTS.client, TODAY)
    assert (earlier.open, earlier.cycle) == (None, None)
    assert (later.summary.number, later.summary.status, later.cycle) == (FIRST, "suspended", 0)
    (item,) = later.open or ()
    assert (item.number, item.clause, item.due) == ("NC-01", "4.2", datetime.date(2026, 5, 30))
    assert [(one.name, one.number) for one in later.notices] == [("suspension_notice", "CTS-2026-TZ001")]
    assert not later.settled
    for asked in (FACTS.credit_code, FIRST, "示例水务工程 有限公司"):
        assert case_history(archive(followed).register, asked, TODAY) == (earlier, later)


def test_a_corrective_action_is_due_until_a_later_audit(followed: Path) -> None:
    def due() -> list[tuple[str, datetime.date, int]]:
        found = due_dates(archive(followed).register, TODAY, 10_000)
        return [(one.nonconformity, one.date, one.days) for one in found if one.what == "corrective_action"]

    assert due() == [("NC-01", datetime.date(2026, 5, 30), 89)]
    archive(followed).issue(issue_request(3))
    assert due() == []


def test_a_corrective_action_ends_with_the_certificate(followed: Path) -> None:
    archive(followed).apply(FIRST, StatusChange("withdraw", "示例理由"), PERIODS)
    found = due_dates(archive(followed).register, TODAY, 10_000)
    assert "corrective_action" not in {one.what for one in found}


def test_show_prints_the_case_folder_and_names_what_is_not_recorded(run: Run, followed: Path) -> None:
    configure(followed)
    shown = run("archive", "show", FACTS.client, "--archive", followed, "--lang", "zh")
    assert shown.code == 0
    assert "未关闭的不符合项：未记录" in shown.out
    assert "未关闭的不符合项 NC-01（轻微，条款 4.2），纠正措施期限：2026-05-30" in shown.out
    assert "CTS-2026-TZ001" in shown.out
    entry = run("archive", "show", FIRST, "--archive", followed, "--json").json
    assert entry["number"] == FIRST
    assert entry["history"][1]["open_nonconformities"] == [OPEN]
    assert entry["history"][0]["open_nonconformities"] is None
    client = run("archive", "show", FACTS.credit_code, "--archive", followed, "--json").json
    assert client == {"client": FACTS.client, "history": entry["history"]}
