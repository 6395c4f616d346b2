"""The templates' page: listed, compared, taken along, and a changed one looked at."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from docx import Document

from cts_docs.documents.templates import template
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification
from tests.web.visiting import Visitor, serving

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def linted(visitor: Visitor, content: bytes) -> str:
    """The address of the result of linting a changed report template."""
    field = ("template", ("我的报告.docx", content, DOCX))
    answer = visitor.post("/templates/lint", {"for": "report"}, files=[field])
    assert answer.status_code == 303, answer.text
    result = answer.headers["location"]
    visitor.wait(result)
    return str(result)


@pytest.fixture(scope="module")
def report(tbsc034: Specification) -> bytes:
    return template(tbsc034, "report")


def test_templates_are_listed_and_compared_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = Problem("TEMPLATE_STALE", file="report.docx")
    found: list[Problem] = []
    monkeypatch.setattr("cts_docs.web.views.templates.check_templates", lambda _context: tuple(found))
    with serving() as (_, visitor):
        one = visitor()
        assert "docx/CTS-TBSC034-2026_B-0/report.docx" in one.get("/templates").text
        assert "The templates match the specification." in one.get("/templates?check=1&lang=en").text
        found.append(stale)
        assert "TEMPLATE_STALE" in one.get("/templates?check=1").text


def test_a_template_can_be_taken_along() -> None:
    with serving() as (_, visitor):
        one = visitor()
        addresses = re.findall(r'href="(/templates/([0-9a-f]{64}))" download', one.get("/templates").text)
        for address, digest in addresses[:3]:
            assert hashlib.sha256(one.get(address).content).hexdigest() == digest
        assert len(addresses) > 3
        word = re.findall(r"download>([^<]+)</a>", one.get("/templates?kind=docx").text)
        assert {name.rpartition(".")[2] for name in word} == {"docx"}
        for wrong in ("0", "1", "0" * 64, "..%2f..%2fpyproject.toml"):
            assert one.get(f"/templates/{wrong}").status_code == 404


def test_an_unchanged_template_is_fit_for_use(report: bytes) -> None:
    with serving() as (_, visitor):
        one = visitor()
        assert "Can be used" in one.get(f"{linted(one, report)}?lang=en").text


def test_a_template_with_an_unknown_variable_comes_back_with_a_comment(report: bytes) -> None:
    changed = io.BytesIO()
    document = Document(io.BytesIO(report))
    document.add_paragraph("{{ no_such_value }}")
    document.save(changed)
    with serving() as (_, visitor):
        one = visitor()
        result = linted(one, changed.getvalue())
        page = one.get(f"{result}?lang=en").text
        assert "Cannot be used" in page
        assert "no_such_value" in page
        copy = one.get(f"{result}/annotated")
        assert "comments.xml" in copy.content.decode("latin-1")
        assert visitor().get(f"{result}/annotated").status_code == 404


def test_what_is_no_word_document_is_told(report: bytes) -> None:
    with serving() as (_, visitor):
        one = visitor()
        page = one.get(linted(one, report[:100])).text
        assert 'class="mark error"' in page
        assert "000.docx" not in page
