"""The body's choices as its paperwork shows them: readings, other choices, its own footer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cts_docs.documents import AuditFile, render_documents
from cts_docs.settings import Settings
from cts_docs.settings.model import ArchiveSettings, DocumentSettings, ReportSettings
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import page_words, tables

OWN = Settings(documents=DocumentSettings("示例表单-07"), archive=ArchiveSettings(retention_years=6))


def annex(made: AuditFile) -> bytes:
    """The internal annex of an audit file, for a body that asks for it."""
    settings = replace(made.settings, report=ReportSettings(internal_annex=True))
    return rendered(replace(made, settings=settings), "report_internal")


def file_of(sibling: Specification, **values: Any) -> AuditFile:
    """Three forms, the highest level of a sibling everywhere."""
    return audit_file(sibling, ["1"] * 3, len(sibling.levels), **values)


def sources(content: bytes) -> dict[str, str]:
    """Where each reading comes from, by its id."""
    listed = next(each for each in tables(content) if each[0][0] == "编号" and each[0][-1] == "来源")
    return {row[0]: row[-1] for row in listed[1:]}


def test_every_reading_of_a_sibling_is_in_the_annex(sibling: Specification) -> None:
    assert set(sources(annex(file_of(sibling)))) == set(sibling.readings)


def test_each_reading_chosen_otherwise_is_marked(sibling: Specification) -> None:
    other = {
        key: next(choice for choice in reading.choices if choice != reading.default)
        for key, reading in sibling.readings.items()
        if key in ("A4", "B8", "C1") and len(reading.choices) > 1
    }
    shown = sources(annex(file_of(sibling, readings=other)))
    marked = {key for key, source in shown.items() if source == "机构选择（与默认不同）"}
    assert marked == set(other)


def test_other_choices_are_listed(tbsc034: Specification) -> None:
    said = page_words(annex(replace(audit_file(tbsc034), settings=OWN)))
    assert "证书终止后的保存期（年）：6（archive.retention_years）" in said


def test_without_choices_none_are_mentioned(tbsc034: Specification) -> None:
    assert "与默认不同的选择" not in page_words(rendered(audit_file(tbsc034), "report"))


@pytest.mark.parametrize("name", ["appendix1", "appendix2", "appendix3", "report"])
def test_the_body_s_footer_stands_on_every_form(tbsc034: Specification, name: str) -> None:
    form = 1 if name == "appendix1" else None
    assert "示例表单-07第" in page_words(rendered(replace(audit_file(tbsc034), settings=OWN), name, form))


def test_an_unprinted_chapter_with_descriptions_of_its_own_names_no_other(sibling: Specification) -> None:
    own = [
        each
        for each in sibling.chapters
        if not each.description_printed
        and not any(o.description == each.description for o in sibling.chapters if o is not each)
    ]
    made = render_documents(audit_file(sibling, ["1"] * 3, 1), ["appendix2"])
    said = "".join(page_words(each.content) for each in made)
    assert said.count("评价时采用该章自己的等级描述") == len(own)
