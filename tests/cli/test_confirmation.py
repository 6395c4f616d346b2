"""On a terminal, commands that cannot be undone show what they will do and ask; elsewhere they go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

pty = pytest.importorskip("pty", reason="there are no terminals to open on this system")

SAMPLE = ROOT / "samples" / "01-grade-1.xlsx"
REPORT, CERTIFICATE = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-0001-R0"


@pytest.fixture
def place(run: Run, tmp_path: Path) -> Path:
    """A founded archive of one person, without PDF."""
    config = tmp_path / "config.toml"
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8")
    config.write_text(text.replace("pdf = true", "pdf = false"), "utf-8")
    folder = tmp_path / "archive"
    assert run("archive", "init", "--archive", folder, "--config", config).code == 0
    return folder


@pytest.fixture
def issued(run: Run, place: Path) -> Path:
    assert run("issue", SAMPLE, "--archive", place).code == 0
    return place


def on_terminal(answer: str, *arguments: object) -> tuple[int, str]:
    """The exit code of a command on a terminal on which `answer` is typed, and what the terminal shows."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "cts_docs", *map(str, arguments), "--lang", "en"]
    with subprocess.Popen(command, stdin=slave, stderr=slave, stdout=subprocess.PIPE, cwd=ROOT) as started:
        os.close(slave)
        os.write(master, f"{answer}\n".encode())
        shown = b"".join(iter(lambda: _read(master), b""))
        assert started.stdout is not None
        started.stdout.read()
    os.close(master)
    return started.returncode, shown.decode().replace("\r\n", "\n")


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # the other end was closed
        return b""


def numbers(run: Run, place: Path) -> dict[str, str]:
    entries = run("archive", "list", "--archive", place, "--json").json["entries"]
    return {one["number"]: one["status"] for one in entries}


def test_issue_shows_client_grade_numbers_and_dates_before_it_asks(run: Run, place: Path) -> None:
    code, shown = on_terminal("n", "issue", SAMPLE, "--archive", place)
    assert code == 1
    for text in (REPORT, CERTIFICATE, "一级", "示例", "2026-", "neither changed nor deleted", "样本 SAMPLE"):
        assert text in shown, shown
    assert "the archive is unchanged" in shown
    assert numbers(run, place) == {}


def test_issue_goes_on_where_the_answer_is_yes(run: Run, place: Path) -> None:
    assert on_terminal("y", "issue", SAMPLE, "--archive", place)[0] == 0
    assert numbers(run, place) == {REPORT: "valid"}


@pytest.mark.parametrize("option", ["--yes", "--json"])
def test_issue_does_not_ask_where_it_was_told_not_to(run: Run, place: Path, option: str) -> None:
    code, shown = on_terminal("n", "issue", SAMPLE, "--archive", place, option)
    assert (code, "Continue?" in shown) == (0, False)
    assert numbers(run, place) == {REPORT: "valid"}


def test_a_refused_workbook_is_reported_without_a_question(run: Run, place: Path) -> None:
    mistakes = ROOT / "samples" / "09-mistakes.xlsx"
    code, shown = on_terminal("y", "issue", mistakes, "--archive", place)
    assert (code, "Continue?" in shown) == (1, False)
    assert numbers(run, place) == {}


@pytest.mark.parametrize("transition", ["withdraw", "cancel"])
def test_a_final_status_change_asks(run: Run, issued: Path, transition: str) -> None:
    arguments = ("archive", transition, REPORT, "--reason", "示例理由", "--archive", issued)
    code, shown = on_terminal("n", *arguments)
    assert (code, "valid → " in shown, CERTIFICATE in shown) == (1, True, True), shown
    assert numbers(run, issued) == {REPORT: "valid"}
    assert on_terminal("y", *arguments)[0] == 0
    assert numbers(run, issued) == {REPORT: "withdrawn" if transition == "withdraw" else "cancelled"}


def test_a_suspension_can_be_lifted_and_does_not_ask(issued: Path) -> None:
    arguments = ("archive", "suspend", REPORT, "--reason", "示例理由", "--archive", issued)
    code, shown = on_terminal("n", *arguments)
    assert (code, "Continue?" in shown) == (0, False)


def test_without_a_terminal_nothing_is_asked(run: Run, issued: Path) -> None:
    answer = run("archive", "withdraw", REPORT, "--reason", "示例理由", "--archive", issued)
    assert (answer.code, "?" in answer.err) == (0, False)


@pytest.mark.parametrize(("no_color", "heading"), [("", "\x1b[31merror  "), ("1", "error  ")])
def test_problems_are_in_colour_on_a_terminal_unless_no_color_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_color: str, heading: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)

    _, shown = on_terminal("", "archive", "list", "--archive", tmp_path / "nowhere")

    assert shown.lstrip().startswith(heading)
