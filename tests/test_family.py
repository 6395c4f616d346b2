"""Every fictional sibling goes the whole way, through code that knows none of them.

Blank workbook, check, score, paperwork, archive, controlled document: what differs between
the siblings (counts, points, bands, steps of α, readings, chapters) stands in their files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from cts_docs.documents import render_documents
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from tests.conftest import ROOT, SIBLINGS, Run
from tests.documents.audit_files import audit_file
from tests.documents.reading import bare, page_words
from tests.support.workbooks import put, workbook

SPECIFICATIONS = ROOT / "tests" / "specifications"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The sample configuration with the siblings' folder and without PDF files."""
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8").replace("pdf = true", "pdf = false")
    return put(tmp_path, "body.toml", f'specifications = "{SPECIFICATIONS.as_posix()}"\n{text}'.encode())


@pytest.fixture
def filled(sibling: Specification, tmp_path: Path) -> Callable[[str, int], Path]:
    def make(coefficient: str, level: int) -> Path:
        return put(tmp_path, "audit.xlsx", workbook(sibling, coefficient, level, forms=3))

    return make


def top(specification: Specification) -> int:
    return len(specification.levels)


def test_the_siblings_differ_in_what_can_differ() -> None:
    found = [load_specification(path) for path in (SPECIFICATIONS / f"{name}.toml" for name in SIBLINGS)]
    assert len({len(each.indicators) for each in found}) == len(found)
    assert len({len(each.clauses) for each in found}) >= 2
    assert len({each.appendix1.total_points for each in found}) == len(found)
    assert len({len(each.experience_bands) for each in found}) == len(found)
    assert len({len(each.levels) for each in found}) == len(found)
    assert len({len(each.grading.names) for each in found}) == len(found)
    assert {each.readings["B8"].default for each in found} == {"on", "off"}
    assert {each.readings["A5"].default for each in found} == {"lower", "refuse"}
    assert any(each.experience_step == Fraction(1, 20) for each in found)
    assert any(all(len(chapter.clauses) == 1 for chapter in each.chapters) for each in found)
    assert any(
        len({chapter.description for chapter in each.chapters}) == len(each.chapters) for each in found
    )


def test_top_marks_give_the_highest_grade(
    run: Run, sibling: Specification, config: Path, filled: Callable[[str, int], Path]
) -> None:
    answer = run("score", filled("1", top(sibling)), "--config", config, "--json")
    (one,) = answer.json["workbooks"]
    assert answer.code == 0
    assert one["service"]["score"] == "100"
    assert one["management"]["total"] == sibling.management_maximum
    assert one["grade"]["name"] == sibling.grading.names[1]


def test_the_least_marks_give_none(
    run: Run, sibling: Specification, config: Path, filled: Callable[[str, int], Path]
) -> None:
    answer = run("score", filled("0", 1), "--config", config, "--json")
    (one,) = answer.json["workbooks"]
    assert one["management"]["total"] == sibling.management_minimum
    assert one["grade"]["grade"] is None


def test_its_paperwork_is_issued_and_stands_in_the_archive(
    run: Run, tmp_path: Path, sibling: Specification, config: Path, filled: Callable[[str, int], Path]
) -> None:
    place = tmp_path / "archive"
    assert run("archive", "init", "--archive", place, "--config", config).code == 0
    issued = run("issue", filled("1", top(sibling)), "--archive", place, "--config", config, "--json")
    assert issued.code == 0, issued.out
    (one,) = issued.json["workbooks"]
    assert one["certificate"]
    listed = run("archive", "list", "--archive", place, "--config", config, "--json")
    assert [entry["grade"] for entry in listed.json["entries"]] == [sibling.grading.names[1]]
    verified = run("archive", "verify", "--archive", place, "--config", config, "--rerender", "--json")
    assert (verified.code, [entry["faults"] for entry in verified.json["entries"]]) == (0, [[]])


def test_no_number_of_another_specification_is_printed() -> None:
    """月面温室 has other clause numbers, level bands and names of appendices than TBSC034 throughout."""
    odd = load_specification(SPECIFICATIONS / "odd.toml")
    made = audit_file(odd, ["0.9"] * 2, 2, qms_treatment="部分免除", qms_risk_reasons="示例理由")
    texts = [page_words(each.content) for each in render_documents(made)]
    book = openpyxl.load_workbook(io.BytesIO(workbook(odd)))
    for sheet in book.worksheets:
        cells = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        prompts = [f"{rule.prompt}{rule.error}" for rule in sheet.data_validations.dataValidation]
        texts += [bare(text) for text in (sheet.title, *cells, *prompts)]
    whole = "\n".join(text.replace("GB32100-2015", "") for text in texts)
    assert "6.3判定" in whole
    assert re.findall(r".*?(?<![\d.])(?:4\.2\.2|5\.[123](?:\.\d)?)(?![\d%分]).*?", whole) == []
    assert re.findall(r".{0,20}附录[1-4].{0,20}", whole) == []
    assert re.findall(r".{0,20}(?:105|119|145)分.{0,20}", whole) == []
    assert re.findall(r".{0,20}(?<!下)[一二四五]级(?!定性).{0,20}", whole) == []


def test_its_controlled_document_is_exported(
    run: Run, tmp_path: Path, sibling: Specification, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cts_docs.services.specifications.specifications.find_soffice", lambda: None)
    answer = run("spec", "export", sibling.id, "-o", tmp_path / "whole.docx", "--config", config)
    assert (answer.code, (tmp_path / "whole.docx").is_file()) == (0, True)
