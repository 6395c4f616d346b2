from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.documents import document_names, render_documents, templates_hash
from cts_docs.documents.templates import build_templates, regenerate, stale, template
from cts_docs.specification.model import Specification
from tests.documents.cases import case, rendered
from tests.documents.reading import page_words, parts


def test_there_is_a_template_for_each_document(tbsc034: Specification) -> None:
    assert tuple(build_templates(tbsc034)) == document_names()


def test_regenerated_templates_are_fresh_and_written_once(tbsc034: Specification, tmp_path: Path) -> None:
    written = regenerate(tbsc034, tmp_path)
    before = [path.read_bytes() for path in written]

    assert {path.parent.name for path in written} == {"CTS-TBSC034-2026_B-0"}
    assert stale(tbsc034, tmp_path) == ()
    assert [path.read_bytes() for path in regenerate(tbsc034, tmp_path)] == before


def test_stale_templates_are_named(fictional: Specification, tmp_path: Path) -> None:
    written = {path.stem: path for path in regenerate(fictional, tmp_path)}
    home = written["appendix1"].parent
    written["appendix1"].write_bytes(written["appendix2"].read_bytes())
    written["appendix2"].write_bytes(b"damaged")
    written["appendix3"].unlink()
    (home / "other.docx").write_bytes(b"")

    assert stale(fictional, tmp_path) == tuple(
        f"{home.name}/{name}.docx" for name in ("appendix1", "appendix2", "appendix3", "other")
    )


def test_changed_data_makes_every_template_stale(fictional: Specification, tmp_path: Path) -> None:
    regenerate(fictional, tmp_path)

    assert len(stale(replace(fictional, sha256="0" * 64), tmp_path)) == len(document_names())


def test_template_of_a_folder_is_used_where_it_is(tbsc034: Specification, tmp_path: Path) -> None:
    content = parts(template(tbsc034, "appendix3"))
    (tmp_path / "appendix2.docx").write_bytes(template(tbsc034, "appendix3"))

    assert parts(template(tbsc034, "appendix2", tmp_path)) == content
    assert parts(template(tbsc034, "appendix3", tmp_path)) == content


def test_fixed_text_of_a_template_is_the_controlled_text(tbsc034: Specification) -> None:
    words = page_words(template(tbsc034, "appendix1"))

    assert all("".join(each.criterion.split()) in words for each in tbsc034.indicators)


def test_hash_of_templates_follows_their_content(tbsc034: Specification, tmp_path: Path) -> None:
    plain = templates_hash(tbsc034)
    (tmp_path / "appendix2.docx").write_bytes(template(tbsc034, "appendix3"))

    assert templates_hash(tbsc034) == plain
    assert templates_hash(tbsc034, tmp_path) != plain


@pytest.mark.parametrize("name", ["appendix1", "appendix2"])
def test_only_the_documents_asked_for_are_made(name: str, fictional: Specification) -> None:
    assert {each.name for each in render_documents(case(fictional), [name])} == {name}


def test_numbers_allotted_stand_in_the_forms(fictional: Specification) -> None:
    made = replace(case(fictional), report_number="示例-R-001")

    assert "示例-R-001" in page_words(rendered(made, "appendix3"))
