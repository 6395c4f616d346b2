"""The blank workbook as a file: names, shapes, dropdowns, locks, stamps, print set-up."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from cts_docs.assessment.fields import FIELDS, REQUIREMENT_COLUMNS, columns
from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements
from cts_docs.workbook import blank_workbook
from cts_docs.workbook.limits import FORMS
from cts_docs.workbook.writing.layout import STAMPS


@pytest.fixture(scope="module", params=["tbsc034", "fictional"])
def specification(request: pytest.FixtureRequest) -> Specification:
    found: Specification = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def book(specification: Specification) -> Workbook:
    content = blank_workbook(specification, choose(specification, {}), 4)
    return openpyxl.load_workbook(io.BytesIO(content))


def place(book: Workbook, name: str) -> tuple[str, str]:
    sheet, area = next(iter(book.defined_names[name].destinations))
    return sheet, area.replace("$", "")


def shape(book: Workbook, name: str) -> tuple[int, int]:
    left, top, right, bottom = range_boundaries(place(book, name)[1])
    return bottom - top + 1, right - left + 1


def validations(book: Workbook, name: str) -> Iterator[DataValidation]:
    sheet, area = place(book, name)
    for validation in book[sheet].data_validations.dataValidation:
        if str(validation.sqref) == area:
            yield validation


def test_sheets_stand_in_the_order_of_the_work(book: Workbook) -> None:
    assert book.sheetnames == [
        "填写说明",
        "基本信息",
        "附录1 服务特性测评",
        "附录3 管理成熟度",
        "4.2.2 检查表",
        "不符合项",
        "审核组",
        "结论与决定",
        "结果",
        "测评差异",
        "附录4 检查表",
        "审核计划",
        "工作簿信息",
    ]


def test_every_input_has_a_name_and_a_restriction(book: Workbook) -> None:
    for item in (*FIELDS, *columns()):
        (validation,) = validations(book, item.name)
        assert validation.error
        assert validation.prompt
        if item.kind == "choice":
            assert validation.formula1 == f'"{",".join(item.choices)}"'


def test_ranges_have_the_shape_of_the_specification(book: Workbook, specification: Specification) -> None:
    indicators, clauses = len(specification.indicators), len(specification.clauses)
    assert shape(book, "indicator_ids") == (indicators, 1)
    assert shape(book, "indicator_evidence") == (indicators, 1)
    assert shape(book, "experience_coefficients") == (indicators, 4)
    assert {shape(book, name) for name in ("evaluators", "form_dates", "form_subjects")} == {(1, 4)}
    assert {shape(book, name) for name in ("clause_ids", "maturity_levels", "maturity_evidence")} == {
        (clauses, 1)
    }
    assert shape(book, "checklist_results") == (len(specification.checklist), 1)
    assert shape(book, "nonconformity_closed_dates")[0] >= 60
    assert shape(book, "team_names")[0] >= 20


def test_inputs_are_open_and_everything_else_is_locked(book: Workbook) -> None:
    open_cells = set()
    for item in (*FIELDS, *columns()):
        sheet, area = place(book, item.name)
        left, top, right, bottom = range_boundaries(area)
        # Rows of the checklist without a number are headings of the specification.
        headed = item in REQUIREMENT_COLUMNS
        open_cells |= {
            (sheet, row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if not headed or book[sheet].cell(row, 1).value
        }
    found = {
        (sheet.title, cell.row, cell.column)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert found == open_cells
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in book)


def test_stamps_tell_what_it_was_made_from(book: Workbook, specification: Specification) -> None:
    stamped = {}
    for name in STAMPS:
        sheet, cell = place(book, name)
        stamped[name] = book[sheet][cell].value
    assert stamped["specification_id"] == specification.id
    assert stamped["specification_version"] == specification.control.version
    assert stamped["readings"] == choose(specification, {}).stamp()


def test_numbers_of_rows_are_text(book: Workbook, specification: Specification) -> None:
    sheet, area = place(book, "clause_ids")
    cells = [row[0] for row in book[sheet][area]]
    assert [cell.value for cell in cells] == [clause.id for clause in specification.clauses]
    assert {cell.number_format for cell in cells} == {"@"}


def test_descriptions_and_requirements_stand_beside_the_level(
    book: Workbook, specification: Specification
) -> None:
    sheet, area = place(book, "clause_ids")
    row = range_boundaries(area)[1]
    beside = [str(cell.value) for cell in book[sheet][row]]
    clause = specification.clauses[0]
    for block in specification.requirement(clause.id):
        assert any(block.text in text for text in beside)
    for level in specification.appendix2.descriptions[specification.chapters[0].description]:
        assert "\n".join(level) in beside


def test_sheets_print_on_a4_with_titles(book: Workbook) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert "&P" in str(sheet.oddFooter.right.text)
    assert all(book[name].freeze_panes for name in book.sheetnames[1:])


def test_the_checklist_is_appendix_4_word_for_word(book: Workbook, specification: Specification) -> None:
    sheet, area = place(book, "requirement_ids")
    _, top, _, bottom = range_boundaries(area)
    rows = [
        (book[sheet].cell(row, 1).value, book[sheet].cell(row, 2).value) for row in range(top, bottom + 1)
    ]
    assert [text for _, text in rows] == [block.text for block in specification.appendix4.blocks]
    assert [key for key, _ in rows if key] == [item.id for item in requirements(specification)]


def test_optional_sheets_come_last_and_say_so(book: Workbook) -> None:
    optional = [sheet.title for sheet in book if "选填" in str(sheet["A1"].value)]
    assert optional == book.sheetnames[-3:-1]


def test_the_first_page_has_a_legend_and_no_stamp(book: Workbook, specification: Specification) -> None:
    stamped = {place(book, name)[0] for name in STAMPS}
    assert stamped == {book.sheetnames[-1]}
    first = book.worksheets[0]
    texts = {str(cell.value) for row in first.iter_rows() for cell in row if cell.value}
    assert not any(f"{key}=" in text for text in texts for key in specification.readings)
    legend = {cell.value: cell.fill.fgColor.rgb for cell in first["A"] if cell.value}
    sheet, area = place(book, "client_name")
    assert legend["浅黄"] == book[sheet][area].fill.fgColor.rgb
    formats = book[sheet].conditional_formatting
    assert {legend["橙黄"], legend["浅红"]} == {
        rule.dxf.fill.bgColor.rgb for each in formats for rule in each.rules
    }


def test_lists_print_on_few_pages(book: Workbook) -> None:
    for title, most in (("不符合项", 20), ("审核计划", 40)):
        bottom = range_boundaries(book[title].print_area.split("!")[1].replace("$", ""))[3]
        assert bottom <= most
    assert book["不符合项"].print_title_cols == "$A:$A"


def test_the_same_specification_gives_the_same_bytes(tbsc034: Specification) -> None:
    readings = choose(tbsc034, {})
    assert blank_workbook(tbsc034, readings, 2) == blank_workbook(tbsc034, readings, 2)


@pytest.mark.parametrize("forms", [0, FORMS + 1])
def test_the_number_of_forms_has_its_limits(tbsc034: Specification, forms: int) -> None:
    with pytest.raises(ValueError, match="forms must be"):
        blank_workbook(tbsc034, choose(tbsc034, {}), forms)


def test_one_and_five_hundred_forms(tbsc034: Specification) -> None:
    for forms in (1, FORMS):
        content = blank_workbook(tbsc034, choose(tbsc034, {}), forms)
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert shape(book, "experience_coefficients") == (len(tbsc034.indicators), forms)


def test_not_applicable_may_be_entered_where_the_body_allows_it(tbsc034: Specification) -> None:
    content = blank_workbook(tbsc034, choose(tbsc034, {"B8": "on"}), 2)
    book = openpyxl.load_workbook(io.BytesIO(content))
    (validation,) = validations(book, "experience_coefficients")
    assert validation.type == "custom"
    assert "不适用" in str(validation.formula1)
