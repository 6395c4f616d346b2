"""A workbook given back with its errors: marked, commented, listed, and still a valid input."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook

from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from cts_docs.workbook.annotation.annotate import annotate_workbook
from cts_docs.workbook.annotation.comments import OPENING
from cts_docs.workbook.annotation.stylesheet import ERROR_FILL, INPUT_FILL, WARNING_FILL
from tests.support.workbooks import workbook
from tests.workbook.editing import WORKBOOK, members, packed, place, read, with_cell, with_part
from tests.workbook.odd import with_comment_and_picture
from tests.workbook.recalculated import recalculated

LIST = "问题清单"
BASICS = "基本信息"
MENDED = "示例有限公司"


def marked(folder: Path, content: bytes, problems: Sequence[Problem]) -> bytes:
    """The workbook given back with problems."""
    path = folder / "marked.xlsx"
    path.write_bytes(content)
    copy = annotate_workbook(path, problems, "zh")
    assert copy.content is not None
    assert copy.problems == ()
    return copy.content


def opened(content: bytes) -> Workbook:
    """A workbook as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def missing(cell: str = "B5", **more: str) -> Problem:
    """A problem of a cell of the basics."""
    return Problem("FIELD_MISSING", field="client_name", sheet=BASICS, cell=cell, values=more)


@pytest.fixture
def given_back(tmp_path: Path, filled: bytes) -> bytes:
    """A workbook with an error and a warning."""
    warning = Problem("TEXT_IS_NUMBER", "warning", "client_phone", "7", sheet=BASICS, cell="B13")
    return marked(tmp_path, filled, [missing(label="受审核方名称"), warning])


def test_a_wrong_cell_is_filled_and_commented(given_back: bytes) -> None:
    sheet = opened(given_back)[BASICS]
    assert sheet["B5"].fill.fgColor.rgb == ERROR_FILL
    assert sheet["B13"].fill.fgColor.rgb == WARNING_FILL
    assert sheet["B6"].fill.fgColor.rgb == INPUT_FILL
    comment = sheet["B5"].comment
    assert comment is not None
    assert comment.text.startswith(OPENING)
    assert "受审核方名称" in comment.text
    assert not sheet["B5"].protection.locked


def test_the_first_sheet_lists_every_problem_with_links_to_the_cells(given_back: bytes) -> None:
    book = opened(given_back)
    assert book.sheetnames[0] == LIST
    sheet = book[LIST]
    assert [sheet.cell(5, column).value for column in (1, 2, 3, 4, 8)] == [
        "1",
        "错误",
        BASICS,
        "B5",
        "FIELD_MISSING",
    ]
    assert [sheet.cell(6, column).value for column in (2, 4)] == ["警告", "B13"]
    assert sheet["D5"].hyperlink.location == f"'{BASICS}'!B5"


def test_untouched_parts_are_the_same_bytes(filled: bytes, given_back: bytes) -> None:
    before, after = members(filled), members(given_back)
    changed = {name for name in before if before[name] != after[name]}
    part, _ = place(filled, "client_name")
    assert changed == {WORKBOOK, "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml", part}


def test_untouched_members_are_copied_without_packing_them_again(filled: bytes, given_back: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(filled)) as one, zipfile.ZipFile(io.BytesIO(given_back)) as other:
        name = "xl/theme/theme1.xml"
        assert one.getinfo(name).compress_size == other.getinfo(name).compress_size
        assert other.testzip() is None


def test_the_same_problems_give_the_same_bytes(tmp_path: Path, filled: bytes) -> None:
    assert marked(tmp_path, filled, [missing()]) == marked(tmp_path, filled, [missing()])


def test_the_copy_is_read_as_the_workbook_itself(
    tmp_path: Path, filled: bytes, given_back: bytes, tbsc034: Specification
) -> None:
    before, after = read(tmp_path, filled, tbsc034), read(tmp_path, given_back, tbsc034)
    assert after.assessment == before.assessment
    assert after.problems == before.problems == ()


def test_the_copy_opens_on_the_list_and_no_other_sheet_is_chosen(tmp_path: Path, filled: bytes) -> None:
    """Two chosen sheets are written into together."""
    part, _ = place(filled, "evaluators")
    chosen = with_part(filled, part, lambda xml: xml.replace("<sheetView ", '<sheetView tabSelected="1" ', 1))
    assert any(each.sheet_view.tabSelected for each in opened(chosen).worksheets)
    once = marked(tmp_path, chosen, [missing()])
    for content in (once, marked(tmp_path, once, [missing()])):
        book = opened(content)
        assert book.active is not None
        assert book.active.title == LIST
        assert [each.title for each in book.worksheets if each.sheet_view.tabSelected] == [LIST]


def test_a_list_that_was_hidden_is_not_opened_on(tmp_path: Path, given_back: bytes) -> None:
    hidden = with_part(
        given_back,
        WORKBOOK,
        lambda xml: xml.replace(f'name="{LIST}"', f'name="{LIST}" state="hidden"').replace(
            'activeTab="0"', 'activeTab="1"'
        ),
    )
    book = opened(marked(tmp_path, hidden, [missing()]))
    assert book.active is not None
    assert book.active.title != LIST


def test_print_areas_stay_with_their_sheets(filled: bytes, given_back: bytes) -> None:
    before, after = opened(filled), opened(given_back)
    for sheet in before.worksheets:
        assert after[sheet.title].print_area == sheet.print_area


def test_saved_values_stay(tmp_path: Path, filled: bytes) -> None:
    content = with_cell(filled, "client_name", "<f>A1</f><v>示例公司</v>", "str")
    book = openpyxl.load_workbook(io.BytesIO(marked(tmp_path, content, [missing()])), data_only=True)
    assert book[BASICS]["B5"].value == "示例公司"


def test_marked_again_the_earlier_marks_are_gone(tmp_path: Path, given_back: bytes) -> None:
    book = opened(marked(tmp_path, given_back, [missing("B8")]))
    sheet = book[BASICS]
    assert book.sheetnames.count(LIST) == 1
    assert len(book.sheetnames) == len(opened(given_back).sheetnames)
    assert [sheet[cell].fill.fgColor.rgb for cell in ("B5", "B13")] == [INPUT_FILL, INPUT_FILL]
    assert [sheet[cell].comment for cell in ("B5", "B13")] == [None, None]
    assert sheet["B8"].comment is not None
    assert [book[LIST].cell(row, 4).value for row in (5, 6)] == ["B8", None]


def test_a_mended_workbook_is_given_back_without_marks(tmp_path: Path, given_back: bytes) -> None:
    book = opened(marked(tmp_path, given_back, []))
    assert book[BASICS]["B5"].fill.fgColor.rgb == INPUT_FILL
    assert book[BASICS]["B5"].comment is None
    assert book[LIST].cell(5, 1).value is None


def test_a_workbook_without_problems_and_marks_is_not_given_back(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(filled)
    assert annotate_workbook(path, [], "zh").content is None


def test_a_users_own_comment_stays(tmp_path: Path, filled: bytes) -> None:
    book = opened(filled)
    book[BASICS]["B5"].comment = Comment("请核对营业执照", "示例组长")
    saved = io.BytesIO()
    book.save(saved)
    once = marked(tmp_path, saved.getvalue(), [missing("B5"), missing("B8")])
    again = opened(marked(tmp_path, once, [missing("B5")]))[BASICS]
    own = again["B5"].comment
    assert own is not None
    assert (own.text, own.author) == ("请核对营业执照", "示例组长")
    assert opened(once)[BASICS]["B8"].comment is not None
    assert again["B8"].comment is None


def test_what_a_cell_holds_is_never_a_formula_in_the_list(tmp_path: Path, filled: bytes) -> None:
    found = '=HYPERLINK("http://example.invalid","<a>&")'
    problem = Problem("WORD_NOT_ALLOWED", field="decision", found=found, sheet=BASICS, cell="B8")
    cell = opened(marked(tmp_path, filled, [problem]))[LIST].cell(5, 6)
    assert cell.data_type == "s"
    assert found in str(cell.value)


def test_problems_without_a_cell_are_listed_without_a_link(tmp_path: Path, filled: bytes) -> None:
    problems = [Problem("NAME_MISSING", field="evaluators"), missing("ZZ")]
    sheet = opened(marked(tmp_path, filled, problems))[LIST]
    assert sheet["C5"].hyperlink is None
    assert sheet["H5"].value == "NAME_MISSING"


def test_a_cell_that_the_file_leaves_out_is_made(tmp_path: Path, filled: bytes) -> None:
    book = opened(marked(tmp_path, filled, [missing("AB3"), missing("B900")]))
    assert book[BASICS]["AB3"].fill.fgColor.rgb == ERROR_FILL
    assert book[BASICS]["B900"].fill.fgColor.rgb == ERROR_FILL


def test_a_sheet_name_with_an_apostrophe_is_quoted(tmp_path: Path, filled: bytes) -> None:
    renamed = with_part(filled, WORKBOOK, lambda xml: xml.replace('name="审核组"', 'name="Bob\'s"'))
    problem = Problem("TEAM_LEADER", field="team_roles", sheet="Bob's", cell="B5")
    assert opened(marked(tmp_path, renamed, [problem]))[LIST]["D5"].hyperlink.location == "'Bob''s'!B5"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"%PDF-1.7"])
def test_what_is_no_workbook_is_not_given_back(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    assert annotate_workbook(path, [Problem("WORKBOOK_DAMAGED")], "zh").content is None


def test_marks_go_after_libreoffice_has_saved_the_copy(
    soffice: str, tmp_path: Path, given_back: bytes, tbsc034: Specification
) -> None:
    """It writes styles, comments and parts anew; fills and comments are still known as ours."""
    saved = recalculated(soffice, tmp_path, {"book": given_back})["book"]
    assert read(tmp_path, saved, tbsc034).problems == ()
    book = opened(marked(tmp_path, saved, [missing("B8")]))
    assert book.sheetnames.count(LIST) == 1
    sheet = book[BASICS]
    assert sheet["B8"].fill.fgColor.rgb == ERROR_FILL
    assert sheet["B5"].fill.fgColor.rgb == INPUT_FILL
    assert sheet["B5"].comment is None
    assert sheet["B8"].comment is not None


def broken_drawing(xml: str) -> str:
    """As Excel writes the text of a note: elements that are never closed."""
    return xml.replace("</xml>", "<br></xml>")


UNEDITABLE: dict[str, Callable[[bytes], bytes]] = {
    "ill-formed": lambda drawing: broken_drawing(drawing.decode()).encode(),
    "empty": lambda _: b"",
    "another encoding": lambda drawing: drawing.decode().encode("utf-16"),
    "another kind": lambda _: b"GIF89a",
}


def with_user_comment(content: bytes) -> tuple[bytes, str]:
    """A workbook with a note of its user on the first input sheet, and the part that draws it."""
    told = with_comment_and_picture(content)
    return told, next(name for name in members(told) if name.endswith(".vml"))


@pytest.mark.parametrize("kind", UNEDITABLE)
def test_a_copy_is_made_where_a_drawing_cannot_be_edited(tmp_path: Path, filled: bytes, kind: str) -> None:
    told, drawing = with_user_comment(filled)
    parts = members(told)
    path = tmp_path / "marked.xlsx"
    path.write_bytes(packed({**parts, drawing: UNEDITABLE[kind](parts[drawing])}))
    elsewhere = opened(filled).sheetnames[2]
    problems = [missing("B6"), missing("B7"), Problem("FIELD_MISSING", sheet=elsewhere, cell="C9")]

    copy = annotate_workbook(path, problems, "zh")

    assert copy.content is not None
    left_out = Problem("ANNOTATE_COMMENTS_LEFT_OUT", "warning", found="2", sheet=BASICS)
    assert copy.problems == (left_out,)
    before, after = members(path.read_bytes()), members(copy.content)
    user_parts = [name for name in before if "91" in name]
    assert [after[name] for name in user_parts] == [before[name] for name in user_parts]
    book = opened(copy.content)
    assert [book[BASICS][cell].fill.fgColor.rgb for cell in ("B6", "B7")] == [ERROR_FILL, ERROR_FILL]
    assert [book[LIST].cell(row, 4).value for row in (5, 6, 7)] == ["B6", "B7", "C9"]
    assert book[elsewhere]["C9"].comment is not None


@pytest.mark.parametrize("kind", ["comments", "drawings/notes"])
def test_a_relation_that_leads_nowhere_leads_to_the_new_part(
    tmp_path: Path, filled: bytes, kind: str
) -> None:
    told, _ = with_user_comment(filled)
    parts = members(told)
    gone = next(name for name in parts if name.startswith(f"xl/{kind}"))
    path = tmp_path / "marked.xlsx"
    path.write_bytes(packed({name: content for name, content in parts.items() if name != gone}))

    copy = annotate_workbook(path, [missing("B6")], "zh")

    assert copy.content is not None
    assert copy.problems == ()
    sheet, _ = place(told, "client_name")
    assert members(copy.content)[sheet].count(b"<legacyDrawing ") == 1
    comment = opened(copy.content)[BASICS]["B6"].comment
    assert comment is not None
    assert comment.text.startswith(OPENING)


def test_the_sheets_of_layout_2_are_marked_too(tmp_path: Path, tbsc034: Specification) -> None:
    values = {"requirement_results": {"3.1.1-2": "好"}, "plan_dates": ["三月二日"]}
    wrong = workbook(tbsc034, values=values)
    problems = read(tmp_path, wrong, tbsc034).problems
    assert [(each.code, each.field) for each in problems] == [
        ("WORD_NOT_ALLOWED", "requirement_results[3.1.1-2]"),
        ("DATE_IS_TEXT", "plan_dates[1]"),
    ]
    book = opened(marked(tmp_path, wrong, problems))
    for problem in problems:
        cell = book[problem.sheet][problem.cell]
        assert cell.fill.fgColor.rgb == ERROR_FILL
        assert cell.comment is not None
    assert [row[4].value for row in book[LIST].iter_rows(min_row=5)] == ["结果 [3.1.1-2]", "日期 [1]"]
