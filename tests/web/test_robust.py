"""Slow, wrong and crowded: what one person does shuts nobody else out, and nothing is left behind."""

from __future__ import annotations

import os
import socket
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from cts_docs.web.app_state import Limits, new_work_folder
from cts_docs.web.jobs.archive import ArchiveAction, ArchiveRequest
from cts_docs.web.jobs.runner import Job, JobRunner
from cts_docs.web.jobs.workbooks import WorkbooksRequest
from tests.conftest import ROOT
from tests.support.workbooks import workbook
from tests.torture.sample_audits import archive, issue_request
from tests.web.visiting import TODAY, Place, serving, workbook_field

QUICK = Limits(header_seconds=0.3, pause_seconds=0.3, body_seconds=5.0)


def closed(connection: socket.socket) -> bytes:
    """What the server answers before it closes a connection."""
    connection.settimeout(20)
    try:
        return b"".join(iter(lambda: connection.recv(65536), b""))
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: exam"])
def test_a_connection_without_a_whole_header_is_closed(sent: bytes) -> None:
    with serving(Place(limits=QUICK)) as (_, visitor):
        host = visitor().client.base_url
        with socket.create_connection((host.host, host.port or 0)) as connection:
            connection.sendall(sent)
            assert b"200" not in closed(connection)


def test_a_body_that_stops_is_answered_and_closed() -> None:
    with serving(Place(limits=QUICK)) as (_, visitor):
        one = visitor()
        one.get("/")
        url, cookies = one.client.base_url, one.client.cookies
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        head = (
            f"POST /workbooks HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nCookie: {cookie}\r\n"
            "Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 1000\r\n\r\n--edge\r\n"
        )
        with socket.create_connection((url.host, url.port or 0)) as connection:
            connection.sendall(head.encode())
            answer = closed(connection)
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"PAGE_TOO_SLOW" in answer


def test_one_bad_file_does_not_refuse_the_others(tbsc034: Specification) -> None:
    with serving() as (_, visitor):
        one = visitor()
        files = [
            workbook_field("notes.txt", b"nothing"),
            workbook_field("good.xlsx", workbook(tbsc034, forms=1)),
        ]
        result = one.post("/workbooks", {"stage": "score"}, files=files).headers["location"]
        assert one.wait(result) == "done"
        assert "UPLOAD_KIND" in one.get(f"{result}/1").text
        assert "90.00" in one.get(f"{result}/2").text


def test_a_refused_upload_leaves_no_file() -> None:
    with serving() as (state, visitor):
        visitor().refused("/workbooks", files=[workbook_field("page.html", b"<p>")])
        assert list(state.folder.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["/blank?forms=0", "/blank?forms=x", "/blank?specification=unknown", "/archive/due?within=7"]
)
def test_a_wrong_parameter_is_a_fault_of_the_request(path: str, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "cts-docs.toml").touch()
    with serving(Place(archive=archive)) as (_, visitor):
        answer = visitor().get(path)
        assert answer.status_code == 422
        assert "INTERNAL_FAULT" not in answer.text


def test_a_refused_form_is_shown_on_a_page_that_can_be_opened_again() -> None:
    with serving() as (_, visitor):
        one = visitor()
        answer = one.post("/workbooks", files=[workbook_field("page.html", b"<p>")])
        address = answer.headers["location"]
        for language in ("zh", "en", "zh"):
            page = one.get(f"{address}?lang={language}")
            assert (page.status_code, "UPLOAD_KIND" in page.text) == (422, True)


def job(account: str, number: int) -> Job:
    request = WorkbooksRequest((), "score", "zh", None, Path())
    return Job(f"{account}{number}", account, request, 0.0, "10:00")


def test_accounts_take_turns() -> None:
    """Somebody with one workbook waits for one of another's many, not for all of them."""
    runner = JobRunner(0, 60.0)
    crowd, one = [job("甲", number) for number in range(5)], job("乙", 0)
    for each in (*crowd, one):
        runner.start(each)
    assert [runner.position(each) for each in crowd] == [1, 3, 4, 5, 6]
    assert runner.position(one) == 2
    runner.cancel(crowd[0])
    assert (runner.position(crowd[0]), runner.position(one)) == (0, 2)


def test_decisions_do_not_wait_behind_workbooks(tmp_path: Path, tbsc034: Specification) -> None:
    """On a server where no workbook's turn ever comes, a status change is previewed and recorded."""
    number, folder = "CTS-TBSC034-2026-BG0001", tmp_path / "archive"
    archive(folder).issue(issue_request(1))
    place = Place(ROOT / "samples" / "cts-docs.toml", folder, Limits(running=0))
    with serving(place) as (_, visitor):
        one = visitor()
        uploaded = one.bring(workbook(tbsc034, forms=1))
        change = {"change": "suspend", "reason": "示例理由", "date": "2026-04-09"}
        step = f"/archive/entries/{number}/status"
        for fields in (change, {}):
            step = one.post(step, fields).headers["location"]
            assert one.get(f"{step}/state").json()["state"] != "waiting"
            assert one.wait(step) == "done"
            step += "/decide"
        assert "suspended" in one.get(f"/archive/entries/{number}?lang=en").text
        assert one.get(f"{uploaded}/state").json()["state"] == "waiting"


@pytest.mark.parametrize(
    ("action", "lane"),
    [
        *((action, "decisions") for action in ("issue", "draft", "approve", "change", "approve_change")),
        *((action, "workbooks") for action in ("verify", "verify_entry", "verify_file", "rerender")),
    ],
)
def test_every_decision_and_its_preview_have_a_place_of_their_own(action: ArchiveAction, lane: str) -> None:
    request = ArchiveRequest(action, "", Path(), None, "示例甲", TODAY, Path())
    for preview in (True, False):
        found = Job("a", "示例甲", replace(request, preview=preview), 0.0, "10:00")
        assert found.lane == lane


def test_folders_of_servers_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead, other = tmp_path / "cts-docs-page-dead", tmp_path / "something-else"
    for folder in (dead, other):
        (folder / "in").mkdir(parents=True)
        os.utime(folder, (0, 0))
    living = new_work_folder()
    new_work_folder()
    assert (dead.exists(), other.exists(), living.exists()) == (False, True, True)
