"""The archive in daily use: one audit issued, lived, found, handed out, moved, inspected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive.test_commands import CERTIFICATE, NUMBER, SAMPLE, _configuration
from tests.conftest import Run
from tests.support.workbooks import put

REASON = ("--reason", "示例理由")


@pytest.fixture
def issued(tmp_path: Path, run: Run) -> Path:
    """An archive with one entry, issued under the body's configuration."""
    folder = tmp_path / "archive"
    folder.mkdir()
    put(folder, "cts-docs.toml", _configuration())
    assert run("issue", SAMPLE, "--archive", folder).code == 0
    return folder


def test_an_entry_lives_and_is_found_and_handed_out(run: Run, issued: Path, tmp_path: Path) -> None:
    place = ("--archive", issued, "--json")
    refused = run("archive", "restore", NUMBER, *REASON, *place)
    assert (refused.code, refused.out, "LIFE_NOT_ADMITTED" in refused.err) == (1, "", True)
    suspended = run("archive", "suspend", CERTIFICATE, *REASON, "--date", "2026-06-01", *place)
    assert (suspended.json["before"], suspended.json["status"]) == ("valid", "suspended")
    (entry,) = run("archive", "list", *place).json["entries"]
    assert entry["status"] == "suspended"
    (verdict,) = run("archive", "verify", *place).json["entries"]
    assert (verdict["intact"], verdict["status"]) == (True, "suspended")
    due = run("archive", "due", "--within", "60d", "--as-of", "2027-02-01", *place).json["due"]
    assert [(one["what"], one["date"]) for one in due] == [("surveillance", "2027-03-18")]
    (found,) = run("archive", "search", "市政", "一级", *place).json["entries"]
    assert (found["number"], found["where"]) == (NUMBER, "entry")
    (found,) = run("archive", "search", "夜间施工", *place).json["entries"]
    assert (found["number"], found["where"]) == (NUMBER, "report")
    assert run("archive", "search", "没有的字词", *place).json["entries"] == []
    files = run("archive", "export", "-o", tmp_path / "out", *place).json["files"]
    packages = run("archive", "export", NUMBER, "-o", tmp_path / "out", *place).json["files"]
    assert [Path(one["path"]).is_file() for one in (*files, *packages)] == [True] * 5
    report = tmp_path / "report.docx"
    inspected = run("archive", "four-property", "-o", report, *place)
    assert (inspected.code, inspected.json["ok"], report.is_file()) == (0, True, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("suspend", NUMBER),
        ("supersede", NUMBER, *REASON),
        ("renew", NUMBER, *REASON, "--date", "1.3.2026"),
        ("due", "--within", "soon"),
        ("search",),
        ("export",),
        ("move",),
    ],
)
def test_what_is_missing_on_the_command_line_is_a_fault_of_usage(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert run("archive", *arguments, "--archive", tmp_path).code == 2


def test_the_group_takes_the_language_before_the_command(run: Run, tmp_path: Path) -> None:
    answer = run("archive", "--lang", "zh", "list", "--archive", tmp_path / "none")
    assert "找不到归档文件夹" in answer.err


def test_the_group_takes_the_configuration_before_the_command(run: Run, issued: Path) -> None:
    named = issued.parent / "elsewhere.toml"
    answer = run("archive", "--config", named, "list", "--archive", issued)
    assert answer.code == 2
    assert "elsewhere.toml" in answer.err


def test_a_register_moves_to_a_database_and_back(run: Run, issued: Path, database: str) -> None:
    place = ("--archive", issued, "--json")
    before = run("archive", "list", *place).json
    moved = run("archive", "move", "--to", database, *place)
    assert (moved.code, moved.json["to"], moved.json["entries"]) == (0, "postgresql", 1)
    assert run("archive", "list", *place).json == before
    assert run("archive", "digest", *place).json["head"] == moved.json["head"]
    assert run("archive", "withdraw", NUMBER, *REASON, *place).json["status"] == "withdrawn"
    assert run("archive", "verify", *place).code == 0
    again = run("archive", "move", "--to", database, *place)
    assert (again.code, "MOVE_SAME" in again.err) == (1, True)
    assert run("archive", "move", "--to", "sqlite", *place).json["to"] == "sqlite"
    assert run("archive", "list", *place).json["entries"][0]["status"] == "withdrawn"
    assert (issued / "cts-docs.toml").read_bytes() == _configuration() + b"\n[register]\n"
