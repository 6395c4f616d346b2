"""Odd but honest files: what other programs and hands leave behind is read right, or told."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl.formula.translate import Translator

from cts_docs.specification.model import Specification
from cts_docs.workbook.reading.computed_cells import normalised
from tests.workbook.editing import WORKBOOK, members, packed, place, read, said, with_part

RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
STRINGS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def related(content: bytes, kind: str, target: str, part: bytes) -> bytes:
    """A workbook with one more part."""
    link = f'<Relationship Id="own1" Type="{kind}" Target="{target}"/></Relationships>'
    changed = with_part(content, RELATIONSHIPS, lambda xml: xml.replace("</Relationships>", link))
    return packed({**members(changed), f"xl/{target}": part})


def test_macros_are_ignored_and_told(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    book = read(tmp_path, related(filled, MACROS, "vbaProject.bin", b"macros"), tbsc034)
    assert said(book) == [("WORKBOOK_MACROS", "")]
    assert not book.problems[0].is_error


def test_links_to_other_workbooks_are_told(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    content = related(filled, LINKS, "externalLinks/externalLink1.xml", b"<externalLink/>")
    assert said(read(tmp_path, content, tbsc034)) == [("WORKBOOK_EXTERNAL_LINKS", "")]


def test_an_input_below_a_merged_neighbour(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    part, first = place(filled, "evaluators")
    _, second = place(filled, "evaluators", 0, 1)

    def merge(xml: str) -> str:
        return xml.replace("</mergeCells>", f'<mergeCell ref="{first}:{second}"/></mergeCells>')

    book = read(tmp_path, with_part(filled, part, merge), tbsc034)
    assert said(book) == [("INPUT_MERGED", "evaluators[2]")]


def test_shared_strings(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    """Excel keeps texts apart from the cells, in runs where their formatting changes."""
    part, cell = place(filled, "client_name")
    item = "<si><r><t>示例</t></r><r><t>公司</t></r><rPh sb='0' eb='1'><t>shi</t></rPh></si>"
    strings = f'<sst xmlns="{MAIN}"><si><t>其他</t></si>{item}</sst>'.encode()
    content = with_part(
        related(filled, STRINGS, "sharedStrings.xml", strings),
        part,
        lambda xml: re.sub(
            rf'<c r="{cell}"( s="\d+")?[^>]*>.*?</c>', rf'<c r="{cell}"\1 t="s"><v>1</v></c>', xml
        ),
    )
    book = read(tmp_path, content, tbsc034)
    assert book.problems == ()
    assert book.assessment is not None
    assert book.assessment.text("client_name") == "示例公司"


def test_shared_formulas_are_the_layouts_own(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    """Excel writes a formula once and refers to it from the cells that it was filled into."""
    part, first = place(filled, "clause_points")
    _, second = place(filled, "clause_points", 1)

    def share(xml: str) -> str:
        xml = re.sub(rf'(<c r="{first}"[^>]*>)<f>', r'\1<f t="shared" si="0" ref="A1:A2">', xml)
        return re.sub(rf'(<c r="{second}"[^>]*>)<f>.*?</f>', r'\1<f t="shared" si="0"/>', xml)

    assert read(tmp_path, with_part(filled, part, share), tbsc034).problems == ()


def test_cells_without_references(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    """Some writers leave the references of cells out; they are counted along the row."""
    part, _ = place(filled, "client_name")
    before = read(tmp_path, filled, tbsc034)

    def bare(xml: str) -> str:
        return re.sub(r'<c r="[ABC][0-9]+"', "<c", xml)

    after = read(tmp_path, with_part(filled, part, bare), tbsc034)
    assert after.problems == ()
    assert after.assessment == before.assessment


def test_a_copied_sheet_brings_names_of_its_own(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    local = '<definedName name="client_name" localSheetId="1">基本信息!$B$99</definedName></definedNames>'
    content = with_part(filled, WORKBOOK, lambda xml: xml.replace("</definedNames>", local))
    assert read(tmp_path, content, tbsc034).problems == ()
    doubled = with_part(content, WORKBOOK, lambda xml: xml.replace(' localSheetId="1"', ""))
    assert said(read(tmp_path, doubled, tbsc034)) == [("NAME_DOUBLED", "client_name")]


def test_formulas_are_compared_without_what_programs_write_differently() -> None:
    assert normalised('=IF( $A$1>0, sum(B2:B2),"a  b")') == normalised('=IF(A1>0,SUM(B2),"a  b")')
    assert normalised('=IF(A1,"a","b")') != normalised('=IF(A1,"A","b")')
    assert normalised(Translator("=B2*C2", origin="D2").translate_formula("D3")) == normalised("=B3*C3")
