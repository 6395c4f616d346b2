"""The whole controlled document in Word says what the controlled text says, and looks like it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.documents.forms.controlled.document import contents_bookmarks, controlled_document
from cts_docs.documents.pdf import Source, convert, page_count, pages_of_bookmarks
from cts_docs.specification.model import Revision, Specification
from tests.documents.reading import W, bare, parts, shape, tree, words
from tests.documents.rules import breaches
from tests.specification.reading_order import PARTS

CONTROLLED = Path(__file__).parents[2] / "specification" / "controlled"


@pytest.fixture(scope="module")
def exported(tbsc034: Specification) -> bytes:
    return controlled_document(tbsc034)


def test_its_words_are_the_controlled_text_in_order(exported: bytes) -> None:
    transcribed = "".join((CONTROLLED / f"{part}.txt").read_text("utf-8") for part in PARTS)
    assert bare(words(tree(exported))) == bare(transcribed)


def test_a_sibling_is_exported_in_its_order_too(sibling: Specification) -> None:
    said = "".join("".join(part(sibling)) for part in PARTS.values())
    exported = controlled_document(replace(sibling, revisions=()))
    assert bare(words(tree(exported))) == bare(said)


def test_the_same_data_gives_the_same_bytes(tbsc034: Specification, exported: bytes) -> None:
    assert controlled_document(tbsc034) == exported


def test_it_is_sound(exported: bytes) -> None:
    assert breaches(exported) == []


def test_every_line_of_the_contents_leads_to_its_heading(tbsc034: Specification, exported: bytes) -> None:
    root = tree(exported)
    bookmarks = {each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")}
    fields = re.findall(r"PAGEREF (\w+)", "".join(each.text or "" for each in root.iter(f"{W}instrText")))
    assert tuple(fields) == contents_bookmarks(tbsc034)
    assert set(fields) <= bookmarks


def test_cross_references_are_links_to_bookmarks(tbsc034: Specification, exported: bytes) -> None:
    root = tree(exported)
    bookmarks = {each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")}
    links = [each for each in root.iter(f"{W}hyperlink") if each.find(f".//{W}instrText") is None]
    expected = [(link.text, link.to) for block in tbsc034.blocks() for link in block.links]
    assert sorted((words(link), link.get(f"{W}anchor")) for link in links) == sorted(expected)
    assert {link.get(f"{W}anchor") for link in links} <= bookmarks


def test_the_contents_are_one_field_over_the_headings_marked_for_update(exported: bytes) -> None:
    begins = [each for each in tree(exported).iter(f"{W}fldChar") if each.get(f"{W}fldCharType") == "begin"]
    codes = [(each.text or "").split() for each in tree(exported).iter(f"{W}instrText")]
    assert codes[0] == ["TOC", "\\o", '"1-3"', "\\h", "\\z", "\\u"]
    assert [each.get(f"{W}dirty") for each in begins].count("true") == 1
    assert begins[0].get(f"{W}dirty") == "true"


def test_known_page_numbers_stand_in_the_contents(tbsc034: Specification) -> None:
    root = tree(controlled_document(tbsc034, {"clause_1": 7}))
    first = next(each for each in root.iter(f"{W}hyperlink") if each.get(f"{W}anchor") == "clause_1")
    assert words(first) == "1. 范围\t7"


def test_the_grade_table_has_its_merged_column(tbsc034: Specification, exported: bytes) -> None:
    header = tbsc034.grading.printed.header
    table = next(each for each in tree(exported).iter(f"{W}tbl") if words(each).startswith("".join(header)))
    single = [(1, "")] * 3
    assert shape(table) == [
        [*single, (1, "")],
        [*single, (1, "restart")],
        [*single, (1, "continue")],
        [*single, (1, "continue")],
    ]


def test_appendix_2_alone_lies_across(exported: bytes) -> None:
    sizes = [each.get(f"{W}orient", "portrait") for each in tree(exported).iter(f"{W}pgSz")]
    assert sizes == ["portrait", "landscape", "portrait"]


def test_a_document_without_revisions_prints_no_record(exported: bytes) -> None:
    assert "修订记录" not in words(tree(exported))


def test_a_revision_record_is_printed(tbsc034: Specification) -> None:
    revised = replace(tbsc034, revisions=(Revision("B/0", "20260108", "示例修订"),))
    assert "修订记录版本号日期修订内容B/020260108示例修订" in bare(words(tree(controlled_document(revised))))


def test_it_says_which_data_it_was_made_from(tbsc034: Specification, exported: bytes) -> None:
    assert tbsc034.sha256.encode() in parts(exported)["customXml/item1.xml"]


@pytest.mark.usefixtures("soffice")
def test_the_printed_contents_name_the_pages_of_the_headings(tbsc034: Specification, exported: bytes) -> None:
    (first,) = convert([Source("first", exported, tbsc034.control.title)])
    assert first.content is not None
    pages = pages_of_bookmarks(first.content, contents_bookmarks(tbsc034))
    assert set(pages) == set(contents_bookmarks(tbsc034))
    (second,) = convert([Source("second", controlled_document(tbsc034, pages), tbsc034.control.title)])
    assert second.content is not None
    assert pages_of_bookmarks(second.content, contents_bookmarks(tbsc034)) == pages
    assert page_count(second.content) == page_count(first.content)
