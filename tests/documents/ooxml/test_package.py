from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import HeaderFooter, add_section, annex_heading, set_page
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.ooxml.styles import PARAGRAPH_STYLES
from cts_docs.documents.ooxml.text import add_paragraph, bookmarked, field, internal_link
from tests.documents.reading import W, paragraphs, parts, tree, words
from tests.documents.rules import breaches

ABOUT = Properties("示例 <标题>", "EX 1", "A/0", "示例机构")
HEADER_FOOTER = HeaderFooter("示例机构", "示例标题", "文件编号：EX 1", "版本号：A/0")


def two_sections() -> bytes:
    document = new_document(ABOUT)
    set_page(document, HEADER_FOOTER)
    body = body_of(document)
    annex_heading(body, "附录 1", "示例一", "annex1")
    add_section(document, HEADER_FOOTER, landscape=True)
    annex_heading(body, "附录 2", "示例二", "annex2", new_page=False)
    add_paragraph(body, internal_link("annex1", "见附录 1"))
    return document_bytes(document, ABOUT)


def test_package_is_slim() -> None:
    assert sum(len(part) for part in parts(two_sections()).values()) < 40_000


def test_document_keeps_the_rules() -> None:
    assert breaches(two_sections()) == []


def test_every_section_has_its_own_header_and_page_fields() -> None:
    content = two_sections()
    names = [name for name in parts(content) if name.startswith(("word/header", "word/footer"))]

    assert sorted(names) == ["word/footer1.xml", "word/footer2.xml", "word/header1.xml", "word/header2.xml"]
    for number in (1, 2):
        footer = tree(content, f"word/footer{number}.xml")
        codes = [each.text.strip() for each in footer.iter(f"{W}instrText")]
        assert codes == ["PAGE", "NUMPAGES"]
        assert words(footer) == "文件编号：EX 1　版本号：A/0\t第 1 页 共 1 页"
        assert words(tree(content, f"word/header{number}.xml")) == "示例机构\t示例标题"


def test_second_section_lies_on_its_side() -> None:
    sizes = [each.get(f"{W}orient") for each in tree(two_sections()).iter(f"{W}pgSz")]

    assert sizes == [None, "landscape"]


def test_annex_heading_is_a_real_heading_on_its_own_page() -> None:
    document = docx.Document(io.BytesIO(two_sections()))
    style = document.styles["Annex Heading"]

    assert document.paragraphs[0].style.name == "Annex Heading"
    assert style.base_style.name == "Heading 1"
    assert style.paragraph_format.page_break_before
    assert style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}").get(qn("w:val")) == "0"


def test_every_style_names_both_faces_and_language_is_chinese() -> None:
    styles = tree(two_sections(), "word/styles.xml")

    named = styles.findall(f"{W}style[@{W}type='paragraph']/{W}rPr/{W}rFonts")
    assert len(named) == len(PARAGRAPH_STYLES)
    assert all(each.get(f"{W}ascii") and each.get(f"{W}eastAsia") for each in named)
    assert styles.find(f".//{W}lang").get(f"{W}eastAsia") == "zh-CN"


def test_body_is_xiaosi_and_tables_are_wuhao() -> None:
    sizes = {style.id: style.size for style in PARAGRAPH_STYLES}

    assert (sizes["Normal"], sizes["TableText"], sizes["TableSmall"]) == (24, 21, 18)


def test_bookmark_set_twice_is_a_fault_of_the_builder() -> None:
    document = new_document(ABOUT)
    for _ in range(2):
        add_paragraph(body_of(document), *bookmarked("same", "一"))

    with pytest.raises(ValueError, match="same"):
        document_bytes(document, ABOUT)


def test_field_shows_its_last_result_and_can_ask_for_an_update() -> None:
    document = new_document(ABOUT)
    add_paragraph(body_of(document), *field("PAGEREF annex1", "7", dirty=True))

    content = document_bytes(document, ABOUT)
    begin = tree(content).find(f".//{W}fldChar")
    assert begin.get(f"{W}dirty") == "true"
    assert paragraphs(content) == ["7"]
