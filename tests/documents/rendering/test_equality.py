"""Rendering against docxtpl itself, part by part in canonical form."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from docx import Document
from docxtpl import DocxTemplate, InlineImage, RichText
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from lxml import etree

from cts_docs.documents.forms import catalogue
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import HeaderFooter, set_page
from cts_docs.documents.ooxml.properties import CORE_PART, Properties
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.documents.ooxml.tables import Row, add_table, cell
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.rendering import prepared as preparing
from cts_docs.documents.rendering import render
from cts_docs.documents.rendering.emphasis import emphasise
from cts_docs.documents.rendering.environment import environment
from cts_docs.documents.rendering.prepared import prepared
from cts_docs.documents.rendering.proof import NotProvenError
from cts_docs.documents.rendering.template import DocumentTemplate
from cts_docs.documents.templates import build_templates
from cts_docs.errors import RefusedError
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file
from tests.documents.reading import parts
from tests.documents.rendering.test_engine import HOSTILE

ABOUT = Properties("示例", "EX 1", "A/0", "示例机构")
STORY = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


@pytest.fixture(name="specification", params=["tbsc034", "fictional"])
def _specification(request: pytest.FixtureRequest) -> Specification:
    found: Specification = request.getfixturevalue(request.param)
    return found


def by_docxtpl(template: bytes, values: Mapping[str, object], language: Environment) -> dict[str, bytes]:
    """The parts that docxtpl makes, with the house's emphasis carried out, which docxtpl does not know."""
    language.globals["emphasised"] = environment().globals["emphasised"]
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(values), language, autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return parts(stream.getvalue())


def plain() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined)


def canonical(part: bytes) -> bytes:
    root = etree.fromstring(part)
    emphasise(root)
    return etree.tostring(root, method="c14n")


def related(part: bytes, name: str) -> set[tuple[str | None, ...]]:
    """Relationships as a set: their order and the way to their target say nothing."""
    folder = posixpath.dirname(posixpath.dirname(name))
    return {
        (
            each.get("Id"),
            each.get("Type"),
            posixpath.normpath(posixpath.join("/", folder, each.get("Target"))),
        )
        for each in etree.fromstring(part)
    }


def check_equal(made: Mapping[str, bytes], expected: Mapping[str, bytes]) -> None:
    assert set(made) == set(expected)
    for name in sorted(set(made) - {"[Content_Types].xml", CORE_PART}):
        if name.endswith(".rels"):
            assert related(made[name], name) == related(expected[name], name), name
        elif name.endswith(".xml"):
            assert canonical(made[name]) == canonical(expected[name]), name
        else:
            assert made[name] == expected[name], name


@pytest.fixture(name="_each_mode", params=["proven", "looked at"])
def _mode(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rendering as it is, and with nothing proven, so that every result is looked at."""

    def prove_nothing(_parsed: object) -> None:
        raise NotProvenError(0)

    prepared.cache_clear()
    if request.param == "looked at":
        monkeypatch.setattr(preparing, "prove", prove_nothing)
    yield
    prepared.cache_clear()


def hold(template: bytes, values: Mapping[str, object], language: Callable[[], Environment] = plain) -> None:
    made = parts(render(template, values, ABOUT))
    check_equal(made, by_docxtpl(template, values, language()))


_built: dict[str, Mapping[str, bytes]] = {}


def delivered(specification: Specification) -> Mapping[str, bytes]:
    if specification.sha256 not in _built:
        _built[specification.sha256] = build_templates(specification)
    return _built[specification.sha256]


@pytest.mark.usefixtures("_each_mode")
@pytest.mark.parametrize("name", catalogue.document_names())
def test_every_template_of_a_specification_renders_as_docxtpl_renders_it(
    name: str, specification: Specification
) -> None:
    form = catalogue.form_named(name)
    template = delivered(specification)[name]
    made = audit_file(specification, ["0.9", "0.35", "1"], 4, strengths="甲 & 乙\n<丙>", sites="一\n二\n\n三")

    for item in form.items(made):
        hold(template, form.values(made, item))


def unproven(template: bytes) -> list[str]:
    return [name for name, part in prepared(template, "").tagged.items() if part.proof is None]


@pytest.mark.parametrize("name", catalogue.document_names())
def test_the_form_of_every_document_of_a_specification_is_proven(
    name: str, specification: Specification
) -> None:
    assert unproven(delivered(specification)[name]) == []


def everything() -> bytes:
    """A template with each construct that templates use."""
    document = new_document(ABOUT)
    set_page(document, HeaderFooter("示例机构", "{{ title }}", "EX 1", "A/0"))
    body = body_of(document)
    add_paragraph(body, "前 {{ title }} 后 {{ people[0].name }} {_{ 原样 }_}")
    add_paragraph(body, "{% if title == '甲' %}一{% elif not people %}二{% else %}三{{ number }}{% endif %}")
    add_paragraph(body, "{%p for each in people %}")
    add_paragraph(body, "{{ loop.index }} {{ loop.index0 }} {{ each.name }} {{ number }}")
    add_paragraph(body, "{%p if each.name and title or number != 3 %}")
    add_paragraph(body, "{{ notes['a b'] }}")
    add_paragraph(body, "{%p endif %}")
    add_paragraph(body, "{%p endfor %}")
    rows = [
        Row((cell("{{ title }}"), cell("5{{ emphasised(mark) }}"))),
        Row((cell("{%tr for each in people %}", span=2),)),
        Row((cell("{{ each.name }}"), cell("{%p if each.name %}", "{{ number }}", "{%p endif %}", "末"))),
        Row((cell("{%tr endfor %}", span=2),)),
    ]
    add_table(body, [2000, 2000], rows)
    return document_bytes(document, ABOUT)


def values_of(text: str, mark: str = "√") -> dict[str, object]:
    people = [{"name": text}, {"name": ""}, {"name": "𠮷野家"}]
    return {"title": text, "people": people, "number": 3, "mark": mark, "notes": {"a b": text}}


@pytest.mark.usefixtures("_each_mode")
@pytest.mark.parametrize(
    "text", [*HOSTILE, "", "甲", "\n首", "尾\n", "一\n\n二", "\t", "\r\n", "a\rb", "%}", "\u2028"]
)
@pytest.mark.parametrize("mark", ["", "√"])
def test_hostile_values_come_out_as_docxtpl_writes_them(text: str, mark: str) -> None:
    hold(everything(), values_of(text, mark), environment)


SIGNS = st.text(st.sampled_from("甲乙&<>\"'\n\t {}%#_ab;\u3000𠮷]-!"), max_size=12)


@given(SIGNS, st.sampled_from(["", "√"]))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_out_as_docxtpl_writes_it(text: str, mark: str) -> None:
    hold(everything(), values_of(text, mark), environment)


def test_the_form_of_the_template_of_everything_is_proven() -> None:
    assert unproven(everything()) == []


def with_rich_texts(document: DocxTemplate, text: str) -> dict[str, object]:
    """Values of docxtpl's own kinds beside plain ones."""
    rich = RichText(text, bold=True)
    rich.add("后")
    picture = InlineImage(document, io.BytesIO(qr_png("示例")))
    return {"rich": rich, "picture": picture, "plain": text}


@pytest.mark.parametrize("text", ["甲 & <乙>", "一\n二", "左\t右"])
def test_rich_texts_and_pictures_come_out_as_docxtpl_writes_them(text: str) -> None:
    made = new_document(ABOUT)
    set_page(made, HeaderFooter("示例机构", "{{ plain }}", "EX 1", "A/0"))
    for words in ("前 {{r rich }} 后", "{{ picture }}", "{{ plain }}"):
        add_paragraph(body_of(made), words)
    template = document_bytes(made, ABOUT)
    ours, theirs = DocumentTemplate(template), DocxTemplate(io.BytesIO(template))
    theirs.render(with_rich_texts(theirs, text), plain(), autoescape=True)
    stream = io.BytesIO()
    theirs.save(stream)

    check_equal(parts(ours.document(with_rich_texts(ours, text), ABOUT)), parts(stream.getvalue()))


def with_subdocument(document: DocxTemplate) -> dict[str, object]:
    part = Document()
    part.add_paragraph("子文档 & <甲>")
    part.add_table(1, 2).rows[0].cells[0].text = "格"
    stream = io.BytesIO()
    part.save(stream)
    stream.seek(0)
    return {"part": document.new_subdoc(stream), "plain": "一\n二"}


def test_subdocuments_come_out_as_docxtpl_writes_them() -> None:
    made = new_document(ABOUT)
    set_page(made, HeaderFooter("示例机构", "{{ plain }}", "EX 1", "A/0"))
    for words in ("前", "{{p part }}", "后 {{ plain }}"):
        add_paragraph(body_of(made), words)
    template = document_bytes(made, ABOUT)
    ours, theirs = DocumentTemplate(template), DocxTemplate(io.BytesIO(template))
    theirs.render(with_subdocument(theirs), plain(), autoescape=True)
    stream = io.BytesIO()
    theirs.save(stream)

    check_equal(parts(ours.document(with_subdocument(ours), ABOUT)), parts(stream.getvalue()))


def test_a_picture_of_another_template_is_refused() -> None:
    made = new_document(ABOUT)
    set_page(made, HeaderFooter("示例机构", "示例", "EX 1", "A/0"))
    add_paragraph(body_of(made), "{{ picture }}")
    template = document_bytes(made, ABOUT)
    picture = InlineImage(DocumentTemplate(template), io.BytesIO(qr_png("示例")))

    with pytest.raises(RefusedError, match="VALUE_TYPE"):
        DocumentTemplate(template).document({"picture": picture}, ABOUT)


def test_object_beside_a_rich_text_is_refused() -> None:
    with pytest.raises(RefusedError, match="VALUE_TYPE"):
        render(everything(), {**values_of("甲"), "title": RichText("乙"), "number": object()}, ABOUT)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (b"<a>x</a>", b"<a>y</a>"),
        (b"<a>x </a>", b"<a>x</a>"),
        (b'<a b="1"/>', b'<a b="2"/>'),
        (b"<a><b/><c/></a>", b"<a><c/><b/></a>"),
    ],
)
def test_the_comparison_sees_the_least_difference(mine: bytes, theirs: bytes) -> None:
    with pytest.raises(AssertionError):
        check_equal({"word/document.xml": mine}, {"word/document.xml": theirs})


@pytest.mark.parametrize("fault", ["<w:br/>", ""])
def test_a_wrong_line_break_is_seen(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr("cts_docs.documents.rendering.template._LINE_BREAK", fault)

    with pytest.raises(AssertionError):
        hold(everything(), values_of("一\n二"), environment)
