"""A controlled document in Word read back into data: what is printed comes back to the letter."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cts_docs.documents.forms.controlled.document import controlled_document
from cts_docs.documents.importing.appendices import management_tables
from cts_docs.documents.importing.content import Paragraph, Table, read_content
from cts_docs.documents.importing.draft import ImportedDraft, import_draft
from cts_docs.errors import RefusedError
from cts_docs.specification.loader import DATA, DEFAULT, load_specification
from cts_docs.specification.loading.toml_syntax import parse
from cts_docs.specification.model import Specification
from cts_docs.specification.writing import data_file_text
from tests.conftest import ROOT, SIBLINGS
from tests.documents.importing.foreign_layout import foreign_document
from tests.workbook.recalculated import converted

TBSC034 = DATA / DEFAULT
HALL = ROOT / "tests" / "specifications" / "hall.toml"
FILES = [TBSC034, *(ROOT / "tests" / "specifications" / f"{name}.toml" for name in SIBLINGS)]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def file(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def imported(content: bytes, like: Path, folder: Path) -> Specification:
    draft = import_draft(content, "示例.docx", parse(like.read_bytes()))
    made = folder / "draft.toml"
    made.write_text(data_file_text(draft.tables, {}, "draft"), "utf-8")
    return load_specification(made)


def printed(specification: Specification) -> dict[str, object]:
    """Everything that a controlled document prints, and what the data of the same document adds to it."""
    control, second, third = specification.control, specification.appendix2, specification.appendix3
    return {
        "control": control,
        "contents": (specification.contents_title, specification.contents),
        "text": specification.text,
        "model": specification.maturity_model,
        "bands": specification.experience_bands,
        "appendix 1": specification.appendix1,
        "appendix 2": (second.label, second.title, second.header_requirement, second.header_levels),
        "descriptions": [
            second.descriptions[chapter.description]
            for chapter in specification.chapters
            if chapter.description_printed
        ],
        "appendix 3": third,
        "chapters": [(each.id, each.name, each.heading, each.clauses) for each in specification.chapters],
        "levels": specification.levels,
        "level bands": specification.level_bands.get("as_issued"),
        "grades": specification.grading,
        "floors": specification.floors,
        "evaluator groups": specification.evaluator_groups,
        "composite": specification.composite,
        "appendix 4": specification.appendix4,
        "revisions": specification.revisions,
        "method": specification.method,
    }


def test_an_exported_document_comes_back_equal(file: Path, tmp_path: Path) -> None:
    specification = load_specification(file)
    made = imported(controlled_document(specification), file, tmp_path)
    assert printed(made) == printed(specification)


def test_one_saved_by_libreoffice_comes_back_equal(soffice: str, tmp_path: Path) -> None:
    specification = load_specification(TBSC034)
    made = {"whole": controlled_document(specification)}
    opened = converted(soffice, tmp_path, converted(soffice, tmp_path, made, "docx", "odt"), "odt", "docx")
    assert printed(imported(opened["whole"], TBSC034, tmp_path)) == printed(specification)


@pytest.mark.parametrize("continued", [True, False])
def test_a_document_of_another_layout_loses_no_word(file: Path, tmp_path: Path, *, continued: bool) -> None:
    """No styles, no merged cells, tables cut at pages: only anchors, links and kinds of lines may differ."""
    specification = load_specification(file)
    wanted = printed(specification)
    made = imported(foreign_document(specification, continued=continued), file, tmp_path)
    found = printed(made)
    same = (
        "control",
        "model",
        "bands",
        "appendix 1",
        "appendix 2",
        "descriptions",
        "chapters",
        "levels",
        "level bands",
        "grades",
        "method",
    )
    assert {key: found[key] for key in same} == {key: wanted[key] for key in same}
    assert [block.text for block in made.text] == [block.text for block in specification.text]
    assert [(block.text, block.clause) for block in made.appendix4.blocks] == [
        (block.text, block.clause) for block in specification.appendix4.blocks
    ]
    assert [(block.text, block.checklist) for block in made.checklist] == [
        (block.text, block.checklist) for block in specification.checklist
    ]


def draft_of(content: bytes) -> ImportedDraft:
    return import_draft(content, "示例.docx", parse(TBSC034.read_bytes()))


def test_points_with_a_decimal_are_read_as_printed() -> None:
    """Headings like 5.5分, cells, the total and the lines of the levels of a sibling with such points."""
    path = ROOT / "tests" / "specifications" / "care.toml"
    wanted: Any = parse(path.read_bytes())
    bands, service = wanted["level_bands"], wanted["appendix1"]
    draft = import_draft(controlled_document(load_specification(path)), "示例.docx", wanted)
    tables: Any = draft.tables
    assert service_points(tables["appendix1"]) == service_points(service)
    assert tables["level_bands"] == bands


def service_points(appendix: Any) -> list[object]:
    """The total, and the points of each characteristic with those of its indicators."""
    parts = appendix["characteristics"]
    each = [(part["points"], [indicator["points"] for indicator in part["indicators"]]) for part in parts]
    return [appendix["total_points"], *each]


def test_points_of_a_clause_with_a_decimal_are_read_as_printed() -> None:
    second = grid(
        ("要求", "要求", "等级", "等级"), ("要求", "要求", "一级", "二级"), ("1. 示例章", "", "甲", "乙")
    )
    third = grid(
        ("章", "条款", "总分值", "分值", "分值"),
        ("章", "条款", "总分值", "一级", "二级"),
        ("1. 示例章", "1.1. 示例条", "2.5", "0.5", "2.5分"),
        ("", "1.2. 示例条", "3", "1.5", "3"),
    )
    tables, doubts = management_tables(second, third, "示例.docx")
    (chapter,) = cast("list[Any]", tables["chapters"])
    points = [(each["total"], each["points"]) for each in chapter["clauses"]]
    assert points == [(Decimal("2.5"), [Decimal("0.5"), Decimal("2.5")]), (3, [Decimal("1.5"), 3])]
    assert (chapter["total"], doubts) == (Decimal("5.5"), ())


def grid(*rows: tuple[str, ...]) -> Table:
    """A table without merged cells."""
    return Table(
        tuple(tuple((text,) if text else () for text in row) for row in rows),
        tuple((True,) * len(row) for row in rows),
    )


@pytest.mark.parametrize("like", [HALL, TBSC034], ids=["like itself", "like TBSC034"])
def test_a_document_without_the_appendices_of_maturity_becomes_a_draft_without_them(like: Path) -> None:
    specification = load_specification(HALL)
    draft = import_draft(foreign_document(specification), "示例.docx", parse(like.read_bytes()))
    tables: Any = draft.tables
    absent = {"maturity_model", "appendix2", "appendix3", "levels", "chapters", "level_bands"}
    assert not absent & tables.keys()
    assert "maturity" not in tables["method"]
    assert not {"A3", "A5", "A8", "C1", "C4"} & tables["readings"].keys()
    assert tables["appendix4"]["label"] == "附录二"
    assert [block["text"] for block in tables["appendix4"]["blocks"]] == [
        block.text for block in specification.appendix4.blocks
    ]
    assert not any("clause" in block for block in tables["appendix4"]["blocks"])
    assert tables["grading"]["tables"]["bands"] == [
        {"lower": 0, "upper": 70},
        {"lower": 70, "upper": 100, "grade": 1},
    ]


def test_such_a_draft_loads_and_prints_the_same(tmp_path: Path) -> None:
    specification = load_specification(HALL)
    made = imported(foreign_document(specification), HALL, tmp_path)
    assert not made.has_maturity
    assert [block.text for block in made.text] == [block.text for block in specification.text]
    assert [(each.heading, each.points) for each in made.indicators] == [
        (each.heading, each.points) for each in specification.indicators
    ]
    assert made.grading.printed == specification.grading.printed


def test_cells_of_a_table_inside_a_cell_are_none_of_the_row() -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "外一", "外二"
    table.cell(0, 0).add_table(1, 2).cell(0, 0).text = "内"
    (found,) = (each for each in read_content(saved(document), "示例.docx") if isinstance(each, Table))
    assert [len(row) for row in found.rows] == [2]
    assert "内" in found.rows[0][0]
    assert found.rows[0][1] == ("外二",)


def test_what_was_guessed_is_marked() -> None:
    """TBSC034: indicator 7 has no number of its own, chapter 7 no descriptions, 附录 4 5.3 details 5.2."""
    found = {doubt.path: doubt.code for doubt in draft_of(controlled_document(load_specification())).doubts}
    assert found["appendix1.characteristics[6].indicators[0].id"] == "IMPORT_ID_GIVEN"
    assert found["chapters[6].description"] == "IMPORT_NOT_DESCRIBED"
    assert "IMPORT_CLAUSE" in found.values()
    assert {"method", "control.service", "grading.tables.bands", "readings"} <= found.keys()


def test_a_title_without_a_heading_style_is_marked() -> None:
    document = Document(io.BytesIO(foreign_document(load_specification())))
    heading = next(each for each in document.paragraphs if each.text == "4.1. 服务要求认证准则")
    heading.style = document.styles["Normal"]
    codes = [doubt.code for doubt in draft_of(saved(document)).doubts]
    assert codes.count("IMPORT_HEADING") == 1


def test_a_picture_in_the_text_is_marked() -> None:
    document = Document(io.BytesIO(foreign_document(load_specification())))
    paragraph = next(each for each in document.paragraphs if each.text.startswith("1.1. 本文件"))
    paragraph.add_run()._r.append(OxmlElement("w:pict"))
    doubts = [doubt for doubt in draft_of(saved(document)).doubts if doubt.code == "IMPORT_HOLDS_MORE"]
    assert [doubt.found[:8] for doubt in doubts] == ["1.1. 本文件"]


def test_a_table_that_is_none_of_the_form_is_marked() -> None:
    document = Document(io.BytesIO(foreign_document(load_specification())))
    paragraph = next(each for each in document.paragraphs if each.text.startswith("1.2. 本文件"))
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text = "示例附表"
    paragraph._p.addnext(table._tbl)
    doubts = [doubt for doubt in draft_of(saved(document)).doubts if doubt.code == "IMPORT_TABLE_LEFT"]
    assert [doubt.found for doubt in doubts] == ["示例附表"]


def test_numbers_that_word_counts_are_written_out() -> None:
    """1., 1.1., 1.2., 2. and 2.1.: a list of two levels, the second begins anew below each of the first."""
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, two_levels())
    numbering.append(list_of_it())
    for words, level in (("范围", 0), ("总则", 1), ("适用", 1), ("术语", 0), ("定义", 1)):
        properties = document.add_paragraph(words)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = 90
    found = [each.text for each in read_content(saved(document), "x") if isinstance(each, Paragraph)]
    assert found == ["1. 范围", "1.1. 总则", "1.2. 适用", "2. 术语", "2.1. 定义"]


def two_levels() -> OxmlElement:
    kind = element("w:abstractNum", {"w:abstractNumId": "90"})
    for level, pattern in (("0", "%1."), ("1", "%1.%2.")):
        one = element("w:lvl", {"w:ilvl": level})
        one.append(element("w:start", {"w:val": "1"}))
        one.append(element("w:numFmt", {"w:val": "decimal"}))
        one.append(element("w:lvlText", {"w:val": pattern}))
        kind.append(one)
    return kind


def list_of_it() -> OxmlElement:
    made = element("w:num", {"w:numId": "90"})
    made.append(element("w:abstractNumId", {"w:val": "90"}))
    return made


def element(tag: str, attributes: dict[str, str]) -> OxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made


def test_deleted_words_are_left_out_and_inserted_ones_kept() -> None:
    document = Document()
    paragraph = document.add_paragraph("甲")
    for tag, words in (("w:ins", "乙"), ("w:del", "丙")):
        change = element(tag, {"w:id": "1", "w:author": "示例"})
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    (found,) = read_content(saved(document), "x")
    assert isinstance(found, Paragraph)
    assert found.text == "甲乙"


def saved(document: WordDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def without(content: bytes, *starts: str) -> bytes:
    """The document without the paragraphs that begin with these words."""
    document = Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        if paragraph.text.startswith(starts):
            paragraph._p.getparent().remove(paragraph._p)
    return saved(document)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no document", "DOCX_UNREADABLE"),
        (saved(Document()), "IMPORT_APPENDICES"),
        (without(foreign_document(load_specification()), "附录3"), "IMPORT_APPENDICES"),
        (without(foreign_document(load_specification()), "①", "②", "③", "④", "⑤"), "IMPORT_PART_MISSING"),
    ],
    ids=["no package", "empty", "no appendix 3", "no bands"],
)
def test_what_is_no_such_document_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        draft_of(content)
    assert [problem.code for problem in refusal.value.problems] == [code]
