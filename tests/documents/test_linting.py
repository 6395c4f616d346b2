"""What the linter says of templates that were changed in Word: each fault in its place, nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from cts_docs.documents import document_names
from cts_docs.documents.forms.catalogue import form_named
from cts_docs.documents.linting import Fault, LintRequest, annotated, lint
from cts_docs.documents.linting.differences import differences
from cts_docs.errors import RefusedError
from cts_docs.files.zipping import read_package, write_package
from cts_docs.specification.model import Specification
from tests.documents.reading import W, parts, tree, words
from tests.documents.rules import breaches

Change = Callable[[Document], object]
NAME = "appendix3"
MAIN = "word/document.xml"


@pytest.fixture
def generated(fictional: Specification) -> bytes:
    return form_named(NAME).template(fictional)


def changed(content: bytes, change: Change) -> bytes:
    document = docx.Document(io.BytesIO(content))
    change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def faults(content: bytes, specification: Specification, name: str = NAME) -> tuple[Fault, ...]:
    return lint(content, LintRequest(f"{name}.docx", name, specification))


def codes(content: bytes, specification: Specification) -> list[str]:
    return [fault.problem.code for fault in faults(content, specification)]


@pytest.mark.parametrize("name", document_names())
def test_a_generated_template_has_no_fault(fictional: Specification, name: str) -> None:
    assert faults(form_named(name).template(fictional), fictional, name) == ()


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("{{ client_name", "LINT_TAG_HALF"),
        ("client_name }}", "LINT_TAG_HALF"),
        ("｛｛ client_name ｝｝", "LINT_TAG_WIDE"),
        ("{ client_name }", "LINT_TAG_SINGLE"),
        ("{%p fi notes %}", "LINT_TAG_WORD"),
        ("{%p endif %}", "LINT_TAG_UNOPENED"),
        ("{%p if notes %}", "LINT_TAG_UNCLOSED"),
        ("{%tr if notes %}{%tr endif %}", "LINT_TAG_ROW"),
        ("{% if notes %}{%p endif %}", "LINT_TAG_SCOPES"),
        ("{{ client_name. }}", "LINT_TAG_SYNTAX"),
        ("{{ 'a' * 1000000000 }}", "LINT_TAG_FORBIDDEN"),
        ("{% set x = 1 %}", "LINT_TAG_WORD"),
        ("{{ range(100000) }}", "LINT_TAG_FORBIDDEN"),
        ("{{ clinet_name }}", "LINT_VARIABLE_UNKNOWN"),
        ('{{ clauses["9.9"].points }}', "LINT_VARIABLE_UNKNOWN"),
        ("{{ ''.__class__ }}", "LINT_TAG_FORBIDDEN"),
    ],
)
def test_a_tag_that_is_wrong_is_named(
    fictional: Specification, generated: bytes, tag: str, code: str
) -> None:
    found = codes(changed(generated, lambda document: document.add_paragraph(tag)), fictional)
    assert code in found


def test_a_fault_names_table_row_and_cell(fictional: Specification, generated: bytes) -> None:
    def misspell(document: Document) -> None:
        cell = document.tables[0].rows[0].cells[1]
        cell.paragraphs[0].runs[0].text = "{{ clinet_name }}"

    (unknown,) = [
        each
        for each in faults(changed(generated, misspell), fictional)
        if each.problem.code == "LINT_VARIABLE_UNKNOWN"
    ]
    values = unknown.problem.values
    assert (values["table"], values["row"], values["cell"]) == ("1", "1", "2")
    assert (unknown.problem.found, values["expected"]) == ("clinet_name", "client_name")


def test_a_value_that_is_shown_no_more_is_a_warning(fictional: Specification, generated: bytes) -> None:
    def drop(document: Document) -> None:
        document.tables[0].rows[0].cells[1].paragraphs[0].runs[0].text = "—"

    (fault,) = faults(changed(generated, drop), fictional)
    assert (fault.problem.code, fault.problem.severity) == ("LINT_VARIABLE_UNUSED", "warning")
    assert fault.problem.found == "client_name"


def test_altered_controlled_text_is_quoted_beside_what_it_should_be(
    fictional: Specification, generated: bytes
) -> None:
    heading = fictional.clauses[1].heading

    def alter(document: Document) -> None:
        paragraph = next(each for each in document.element.body.iter(qn("w:t")) if each.text == heading)
        paragraph.text = heading + "与改进"

    (fault,) = faults(changed(generated, alter), fictional)
    assert fault.problem.code == "LINT_CONTROLLED_ALTERED"
    assert (fault.problem.found, fault.problem.values["expected"]) == (heading + "与改进", heading)


def test_missing_controlled_text_is_told(fictional: Specification, generated: bytes) -> None:
    note = fictional.appendix3.notes[-1].text

    def remove(document: Document) -> None:
        paragraph = next(each for each in document.paragraphs if each.text == note)
        paragraph._p.getparent().remove(paragraph._p)

    (fault,) = faults(changed(generated, remove), fictional)
    assert fault.problem.code == "LINT_CONTROLLED_MISSING"
    assert fault.problem.values["expected"] == note


def test_a_style_that_is_not_there_is_told(fictional: Specification, generated: bytes) -> None:
    def style(document: Document) -> None:
        document.paragraphs[0]._p.pPr.pStyle.val = "Nowhere"

    (fault,) = faults(changed(generated, style), fictional)
    assert (fault.problem.code, fault.problem.found) == ("LINT_STYLE_MISSING", "Nowhere")


def test_a_body_s_own_wording_around_the_values_is_no_fault(
    fictional: Specification, generated: bytes
) -> None:
    def reword(document: Document) -> None:
        document.add_paragraph("示例机构的说明：{{ client_name }}，共 {{ management_total }} 分。")
        document.tables[0].rows[0].cells[0].paragraphs[0].runs[0].text = "客户名称"

    assert faults(changed(generated, reword), fictional) == ()


def test_a_tag_in_a_footnote_is_told_once(fictional: Specification, generated: bytes) -> None:
    package = {**read_package(generated, NAME), "word/footnotes.xml": b"<a><b>{{ client_name }}</b></a>"}
    assert codes(write_package(package), fictional) == ["LINT_TAG_PLACE"]


def test_names_of_the_program_itself_are_not_offered(fictional: Specification, generated: bytes) -> None:
    content = changed(generated, lambda document: document.add_paragraph("{{ qqqq }}"))
    (unknown,) = (each for each in faults(content, fictional) if each.problem.code == "LINT_VARIABLE_UNKNOWN")
    offered = unknown.problem.values["expected"].split("、")
    assert "client_name" in offered
    assert not any(name.startswith("_") for name in offered)


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("word/footnotes.xml", b"<a><b>{{ client_name }}</b></a>", "LINT_TAG_PLACE"),
        ("word/comments.xml", b"<a><b>{{ client_name }}</b></a>", "LINT_TAG_PLACE"),
        ("docProps/custom.xml", b'<a b="{{ client_name }}"/>', "LINT_TAG_ATTRIBUTE"),
        ("word/vbaProject.bin", b"x", "LINT_PROGRAM"),
        ("word/embeddings/oleObject1.bin", b"x", "LINT_PROGRAM"),
        (
            "word/_rels/settings.xml.rels",
            b'<R><r Id="a" Type="x/attachedTemplate" Target="http://a.invalid" TargetMode="External"/></R>',
            "LINT_EXTERNAL",
        ),
    ],
)
def test_what_a_template_may_not_carry_is_told(
    fictional: Specification, generated: bytes, part: str, content: bytes, code: str
) -> None:
    package = {**read_package(generated, NAME), part: content}
    assert code in codes(write_package(package), fictional)


def test_tags_in_fields_and_tracked_changes_are_told(fictional: Specification, generated: bytes) -> None:
    def add(document: Document) -> None:
        paragraph = document.add_paragraph()
        instruction = OxmlElement("w:instrText")
        instruction.text = ' INCLUDETEXT "{{ client_name }}" '
        paragraph.add_run()._r.append(instruction)
        inserted = OxmlElement("w:ins")
        other = document.add_paragraph("{{ client_name }}")
        inserted.append(other.runs[0]._r)
        other._p.append(inserted)

    found = codes(changed(generated, add), fictional)
    assert {"LINT_TAG_FIELD", "LINT_FIELD", "LINT_TAG_TRACKED"} <= set(found)


@pytest.mark.parametrize("code", [" INCLUDEPICTURE x ", " dde x y ", " PAGE  LINK x "])
def test_a_field_that_fetches_is_told_in_its_short_form_too(
    fictional: Specification, generated: bytes, code: str
) -> None:
    def add(document: Document) -> None:
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), code)
        document.add_paragraph("甲")._p.append(simple)

    assert "LINT_FIELD" in codes(changed(generated, add), fictional)


def test_declared_entities_are_not_read(fictional: Specification, generated: bytes) -> None:
    package = read_package(generated, NAME)
    package[MAIN] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + package[MAIN]
    assert codes(write_package(package), fictional) == ["LINT_DOCTYPE"]


def test_no_document_is_refused(fictional: Specification) -> None:
    with pytest.raises(RefusedError):
        faults(b"PK", fictional)


def test_the_annotated_copy_tells_each_fault_beside_its_paragraph(
    fictional: Specification, generated: bytes
) -> None:
    wrong = changed(generated, lambda document: document.add_paragraph("{{ clinet_name }}"))
    found = faults(wrong, fictional)
    copy = annotated(wrong, found, lambda fault: fault.problem.code, NAME)
    comments = tree(copy, "word/comments.xml")
    assert [words(each) for each in comments] == [fault.problem.code for fault in found]
    assert set(breaches(copy)) <= set(breaches(wrong))
    marked = next(each for each in tree(copy).iter(f"{W}commentReference")).getparent().getparent()
    assert words(marked) == "{{ clinet_name }}"
    assert b"comments.xml" in parts(copy)["word/_rels/document.xml.rels"]


def test_annotating_twice_keeps_the_first_comments(fictional: Specification, generated: bytes) -> None:
    wrong = changed(generated, lambda document: document.add_paragraph("{{ clinet_name }}"))
    found = faults(wrong, fictional)
    twice = annotated(annotated(wrong, found, lambda _: "一", NAME), found, lambda _: "二", NAME)
    numbers = [each.get(f"{W}id") for each in tree(twice, "word/comments.xml")]
    assert len(set(numbers)) == len(numbers) == 2 * len(found)


def test_differences_are_told_by_paragraph_and_cell(generated: bytes) -> None:
    def alter(document: Document) -> None:
        document.tables[0].rows[0].cells[0].paragraphs[0].runs[0].text = "客户"

    told = differences(generated, changed(generated, alter), NAME)
    assert any("表 1 行 1 格 1" in each and "“受审核方” → “客户”" in each for each in told)
