"""Everything typed is read or reported: entries beyond the areas, notes, names that lead elsewhere."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from cts_docs.assessment.fields import FIELDS, Field
from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import ReadWorkbook, read_workbook
from cts_docs.workbook.writing.guidance import is_note
from cts_docs.workbook.writing.layout import (
    BASICS,
    CONCLUSION,
    NONCONFORMITIES,
    PLAN,
    TEAM,
)
from tests.conftest import ROOT
from tests.workbook.editing import (
    CHECKLIST,
    MANAGEMENT,
    REQUIREMENTS,
    SERVICE,
    WORKBOOK,
    place,
    read,
    said,
    with_part,
)
from tests.workbook.moving import inserted, moved
from tests.workbook.odd import sheet_part

INPUT_SHEETS = (
    *(BASICS, SERVICE, MANAGEMENT, CHECKLIST, NONCONFORMITIES, TEAM, CONCLUSION),
    *(REQUIREMENTS, PLAN),
)
TEXT = "<is><t>示例填入</t></is>"


def typed(content: bytes, sheet: str, cell: str, inner: str = TEXT, kind: str = "inlineStr") -> bytes:
    """Something typed into any cell of a sheet, whether the file has that cell or not."""
    found = f'<c r="{cell}"'

    def change(xml: str) -> str:
        new = f'<c r="{cell}" t="{kind}">{inner}</c>'
        if found in xml:
            return re.sub(rf"{found}(?: [^>]*?)?(?:/>|>.*?</c>)", new, xml, count=1, flags=re.DOTALL)
        row = f'<row r="{coordinate_to_tuple(cell)[0]}">{new}</row></sheetData>'
        return xml.replace("</sheetData>", row)

    return with_part(content, sheet_part(content, sheet), change)


def found_at(book: ReadWorkbook, sheet: str, cell: str) -> list[str]:
    return [problem.code for problem in book.problems if (problem.sheet, problem.cell) == (sheet, cell)]


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    sheet=st.sampled_from(INPUT_SHEETS),
    row=st.integers(1, 80),
    column=st.integers(1, 20),
    what=st.sampled_from([(TEXT, "inlineStr"), ("<v>7.5</v>", "n"), ("<f>1+1</f><v>2</v>", "n")]),
)
def test_any_cell_filled_in_on_an_input_sheet_is_read_or_reported(
    tmp_path: Path,
    filled: bytes,
    tbsc034: Specification,
    sheet: str,
    row: int,
    column: int,
    what: tuple[str, str],
) -> None:
    cell = f"{get_column_letter(column)}{row}"
    book = read(tmp_path, typed(filled, sheet, cell, *what), tbsc034)
    assert found_at(book, sheet, cell) or book.assessment != read(tmp_path, filled, tbsc034).assessment, cell


def test_a_form_column_beyond_the_last_is_an_error(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    _, last = place(filled, "evaluators", 0, 1)
    row, column = coordinate_to_tuple(last)
    beyond = f"{get_column_letter(column + 1)}{row}"
    content = typed(filled, SERVICE, beyond, "<is><t>示例测评员3</t></is>")
    for below in range(row + 4, row + 10):
        content = typed(content, SERVICE, f"{get_column_letter(column + 1)}{below}", "<v>0.1</v>", "n")
    (problem,) = read(tmp_path, content, tbsc034).problems
    assert (problem.code, problem.severity, problem.cell) == ("FORM_BEYOND", "error", beyond)
    assert problem.found == "示例测评员3"


@pytest.mark.parametrize("head", [False, True])
def test_what_makes_a_column_beyond_the_forms_an_entry(
    tmp_path: Path, filled: bytes, tbsc034: Specification, head: bool
) -> None:
    """A number in a row of an indicator does; a remark there does not."""
    _, first = place(filled, "experience_coefficients", 3, 2)
    inner, kind = ("<v>0.1</v>", "n") if head else (TEXT, "inlineStr")
    book = read(tmp_path, typed(filled, SERVICE, first, inner, kind), tbsc034)
    assert found_at(book, SERVICE, first) == ["FORM_BEYOND" if head else "CELL_NOT_READ"]


LISTS = {
    "team_names": (TEAM, 20),
    "nonconformity_numbers": (NONCONFORMITIES, 60),
    "plan_times": (PLAN, 60),
    # 123 sub-items below 51 headings and introducing lines.
    "requirement_results": (REQUIREMENTS, 174),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("below", "cells", "code"), [(0, 1, "ROW_BEYOND"), (3, 2, "ROW_BEYOND"), (3, 1, "CELL_NOT_READ")]
)
def test_a_list_row_below_the_last_is_an_error_and_a_note_below_it_a_warning(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str, below: int, cells: int, code: str
) -> None:
    sheet, rows = LISTS[name]
    _, first = place(filled, name, rows + below)
    content = filled
    for column in range(cells):
        content = typed(content, sheet, place(filled, name, rows + below, column)[1])
    (problem,) = read(tmp_path, content, tbsc034).problems
    assert (problem.code, problem.sheet, problem.cell) == (code, sheet, first)
    assert problem.is_error == (code == "ROW_BEYOND")


def test_rows_and_columns_put_in_leave_texts_of_the_blank_known(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    content = moved(moved(filled, SERVICE, inserted(4), inserted(1)), BASICS, inserted(6))
    assert read(tmp_path, content, tbsc034).problems == ()


def with_names(content: bytes, cells: Mapping[str, str]) -> bytes:
    """Defined names that lead to other cells of the conclusion sheet."""

    def change(xml: str) -> str:
        for name, cell in cells.items():
            column, row = cell[0], cell[1:]
            new = f"name=\"{name}\">'{CONCLUSION}'!${column}${row}<"
            xml = re.sub(rf'name="{name}">[^<]*<', lambda _, new=new: new, xml)
        return xml

    return with_part(content, WORKBOOK, change)


def test_swapped_names_are_one_problem(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    one, other = place(filled, "reviewer")[1], place(filled, "decider")[1]
    content = with_names(filled, {"reviewer": other, "decider": one})
    (problem,) = read(tmp_path, content, tbsc034).problems
    assert (problem.code, problem.severity) == ("NAMES_SWAPPED", "error")
    assert {problem.cell, problem.values["second"]} == {one, other}
    assert {problem.values["label"], problem.values["other"]} == {"复核人", "认证决定人"}


def test_names_in_a_circle_are_reported_each(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    names = ("reviewer", "decider", "decision_reasons")
    cells = [place(filled, name)[1] for name in names]
    content = with_names(filled, dict(zip(names, [*cells[1:], cells[0]], strict=True)))
    assert sorted(said(read(tmp_path, content, tbsc034))) == sorted(
        ("LABEL_OF_ANOTHER", name) for name in names
    )


def test_two_names_on_one_cell_are_an_error(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    cell = place(filled, "reviewer")[1]
    book = read(tmp_path, with_names(filled, {"decider": cell}), tbsc034)
    (problem,) = [problem for problem in book.problems if problem.code == "NAMES_ON_ONE_CELL"]
    assert (problem.sheet, problem.cell, problem.severity) == (CONCLUSION, cell, "error")
    assert {problem.values["label"], problem.values["other"]} == {"复核人", "认证决定人"}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_changed_label_is_a_warning(
    tmp_path: Path, filled: bytes, tbsc034: Specification, field: Field
) -> None:
    name = field.name  # type: ignore[attr-defined]
    sheet = next(
        title for title in (BASICS, CONCLUSION) if place(filled, name)[0] == sheet_part(filled, title)
    )
    label = "A" + place(filled, name)[1][1:]
    book = read(tmp_path, typed(filled, sheet, label), tbsc034)
    assert [
        (each.code, each.field, each.severity) for each in book.problems if each.code == "LABEL_CHANGED"
    ] == [("LABEL_CHANGED", name, "warning")]
    assert book.assessment == read(tmp_path, filled, tbsc034).assessment


@pytest.mark.parametrize("sheet", INPUT_SHEETS)
def test_a_copied_sheet_whose_original_was_deleted_is_one_problem(
    tmp_path: Path, filled: bytes, tbsc034: Specification, sheet: str
) -> None:
    def copied(xml: str) -> str:
        xml = re.sub(rf"(<definedName [^>]*>)'?{re.escape(sheet)}'?![^<]*<", r"\1#REF!<", xml)
        return xml.replace(f'name="{sheet}"', f'name="{sheet} (2)"')

    (problem,) = read(tmp_path, with_part(filled, WORKBOOK, copied), tbsc034).problems
    assert (problem.code, problem.sheet, problem.values["title"]) == (
        "SHEET_NAMES_LOST",
        f"{sheet} (2)",
        sheet,
    )
    assert problem.cell


def test_a_sheet_that_was_deleted_is_one_problem(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    def without(xml: str) -> str:
        xml = re.sub(rf"(<definedName [^>]*>)'?{TEAM}'?![^<]*<", r"\1#REF!<", xml)
        return re.sub(rf'<sheet [^>]*name="{TEAM}"[^>]*/>', "", xml)

    assert said(read(tmp_path, with_part(filled, WORKBOOK, without), tbsc034)) == [("SHEET_MISSING", "")]


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "A1=bands",
        "A2=none; A1=bands",
        "C1=as_issued;A8=level4;A1=bands",
    ],
)
def test_readings_are_compared_by_id_and_a_missing_one_is_the_default(
    tmp_path: Path, filled: bytes, tbsc034: Specification, stamp: str
) -> None:
    part, cell = place(filled, "readings")
    sheet = "工作簿信息"
    assert sheet_part(filled, sheet) == part
    content = typed(filled, sheet, cell, f"<is><t>{stamp}</t></is>")
    assert read(tmp_path, content, tbsc034).problems == ()
    other = choose(tbsc034, {"A8": "level5"})
    path = tmp_path / "book.xlsx"
    (problem,) = read_workbook(path, lambda *_: tbsc034, lambda _: other).problems
    assert (problem.code, problem.found, problem.values["expected"]) == (
        "READINGS_DIFFER",
        "A8=level4",
        "A8=level5",
    )


def test_notes_of_earlier_versions_are_known() -> None:
    assert is_note("出具文件前必填。从列表中选择：推荐认证 / 不推荐认证。")
    assert is_note("通用要求的审核方式（5.2.2）为“部分免除”时必填。可分行（Alt+Enter），不超过 2000 字。")
    assert not is_note("示例：出具文件前必填。")


def test_workbooks_of_version_0_1_are_read_whole(tmp_path: Path, tbsc034: Specification) -> None:
    """Layout 1 as the first version wrote it: nothing of it is unread, no label of it is another one."""
    with zipfile.ZipFile(ROOT / "tests" / "archive" / "version-0.1" / "archive.zip") as archive:
        books = [archive.read(name) for name in archive.namelist() if name.endswith(".xlsx")]
    assert books
    assert [read(tmp_path, content, tbsc034).problems for content in books] == [()] * len(books)


def test_a_label_of_an_earlier_blank_is_no_change(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    """Version 0.1 named the clause 5.2.2 in the label of the exemption."""
    sheet = sheet_part(filled, BASICS)
    old = with_part(filled, sheet, lambda xml: xml.replace("审核方式<", "审核方式（5.2.2）<"))
    assert old != filled
    assert read(tmp_path, old, tbsc034).problems == read(tmp_path, filled, tbsc034).problems
