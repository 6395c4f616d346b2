"""The archive in daily use: one audit issued, lived, found, handed out, moved, inspected."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.status_changes import StatusChange
from cts_docs.assessment.validity import anniversary
from cts_docs.services.context import today
from tests.archive.changes import PERIODS
from tests.archive.configurations import configure
from tests.archive.test_issue_commands import CERTIFICATE, NUMBER, SAMPLE
from tests.conftest import Run
from tests.torture.locations import Homes
from tests.torture.sample_audits import FACTS, NOW, archive, issue_request

REASON = ("--reason", "示例理由")


@pytest.fixture
def issued(home: Path, run: Run) -> Path:
    """An archive with one entry, issued under the body's configuration."""
    configure(home)
    assert run("issue", SAMPLE, "--archive", home).code == 0
    return home


@pytest.fixture
def issued_into_a_file(tmp_path: Path, run: Run) -> Path:
    """An archive with one entry and its register as a file."""
    folder = tmp_path / "archive"
    folder.mkdir()
    configure(folder)
    assert run("issue", SAMPLE, "--archive", folder).code == 0
    return folder


@pytest.fixture(scope="module")
def small(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive with one entry, which is suspended; not to be changed."""
    with homes.lent(tmp_path_factory.mktemp("small") / "archive") as folder:
        archive(folder).issue(issue_request())
        archive(folder).apply(NUMBER, StatusChange("suspend", "示例理由"), PERIODS)
        configure(folder)
        yield folder


def test_an_entry_lives_and_is_found_and_handed_out(run: Run, issued: Path, tmp_path: Path) -> None:
    place = ("--archive", issued, "--json")
    refused = run("archive", "restore", NUMBER, *REASON, *place)
    assert (refused.code, refused.json["ok"], "LIFE_NOT_ADMITTED" in refused.err) == (1, False, True)
    suspended = run("archive", "suspend", CERTIFICATE, *REASON, "--date", "2026-06-01", *place)
    assert (suspended.json["before"], suspended.json["status"]) == ("valid", "suspended")
    (entry,) = run("archive", "list", *place).json["entries"]
    assert entry["status"] == "suspended"
    (verdict,) = run("archive", "verify", *place).json["entries"]
    assert (verdict["intact"], verdict["status"]) == (True, "suspended")
    due_dates = run("archive", "due", "--within", "60d", "--as-of", "2027-02-01", *place).json["due"]
    assert [(one["what"], one["date"]) for one in due_dates] == [("surveillance", "2027-03-18")]
    (found,) = run("archive", "search", "市政", "一级", *place).json["entries"]
    assert (found["number"], found["where"]) == (NUMBER, "entry")
    (found,) = run("archive", "search", "夜间施工", *place).json["entries"]
    assert (found["number"], found["where"]) == (NUMBER, "report")
    assert run("archive", "search", "没有的字词", *place).json["entries"] == []
    files = run("archive", "export", "-o", tmp_path / "out", *place).json["files"]
    packages = run("archive", "export", NUMBER, "-o", tmp_path / "out", *place).json["files"]
    assert [Path(one["path"]).is_file() for one in (*files, *packages)] == [True] * 7
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


@pytest.mark.parametrize(
    "command",
    [
        ("archive", "show"),
        ("archive", "verify"),
        ("archive", "cancel", *REASON),
        ("archive", "renew", *REASON),
        ("archive", "export", "-o", "out"),
        ("approve",),
    ],
)
def test_an_unknown_number_is_answered_in_json_too(run: Run, small: Path, command: tuple[str, ...]) -> None:
    answer = run(*command, "没有的编号", "--archive", small, "--json", "--lang", "zh")
    (problem,) = answer.json["problems"]
    assert (answer.code, answer.json["number"], answer.json["ok"]) == (1, "没有的编号", False)
    assert (problem["code"], problem["message"]) == ("ENTRY_UNKNOWN", "归档中没有编号 没有的编号。")
    assert "ENTRY_UNKNOWN" in answer.err


@pytest.mark.parametrize("path", ["missing.docx", "./scan", "folder/report.pdf", "package.zip", "C:\\a"])
def test_a_file_to_verify_that_is_not_there_is_missing(run: Run, small: Path, path: str) -> None:
    answer = run("archive", "verify", path, "--archive", small, "--lang", "en")
    assert (answer.code, answer.out) == (2, "")
    assert f"There is no file {path}" in answer.err


@pytest.mark.parametrize("within", ["soon", "-1", "60 d", "６０", "36501", "1e3", ""])
def test_days_that_are_none_are_told_in_words(run: Run, small: Path, within: str) -> None:
    answer = run("archive", "due", "--within", within, "--archive", small, "--lang", "zh")
    assert (answer.code, answer.out) == (2, "")
    assert f"“{within}”不是天数。" in answer.err
    assert "请写 0 至 36500 的整数，例如 60d 或 60。" in answer.err


def test_no_words_to_search_for_are_a_fault_of_usage(run: Run, small: Path) -> None:
    answer = run("archive", "search", "", "--archive", small, "--lang", "zh")
    assert answer.code == 2
    assert "查找用的字词应有 1 至 20 个。" in answer.err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh",
            [
                "完整性  编号连续",
                "通过",
                "不通过",
                "需人工核查",
                "没有多余的文件:\n  notes.txt 不属于任何条目\n",
            ],
        ),
        (
            "en",
            [
                "Integrity     numbers without gaps",
                "passed",
                "failed",
                "no foreign files:\n  notes.txt belongs to no entry\n",
            ],
        ),
    ],
)
def test_the_check_is_told_in_words(run: Run, issued: Path, language: str, words: list[str]) -> None:
    (issued / "notes.txt").write_bytes(b"x")
    answer = run("archive", "four-property", "--archive", issued, "--lang", language)
    assert answer.code == 1
    assert [word for word in words if word not in answer.out] == []
    assert "unseen" not in answer.out


def test_a_report_of_the_check_is_a_word_file(run: Run, small: Path, tmp_path: Path) -> None:
    answer = run("archive", "four-property", "-o", tmp_path / "report", "--archive", small, "--lang", "en")
    assert (answer.code, "INSPECTION_SUFFIX" in answer.err) == (2, True)
    assert not (tmp_path / "report").exists()


def test_an_entry_is_printed_with_everything_that_happened_to_it(run: Run, issued: Path) -> None:
    other = run("issue", SAMPLE.with_name("02-grade-2.xlsx"), "--archive", issued, "--json").json
    second = other["workbooks"][0]["number"]
    place = ("--archive", issued, "--lang", "zh")
    who = ("--person", "示例经办人", *place)
    reported = run("archive", "supersede", NUMBER, "--by", second, *REASON, "--date", "2026-06-01", *who)
    assert "LIFE_SUCCESSOR_DIFFERS" in reported.err
    assert "示例市政工程有限公司 → 示例水务建设有限公司" in reported.err
    old = run("archive", "show", NUMBER, *place).out
    lines = {" ".join(line.split()) for line in old.splitlines()}
    assert {
        "状态 已替代",
        f"由其替代 {second} 示例水务建设有限公司",
        "下次监督期限 不适用",
        "决定日期: 2026-06-01",
        "理由: 示例理由",
        f"替代者: {second} 示例水务建设有限公司",
    } <= lines
    assert any("(示例经办人)" in line for line in lines)
    new = run("archive", "show", second, "--archive", issued, "--lang", "en").out
    assert f"predecessor: {NUMBER}  示例市政工程有限公司" in new
    assert "replaced another entry" in new


def test_lists_are_in_the_words_of_the_chosen_language(run: Run, small: Path) -> None:
    commands = (("list",), ("due", "--as-of", "2027-02-01"), ("search", "水务"), ("verify",))
    for language, state in (("zh", "暂停"), ("en", "suspended")):
        for command in commands:
            assert state in run("archive", *command, "--archive", small, "--lang", language).out


def test_an_entry_is_not_called_intact_on_a_day_before_it_was_recorded(run: Run, small: Path) -> None:
    day = ("--as-of", "2019-12-31", "--archive", small, "--lang", "en")
    answer = run("archive", "verify", NUMBER, *day)
    assert (answer.code, "Intact" in answer.err) == (0, False)
    assert "By 2019-12-31 nothing had been recorded of this entry" in answer.err
    assert "By 2019-12-31 the archive had no entries yet" in run("archive", "list", *day).err


def test_a_date_ahead_is_told_beside_the_answer(run: Run, tmp_path: Path) -> None:
    now = datetime.combine(today(), NOW.timetz())
    facts = replace(FACTS, granted=today(), valid_until=anniversary(today(), 3))
    replace(archive(tmp_path), clock=lambda: now).issue(replace(issue_request(), facts=facts))
    ahead = (today() + timedelta(days=3)).isoformat()
    place = ("--archive", tmp_path, "--json", "--lang", "en")
    refused = run("archive", "cancel", NUMBER, *REASON, "--date", ahead, *place)
    assert (refused.code, refused.json["problems"][0]["code"]) == (1, "LIFE_DATE_FINAL")
    answer = run("archive", "suspend", NUMBER, *REASON, "--date", ahead, *place)
    warning, notice = answer.json["problems"]
    assert (answer.code, answer.json["status"], warning["code"]) == (0, "suspended", "LIFE_DATE_AHEAD")
    # The made-up specification of this entry is nowhere.
    assert (notice["code"], answer.json["notice"]) == ("NOTICE_NOT_MADE", None)
    assert "LIFE_DATE_AHEAD" in answer.err


def test_a_register_without_configuration_says_what_a_renewal_needs(run: Run, tmp_path: Path) -> None:
    archive(tmp_path).issue(issue_request())
    reported = run("archive", "renew", NUMBER, *REASON, "--archive", tmp_path, "--lang", "zh")
    assert reported.code == 1
    assert "配置中缺少续期所需的 certificate.validity_years" in reported.err
    assert "签发所需" not in reported.err


def test_the_group_takes_the_language_before_the_command(run: Run, tmp_path: Path) -> None:
    answer = run("archive", "--lang", "zh", "list", "--archive", tmp_path / "none")
    assert "找不到归档文件夹" in answer.err


def test_the_group_takes_the_configuration_before_the_command(run: Run, issued: Path) -> None:
    named = issued.parent / "elsewhere.toml"
    answer = run("archive", "--config", named, "list", "--archive", issued)
    assert answer.code == 2
    assert "elsewhere.toml" in answer.err


def test_a_register_moves_to_a_database_and_back(run: Run, issued_into_a_file: Path, database: str) -> None:
    configuration = issued_into_a_file / "cts-docs.toml"
    before_moving = configuration.read_bytes()
    place = ("--archive", issued_into_a_file, "--json")
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
    assert configuration.read_bytes() == before_moving + b"\n[register]\n"


@pytest.mark.parametrize(
    ("command", "works"),
    [
        (("verify",), {"Events verified", "Entries verified"}),
        (("backup", "-o", "backup.zip"), {"Files copied", "Backup verified"}),
        (("export", NUMBER, "-o", "out"), {"Packages exported"}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_long_work_shows_a_bar_on_a_terminal_only(
    run: Run,
    embedded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    works: set[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cts_docs.cli.progress._SHORT", 0.0)
    asked = ("archive", *command, "--archive", embedded)

    in_a_pipe = run(*asked)
    (tmp_path / "backup.zip").unlink(missing_ok=True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    on_a_terminal = run(*asked)
    (tmp_path / "backup.zip").unlink(missing_ok=True)
    as_json = run(*asked, "--json")

    assert {answer.code for answer in (in_a_pipe, on_a_terminal, as_json)} == {0}
    assert {work for work in works if f"{work}  [#####" not in on_a_terminal.err} == set()
    assert "[#" not in in_a_pipe.err + as_json.err
    assert in_a_pipe.out == on_a_terminal.out
