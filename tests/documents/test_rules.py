"""Every template and every document keeps the rules that no schema sees."""

from __future__ import annotations

import pytest

from cts_docs.documents import document_names, render_documents
from cts_docs.documents.templates import build_templates
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file
from tests.documents.reading import page_words
from tests.documents.rules import breaches

LONG_NAME = "示例市政工程有限公司" * 20


@pytest.mark.parametrize("name", ["tbsc034", "fictional"])
def test_templates(name: str, request: pytest.FixtureRequest) -> None:
    specification: Specification = request.getfixturevalue(name)

    found = {name: breaches(content) for name, content in build_templates(specification).items()}

    assert set(document_names()) <= set(found)
    assert {name: list(broken) for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize("name", ["tbsc034", "fictional"])
def test_documents(name: str, request: pytest.FixtureRequest) -> None:
    specification: Specification = request.getfixturevalue(name)
    made = audit_file(specification, ["0.95", "1"], 4, client_name=LONG_NAME, deviations="一\n二\t三")

    found = {each.filename: breaches(each.content) for each in render_documents(made)}

    assert [breach for broken in found.values() for breach in broken] == []


@pytest.mark.parametrize("name", ["tbsc034", "fictional"])
def test_no_tag_is_left(name: str, request: pytest.FixtureRequest) -> None:
    specification: Specification = request.getfixturevalue(name)
    made = audit_file(specification, ["0.95", "1"], 4)

    left = [each.filename for each in render_documents(made) if "{" in page_words(each.content)]

    assert left == []


@pytest.mark.parametrize("name", ["tbsc034", "fictional"])
def test_same_case_makes_the_same_bytes(name: str, request: pytest.FixtureRequest) -> None:
    specification: Specification = request.getfixturevalue(name)
    made = audit_file(specification, ["0.95", "1"], 4)

    assert list(render_documents(made)) == list(render_documents(made))
