"""`spec`: export, check by line, derive, diff."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from cts_docs.specification.loader import DATA, DEFAULT, load_specification
from tests.conftest import Run

DELIVERED = DATA / DEFAULT


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    text = DELIVERED.read_text("utf-8").replace("points = 17", "points = 16")
    text = text.replace('to = "clause_4"', WRONG_LINK)
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    return path


WRONG_LINK = 'to = "x"'


def line_in(path: Path, words: str) -> str:
    lines = path.read_text("utf-8").splitlines()
    return str(1 + next(number for number, line in enumerate(lines) if words in line))


def test_check_tells_every_fault_by_line(run: Run, wrong: Path) -> None:
    answer = run("spec", "check", wrong)
    assert answer.code == 1
    assert f"{wrong}:{line_in(wrong, 'points = 16')}" in answer.err
    assert f"{wrong}:{line_in(wrong, WRONG_LINK)}" in answer.err


def test_check_answers_in_json(run: Run, wrong: Path) -> None:
    answer = run("spec", "check", wrong, "--json")
    told = {(one["code"], one["line"]) for one in answer.json["problems"]}
    assert not answer.json["ok"]
    assert ("SPEC_LINK_TARGET", line_in(wrong, WRONG_LINK)) in told


def test_a_sound_file_is_told_so(run: Run) -> None:
    answer = run("spec", "check", DELIVERED)
    assert (answer.code, "CTS TBSC034-2026 B/0, no errors" in answer.err) == (0, True)


def test_derive_makes_a_sibling_that_keeps_the_comments(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "bridge.toml"
    options = ("--service", "示例桥梁养护服务", "--number", "EXAMPLE TBSC905-2026", "--version", "A/0")
    assert run("spec", "derive", *options, "-o", made).code == 0
    text, control = made.read_text("utf-8"), load_specification(made).control
    assert "城镇污水处理厂工程施工服务" not in text
    assert "# The bands of the experience coefficient α (5.1.1)." in text
    assert (control.number, control.version) == ("EXAMPLE TBSC905-2026", "A/0")
    assert load_specification(made).id == "EXAMPLE-TBSC905-2026"


def test_nobody_answers_for_a_derived_draft_yet(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "draft.toml"
    run("spec", "derive", "--number", "EXAMPLE 1", "-o", made)
    control = load_specification(made).control
    assert {control.prepared_by, control.reviewed_by, control.approved_by, control.issue_date} == {"待定"}
    assert control.status == "（ 草稿 ）"


def test_a_revision_enters_its_record(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "revised.toml"
    options = ("--version", "B/1", "--issue-date", "20260701", "--what", "示例修订")
    assert run("spec", "derive", *options, "-o", made).code == 0
    (record,) = load_specification(made).revisions
    assert (record.version, record.date, record.what) == ("B/1", "20260701", "示例修订")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "DERIVE_SAME"),
        (("--service", '示例"引号', "--version", "B/1"), "DERIVE_VALUE"),
        (("--service", "示例\\", "--version", "B/1"), "DERIVE_VALUE"),
        (("--service", "示例\n", "--version", "B/1"), "DERIVE_VALUE"),
    ],
)
def test_a_derivation_that_cannot_be_is_refused(
    run: Run, tmp_path: Path, options: tuple[str, ...], code: str
) -> None:
    answer = run("spec", "derive", *options, "-o", tmp_path / "none.toml")
    assert answer.code == 1
    assert code in answer.err
    assert not (tmp_path / "none.toml").exists()


def test_derive_replaces_no_file_unasked(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "there.toml"
    made.write_text("x", "utf-8")
    assert run("spec", "derive", "--version", "B/1", "-o", made).code == 2
    assert made.read_text("utf-8") == "x"


def test_diff_speaks_the_words_of_the_field(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "other.toml"
    text = DELIVERED.read_text("utf-8").replace('version = "B/0"', 'version = "B/1"')
    text = text.replace(
        "upper = 100, grade = 1, level = 4 },\n]\nrows", "upper = 100, grade = 1, level = 5 },\n]\nrows"
    )
    made.write_text(text.replace("全生命周期成本最优", "全寿命成本最优"), "utf-8")
    found = run("spec", "diff", "CTS-TBSC034-2026", made, "--json").json["changes"]
    assert [one["place"] for one in found] == [
        "版本号",
        "认证级别分数段 5（bands）",
        "服务过程质量指标 5.2 评价内容",
        "条文解释 A8 的选择 level5",
    ]
    assert "管理成熟度等级为五级时" in found[3]["after"]
    assert found[1]["before"] == "95–100：认证级别一级，管理成熟度等级四级及以上"
    assert found[1]["after"] == "95–100：认证级别一级，管理成熟度等级五级及以上"


def test_diff_tells_links_and_anchors_too(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "linked.toml"
    text = DELIVERED.read_text("utf-8").replace('version = "B/0"', 'version = "B/1"')
    text = text.replace('to = "clause_4"', 'to = "clause_3"').replace(
        'anchor = "clause_5_3"', 'anchor = "end"'
    )
    made.write_text(text, "utf-8")
    found = run("spec", "diff", "CTS-TBSC034-2026", made, "--json").json["changes"]
    assert [(one["place"], one["before"], one["after"]) for one in found] == [
        ("版本号", "B/0", "B/1"),
        (
            "5.1. 服务特性测评：“依据第 4 章规定的内容进行测评。”的链接",
            "第 4 章 → clause_4",
            "第 4 章 → clause_3",
        ),
        ("5.3 认证结果：“5.3 认证结果”的锚点", "clause_5_3", "end"),
    ]


def test_the_same_document_has_no_differences(run: Run) -> None:
    answer = run("spec", "diff", "CTS-TBSC034-2026", DELIVERED)
    assert (answer.code, answer.out) == (0, "")


def test_export_writes_a_word_document(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cts_docs.services.specifications.specifications.find_soffice", lambda: None)
    answer = run("spec", "export", "-o", tmp_path / "whole.docx")
    assert answer.code == 0
    assert (tmp_path / "whole.docx").read_bytes().startswith(b"PK")
    assert "page numbers" in answer.err


def test_export_wants_a_word_name(run: Run, tmp_path: Path) -> None:
    assert run("spec", "export", "-o", tmp_path / "whole.pdf").code == 2


def test_show_tells_the_numbers_that_readings_go_by(run: Run) -> None:
    answer = run("spec", "show")
    assert "off (band = 2)" in answer.out
    assert "off (level = 2)" in answer.out
    readings = {one["id"]: one["parameters"] for one in run("spec", "show", "--json").json["readings"]}
    assert readings["B12"] == {"off": {"band": 2}, "percent": {"band": 2}}
    assert readings["A3"] == {"row2": {"score": 90, "level": 3}}
    assert readings["A1"] == {}


@pytest.fixture
def controlled(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "controlled.docx"
    assert run("spec", "export", "-o", path).code == 0
    return path


def test_import_marks_in_the_draft_what_it_was_unsure_of(run: Run, tmp_path: Path, controlled: Path) -> None:
    made = tmp_path / "draft.toml"
    answer = run("spec", "import", controlled, "-o", made)
    text = made.read_text("utf-8")
    assert answer.code == 0
    assert text.startswith("# Draft of a specification, read from controlled.docx.")
    assert "# To be checked: a controlled document states no readings" in text
    assert f"{made}:{line_in(made, '[method]')}" in answer.err
    assert load_specification(made).appendix1 == load_specification().appendix1


def test_import_replaces_no_file_unasked(run: Run, tmp_path: Path, controlled: Path) -> None:
    made = tmp_path / "draft.toml"
    made.write_text("mine", "utf-8")
    answer = run("spec", "import", controlled, "-o", made)
    assert (answer.code, made.read_text("utf-8")) == (2, "mine")
    assert run("spec", "import", controlled, "-o", made, "--force").code == 0


def test_an_import_that_does_not_add_up_is_a_draft_to_be_completed(
    run: Run, tmp_path: Path, controlled: Path
) -> None:
    document = docx.Document(str(controlled))
    cell = next(
        cell for table in document.tables for cell in table.column_cells(0) if cell.text == "1. 功能性/17分"
    )
    cell.paragraphs[0].runs[0].text = "1. 功能性/16分"
    document.save(str(controlled))
    made = tmp_path / "draft.toml"
    answer = run("spec", "import", controlled, "-o", made)
    assert answer.code == 1
    assert f"{made}:{line_in(made, 'points = 16')}  SPEC_SUM" in answer.err
    assert "not complete" in answer.err
