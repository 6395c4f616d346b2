"""The whole job, from a blank workbook to the paperwork, on the delivered specification and its siblings."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from tests.conftest import ROOT, SIBLINGS, Run
from tests.support.workbooks import put, workbook

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(params=["delivered", *SIBLINGS])
def specification(request: pytest.FixtureRequest) -> Specification:
    if request.param == "delivered":
        return load_specification()
    return load_specification(ROOT / "tests" / "specifications" / f"{request.param}.toml")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = (ROOT / "tests" / "specifications").as_posix()
    return put(tmp_path, "body.toml", f'specifications = "{folder}"\n[body]\nname = "示例认证"\n'.encode())


def words(path: Path) -> str:
    """Everything that the body of a document says, paragraph by paragraph."""
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    paragraphs = (
        "".join(text.text or "" for text in paragraph.iter(f"{WORD}t")) for paragraph in root.iter(f"{WORD}p")
    )
    return "\n".join(paragraphs)


def test_from_a_filled_workbook_to_the_paperwork(
    run: Run, tmp_path: Path, specification: Specification, config: Path
) -> None:
    """Top marks: every coefficient 1, every clause at its highest level; the highest grade follows."""
    top = len(specification.levels)
    path = put(tmp_path, "audit.xlsx", workbook(specification, "1", top, forms=3))
    common = ("--config", config, "--json")

    checked = run("check", path, "--for", "issue", *common)
    scored = run("score", path, *common)
    rendered = run("render", path, "-o", tmp_path / "out", *common)

    (score,) = scored.json["workbooks"]
    (render,) = rendered.json["workbooks"]
    assert (checked.code, scored.code, rendered.code) == (0, 0, 0)
    assert score["specification"]["id"] == specification.id
    assert score["service"]["score"] == "100"
    if specification.has_maturity:
        assert score["management"]["total"] == specification.management_maximum
        assert len(score["management"]["clauses"]) == len(specification.clauses)
    else:
        assert score["management"] is None
    assert score["grade"]["name"] == specification.grading.names[1]
    assert len(score["service"]["indicators"]) == len(specification.indicators)
    assert [one["name"] for one in render["documents"]] == [
        *["appendix1"] * 4,
        *(("appendix2", "appendix3") if specification.has_maturity else ()),
        "report",
        # The forms of the case whose data a workbook of layout 2 holds: team, decision and sites.
        *("attendance", "decision_record", "certificate_annex"),
        "certificate",
    ]
    texts = {one["name"]: words(Path(one["path"])) for one in render["documents"]}
    for indicator in specification.indicators:
        assert indicator.criterion in texts["appendix1"]
    for clause in specification.clauses:
        assert clause.heading in texts["appendix3"]
    for name in texts.keys() & {"appendix1", "appendix3", "report", "certificate"}:
        assert "示例市政工程有限公司" in texts[name]
    for name in ("report", "certificate"):
        assert specification.grading.names[1] in texts[name]


def test_a_sibling_is_listed_where_the_configuration_names_its_folder(
    run: Run, config: Path, tbsc034: Specification, fictional: Specification
) -> None:
    without = run("spec", "list", "--json").json["specifications"]
    answer = run("spec", "list", "--config", config, "--json").json["specifications"]
    shown = run("spec", "show", fictional.id, "--config", config, "--json").json

    assert [one["id"] for one in without] == [tbsc034.id]
    listed = [one["id"] for one in answer]
    assert (listed[0], len(listed)) == (tbsc034.id, 1 + len(SIBLINGS))
    assert fictional.id in listed
    assert shown["id"] == fictional.id
    assert len(shown["characteristics"]) == len(fictional.appendix1.characteristics)


def test_a_siblings_workbook_is_refused_where_the_sibling_is_not_at_hand(
    run: Run, tmp_path: Path, fictional: Specification
) -> None:
    path = put(tmp_path, "audit.xlsx", workbook(fictional, level=len(fictional.levels)))

    answer = run("score", path, "--json")

    assert answer.code == 1
    assert [one["code"] for one in answer.json["workbooks"][0]["problems"]] == ["SPECIFICATION_UNKNOWN"]
