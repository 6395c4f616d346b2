"""Facts of the layout, held on the pages that LibreOffice makes of the filled forms."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pypdf import PageObject, PdfReader

from cts_docs.documents.pdf import Source, convert
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file_of, document
from tests.documents.reading import bare
from tests.support.assessments import assessment

CLIENT = "示例市政工程有限公司" * 20
NOTE = "示例备注鑫。" * 333
"""A note of 1,998 characters; one of them stands nowhere else and is counted."""
FORMS = 30


@pytest.fixture(scope="module")
def pages(tbsc034: Specification, soffice: str) -> dict[str, list[PageObject]]:
    """The pages of the forms of a case of awkward size: long name, long note, many forms."""
    assert soffice
    coefficients = [["0.8", "0.95", "0.87"], "1"] * (FORMS // 2)
    recorded = assessment(tbsc034, coefficients, [4, 3, 2, 5], client_name=CLIENT)
    made = audit_file_of(tbsc034, replace(recorded, indicator_evidence={"1.1": NOTE}))
    chosen = {
        "form": document(made, "appendix1", FORMS),
        "means": document(made, "appendix1"),
        "descriptions": document(made, "appendix2"),
        "points": document(made, "appendix3"),
    }
    converted = convert([Source(each.filename, each.content, CLIENT) for each in chosen.values()])
    found = {}
    for name, each in zip(chosen, converted, strict=True):
        assert each.content is not None, each.problems
        found[name] = list(PdfReader(io.BytesIO(each.content)).pages)
    return found


def every_page(pages: dict[str, list[PageObject]]) -> Iterator[tuple[str, int, int, str]]:
    for name, many in pages.items():
        for number, page in enumerate(many, 1):
            yield name, number, len(many), bare(page.extract_text())


def test_numbers_of_pages_are_those_of_the_form(pages: dict[str, list[PageObject]]) -> None:
    assert {name: len(many) for name, many in pages.items()} == {
        "form": 4,
        "means": 7,
        "descriptions": 5,
        "points": 2,
    }


def test_every_page_carries_header_number_version_and_its_own_number(
    pages: dict[str, list[PageObject]],
) -> None:
    for name, number, count, words in every_page(pages):
        assert "江西腾标认证有限公司" in words, name
        assert bare("城镇污水处理厂工程施工服务认证技术规范") in words, name
        assert bare("文件编号：CTS TBSC034-2026 版本号：B/0") in words, name
        assert f"第{number}页共{count}页" in words, name


def test_no_page_is_left_empty(pages: dict[str, list[PageObject]]) -> None:
    header_footer = len(bare("江西腾标认证有限公司城镇污水处理厂工程施工服务认证技术规范")) + 40

    assert [
        (name, number) for name, number, _, words in every_page(pages) if len(words) < header_footer + 20
    ] == []


def test_column_titles_repeat_on_each_page_of_the_table(pages: dict[str, list[PageObject]]) -> None:
    for page in pages["descriptions"]:
        assert "成熟度等级划分与描述" in bare(page.extract_text())
    for page in pages["form"][:2]:
        assert "评价内容" in bare(page.extract_text())


def test_long_values_stand_whole(pages: dict[str, list[PageObject]]) -> None:
    means = "".join(words for name, _, _, words in every_page(pages) if name == "means")
    form = bare(pages["form"][0].extract_text())

    assert CLIENT in form
    assert means.count("鑫") == 333


def test_descriptions_lie_on_their_side_and_the_rest_stand(pages: dict[str, list[PageObject]]) -> None:
    for name, many in pages.items():
        for page in many:
            wide = page.mediabox.width > page.mediabox.height
            assert wide == (name == "descriptions"), name


def test_no_text_stands_outside_the_page_s_margins(pages: dict[str, list[PageObject]]) -> None:
    outside: list[tuple[str, str]] = []
    for name, many in pages.items():
        for page in many:
            right, top = float(page.mediabox.width), float(page.mediabox.height)
            for text, x, y in _placed(page):
                # 15 mm are less than every margin; the header and footer stand within it above and below.
                if text.strip() and not (42 < x < right - 42 and 20 < y < top - 20):
                    outside.append((name, text))

    assert outside == []


def _placed(page: PageObject) -> list[tuple[str, float, float]]:
    found: list[tuple[str, float, float]] = []

    def visit(text: str, _current: object, matrix: list[float], _font: object, _size: object) -> None:
        found.append((text, matrix[4], matrix[5]))

    page.extract_text(visitor_text=visit)
    return found
