"""A fault of the program in one workbook is a problem of that workbook; the others are processed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cts_docs.archive.paths import ArchivePaths
from cts_docs.assessment.credit_code import check_character
from cts_docs.services.archive import issue as issuing
from cts_docs.services.rendering import render as rendering
from cts_docs.services.workbooks import check as checking
from cts_docs.specification.model import Specification
from cts_docs.web.jobs.workbooks import Upload, WorkbooksRequest, _process_workbooks
from cts_docs.workbook.annotation import annotate as annotating
from tests.conftest import ROOT, Run
from tests.support.workbooks import put, workbook

CONFIG = ROOT / "samples" / "cts-docs.toml"


@pytest.fixture
def books(tmp_path: Path, tbsc034: Specification) -> Path:
    """Three workbooks; the one in the middle is the one that the program fails at."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(("a", "broken", "c")):
        body = f"91360100MA35EXA2{number}"
        client = {
            "client_name": f"示例公司{number}",
            "client_credit_code": body + check_character(body),
        }
        put(folder, f"{name}.xlsx", workbook(tbsc034, values=client))
    return folder


def fail_at(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """Let a function fail as a fault of the program would, at the workbook in the middle only."""
    work = getattr(module, name)

    def failing(first: object, *others: object, **named: object) -> object:
        path = getattr(first, "workbook", first)
        if "broken" in str(path):
            raise ZeroDivisionError
        return work(first, *others, **named)

    monkeypatch.setattr(module, name, failing)


def codes(answer: str) -> list[list[str]]:
    found = json.loads(answer)["workbooks"]
    return [[one["code"] for one in each.get("problems", ()) if one["severity"] == "error"] for each in found]


@pytest.mark.parametrize("command", ["check", "score"])
def test_reading_goes_on_after_a_fault(
    run: Run, books: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    fail_at(monkeypatch, checking, "read_workbook")

    answer = run(command, books, "--json", "--config", CONFIG)

    assert answer.code == 2
    assert codes(answer.out) == [[], ["INTERNAL_FAULT"], []]
    assert "Traceback" not in answer.err


def test_the_message_names_the_workbook_and_where_to_report(
    run: Run, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, checking, "read_workbook")

    answer = run("check", books, "--config", CONFIG)

    assert "broken.xlsx" in answer.out + answer.err
    assert "ZeroDivisionError" in answer.out + answer.err
    assert "issue tracker" in answer.out + answer.err


def test_copies_of_the_other_workbooks_are_annotated(
    run: Run, tmp_path: Path, tbsc034: Specification, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "broken", "c"):
        put(tmp_path, f"{name}.xlsx", workbook(tbsc034, values={"client_name": None}))
    fail_at(monkeypatch, annotating, "open_package")

    answer = run("check", tmp_path, "--annotate", tmp_path / "out", "--json", "--config", CONFIG)

    assert answer.code == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.xlsx", "c.xlsx"]
    assert [each[-1] for each in codes(answer.out)] == ["FIELD_MISSING", "INTERNAL_FAULT", "FIELD_MISSING"]


@pytest.mark.parametrize("failing", ["_prepared", "_write"])
def test_rendering_goes_on_after_a_fault(
    run: Run, books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    fail_at(monkeypatch, rendering, failing)
    only = ("--only", "appendix3")

    answer = run("render", books, "-o", tmp_path / "out", *only, "--json", "--config", CONFIG)

    assert answer.code == 2
    assert codes(answer.out) == [[], ["INTERNAL_FAULT"], []]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "c"]


def test_issuing_goes_on_after_a_fault(
    run: Run, books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "archive"
    place.mkdir()
    text = CONFIG.read_text("utf-8").replace("pdf = true", "pdf = false")
    ArchivePaths(place).configuration.write_text(text, "utf-8")
    fail_at(monkeypatch, issuing, "_issue")

    answer = run("issue", books, "--archive", place, "--json")

    assert answer.code == 2
    assert [each["ok"] for each in json.loads(answer.out)["workbooks"]] == [True, False, True]
    assert codes(answer.out)[1] == ["INTERNAL_FAULT"]
    listed = json.loads(run("archive", "list", "--archive", place, "--json").out)["entries"]
    assert [each["client"] for each in listed] == ["示例公司0", "示例公司2"]


def test_the_page_goes_on_after_a_fault(books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_at(monkeypatch, checking, "read_workbook")
    uploads = tuple(
        Upload(path.name, path, position) for position, path in enumerate(sorted(books.iterdir()))
    )
    request = WorkbooksRequest(uploads, "score", "zh", CONFIG, tmp_path / "job")
    last = {one.position: one.item for one in _process_workbooks(request) if one.item is not None}

    assert [[problem.code for problem in item.problems] for item in last.values()] == [
        [],
        ["INTERNAL_FAULT"],
        [],
    ]
