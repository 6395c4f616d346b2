"""Rows bound by number, columns by their evaluator, cells by name: position means nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements
from cts_docs.workbook import read_workbook
from cts_docs.workbook.writing.layout import Layout
from filling import Filling
from tests.support.workbooks import workbook
from tests.workbook.editing import (
    MANAGEMENT,
    REQUIREMENTS,
    SERVICE,
    WORKBOOK,
    place,
    read,
    said,
    with_cell,
    with_part,
)
from tests.workbook.moving import inserted, moved, reversed_between

Change = Callable[[bytes, Layout], bytes]


def renamed(content: bytes, _layout: Layout) -> bytes:
    return with_part(content, WORKBOOK, lambda xml: xml.replace(MANAGEMENT, "管理"))


def reordered(content: bytes, _layout: Layout) -> bytes:
    def change(xml: str) -> str:
        start, end = xml.index("<sheets>") + 8, xml.index("</sheets>")
        sheets = xml[start:end].replace("/><sheet", "/>\n<sheet").split("\n")
        return xml[:start] + "".join(reversed(sheets)) + xml[end:]

    return with_part(content, WORKBOOK, change)


HARMLESS: dict[str, Change] = {
    "a row put in above a table": lambda content, _: moved(content, SERVICE, inserted(4)),
    "a row put in among the indicators": lambda content, layout: moved(
        content, SERVICE, inserted(layout.indicators.first_row + 3)
    ),
    "a column put in before the table": lambda content, _: moved(content, SERVICE, columns=inserted(1)),
    "a column put in between the forms": lambda content, layout: moved(
        content, SERVICE, columns=inserted(layout.names["evaluators"].left + 1)
    ),
    "indicators sorted the other way": lambda content, layout: moved(
        content, SERVICE, reversed_between(layout.indicators.first_row, layout.indicators.last_row)
    ),
    "clauses sorted the other way": lambda content, layout: moved(
        content, MANAGEMENT, reversed_between(layout.clauses.first_row, layout.clauses.last_row)
    ),
    "sub-items sorted the other way": lambda content, layout: moved(
        content, REQUIREMENTS, reversed_between(layout.requirements.first_row, layout.requirements.last_row)
    ),
    "rows put in among the nonconformities and the plan": lambda content, layout: moved(
        moved(content, "不符合项", inserted(layout.nonconformities.first_row + 1)),
        "审核计划",
        inserted(layout.plan.first_row + 1),
    ),
    "a column put in among the levels": lambda content, layout: moved(
        content, MANAGEMENT, columns=inserted(layout.clauses.left("maturity_levels"))
    ),
    "a sheet renamed": renamed,
    "sheets in another order": reordered,
}


@pytest.fixture(scope="module")
def layout(tbsc034: Specification) -> Layout:
    return Layout(tbsc034, choose(tbsc034, {}), 2)


@pytest.fixture(scope="module")
def uneven(tbsc034: Specification) -> bytes:
    """A workbook in which neighbouring rows and columns differ."""
    cells = {("experience_coefficients", row, 0): row for row in (0, 1)}
    cells |= {("maturity_levels", row, 0): 1 + row % 5 for row in range(len(tbsc034.clauses))}
    names = [item.id for item in requirements(tbsc034)]
    values: dict[str, Filling] = {
        "requirement_results": {key: ("符合", "不适用")[row % 2] for row, key in enumerate(names)},
        "requirement_evidence": {key: f"示例证据 {key}" for key in names},
        "nonconformity_numbers": ["NC-1", "NC-2"],
        "nonconformity_causes": ["示例原因一", "示例原因二"],
        "plan_times": ["9:00", "13:00"],
    }
    return workbook(tbsc034, values=values, cells=dict(cells))


@pytest.mark.parametrize("name", HARMLESS)
def test_moving_things_does_no_harm(
    tmp_path: Path, uneven: bytes, tbsc034: Specification, layout: Layout, name: str
) -> None:
    before = read(tmp_path, uneven, tbsc034)
    after = read(tmp_path, HARMLESS[name](uneven, layout), tbsc034)
    assert before.problems == ()
    assert [problem for problem in after.problems if problem.is_error] == []
    assert after.assessment == before.assessment


def test_a_moved_cell_is_named_where_it_stands(
    tmp_path: Path, tbsc034: Specification, layout: Layout
) -> None:
    content = workbook(tbsc034, cells={("experience_coefficients", 0, 0): "好"})
    row = layout.indicators.first_row
    assert read(tmp_path, content, tbsc034).problems[0].cell == f"K{row}"
    later = moved(content, SERVICE, inserted(4), inserted(1))
    assert read(tmp_path, later, tbsc034).problems[0].cell == f"L{row + 1}"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1.2", {("ID_DOUBLED", "clause_ids[1.2]"), ("ID_MISSING", "clause_ids[1.1]")}),
        ("9.9", {("ID_UNKNOWN", "clause_ids"), ("ID_MISSING", "clause_ids[1.1]")}),
        ("", {("ROW_UNNUMBERED", "clause_ids"), ("ID_MISSING", "clause_ids[1.1]")}),
    ],
)
def test_a_number_that_was_changed(
    tmp_path: Path, filled: bytes, tbsc034: Specification, number: str, expected: set[tuple[str, str]]
) -> None:
    content = with_cell(filled, "clause_ids", f"<is><t>{number}</t></is>", "inlineStr")
    assert set(said(read(tmp_path, content, tbsc034))) == expected


def test_a_result_in_a_row_that_is_no_sub_item(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    # The first row of the checklist is the heading of chapter 1.
    content = with_cell(filled, "requirement_results", "<is><t>符合</t></is>", "inlineStr")
    assert said(read(tmp_path, content, tbsc034)) == [("ROW_UNNUMBERED", "requirement_ids")]


def test_an_unnumbered_empty_row_is_ignored(
    tmp_path: Path, filled: bytes, tbsc034: Specification, layout: Layout
) -> None:
    content = moved(filled, MANAGEMENT, inserted(layout.clauses.first_row + 1))
    assert read(tmp_path, content, tbsc034).problems == ()


def test_an_empty_form_column_is_ignored_and_the_others_are_renumbered(
    tmp_path: Path, tbsc034: Specification
) -> None:
    cells = {("experience_coefficients", row, 1): None for row in range(len(tbsc034.indicators))}
    cells |= {("evaluators", 0, 1): None}
    book = read(tmp_path, workbook(tbsc034, forms=3, cells=cells), tbsc034)
    assert book.problems == ()
    assert book.assessment is not None
    assert [(form.number, form.evaluator) for form in book.assessment.forms] == [
        (1, "示例测评员1"),
        (2, "示例测评员3"),
    ]
    _, third = place(workbook(tbsc034, forms=3), "evaluators", 0, 2)
    assert book.cells["evaluators[2]"].cell == third


def test_a_half_filled_form_column(tmp_path: Path, tbsc034: Specification) -> None:
    rows = range(len(tbsc034.indicators))
    nameless = workbook(tbsc034, cells={("evaluators", 0, 1): None})
    assert said(read(tmp_path, nameless, tbsc034)) == [("FORM_WITHOUT_EVALUATOR", "evaluators[2]")]
    alone = workbook(tbsc034, cells={("experience_coefficients", row, 1): None for row in rows})
    assert said(read(tmp_path, alone, tbsc034)) == [("FORM_WITHOUT_COEFFICIENTS", "evaluators[2]")]


def test_rows_of_lists_count_where_they_are_begun(tmp_path: Path, tbsc034: Specification) -> None:
    cells = {("team_names", 1, 0): None, ("team_roles", 1, 0): None}
    cells |= {("team_names", 4, 0): "示例专家", ("team_roles", 4, 0): "技术专家"}  # type: ignore[dict-item]
    content = workbook(tbsc034, cells=dict(cells))
    book = read(tmp_path, content, tbsc034)
    assert book.assessment is not None
    assert [member.role for member in book.assessment.team] == ["组长", "技术专家"]
    assert book.cells["team_names[2]"].cell == place(content, "team_names", 4)[1]
    assert book.cells["team_names[3]"].cell == place(content, "team_names", 1)[1]


def test_a_name_that_leads_nowhere(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    def broken(xml: str) -> str:
        start = xml.index('name="client_name">') + len('name="client_name">')
        return xml[:start] + "#REF!" + xml[xml.index("<", start) :]

    assert said(read(tmp_path, with_part(filled, WORKBOOK, broken), tbsc034)) == [
        ("NAME_BROKEN", "client_name")
    ]
    missing = with_part(filled, WORKBOOK, lambda xml: xml.replace('name="client_name"', 'name="other"'))
    assert said(read(tmp_path, missing, tbsc034)) == [("NAME_MISSING", "client_name")]


def test_every_input_has_its_cell_even_when_empty(
    tmp_path: Path, tbsc034: Specification, fictional: Specification
) -> None:
    for specification in (tbsc034, fictional):
        book = read(tmp_path, workbook(specification, values={"client_name": None}), specification)
        for clause in specification.clauses:
            assert f"maturity_levels[{clause.id}]" in book.cells
        for indicator in specification.indicators:
            assert f"experience_coefficients[{indicator.id},2]" in book.cells
        assert "client_name" in book.cells
        assert "grant_date" in book.cells


@pytest.mark.parametrize(
    ("name", "inner", "code"),
    [
        ("specification_id", "示例", "SPECIFICATION_UNKNOWN"),
        ("specification_version", "A/9", "SPECIFICATION_VERSION"),
        ("layout_version", "0", "LAYOUT_OLDER"),
        ("layout_version", "99", "LAYOUT_NEWER"),
        ("readings", "A1=rows", "READINGS_DIFFER"),
    ],
)
def test_stamps(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str, inner: str, code: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(with_cell(filled, name, f"<is><t>{inner}</t></is>", "inlineStr"))
    book = read_workbook(
        path,
        lambda number, _version: tbsc034 if number == tbsc034.id else None,
        lambda each: choose(each, {}),
    )
    assert said(book) == [(code, name)]
    assert book.problems[0].cell


def test_a_workbook_of_another_origin(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    def nameless(xml: str) -> str:
        start, end = xml.index("<definedNames>"), xml.index("</definedNames>")
        return xml[:start] + xml[end + len("</definedNames>") :]

    bare = with_part(filled, WORKBOOK, nameless)
    assert said(read(tmp_path, bare, tbsc034)) == [("WORKBOOK_NAMES_LOST", "")]
    another = with_part(bare, WORKBOOK, lambda xml: re.sub(r'(<sheet [^>]*name=")', r"\1示例", xml))
    assert said(read(tmp_path, another, tbsc034)) == [("WORKBOOK_NAMES_LOST", "")]
    foreign = with_part(
        bare, WORKBOOK, lambda xml: re.sub(r'name="[^"]*" sheetId="', 'name="" sheetId="', xml)
    )
    numbers = iter(range(100))
    foreign = with_part(
        foreign, WORKBOOK, lambda xml: re.sub('name=""', lambda _: f'name="Sheet{next(numbers)}"', xml)
    )
    assert said(read(tmp_path, foreign, tbsc034)) == [("WORKBOOK_NOT_OURS", "")]


@pytest.mark.parametrize(
    ("name", "inner", "code"),
    [
        ("result_grade", "<f>1</f>", "COMPUTED_ALTERED"),
        ("clause_points", "<v>5</v>", "COMPUTED_OVERWRITTEN"),
        ("result_level", "", "COMPUTED_EMPTIED"),
    ],
)
def test_computed_cells_are_held_against_the_layout(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str, inner: str, code: str
) -> None:
    book = read(tmp_path, with_cell(filled, name, inner), tbsc034)
    assert [found for found, _ in said(book)] == [code]
    assert book.problems[0].cell == place(filled, name)[1]


def test_changed_numbers_of_the_specification_do_not_stop_an_audit(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    """The program scores by the specification's own points, whatever stands in the sheet."""
    book = read(tmp_path, with_cell(filled, "indicator_points", "<v>50</v>"), tbsc034)
    assert [(each.code, each.severity) for each in book.problems] == [("CONSTANT_CHANGED", "warning")]
