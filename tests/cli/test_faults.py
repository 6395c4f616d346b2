"""Whatever is given: a coded message, the right exit code, and never a traceback."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from cts_docs import services as actions
from cts_docs.specification.model import Specification
from tests.conftest import Run
from tests.support.workbooks import put, workbook


def package(**members: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


HOSTILE = {
    "empty": b"",
    "text": "评分".encode("gbk") * 100,
    "zip signature only": b"PK\x03\x04",
    "old Excel or encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "another zip": package(**{"a.txt": b"hello"}),
    "no sheets": package(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>"}),
    "broken xml": package(**{"[Content_Types].xml": b"<Types", "xl__workbook.xml": b"<"}),
    "entities": package(**{"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("command", [("check",), ("score",), ("render", "-o", "out")])
def test_a_file_that_is_no_workbook_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "a.xlsx", content)

    answer = run(*command, "a.xlsx", "--json")

    (found,) = answer.json["workbooks"]
    assert answer.code == 1
    assert found["ok"] is False
    assert found["problems"]
    assert {problem["code"] for problem in found["problems"]}.isdisjoint({"INTERNAL_FAULT"})
    assert "Traceback" not in answer.err


def damaged_at(content: bytes, place: int) -> bytes:
    start = len(content) * place // 20
    return (
        content[:start] + bytes(255 - value for value in content[start : start + 64]) + content[start + 64 :]
    )


@pytest.mark.parametrize("place", range(20))
def test_a_damaged_workbook_is_refused_or_read(
    run: Run, tmp_path: Path, tbsc034: Specification, place: int
) -> None:
    path = put(tmp_path, "a.xlsx", damaged_at(workbook(tbsc034), place))

    answer = run("score", path, "--json")

    assert answer.code in (0, 1)
    assert "INTERNAL_FAULT" not in answer.out + answer.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_pipe_in_place_of_a_workbook_is_refused_without_waiting(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")

    answer = run("check", tmp_path, "--json")

    assert answer.code == 1
    assert answer.json["workbooks"][0]["ok"] is False


def test_a_folder_named_like_a_workbook_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "inner.xlsx").mkdir()

    answer = run("check", tmp_path, "--json")

    assert answer.code == 1
    assert answer.json["workbooks"][0]["ok"] is False


def test_a_missing_configuration_ends_with_2(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    answer = run("score", path, "--config", tmp_path / "none.toml")

    assert answer.code == 2
    assert "SETTINGS_MISSING" in answer.err


def test_a_wrong_configuration_ends_with_1_and_names_each_fault(run: Run, tmp_path: Path) -> None:
    config = put(tmp_path, "body.toml", b'colour = "red"\n[readings]\nA1 = "never"\n')

    answer = run("doctor", "--config", config)

    assert answer.code == 1
    assert "READING_CHOICE" in answer.err
    assert "colour" in answer.err


def test_show_refuses_what_is_no_document(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.docx", b"plain text")

    assert run("show", path).code == 1
    assert run("show", tmp_path / "none.docx").code == 2


def test_an_internal_fault_says_so_and_where_to_report_it(
    run: Run, tmp_path: Path, tbsc034: Specification, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))
    monkeypatch.setattr(actions, "score_workbooks", _broken)

    answer = run("score", path, "--lang", "en")

    assert answer.code == 2
    assert "internal fault" in answer.err
    assert "issue tracker" in answer.err
    assert "Traceback" not in answer.err
    assert "secret" not in answer.err


def test_answers_are_utf8_under_any_locale(
    run: Run, tmp_path: Path, tbsc034: Specification, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "POSIX")
    path = put(tmp_path, "评分.xlsx", workbook(tbsc034))

    assert "评分.xlsx" in run("score", path).out


def _broken(*_: object) -> Callable[[], None]:
    raise ZeroDivisionError("a secret of the workbook")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_full_disk_behind_stdout_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr("sys.stdout", full)
        answer = run("spec", "list")
        # What could not be written is still in the buffer and would fail again on closing.
        monkeypatch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())

    assert answer.code == 2
    assert "SYSTEM_REFUSED" in answer.err
