"""What is shown of a template before a document is made of it, and what is left to look at in the result."""

from __future__ import annotations

import io

import pytest
from docx import Document

from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import HeaderFooter, set_page
from cts_docs.documents.ooxml.tables import Row, add_table, cell
from cts_docs.documents.rendering import render
from cts_docs.documents.rendering.prepared import prepared, unproven_parts
from cts_docs.files.zipping import read_package, write_package
from tests.documents.reading import paragraphs, tables
from tests.documents.rendering.test_engine import ABOUT, template

MAIN = "word/document.xml"


def places(made: bytes) -> list[dict[str, str]]:
    found = list(unproven_parts(made, "sample.docx"))
    assert all((one.code, one.severity) == ("TEMPLATE_DEPENDS_ON_DATA", "warning") for one in found)
    return [dict(one.values) for one in found]


def with_rows(*rows: Row) -> bytes:
    document = new_document(ABOUT)
    set_page(document, HeaderFooter("示例机构", "示例", "EX 1", "A/0"))
    add_table(body_of(document), [2000, 2000], rows)
    return document_bytes(document, ABOUT)


def replaced(made: bytes, old: bytes, new: bytes) -> bytes:
    package = read_package(made, "")
    assert old in package[MAIN]
    return write_package({**package, MAIN: package[MAIN].replace(old, new)})


@pytest.mark.parametrize(
    "made",
    [
        template(
            "{{ value }} {% if value %}一{% else %}二{% endif %}", "{%p if value %}", "三", "{%p endif %}"
        ),
        template(cells=("{{ value }}", "{{ emphasised(value) }}")),
        with_rows(
            Row((cell("{%tr for one in values %}"), cell(""))),
            Row((cell("{{ one }}"), cell("{{ value | length }}"))),
            Row((cell("{%tr endfor %}"), cell(""))),
        ),
        with_rows(Row((cell("{%p if value %}", "一", "{%p endif %}"), cell("二")))),
    ],
)
def test_whole_paragraphs_and_rows_are_shown_to_be_sound(made: bytes) -> None:
    assert places(made) == []


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("{%tc if value %}", "{%tc endif %}", ""),
        ("{% if value %}一", "二{% endif %}", "{% if value %}一"),
        ("甲{{ emphasised(value) }}{{ value }}", "乙", "甲{{ emphasised(value) }}{{ value }}"),
    ],
)
def test_a_row_that_may_lose_a_cell_is_named(first: str, second: str, words: str) -> None:
    (place,) = places(with_rows(Row((cell(first), cell(second)))))

    assert place["part"] == MAIN
    if words:
        assert (place["table"], place["row"], place["cell"], place["text"]) == ("1", "1", "1", words)


def test_a_condition_from_one_element_into_another_is_named() -> None:
    (place,) = places(template("{% if value %}一", cells=("二{% endif %}",)))

    assert place["part"] == MAIN


def test_a_value_that_is_not_in_running_text_is_named() -> None:
    made = replaced(template("一 {{ value }}"), b"</w:body>", b"{{ value }}</w:body>")

    assert [place["part"] for place in places(made)] == [MAIN]


def test_a_drawing_under_a_condition_is_named() -> None:
    drawing = (
        b'<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        b'wordprocessingDrawing"><wp:docPr id="1" name="a"/></wp:inline></w:drawing></w:r></w:p>'
    )
    made = template("{%p if value %}", "一", "{%p endif %}")
    assert places(made) == []

    made = replaced(made, b"{%p endif %}", b"{%p endif %}</w:t></w:r></w:p>" + drawing + b"<w:p><w:r><w:t>")
    assert places(made) == []

    swapped = replaced(made, drawing, b"")
    swapped = replaced(swapped, "一".encode(), "一</w:t></w:r></w:p>".encode() + drawing + b"<w:p><w:r><w:t>")
    assert [place["part"] for place in places(swapped)] == [MAIN]


def test_what_is_not_shown_is_looked_at_in_each_document() -> None:
    made = with_rows(Row((cell("甲{{ emphasised(value) }}{{ value }}"), cell("乙"))))
    assert places(made) != []

    assert tables(render(made, {"value": "√"}, ABOUT)) == [[["甲√√", "乙"]]]


def test_line_breaks_of_the_template_itself_are_none_of_a_value_s() -> None:
    """A program that lays out its XML in lines writes white space between elements."""
    made = template("{{ value }}", "二")
    spaced = replaced(made, b"</w:p><w:p", b"</w:p>\n  <w:p")

    assert places(spaced) == []
    assert paragraphs(render(spaced, {"value": "一\n行"}, ABOUT)) == ["一\n行", "二"]
    assert not any("\n" in text for text in paragraphs(render(spaced, {"value": "一"}, ABOUT)))


def test_a_template_is_prepared_once_for_the_same_bytes() -> None:
    made = template("{{ value }}")
    again = bytes(bytearray(made))

    assert prepared(made, "sample.docx") is prepared(again, "sample.docx")
    assert prepared(made, "sample.docx") is not prepared(template("{{ value }}。"), "sample.docx")


def test_a_template_saved_by_another_library_is_rendered() -> None:
    document = Document()
    document.add_paragraph("值：{{ value }}")
    stream = io.BytesIO()
    document.save(stream)
    assert paragraphs(render(stream.getvalue(), {"value": "一"}, ABOUT)) == ["值：一"]
