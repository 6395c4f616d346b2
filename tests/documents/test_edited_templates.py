"""Templates that a body changed in LibreOffice: docs/changing-a-template.md, for every document."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.documents import render_documents
from cts_docs.documents.forms.catalogue import TEMPLATES, form_named
from cts_docs.documents.forms.report.values import bookmarks, with_fields
from cts_docs.documents.linting import LintRequest, lint
from cts_docs.documents.templates import build_templates
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file
from tests.documents.reading import W, paragraphs, tree, words

_EDITOR = "MS Word 2007 XML"


@pytest.fixture(scope="module")
def saved(
    tbsc034: Specification, soffice: str, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, bytes]:
    """Every template, opened and saved by LibreOffice Writer."""
    folder = tmp_path_factory.mktemp("edited")
    for name, content in build_templates(tbsc034).items():
        (folder / f"{name}.docx").write_bytes(content)
    command = [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", f"docx:{_EDITOR}", "--outdir", str(folder / "saved")]
    subprocess.run([*command, *map(str, folder.glob("*.docx"))], check=True, capture_output=True, timeout=180)
    return {path.stem: path.read_bytes() for path in (folder / "saved").iterdir()}


def test_every_template_saved_by_libreoffice_passes_the_check(
    saved: Mapping[str, bytes], tbsc034: Specification
) -> None:
    documents = {
        f"{form.name}-{design}" if design else form.name: form.name
        for form in TEMPLATES
        for design in ("", *form.designs)
    }
    assert set(saved) == set(documents)
    found = {
        name: [fault.problem.code for fault in lint(content, LintRequest(name, documents[name], tbsc034))]
        for name, content in saved.items()
    }
    assert {name: codes for name, codes in found.items() if codes} == {}


@pytest.fixture
def report(saved: Mapping[str, bytes], tbsc034: Specification, tmp_path: Path) -> bytes:
    """A report without weak clauses from the saved template, with page 7 for every heading."""
    (tmp_path / "report.docx").write_bytes(saved["report"])
    made = replace(audit_file(tbsc034, levels=4), report_pages=dict.fromkeys(bookmarks(tbsc034), "7"))
    (document,) = render_documents(made, ["report"], tmp_path)
    return document.content


def test_tables_of_a_saved_report_are_numbered_by_what_the_audit_has(report: bytes) -> None:
    captions = [text for text in paragraphs(report) if text.startswith("表 ") and "  " not in text]
    numbers = [int(text.split()[1]) for text in captions if text.split()[1].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))
    (bands,) = (text for text in captions if text.endswith("体验系数 α 的分档"))
    assert f"体验系数 α 的分档见{' '.join(bands.split()[:2])}：" in paragraphs(report)


def test_contents_of_a_saved_report_are_page_fields_to_be_refreshed(report: bytes) -> None:
    root = tree(report)
    for line in root.iter(f"{W}hyperlink"):
        code = "".join(each.text or "" for each in line.iter(f"{W}instrText"))
        assert code.split() == ["PAGEREF", line.get(f"{W}anchor"), "\\h"]
        assert words(line).endswith("7")
        assert next(line.iter(f"{W}webHidden"), None) is None
    begin = next(root.iter(f"{W}fldChar"))
    assert begin.get(f"{W}dirty") == "true"


@pytest.mark.parametrize("name", ["report", "report_internal"])
def test_a_template_with_its_fields_is_left_as_it_is(tbsc034: Specification, name: str) -> None:
    content = form_named(name).template(tbsc034)
    assert with_fields(content, {}) is content
