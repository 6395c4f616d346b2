"""`archive report`: certificates and audit plans for the regulator, in the columns of the body."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cts_docs.specification.model import Specification
from tests.archive.configurations import configure
from tests.archive.test_version_0_1 import ARCHIVE, CONFIG
from tests.conftest import Run
from tests.support.workbooks import put, workbook

COLUMNS = """
[reporting.certificates]
"编号" = "certificate"
"状态" = "status"
"标志使用" = "mark_use"

[reporting.plans]
"日期" = "audit_start"
"地点" = "audit_places"
"组员" = "team"
"安排" = "plan"
"""
Rows = list[tuple[object, ...]]


def rows(path: Path, sheet: str) -> Rows:
    book = openpyxl.load_workbook(path)
    assert {cell.data_type for row in book[sheet].iter_rows() for cell in row if cell.value} == {"s"}
    return list(book[sheet].iter_rows(values_only=True))


def by_heading(path: Path, sheet: str) -> list[dict[object, object]]:
    heading, *found = rows(path, sheet)
    return [dict(zip(heading, row, strict=True)) for row in found]


@pytest.fixture
def of_0_1(tmp_path: Path) -> Path:
    """An archive of version 0.1: a certificate that was withdrawn, and an audit without certificate."""
    with zipfile.ZipFile(ARCHIVE) as package:
        package.extractall(tmp_path / "place")
    return tmp_path / "place"


@pytest.fixture
def planned(tmp_path: Path, run: Run, tbsc034: Specification) -> Path:
    """An archive with one audit whose workbook has a plan, and columns of the body's own."""
    folder = tmp_path / "archive"
    folder.mkdir()
    configure(folder, before=COLUMNS)
    values = {
        "audit_places": "+86 示例市",
        "plan_dates": [datetime.date(2026, 3, 2)],
        "plan_times": ["9:00–12:00"],
        "plan_auditors": ["示例组长"],
        "plan_subjects": ["6.2"],
        "plan_places": ["示例项目部"],
    }
    audit = put(tmp_path, "audit.xlsx", workbook(tbsc034, values=values))
    answer = run("issue", audit, "--archive", folder)
    assert answer.code == 0, answer.err
    return folder


def report(run: Run, place: Path, output: Path, *options: str) -> dict[str, object]:
    answer = run("archive", "report", "-o", output, "--archive", place, *options, "--json")
    assert answer.code == 0, answer.err
    return answer.json


def test_a_row_for_each_certificate_from_register_and_workbook(
    run: Run, of_0_1: Path, tmp_path: Path
) -> None:
    output = tmp_path / "report.xlsx"
    written = report(run, of_0_1, output, "--config", str(CONFIG))
    (found,) = by_heading(output, "证书")
    assert (found["证书编号"], found["状态"]) == ("CTS-TBSC034-2026-0001-R0", "撤销")
    assert (found["地址"], found["审核人日"]) == ("示例省示例市示例区示例路 1 号", "4.5")
    assert found["审核组"] == "审核员甲（组长）、审核员乙（组员）、专家丙（技术专家）"
    assert by_heading(output, "审核计划") == []
    assert (written["certificates"], written["plans"]) == (1, 0)


def test_a_certificate_is_reported_in_the_period_of_its_grant(run: Run, of_0_1: Path, tmp_path: Path) -> None:
    report(run, of_0_1, tmp_path / "all.xlsx", "--config", str(CONFIG))
    granted = str(by_heading(tmp_path / "all.xlsx", "证书")[0]["颁证日期"])
    within = ("--from", granted, "--to", granted)
    before = ("--to", (datetime.date.fromisoformat(granted) - datetime.timedelta(1)).isoformat())
    config = ("--config", str(CONFIG))
    assert report(run, of_0_1, tmp_path / "within.xlsx", *within, *config)["certificates"] == 1
    assert report(run, of_0_1, tmp_path / "before.xlsx", *before, *config)["certificates"] == 0


def test_columns_are_the_bodys_and_every_cell_is_text(run: Run, planned: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.xlsx"
    report(run, planned, output)
    assert rows(output, "证书")[0] == ("编号", "状态", "标志使用")
    assert rows(output, "证书")[1][1:] == ("有效", None)
    assert rows(output, "审核计划") == [
        ("日期", "地点", "组员", "安排"),
        (
            "2026-03-02",
            "+86 示例市",
            "示例组长（组长）、示例组员（组员）",
            "2026-03-02 9:00–12:00 示例组长 6.2 示例项目部",
        ),
    ]


def test_the_plan_of_an_audit_to_come_is_reported_from_its_workbook(
    run: Run, of_0_1: Path, tmp_path: Path, tbsc034: Specification
) -> None:
    plan = {"plan_times": ["9:00–12:00"], "plan_subjects": ["6.2"]}
    put(tmp_path, "audit.xlsx", workbook(tbsc034, values=plan))
    output, options = tmp_path / "report.xlsx", ("--archive", of_0_1, "--config", CONFIG)
    answer = run("archive", "report", tmp_path / "audit.xlsx", "-o", output, *options)
    assert answer.code == 0, answer.err
    (found,) = by_heading(output, "审核计划")
    assert (found["报告编号"], found["受审核方"]) == (None, "示例市政工程有限公司")
    assert (found["审核开始日期"], found["审核计划"]) == ("2026-03-02", "9:00–12:00 6.2")
    wrong = put(tmp_path, "wrong.xlsx", workbook(tbsc034, values={**plan, "plan_dates": ["三月二日"]}))
    refused = run("archive", "report", wrong, "-o", tmp_path / "other.xlsx", *options)
    assert (refused.code, (tmp_path / "other.xlsx").exists()) == (1, False)
    assert "wrong.xlsx" in refused.err


def test_nothing_is_overwritten_and_nothing_written_into_the_archive(
    run: Run, of_0_1: Path, tmp_path: Path
) -> None:
    output = put(tmp_path, "report.xlsx", b"kept")
    place = ("--archive", of_0_1, "--config", CONFIG)
    refused = run("archive", "report", "-o", output, *place)
    assert (refused.code, output.read_bytes()) == (2, b"kept")
    assert "--force" in refused.err
    assert run("archive", "report", "-o", output, "--force", *place).code == 0
    assert run("archive", "report", "-o", of_0_1 / "report.xlsx", *place).code == 2
    assert run("archive", "report", "-o", tmp_path / "report.csv", *place).code == 2
    reversed_period = ("--from", "2026-03-02", "--to", "2026-03-01")
    assert run("archive", "report", "-o", tmp_path / "late.xlsx", *reversed_period, *place).code == 2
    assert not (tmp_path / "late.xlsx").exists()


def test_a_changed_workbook_is_not_reported(run: Run, of_0_1: Path, tmp_path: Path) -> None:
    changed = next(of_0_1.rglob("inputs/workbook.xlsx"))
    changed.write_bytes(changed.read_bytes() + b"\0")
    output = tmp_path / "report.xlsx"
    answer = run("archive", "report", "-o", output, "--archive", of_0_1, "--config", CONFIG)
    assert (answer.code, output.exists()) == (1, False)
    assert changed.name in answer.err


def test_an_unknown_fact_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    config = put(tmp_path, "cts-docs.toml", '[reporting.certificates]\n"甲" = "phone"\n'.encode())
    answer = run("config", "check", config)
    assert answer.code == 1
    assert "phone" in answer.err
    assert "2" in answer.err
