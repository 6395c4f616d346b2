"""`templates check`, `lint` and `adopt`, as a document controller meets them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from cts_docs.services.context import ServiceContext
from cts_docs.specification.model import Specification
from tests.conftest import ROOT, Run
from tests.support.workbooks import put, workbook

TOLD = ("--date", "2026-03-01", "--what", "示例：机构的说明")
FOLDER = "CTS-TBSC034-2026_B-0"


@pytest.fixture
def delivered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the delivered templates in their place."""
    home = shutil.copytree(ROOT / "templates", tmp_path / "delivered")
    monkeypatch.setattr("cts_docs.services.templates.templates._HOMES", (home, home))
    return home


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The generated template with a sentence of the body's own."""
    path = tmp_path / "appendix3.docx"
    document = docx.Document(str(ROOT / "templates" / "docx" / FOLDER / "appendix3.docx"))
    document.add_paragraph("示例机构的说明。")
    document.save(str(path))
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return put(tmp_path, "body.toml", b'templates = "own"\n')


def test_a_template_changed_by_hand_is_told_with_its_words(run: Run, delivered: Path) -> None:
    path = delivered / "docx" / FOLDER / "appendix3.docx"
    document = docx.Document(str(path))
    document.tables[0].rows[0].cells[0].paragraphs[0].runs[0].text = "客户"
    document.save(str(path))
    answer = run("templates", "check")
    assert answer.code == 1
    assert "TEMPLATE_BY_HAND" in answer.err
    assert "表 1 行 1 格 1" in answer.err


def test_a_workbook_template_changed_by_hand_is_told_by_cell(run: Run, delivered: Path) -> None:
    path = delivered / "xlsx" / f"{FOLDER}.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "改过的标题"
    book.save(path)
    answer = run("templates", "check")
    assert "TEMPLATE_BY_HAND" in answer.err
    assert "改过的标题" in answer.err


def test_missing_and_left_over_templates_are_told(run: Run, delivered: Path) -> None:
    folder = delivered / "docx" / FOLDER
    (folder / "appendix1.docx").rename(folder / "old.docx")
    answer = run("templates", "check")
    assert "TEMPLATE_MISSING" in answer.err
    assert "TEMPLATE_LEFT_OVER" in answer.err


@pytest.mark.usefixtures("delivered")
def test_templates_of_another_version_of_the_specification_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tbsc034: Specification
) -> None:
    control = replace(tbsc034.control, reviewed_by="示例人")
    monkeypatch.setattr(
        ServiceContext, "delivered", lambda _: (replace(tbsc034, sha256="0" * 64, control=control),)
    )
    answer = run("templates", "check")
    assert answer.code == 1
    assert "TEMPLATE_OTHER_SPECIFICATION" in answer.err
    assert "TEMPLATE_BY_HAND" not in answer.err


@pytest.mark.usefixtures("delivered")
def test_templates_of_other_builders_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cts_docs.documents.wording.controlled_forms.CLIENT", "客户")
    monkeypatch.setattr("cts_docs.documents.wording.controlled_forms.MARK_NOTE", "另一个说明")
    answer = run("templates", "check")
    assert "TEMPLATE_OTHER_BUILDERS" in answer.err
    assert "另一个说明" in answer.err


def test_a_template_whose_documents_vary_in_structure_is_reported(run: Run, delivered: Path) -> None:
    path = delivered / "docx" / FOLDER / "appendix3.docx"
    document = docx.Document(str(path))
    cells = document.tables[0].rows[0].cells
    cells[0].paragraphs[0].add_run("{% if client_name %}")
    cells[-1].paragraphs[0].add_run("{% endif %}")
    document.save(str(path))
    answer = run("templates", "check")
    assert "TEMPLATE_DEPENDS_ON_DATA" in answer.err
    assert str(path) in answer.err


def test_regenerating_with_a_date_enters_the_register(run: Run, tmp_path: Path) -> None:
    assert run("templates", "regenerate", "-o", tmp_path, *TOLD).code == 0
    text = (tmp_path / "register.toml").read_text("utf-8")
    assert 'date = "2026-03-01"' in text
    assert 'what = "示例：机构的说明"' in text


def test_a_date_without_a_reason_is_refused(run: Run, tmp_path: Path) -> None:
    answer = run("templates", "regenerate", "-o", tmp_path, "--date", "2026-03-01")
    assert (answer.code, "REGISTER_DATE" in answer.err) == (2, True)


def test_lint_answers_with_places_and_writes_the_copy(run: Run, tmp_path: Path, own: Path) -> None:
    document = docx.Document(str(own))
    document.add_paragraph("{{ clinet_name }}")
    document.save(str(own))
    answer = run("templates", "lint", own, "--annotate", tmp_path / "copy", "--json")
    (fault,) = answer.json["problems"]
    assert (answer.code, fault["code"], fault["found"]) == (1, "LINT_VARIABLE_UNKNOWN", "clinet_name")
    assert int(fault["paragraph"]) > 1
    assert (tmp_path / "copy" / "appendix3.docx").is_file()


def test_lint_asks_which_document_a_file_is_for(run: Run, tmp_path: Path, own: Path) -> None:
    other = own.rename(tmp_path / "示例.docx")
    assert run("templates", "lint", other).code == 2
    assert run("templates", "lint", other, "--as", "appendix3").code == 0


def test_an_adopted_template_makes_the_documents(
    run: Run, tmp_path: Path, own: Path, config: Path, tbsc034: Specification
) -> None:
    assert run("templates", "adopt", own, *TOLD, "--config", config).code == 0
    assert (tmp_path / "own" / "register.toml").is_file()
    filled = put(tmp_path, "audit.xlsx", workbook(tbsc034))
    asked = ("--only", "appendix3", "--config", config, "--json")
    answer = run("render", filled, "-o", tmp_path / "out", *asked)
    ((made,),) = (one["documents"] for one in answer.json["workbooks"])
    said = [paragraph.text for paragraph in docx.Document(made["path"]).paragraphs]
    assert "示例机构的说明。" in said


def test_check_tells_what_happened_to_adopted_templates(
    run: Run, tmp_path: Path, own: Path, config: Path
) -> None:
    run("templates", "adopt", own, *TOLD, "--config", config)
    assert run("templates", "check", "--config", config).code == 0
    adopted = tmp_path / "own" / FOLDER / "appendix3.docx"
    document = docx.Document(str(adopted))
    document.add_paragraph("又改了一句。")
    document.save(str(adopted))
    shutil.copy(own, adopted.with_name("appendix2.docx"))
    answer = run("templates", "check", "--config", config)
    assert answer.code == 1
    assert "TEMPLATE_SINCE_ADOPTED" in answer.err
    assert "TEMPLATE_NOT_ADOPTED" in answer.err


def test_a_faulty_template_is_not_adopted(run: Run, tmp_path: Path, own: Path, config: Path) -> None:
    document = docx.Document(str(own))
    document.add_paragraph("{{ clinet_name }}")
    document.save(str(own))
    assert run("templates", "adopt", own, *TOLD, "--config", config).code == 1
    assert list((tmp_path / "own").iterdir()) == []


@pytest.fixture
def by_hand(run: Run, tmp_path: Path, own: Path, config: Path) -> Path:
    """An adopted template that somebody changed in the body's folder afterwards."""
    run("templates", "adopt", own, *TOLD, "--config", config)
    adopted = tmp_path / "own" / FOLDER / "appendix3.docx"
    document = docx.Document(str(adopted))
    document.add_paragraph("又改了一句。")
    document.save(str(adopted))
    return adopted


def test_a_file_changed_by_hand_is_not_written_over(run: Run, own: Path, config: Path, by_hand: Path) -> None:
    before = by_hand.read_bytes()
    answer = run("templates", "adopt", own, *TOLD, "--config", config)
    assert (answer.code, "ADOPT_BY_HAND" in answer.err) == (1, True)
    assert by_hand.read_bytes() == before


def test_a_file_changed_by_hand_is_replaced_by_force(
    run: Run, own: Path, config: Path, by_hand: Path
) -> None:
    assert run("templates", "adopt", own, *TOLD, "--force", "--config", config).code == 0
    assert by_hand.read_bytes() == own.read_bytes()


def test_a_file_changed_by_hand_is_itself_adopted(run: Run, config: Path, by_hand: Path) -> None:
    assert run("templates", "adopt", by_hand, *TOLD, "--config", config).code == 0
    assert run("templates", "check", "--config", config).code == 0


def test_a_file_that_was_never_registered_is_not_written_over(
    run: Run, tmp_path: Path, own: Path, config: Path
) -> None:
    (tmp_path / "own" / FOLDER).mkdir()
    target = put(tmp_path / "own" / FOLDER, "appendix3.docx", b"another's file")
    assert run("templates", "adopt", own, *TOLD, "--config", config).code == 1
    assert target.read_bytes() == b"another's file"


def test_the_next_version_takes_the_place_of_the_registered_one(run: Run, own: Path, config: Path) -> None:
    run("templates", "adopt", own, *TOLD, "--config", config)
    document = docx.Document(str(own))
    document.add_paragraph("又改了一句。")
    document.save(str(own))
    answer = run("templates", "adopt", own, *TOLD, "--config", config)
    assert (answer.code, "version 2" in answer.err) == (0, True)


def test_adopting_needs_a_folder_of_the_body(run: Run, own: Path) -> None:
    answer = run("templates", "adopt", own, *TOLD)
    assert (answer.code, "ADOPT_FOLDER_NEEDED" in answer.err) == (2, True)


def test_adopted_templates_are_listed_after_the_delivered_ones(
    run: Run, tmp_path: Path, own: Path, config: Path
) -> None:
    run("templates", "adopt", own, *TOLD, "--config", config)
    adopted = tmp_path / "own" / FOLDER / "appendix3.docx"

    delivered = run("templates", "list", "--json").json["templates"]
    listed = run("templates", "list", "--config", config, "--json").json["templates"]

    assert not any(one["own"] for one in delivered)
    assert listed[:-1] == delivered
    assert (listed[-1]["path"], listed[-1]["own"], listed[-1]["version"]) == (str(adopted), True, 1)
    assert str(adopted) in run("templates", "list", "--config", config).out
