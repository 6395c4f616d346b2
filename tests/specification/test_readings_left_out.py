"""A specification leaves out the readings whose question it does not raise, and works as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.errors import RefusedError
from cts_docs.specification.loader import DATA, DEFAULT, load_specification
from cts_docs.specification.model import Specification
from cts_docs.workbook import read_workbook
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import page_words
from tests.support.assessments import assessment
from tests.support.workbooks import workbook

LEFT_OUT = ("A2", "A3", "A4", "A5", "A8", "B8", "B9", "B11")


def without_readings(*ids: str) -> str:
    text = (DATA / DEFAULT).read_text("utf-8")
    for key in ids:
        pattern = rf"(?m)^\[readings\.{key}(\..*)?\]\n(?:(?!\[|#).*\n)*"
        text = re.sub(pattern, "", text)
    return re.sub(r"(?m)^\[\[excluded\]\]\n(?:(?!\[|#).*\n)*", "", text)


@pytest.fixture
def bare(tmp_path: Path) -> Specification:
    path = tmp_path / "bare.toml"
    path.write_text(without_readings(*LEFT_OUT), "utf-8")
    return load_specification(path)


def test_scoring_takes_the_ordinary_way(bare: Specification, tbsc034: Specification) -> None:
    assert not set(LEFT_OUT) & set(bare.readings)
    readings = choose(bare, {})
    for coefficient, level in (("0.96", 3), ("0.9", 4), ("0.6", 2), ("0.85", 2)):
        own = score(bare, readings, assessment(bare, [coefficient] * 2, level))
        other = score(tbsc034, choose(tbsc034, {}), assessment(tbsc034, [coefficient] * 2, level))
        assert own.grade == other.grade
    every = readings.all_choices
    assert [every[key] for key in ("A2", "A3", "A4", "A5", "A8", "B8", "B9", "B11")] == [
        "none",
        "row3",
        "exact",
        "lower",
        "level4",
        "off",
        "forms",
        "1",
    ]


def test_blank_and_report_need_none_of_them(bare: Specification, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(bare))
    read = read_workbook(path, lambda *_: bare, lambda each: choose(each, {}))
    assert read.problems == ()
    assert "认证级别" in page_words(rendered(audit_file(bare, ["0.6"]), "report"))


def test_a_body_s_choice_for_other_specifications_does_not_concern_it(bare: Specification) -> None:
    assert choose(bare, {"A5": "refuse", "B9": "persons"})["A5"] == "lower"
    with pytest.raises(RefusedError):
        choose(bare, {"A6": "x"})


@pytest.mark.parametrize("key", ["A1", "B12", "C1", "C4"])
def test_what_every_specification_needs_is_missed(tmp_path: Path, key: str) -> None:
    path = tmp_path / "less.toml"
    path.write_text(without_readings(key), "utf-8")
    with pytest.raises(RefusedError) as refused:
        load_specification(path)
    assert "SPEC_READING_MISSING" in {problem.code for problem in refused.value.problems}
