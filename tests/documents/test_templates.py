from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.documents import document_names, render_documents
from cts_docs.documents.embedded_data import template_stamp
from cts_docs.documents.forms.notices.notice import NOTICES
from cts_docs.documents.templates import build_templates, template
from cts_docs.services.rendering.hashes import templates_hash
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import page_words, parts


def test_there_is_a_template_for_each_document(tbsc034: Specification) -> None:
    designs = ("certificate-band", "certificate-plain")
    assert tuple(build_templates(tbsc034)) == (*document_names(), *designs, *NOTICES)


def test_template_is_stamped_with_its_specification_s_hash(tbsc034: Specification) -> None:
    content = build_templates(tbsc034)["appendix1"]

    assert template_stamp(content, "appendix1.docx") == tbsc034.sha256


def test_delivered_template_made_from_other_data_is_not_used(tbsc034: Specification) -> None:
    control = replace(tbsc034.control, body="示例另一机构")
    other = replace(tbsc034, control=control, sha256="0" * 64)

    assert "示例另一机构" in page_words(template(other, "appendix1"))


def test_template_of_a_folder_is_used_where_it_is(tbsc034: Specification, tmp_path: Path) -> None:
    content = parts(template(tbsc034, "appendix3"))
    (tmp_path / "appendix2.docx").write_bytes(template(tbsc034, "appendix3"))

    assert parts(template(tbsc034, "appendix2", tmp_path)) == content
    assert parts(template(tbsc034, "appendix3", tmp_path)) == content


def test_fixed_text_of_a_template_is_the_controlled_text(tbsc034: Specification) -> None:
    words = page_words(template(tbsc034, "appendix1"))

    assert all("".join(each.criterion.split()) in words for each in tbsc034.indicators)


def test_hash_of_templates_follows_their_content(tbsc034: Specification, tmp_path: Path) -> None:
    plain = templates_hash(tbsc034, None, Settings())
    (tmp_path / "appendix2.docx").write_bytes(template(tbsc034, "appendix3"))

    assert templates_hash(tbsc034, None, Settings()) == plain
    assert templates_hash(tbsc034, tmp_path, Settings()) != plain


@pytest.mark.parametrize("name", ["appendix1", "appendix2"])
def test_only_the_documents_asked_for_are_made(name: str, fictional: Specification) -> None:
    assert {each.name for each in render_documents(audit_file(fictional), [name])} == {name}


def test_numbers_allotted_stand_in_the_forms(fictional: Specification) -> None:
    made = replace(audit_file(fictional), report_number="示例-R-001")

    assert "示例-R-001" in page_words(rendered(made, "appendix3"))
