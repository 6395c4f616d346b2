"""A revision beside the version it revises: both stay usable, and what it would change is known before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cts_docs.documents.forms.catalogue import TEMPLATES
from cts_docs.documents.forms.controlled.document import controlled_document
from cts_docs.specification.derive import Derivation, derive
from cts_docs.specification.loader import DATA, DEFAULT, load_specification
from cts_docs.specification.model import Specification
from tests.conftest import ROOT, Run
from tests.documents.reading import parts
from tests.support.workbooks import put, workbook

DATES = ("--issue-date", "20260701", "--effective-date", "20260801")
ID = "CTS-TBSC034-2026"


@pytest.fixture
def revised(run: Run, tmp_path: Path) -> Path:
    """B/1, which asks 96 points for the highest grade."""
    (tmp_path / "specifications").mkdir()
    path = tmp_path / "specifications" / "revised.toml"
    run("spec", "derive", "--version", "B/1", *DATES, "--what", "示例：提高一级的分数", "-o", path)
    text = path.read_text("utf-8")
    text = text.replace("lower = 90, upper = 95, grade = 2", "lower = 90, upper = 96, grade = 2")
    text = text.replace("lower = 95, upper = 100, grade = 1", "lower = 96, upper = 100, grade = 1")
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def config(tmp_path: Path, revised: Path) -> Path:
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8").replace("pdf = true", "pdf = false")
    return put(tmp_path, "body.toml", f'specifications = "{revised.parent.as_posix()}"\n{text}'.encode())


@pytest.fixture
def place(run: Run, tmp_path: Path, config: Path, tbsc034: Specification) -> Path:
    """Two cases issued under B/0: 95 points with every clause at level 5, and 98 points."""
    place = tmp_path / "archive"
    assert run("archive", "init", "--archive", place, "--config", config).code == 0
    again = ("--again", "--reason", "示例：同一次审核的另一份测评")
    for name, alpha in (("low.xlsx", "0.95"), ("high.xlsx", "0.98")):
        path = put(tmp_path, name, workbook(tbsc034, alpha, 5))
        assert run("issue", path, "--archive", place, *again, "--config", config).code == 0
    return place


def test_the_impact_names_the_case_whose_grade_would_change(
    run: Run, revised: Path, place: Path, config: Path
) -> None:
    answer = run("spec", "impact", revised, "--archive", place, "--config", config, "--json")
    cases = answer.json["cases"]
    assert [one["changes_grade"] for one in cases] == [True, False]
    assert (cases[0]["before"]["name"], cases[0]["after"]["name"]) == ("一级", "二级")
    assert cases[0]["before"]["score"] == cases[0]["after"]["score"] == "95.00"


def test_the_impact_is_told_to_people(run: Run, revised: Path, place: Path, config: Path) -> None:
    answer = run("spec", "impact", revised, "--archive", place, "--config", config)
    assert "一级 (95.00) → 二级 (95.00)" in answer.out
    assert "2 archived entries: 1 would change their grade" in answer.err


def test_a_draft_that_changes_no_grade_says_so(run: Run, place: Path, config: Path) -> None:
    answer = run("spec", "impact", DATA / DEFAULT, "--archive", place, "--config", config)
    assert (answer.out, "none of 2 archived entries would change" in answer.err) == ("", True)


def test_a_draft_that_asks_for_more_cannot_be_applied(
    run: Run, tmp_path: Path, place: Path, config: Path
) -> None:
    text = (DATA / DEFAULT).read_text("utf-8").replace('id = "5.3", name', 'id = "5.4", name')
    draft = put(tmp_path, "draft.toml", text.replace("5.3. 环境/5分", "5.4. 环境/5分").encode())
    answer = run("spec", "impact", draft, "--archive", place, "--config", config, "--json")
    assert answer.code == 0, answer.err
    for one in answer.json["cases"]:
        assert one["after"] is None
        assert "5.4. 环境" in one["problems"][0]["message"]


def test_another_specification_is_not_compared(run: Run, place: Path, config: Path) -> None:
    other = ROOT / "tests" / "specifications" / "odd.toml"
    answer = run("spec", "impact", other, "--archive", place, "--config", config, "--json")
    assert {one["problems"][0]["code"] for one in answer.json["cases"]} == {"IMPACT_OTHER_SPECIFICATION"}


def test_an_older_workbook_is_scored_under_its_own_version(
    run: Run, tmp_path: Path, config: Path, tbsc034: Specification, revised: Path
) -> None:
    old = put(tmp_path, "old.xlsx", workbook(tbsc034, "0.95", 5))
    new = put(tmp_path, "new.xlsx", workbook(load_specification(revised), "0.95", 5))
    found = run("score", old, new, "--config", config, "--json").json["workbooks"]
    assert [one["specification"]["version"] for one in found] == ["B/0", "B/1"]
    assert [one["grade"]["name"] for one in found] == ["一级", "二级"]


def test_an_archive_of_the_older_version_is_rendered_again(run: Run, place: Path, config: Path) -> None:
    answer = run("archive", "verify", "--rerender", "--archive", place, "--config", config, "--json")
    assert (answer.code, [one["faults"] for one in answer.json["entries"]]) == (0, [[], []])


def test_an_id_alone_means_the_version_in_effect_last(run: Run, config: Path) -> None:
    assert run("spec", "show", ID, "--config", config, "--json").json["version"] == "B/1"
    assert run("spec", "show", f"{ID}@B/0", "--config", config, "--json").json["version"] == "B/0"


def test_every_document_under_a_draft_bears_it_across_the_page(tbsc034: Specification) -> None:
    """Forms, report, certificate in every design, forms of the case, notices and the controlled document."""
    content = (DATA / DEFAULT).read_bytes()
    _, draft = derive(content, DEFAULT, Derivation(version="B/1"))
    _, withdrawn = derive(content, DEFAULT, Derivation(version="B/2", status="（ 作废 ）"))
    for specification, mark in ((draft, ["草案"]), (withdrawn, ["作废"]), (tbsc034, [])):
        made = {name: each for form in TEMPLATES for name, each in form.templates(specification)}
        for name, each in {**made, "whole": controlled_document(specification)}.items():
            headers = [part.decode() for part_name, part in parts(each).items() if "/header" in part_name]
            assert headers, name
            for header in headers:
                assert re.findall('<v:textpath [^>]*string="(草案|作废)', header) == mark, name


def test_nothing_is_issued_under_a_draft(run: Run, tmp_path: Path, place: Path, config: Path) -> None:
    draft = tmp_path / "specifications" / "draft.toml"
    assert run("spec", "derive", "--version", "C/0", "-o", draft, "--config", config).code == 0
    book = put(tmp_path, "draft.xlsx", workbook(load_specification(draft), "0.98", 5))
    answer = run("issue", book, "--archive", place, "--config", config, "--json")
    codes = [problem["code"] for problem in answer.json["workbooks"][0]["problems"]]
    assert (answer.code, "SPECIFICATION_DRAFT" in codes) == (1, True)


def test_a_draft_without_a_date_is_not_taken_unasked(run: Run, config: Path, revised: Path) -> None:
    run("spec", "derive", "--version", "C/0", "-o", revised.with_name("draft.toml"))
    assert run("spec", "show", ID, "--config", config, "--json").json["version"] == "B/1"
    assert run("spec", "show", f"{ID}@C/0", "--config", config, "--json").json["version"] == "C/0"


def test_what_the_archived_audit_recorded_in_another_way_is_left_to_a_person(
    run: Run, revised: Path, place: Path, config: Path
) -> None:
    text = revised.read_text("utf-8")
    for old, new in (
        (
            'heading = "1.2. 设备设施/7分", points = 7',
            'heading = "1.2. 设备设施/7分", points = 7, scoring = "points"',
        ),
        ('marks = "5.1.1"', 'marks = "5.1.1"\njudged = "5.1.1"\ngroups = "5.1.2"'),
        ("[appendix1]", '[[evaluator_groups]]\nname = "示例甲"\nweight = 40\n\n[appendix1]'),
        ("[appendix1]", '[[evaluator_groups]]\nname = "示例乙"\nweight = 60\n\n[appendix1]'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    text = re.sub(r"\[readings\.B9\.choices\.persons\]\n(?:[^\[\n].*\n)+", "", text)
    revised.write_text(text, "utf-8")
    answer = run("spec", "impact", revised, "--archive", place, "--config", config, "--json")
    assert [one["after"] for one in answer.json["cases"]] == [None, None]
    for one in answer.json["cases"]:
        (problem,) = one["problems"]
        assert (problem["code"], problem["found"]) == ("IMPACT_UNCLEAR", "示例甲、示例乙、1.2. 设备设施/7分")
