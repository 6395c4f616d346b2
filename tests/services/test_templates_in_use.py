"""A template that was changed since it was generated or adopted stops `issue`, and warns in `render`."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from cts_docs.documents.templates import delivered_template, folder_name, template
from cts_docs.services import RenderRequest, open_context
from cts_docs.services.archive.founding import init_archive
from cts_docs.services.archive.issue import IssueOptions, issue_workbooks, open_archive
from cts_docs.services.context import ServiceContext
from cts_docs.services.rendering.render import render_workbook
from cts_docs.services.templates.adoption import adopt_template, lint_template
from cts_docs.services.templates.in_use import changed_templates
from cts_docs.services.templates.register import RevisionNote
from cts_docs.specification.model import Specification
from tests.conftest import ROOT

SAMPLE = ROOT / "samples" / "03-grade-3.xlsx"
NOTE = RevisionNote(datetime.date(2026, 3, 1), "示例：机构自己的用语")


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    """The samples' configuration, without PDF, and a folder of the body's own templates."""
    found = open_context(ROOT / "samples" / "cts-docs.toml")
    (tmp_path / "templates").mkdir()
    issuing = replace(found.settings.issuing, pdf=False)
    return replace(found, settings=replace(found.settings, templates=tmp_path / "templates", issuing=issuing))


def edited(path: Path, specification: Specification, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(template(specification, "appendix2"))
    document = docx.Document(str(path))
    document.add_paragraph(words)
    document.save(str(path))
    return path


def adopted(context: ServiceContext, tmp_path: Path, specification: Specification) -> Path:
    file = edited(tmp_path / "appendix2.docx", specification, "示例机构的说明")
    return adopt_template(context, lint_template(context, file), NOTE).path


def found(context: ServiceContext, specification: Specification) -> list[tuple[str, str]]:
    problems = changed_templates(specification, context.settings, context.settings.templates)
    return [(problem.code, Path(problem.file).name) for problem in problems]


def test_generated_templates_are_as_they_were_generated(
    context: ServiceContext, tbsc034: Specification, tmp_path: Path
) -> None:
    assert found(context, tbsc034) == []

    own = tmp_path / "templates" / folder_name(tbsc034) / "appendix2.docx"
    own.parent.mkdir()
    own.write_bytes(template(tbsc034, "appendix2"))
    assert found(context, tbsc034) == []


def test_an_adopted_template_is_as_it_was_adopted_until_it_is_changed(
    context: ServiceContext, tbsc034: Specification, tmp_path: Path
) -> None:
    path = adopted(context, tmp_path, tbsc034)
    assert found(context, tbsc034) == []

    edited(path, tbsc034, "后来的修改")
    assert found(context, tbsc034) == [("TEMPLATE_SINCE_ADOPTED", "appendix2.docx")]


def test_an_own_template_that_was_never_adopted_is_reported(
    context: ServiceContext, tbsc034: Specification, tmp_path: Path
) -> None:
    edited(tmp_path / "templates" / "appendix2.docx", tbsc034, "没有登记")

    assert found(context, tbsc034) == [("TEMPLATE_NOT_ADOPTED", "appendix2.docx")]
    settings = context.settings
    assert list(changed_templates(tbsc034, settings, tmp_path / "templates", ("report",))) == []


def test_a_delivered_template_that_was_edited_is_reported(
    context: ServiceContext, tbsc034: Specification, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = edited(tmp_path / "edited.docx", tbsc034, "程序文件夹中的修改").read_bytes()
    monkeypatch.setattr(
        "cts_docs.services.templates.in_use.delivered_template",
        lambda one, form, chosen: (
            content if form.name == "appendix2" else delivered_template(one, form, chosen)
        ),
    )

    assert found(context, tbsc034) == [("TEMPLATE_BY_HAND", "appendix2.docx")]


def test_render_warns_and_issue_refuses(
    context: ServiceContext, tbsc034: Specification, tmp_path: Path
) -> None:
    path = adopted(context, tmp_path, tbsc034)
    place = tmp_path / "archive"
    init_archive(place, None)
    edited(path, tbsc034, "后来的修改")

    rendered = render_workbook(SAMPLE, tmp_path / "out", RenderRequest(tmp_path), context)
    (refused,) = issue_workbooks([SAMPLE], open_archive(place, context), context, IssueOptions())

    assert rendered.ok
    assert [(one.code, one.severity) for one in rendered.problems] == [("TEMPLATE_SINCE_ADOPTED", "warning")]
    assert not refused.ok
    assert [one.code for one in refused.problems if one.is_error] == ["TEMPLATE_SINCE_ADOPTED"]

    adopt_template(context, lint_template(context, path), NOTE)
    (issued,) = issue_workbooks([SAMPLE], open_archive(place, context), context, IssueOptions())
    assert issued.ok
