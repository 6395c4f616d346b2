"""Workbooks of layout 1, as version 0.1 made them, stay accepted with what they hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from cts_docs.workbook.annotation.annotate import annotate_workbook
from tests.archive.test_version_0_1 import ARCHIVE, CERTIFIED, CONFIG, REFUSED
from tests.conftest import Run
from tests.support.workbooks import put
from tests.workbook.editing import place, read, with_cell


@pytest.fixture(scope="module")
def stored() -> dict[str, bytes]:
    """The workbooks in an archive of version 0.1, by the number of their entry."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        return {
            number: archive.read(f"packages/{number}/data/inputs/workbook.xlsx")
            for number in (CERTIFIED, REFUSED)
        }


def word(content: bytes, name: str, text: str) -> bytes:
    return with_cell(content, name, f"<is><t>{text}</t></is>", "inlineStr")


@pytest.mark.parametrize("number", [CERTIFIED, REFUSED])
def test_it_is_read_without_a_word_and_the_rest_counts_as_not_recorded(
    tmp_path: Path, stored: dict[str, bytes], tbsc034: Specification, number: str
) -> None:
    book = read(tmp_path, stored[number], tbsc034)
    assert book.problems == ()
    recorded = book.assessment
    assert recorded is not None
    assert (recorded.layout, recorded.requirements, recorded.plan) == (1, (), ())
    assert {member.level for member in recorded.team} == {None}
    assert [each.cause for each in recorded.nonconformities] == [None] * len(recorded.nonconformities)
    assert len(recorded.nonconformities) == (number == REFUSED)


@pytest.mark.parametrize("number", [CERTIFIED, REFUSED])
def test_it_is_complete_up_to_issue(tmp_path: Path, stored: dict[str, bytes], run: Run, number: str) -> None:
    path = put(tmp_path, "audit.xlsx", stored[number])
    answer = run("check", path, "--for", "issue", "--config", CONFIG, "--json")
    problems = answer.json["workbooks"][0]["problems"]
    assert {problem["code"] for problem in problems} <= {"SINGLE_FORM"}


def test_a_surveillance_needs_no_fields_that_the_layout_does_not_have(
    tmp_path: Path, stored: dict[str, bytes], run: Run
) -> None:
    content = word(word(stored[CERTIFIED], "audit_type", "监督"), "recommendation", "推荐保持认证")
    path = put(tmp_path, "audit.xlsx", content)
    answer = run("check", path, "--for", "issue", "--config", CONFIG, "--json")
    assert answer.json["workbooks"][0]["problems"] == []


def test_an_entry_below_the_last_row_is_reported_as_in_layout_2(
    tmp_path: Path, stored: dict[str, bytes], tbsc034: Specification
) -> None:
    part, cell = place(stored[CERTIFIED], "nonconformity_numbers", 60)
    with zipfile.ZipFile(put(tmp_path, "stored.xlsx", stored[CERTIFIED])) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    row = f'<row r="{cell[1:]}"><c r="{cell}" t="inlineStr"><is><t>NC-61</t></is></c></row></sheetData>'
    parts[part] = parts[part].replace(b"</sheetData>", row.encode())
    path = tmp_path / "longer.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name, held in parts.items():
            package.writestr(name, held)
    (problem,) = read(tmp_path, path.read_bytes(), tbsc034).problems
    assert (problem.code, problem.cell, problem.is_error) == ("ROW_BEYOND", cell, True)


def test_it_is_given_back_marked_and_read_again(
    tmp_path: Path, stored: dict[str, bytes], tbsc034: Specification
) -> None:
    wrong = word(stored[CERTIFIED], "audit_type", "初审")
    problems = read(tmp_path, wrong, tbsc034).problems
    copy = annotate_workbook(put(tmp_path, "wrong.xlsx", wrong), problems, "zh")
    assert copy.content is not None
    again = read(tmp_path, copy.content, tbsc034).problems
    assert [(each.code, each.cell) for each in again] == [("WORD_NOT_ALLOWED", problems[0].cell)]
