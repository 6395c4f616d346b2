"""The contents of a printed report carry the pages of its layout."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from cts_docs.services.context import ServiceContext
from cts_docs.services.rendering.render import render_workbook
from cts_docs.services.rendering.request import RenderRequest, prepare_render
from cts_docs.settings import Settings

ROOT = Path(__file__).parents[3]
ENTRY = re.compile(r"PAGEREF section_(\d+) \\h (\d+)")


def contents_entries(document: Path) -> dict[int, int]:
    """The page that the contents name for each section, as the fields' saved results."""
    with zipfile.ZipFile(document) as package:
        text = re.sub(r"<[^>]+>", " ", package.read("word/document.xml").decode())
    return {int(section): int(page) for section, page in ENTRY.findall(re.sub(r"\s+", " ", text))}


def heading_pages(printed: Path) -> dict[int, int]:
    """The page on which each section's heading stands, contents page left out."""
    pages = PdfReader(io.BytesIO(printed.read_bytes())).pages
    found: dict[int, int] = {}
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        if "目录" in text:
            continue
        for section, title in ((1, "控制信息"), (8, "服务特性测评"), (11, "认证级别的得出"), (17, "附件")):
            if re.search(rf"^\s*{section}\s+{title}\s*$", text, re.MULTILINE):
                found[section] = number
    return found


@pytest.mark.usefixtures("soffice")
def test_the_contents_name_the_pages_where_the_headings_stand(tmp_path: Path) -> None:
    request = RenderRequest(tmp_path, only=("report",), pdf=True)
    folders = prepare_render([ROOT / "samples/01-grade-1.xlsx"], request)
    ((workbook, folder),) = folders.items()
    rendered = render_workbook(workbook, folder, request, ServiceContext(Settings()))
    (report,) = rendered.documents
    assert report.pdf is not None
    entries, pages = contents_entries(Path(report.path)), heading_pages(Path(report.pdf.path))
    assert len(entries) == 17
    assert set(pages) == {1, 8, 11, 17}
    assert {section: entries[section] for section in pages} == pages
