from __future__ import annotations

from collections.abc import Mapping

import pytest

from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import HeaderFooter, set_page
from cts_docs.documents.ooxml.properties import CORE_PART, Properties
from cts_docs.documents.ooxml.tables import Row, add_table, cell
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.rendering import render
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import write_package
from tests.documents.reading import W, paragraphs, parts, tables, tree, words

ABOUT = Properties("示例 A & B", "EX 1", "A/0", "示例机构")

HOSTILE = (
    "A & B",
    "<select> & </w:t>",
    "]]> <!-- -->",
    "{_{ {{ 7*7 }} }_}",
    "{% for x in y %} {# #} %_}",
    "{{ self.__init__ }}",
    "\" ' “ ” ‘ ’",
    "第一行\n第二行",
    "左\t右",
    "𠮷野家 𪚥",
    "&amp; &#60;",
    "a" * 2000,
    " 首尾空格 ",
)


def template(*body: str, header: str = "示例", cells: tuple[str, ...] = ()) -> bytes:
    document = new_document(ABOUT)
    set_page(document, HeaderFooter("示例机构", header, "EX 1", "A/0"))
    for text in body:
        add_paragraph(body_of(document), text)
    if cells:
        rows = [Row(tuple(cell(text) for text in cells))]
        add_table(body_of(document), [2000] * len(cells), rows)
    return document_bytes(document, ABOUT)


def problem_of(made: bytes, values: Mapping[str, object]) -> Problem:
    with pytest.raises(RefusedError) as caught:
        render(made, values, ABOUT, name="sample.docx")
    return caught.value.problems[0]


@pytest.mark.parametrize("value", HOSTILE)
def test_value_comes_out_as_it_went_in(value: str) -> None:
    made = template("值：{{ value }}。", header="{{ value }}", cells=("{{ value }}", "邻"))

    content = render(made, {"value": value}, ABOUT)

    assert paragraphs(content)[0] == f"值：{value}。"
    assert tables(content) == [[[value, "邻"]]]
    assert words(tree(content, "word/header1.xml")) == f"示例机构\t{value}"


def test_carriage_returns_become_plain_line_breaks() -> None:
    assert paragraphs(render(template("{{ value }}"), {"value": "一\r\n二\r三"}, ABOUT)) == ["一\n二\n三"]


def test_line_break_is_an_element_of_the_run() -> None:
    content = render(template("{{ value }}"), {"value": "一\n二"}, ABOUT)

    run = tree(content).find(f".//{W}r")
    assert [each.tag for each in run] == [f"{W}rPr", f"{W}t", f"{W}br", f"{W}t"]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0c", "\x0b", "\x7f", "\x85", "\ud800", "\ufffe"])
def test_character_that_no_document_holds_is_refused_with_its_path(character: str) -> None:
    problem = problem_of(template("{{ people[0].name }}"), {"people": [{"name": f"示例{character}"}]})

    assert (problem.code, problem.field) == ("VALUE_CHARACTER", "people[1][name]")
    assert problem.found == f"U+{ord(character):04X}"


def test_values_are_plain_data() -> None:
    assert problem_of(template("{{ value }}"), {"value": object()}).code == "VALUE_TYPE"


def test_missing_variable_is_named_with_template_table_row_and_cell() -> None:
    made = template("前文", cells=("标签", "甲 {{ known }} {{ client_name }}"))

    problem = problem_of(made, {"known": "有"})

    assert problem.code == "TEMPLATE_VARIABLE"
    assert problem.values == {
        "template": "sample.docx",
        "part": "word/document.xml",
        "variable": "client_name",
        "table": "1",
        "row": "1",
        "cell": "2",
        "text": "甲 {{ known }} {{ client_name }}",
    }


def test_missing_variable_of_running_text_is_named_with_its_paragraph() -> None:
    problem = problem_of(template("一", '得分 {{ earned["9.9"] }} 分'), {"earned": {"1.1": "5"}})

    assert problem.values["variable"] == 'earned["9.9"]'
    assert problem.values["text"] == '得分 {{ earned["9.9"] }} 分'
    assert "table" not in problem.values


def test_missing_variable_of_a_header_is_named_with_its_part() -> None:
    problem = problem_of(template("一", header="{{ header_title }}"), {})

    assert (problem.values["part"], problem.values["variable"]) == ("word/header1.xml", "header_title")


def test_value_of_nothing_is_missing() -> None:
    assert problem_of(template("{{ value }}"), {"value": None}).code == "TEMPLATE_VARIABLE"


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ value.__init__.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ value.format(value) | attr('x') }}",
        "{% for n in range(1000000) %}x{% endfor %}",
        "{% include 'other' %}",
    ],
)
def test_template_can_reach_nothing_but_its_values(tag: str) -> None:
    code = problem_of(template(tag), {"value": "一"}).code

    assert code in {"TEMPLATE_FORBIDDEN", "TEMPLATE_VARIABLE", "TEMPLATE_SYNTAX", "TEMPLATE_FAILED"}


def test_malformed_tag_is_named_with_its_words() -> None:
    problem = problem_of(template("好", "坏 {{ value"), {"value": "一"})

    assert problem.code == "TEMPLATE_SYNTAX"
    assert problem.values["text"].startswith("坏 {{ value")


def test_condition_from_text_into_a_cell_is_refused_not_repaired() -> None:
    made = template("{% if value %}一", cells=("二{% endif %}",))

    assert problem_of(made, {"value": ""}).code == "TEMPLATE_BROKEN"


def test_condition_that_takes_a_cell_away_is_refused_with_its_row() -> None:
    made = template(cells=("{% if value %}一", "二{% endif %}"))

    problem = problem_of(made, {"value": ""})

    assert problem.code == "TEMPLATE_TABLE"
    assert (problem.values["table"], problem.values["row"]) == ("1", "1")


def test_cell_whose_paragraphs_all_go_keeps_an_empty_one() -> None:
    document = new_document(ABOUT)
    set_page(document, HeaderFooter("示例机构", "示例", "EX 1", "A/0"))
    choices = cell("{%p if value %}", "一", "{%p endif %}")
    add_table(body_of(document), [2000, 2000], [Row((choices, cell("二")))])

    content = render(document_bytes(document, ABOUT), {"value": ""}, ABOUT)

    assert tables(content) == [[["", "二"]]]
    assert [len(each.findall(f"{W}p")) for each in tree(content).iter(f"{W}tc")] == [1, 1]


def test_tag_in_a_footnote_is_refused() -> None:
    made = parts(template("一"))
    made["word/footnotes.xml"] = b"<w:footnotes><w:t>{</w:t><w:t>{ value }}</w:t></w:footnotes>"

    assert problem_of(write_package(made), {}).code == "TEMPLATE_TAG_PLACE"


def test_document_type_is_refused() -> None:
    made = parts(template("一"))
    made["word/document.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + made["word/document.xml"]

    assert problem_of(write_package(made), {}).code == "TEMPLATE_FORBIDDEN"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no package", write_package({"a.txt": b""})])
def test_what_is_no_document_is_refused(content: bytes) -> None:
    assert problem_of(content, {}).code == "DOCX_UNREADABLE"


def test_same_values_make_the_same_bytes() -> None:
    made = template("{{ value }}", cells=("{{ value }}",))

    assert render(made, {"value": "一"}, ABOUT) == render(made, {"value": "一"}, ABOUT)


def test_members_carry_no_time_and_a_fixed_order() -> None:
    content = render(template("一"), {}, ABOUT)

    names = list(parts(content))
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert names[2:] == sorted(names[2:])


def test_properties_are_the_document_s_own() -> None:
    core = tree(render(template("一"), {}, ABOUT), CORE_PART)
    said = {element.tag.rpartition("}")[2]: element.text for element in core}

    assert said["title"] == "示例 A & B"
    assert (said["identifier"], said["version"], said["language"]) == ("EX 1", "A/0", "zh-CN")
    assert said["created"] == "1980-01-01T00:00:00Z"


def test_parts_are_exchanged_by_name() -> None:
    content = render(template("一"), {}, ABOUT, {"/customXml/item1.xml": b"<a/>"})

    assert parts(content)["customXml/item1.xml"] == b"<a/>"


def test_part_that_the_template_lacks_is_named() -> None:
    with pytest.raises(RefusedError) as caught:
        render(template("一"), {}, ABOUT, {"word/charts/chart1.xml": b"<a/>"}, name="sample.docx")

    assert caught.value.problems[0].code == "TEMPLATE_PART_MISSING"
    assert caught.value.problems[0].found == "word/charts/chart1.xml"


def test_emphasised_value_shades_its_cell_and_makes_it_bold() -> None:
    made = template(cells=("5{{ emphasised(mark) }}", "4{{ emphasised(other) }}"))
    first, second = tree(render(made, {"mark": "√", "other": ""}, ABOUT)).iter(f"{W}tc")

    assert (words(first), words(second)) == ("5√", "4")
    assert first.find(f"{W}tcPr/{W}shd") is not None
    assert first.find(f".//{W}b") is not None
    assert second.find(f"{W}tcPr/{W}shd") is None
    assert second.find(f".//{W}b") is None


def test_loop_over_rows_repeats_the_row() -> None:
    document = new_document(ABOUT)
    set_page(document, HeaderFooter("示例机构", "示例", "EX 1", "A/0"))
    rows = [
        Row((cell(text), cell(""))) for text in ("{%tr for each in people %}", "{{ each }}", "{%tr endfor %}")
    ]
    add_table(body_of(document), [2000, 2000], rows)

    content = render(document_bytes(document, ABOUT), {"people": ["甲", "乙"]}, ABOUT)

    assert tables(content) == [[["甲", ""], ["乙", ""]]]
