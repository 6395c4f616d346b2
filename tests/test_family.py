"""Every fictional sibling goes the whole way, through code that knows none of them.

Blank workbook, check, score, paperwork, archive, controlled document: what differs between
the siblings (counts, points, bands, steps of α, readings, chapters) stands in their files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from cts_docs.assessment.figures import points_as_data
from cts_docs.documents import render_documents
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from tests.conftest import ROOT, Run
from tests.documents.audit_files import audit_file
from tests.documents.reading import bare, page_words
from tests.support.workbooks import put, workbook
from tests.web.visiting import Place, serving

SPECIFICATIONS = ROOT / "tests" / "specifications"
EVERY = sorted(path.stem for path in SPECIFICATIONS.glob("*.toml"))
NAMES = ("care", "hall", "home")
"""The siblings that between them have every structure that a specification may name."""


@pytest.fixture(scope="session", params=EVERY)
def sibling(request: pytest.FixtureRequest) -> Specification:
    """Each of the made-up siblings in turn; a new file in tests/specifications joins them."""
    return load_specification(SPECIFICATIONS / f"{request.param}.toml")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The sample configuration with the siblings' folder and without PDF files."""
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8").replace("pdf = true", "pdf = false")
    return put(tmp_path, "body.toml", f'specifications = "{SPECIFICATIONS.as_posix()}"\n{text}'.encode())


def top(specification: Specification) -> int:
    return len(specification.levels)


def test_the_siblings_differ_in_what_can_differ() -> None:
    found = [load_specification(SPECIFICATIONS / f"{name}.toml") for name in EVERY]
    assert len({each.appendix1.total_points for each in found}) == len(found)
    assert {len(each.levels) for each in found} >= {0, 2, 3, 7}
    assert {len(each.experience_bands) for each in found} >= {2, 3, 4, 5}
    assert {len(each.grading.names) for each in found} >= {1, 3}
    assert {len(each.evaluator_groups) for each in found} == {0, 2, 3}
    assert {each.has_judged for each in found} == {each.has_decimals for each in found} == {True, False}
    assert {floor.kind for each in found for floor in each.floors} == {
        "characteristic",
        "indicator",
        "requirement",
    }
    assert any(each.composite for each in found)
    assert {each.names_not_applicable for each in found} == {True, False}
    assert {each.readings["B8"].default for each in found if "B8" in each.readings} == {"on", "off"}
    assert {each.readings["A5"].default for each in found if "A5" in each.readings} == {"lower", "refuse"}
    assert any(each.experience_step == Fraction(1, 20) for each in found)
    assert any(all(len(chapter.clauses) == 1 for chapter in each.chapters) for each in found)
    assert any(
        len({chapter.description for chapter in each.chapters}) == len(each.chapters) for each in found
    )


def test_top_marks_give_the_highest_grade_and_the_least_none(
    run: Run, tmp_path: Path, sibling: Specification, config: Path
) -> None:
    best = put(tmp_path, "best.xlsx", workbook(sibling, "1", top(sibling), forms=3))
    least = put(tmp_path, "least.xlsx", workbook(sibling, "0", 1, forms=3))
    answer = run("score", best, least, "--config", config, "--json")
    high, low = answer.json["workbooks"]
    assert answer.code == 0
    assert (high["service"]["score"], low["service"]["score"]) == ("100", "0")
    if sibling.has_maturity:
        assert high["management"]["total"] == points_as_data(sibling.management_maximum)
        assert low["management"]["total"] == points_as_data(sibling.management_minimum)
    else:
        assert high["management"] is low["management"] is None
    assert high["grade"]["name"] == sibling.grading.names[1]
    assert low["grade"]["grade"] is None


@pytest.mark.parametrize("name", [*NAMES, "odd"])
def test_the_whole_job_runs(run: Run, tmp_path: Path, config: Path, name: str) -> None:
    """Check, issue, archive, verify and export, without code that knows the sibling."""
    sibling = load_specification(SPECIFICATIONS / f"{name}.toml")
    place, book = tmp_path / "archive", put(tmp_path, "audit.xlsx", workbook(sibling, "1", top(sibling)))
    assert run("check", book, "--config", config).code == 0
    assert run("archive", "init", "--archive", place, "--config", config).code == 0
    issued = run("issue", book, "--archive", place, "--config", config, "--json")
    assert issued.code == 0, issued.out
    (one,) = issued.json["workbooks"]
    assert one["certificate"]
    listed = run("archive", "list", "--archive", place, "--config", config, "--json")
    assert [entry["grade"] for entry in listed.json["entries"]] == [sibling.grading.names[1]]
    verified = run("archive", "verify", "--archive", place, "--config", config, "--rerender", "--json")
    assert (verified.code, [entry["faults"] for entry in verified.json["entries"]]) == (0, [[]])
    exported = run("archive", "export", "--archive", place, "--config", config, "-o", tmp_path / "exported")
    assert exported.code == 0, exported.err


def test_no_number_of_another_specification_is_printed() -> None:
    """月面温室 has other clause numbers, level bands and names of appendices than TBSC034 throughout."""
    odd = load_specification(SPECIFICATIONS / "odd.toml")
    made = audit_file(odd, ["0.9"] * 2, 2, qms_treatment="部分免除", qms_risk_reasons="示例理由")
    documents = [page_words(each.content) for each in render_documents(made)]
    whole = "\n".join(
        text.replace("GB32100-2015", "") for text in (*documents, *words_of_workbook(workbook(odd)))
    )
    assert "6.3判定" in whole
    assert re.findall(r".*?(?<![\d.])(?:4\.2\.2|5\.[123](?:\.\d)?)(?![\d%分]).*?", whole) == []
    assert re.findall(r".{0,20}附录[1-4].{0,20}", whole) == []
    assert re.findall(r".{0,20}(?:105|119|145)分.{0,20}", whole) == []
    assert re.findall(r".{0,20}(?<!下)[一二四五]级(?!定性).{0,20}", whole) == []


def test_the_page_scores_them(config: Path) -> None:
    """One server, a workbook of each; what is not there is not shown."""
    with serving(Place(config=config)) as (_, visitor):
        one = visitor()
        for name in NAMES:
            sibling = load_specification(SPECIFICATIONS / f"{name}.toml")
            brought = one.bring(workbook(sibling, "1", top(sibling)))
            assert one.wait(brought) == "done"
            shown = one.get(f"{brought}/1").text
            assert sibling.grading.names[1] in shown
            assert "100.00" in shown
            assert ("成熟度" in shown) == sibling.has_maturity


def words_of_workbook(content: bytes) -> Iterator[str]:
    """What a workbook shows: names of sheets, cells, prompts and errors of the validations."""
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        cells = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        prompts = [f"{rule.prompt}{rule.error}" for rule in sheet.data_validations.dataValidation]
        yield from map(bare, (sheet.title, *cells, *prompts))


def test_what_a_specification_does_not_have_is_not_shown(run: Run, tmp_path: Path, config: Path) -> None:
    """In the workbook, the documents, and what commands print: 展厅讲解 has no levels, clauses, total."""
    hall = load_specification(SPECIFICATIONS / "hall.toml")
    for coefficient in ("0.9", "0.4"):
        documents = render_documents(audit_file(hall, [coefficient]))
        shown = [page_words(each.content) for each in documents]
        content = workbook(hall, coefficient)
        shown += words_of_workbook(content)
        book = put(tmp_path, "audit.xlsx", content)
        commands = ("check", book), ("score", book), ("explain", book), ("spec", "show", hall.id)
        shown += [run(*each, "--config", config, "--lang", "zh").out for each in commands]
        whole = "\n".join(shown)
        assert re.findall(r".{0,20}(?:成熟度|管理总分|附录[1-4三四]|第0级).{0,20}", whole) == []
        english = "\n".join(run(*each, "--config", config, "--lang", "en").out for each in commands)
        assert re.findall(r".{0,20}(?:[Mm]aturity|management total|level 0).{0,20}", english) == []


def test_its_controlled_document_is_exported(
    run: Run, tmp_path: Path, sibling: Specification, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cts_docs.services.specifications.specifications.find_soffice", lambda: None)
    answer = run("spec", "export", sibling.id, "-o", tmp_path / "whole.docx", "--config", config)
    assert (answer.code, (tmp_path / "whole.docx").is_file()) == (0, True)
