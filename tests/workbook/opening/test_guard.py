"""What openpyxl would swallow, mend in silence or stop at: each is reported at its cell, or read."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from cts_docs.specification.model import Specification
from tests.workbook.editing import WORKBOOK, members, packed, place, read, said, with_cell, with_part
from tests.workbook.odd import with_shared_strings

ALPHA, FIRST = "experience_coefficients", "experience_coefficients[1.1,1]"
STYLES = "xl/styles.xml"

NO_DECIMALS = ("0_1", "１", "1E+400", "NaN", "INF", "+0.5", "0x1", "1e-31", "", " ")


@pytest.mark.parametrize("literal", NO_DECIMALS)
def test_a_literal_that_is_no_decimal(
    tmp_path: Path, filled: bytes, tbsc034: Specification, literal: str
) -> None:
    book = read(tmp_path, with_cell(filled, ALPHA, f"<v>{literal}</v>"), tbsc034)
    assert said(book) == ([("NUMBER_INVALID", FIRST)] if literal.strip() else [])
    assert book.assessment is not None
    assert "1.1" not in book.assessment.forms[0].coefficients


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("<v>99999</v>", "s"),
        ("<v>-1</v>", "s"),
        ("<v>0_1</v>", "s"),
        ("<v>1</v>", "zz"),
        ("<v>1</v>", ""),
        ("<v>2</v>", "b"),
        ("<v>NaN</v>", "e"),
    ],
)
def test_a_cell_that_no_program_writes(
    tmp_path: Path, filled: bytes, tbsc034: Specification, inner: str, kind: str
) -> None:
    content = with_cell(with_shared_strings(filled), ALPHA, inner, kind)
    assert said(read(tmp_path, content, tbsc034)) == [("CELL_DAMAGED", FIRST)]


@pytest.mark.parametrize("style", ["99999", "-1", "x"])
def test_a_format_that_is_not_there(
    tmp_path: Path, filled: bytes, tbsc034: Specification, style: str
) -> None:
    part, cell = place(filled, ALPHA)
    content = with_part(
        filled, part, lambda xml: re.sub(rf'<c r="{cell}" s="\d+"', f'<c r="{cell}" s="{style}"', xml)
    )
    assert said(read(tmp_path, content, tbsc034)) == [("CELL_DAMAGED", FIRST)]


def test_formats_without_a_stylesheet(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    links = "xl/_rels/workbook.xml.rels"
    parts = members(with_part(filled, links, lambda xml: re.sub(r"<Relationship [^>]*styles[^>]*>", "", xml)))
    del parts[STYLES]
    (problem,) = read(tmp_path, packed(parts), tbsc034).problems
    assert (problem.code, problem.found) == ("WORKBOOK_PART_MISSING", STYLES)


def test_a_stylesheet_that_openpyxl_refuses(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    """Colours, borders and names of styles are none of reading's concern."""

    content = with_part(filled, STYLES, lambda xml: re.sub('patternType="[^"]*"', 'patternType="odd"', xml))
    with pytest.raises(ValueError, match="stylesheet"):
        openpyxl.load_workbook(io.BytesIO(content))
    before, after = read(tmp_path, filled, tbsc034), read(tmp_path, content, tbsc034)
    assert after.problems == ()
    assert after.assessment == before.assessment


@pytest.mark.parametrize("name", ["xl/SharedStrings.xml", "XL/Styles.xml", "_RELS/.Rels", "xl/Workbook.xml"])
def test_part_names_do_not_differ_by_case(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str
) -> None:
    """ECMA-376 Part 2, 6.2.2.3: part names are equivalent without regard to case."""
    parts = members(with_shared_strings(filled))
    content = packed({name if each.lower() == name.lower() else each: data for each, data in parts.items()})
    assert name in members(content)
    before, after = read(tmp_path, filled, tbsc034), read(tmp_path, content, tbsc034)
    assert after.problems == ()
    assert after.assessment == before.assessment


def test_what_stands_on_a_sheet_beside_its_cells_is_not_read(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    """Conditional formats, validations and extensions that openpyxl would stop at."""
    part, _ = place(filled, ALPHA)

    def odd(xml: str) -> str:
        xml = re.sub(r'<dataValidation [^>]*?type="\w+"', '<dataValidation type="unheard of"', xml)
        return xml.replace("</worksheet>", '<extLst><ext uri="{0}"><x/></ext></extLst></worksheet>')

    content = with_part(filled, part, odd)
    assert content != filled
    assert read(tmp_path, content, tbsc034).problems == ()


@pytest.mark.parametrize(
    ("written", "value"),
    [("示例_x005F_x0041_", "示例_x0041_"), ("示例x005F_", "示例x005F_"), ("示例_x0041_", "示例A")],
)
def test_escapes_of_shared_strings(
    tmp_path: Path, filled: bytes, tbsc034: Specification, written: str, value: str
) -> None:
    """openpyxl deletes every `x005F_` of a shared string and leaves other escapes as they are."""
    content = with_shared_strings(with_cell(filled, "client_name", f"<is><t>{written}</t></is>", "inlineStr"))
    book = read(tmp_path, content, tbsc034)
    assert book.assessment is not None
    assert book.assessment.values["client_name"] == value


def test_rows_out_of_order_are_read(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    """A read-only load drops a row that stands above its predecessor, in silence."""
    part, _ = place(filled, ALPHA)

    def reversed_rows(xml: str) -> str:
        rows = re.findall(r"<row .*?</row>", xml, flags=re.DOTALL)
        start, end = xml.index("<row "), xml.rindex("</row>") + len("</row>")
        return xml[:start] + "".join(reversed(rows)) + xml[end:]

    content = with_part(filled, part, reversed_rows)
    before, after = read(tmp_path, filled, tbsc034), read(tmp_path, content, tbsc034)
    assert after.problems == ()
    assert after.assessment == before.assessment


def test_a_place_that_no_sheet_has(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    part, cell = place(filled, ALPHA)
    content = with_part(filled, part, lambda xml: xml.replace(f'r="{cell}"', 'r="AAAA1"', 1))
    (problem,) = read(tmp_path, content, tbsc034).problems
    assert problem.code == "WORKBOOK_DAMAGED"
    assert "AAAA1" in problem.found


def test_sheets_that_no_name_leads_to_are_not_read(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    """A sheet of the user's own may hold what it likes."""
    parts = members(filled)
    parts["xl/worksheets/own.xml"] = b"<worksheet><sheetData><row><c r='A1' t='zz'/></row>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    links = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="own" Type="{kind}" Target="worksheets/own.xml"/></Relationships>'
    parts[links] = parts[links].replace(b"</Relationships>", link.encode())
    sheet = '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    sheet += 'name="示例草稿" sheetId="99" r:id="own"/></sheets>'
    parts[WORKBOOK] = parts[WORKBOOK].replace(b"</sheets>", sheet.encode())
    assert read(tmp_path, packed(parts), tbsc034).problems == ()
