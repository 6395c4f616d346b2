"""Pages that do not depend on one program's line height: the same documents under three sets of faces."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from cts_docs.documents.forms.report.values import bookmarks
from cts_docs.documents.pdf import Source, convert, pages_of_bookmarks
from cts_docs.documents.wording.report import sections
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, document
from tests.support import faces

LINE_HEIGHTS = ("installed", "1.15", "1.3")
"""In em; 宋体 in Word is 1.3 em high, LibreOffice's face for it here 1.44 em."""
_HEADER, _FOOTER = 62, 50
"""Points at the top and at the bottom of a page that header and footer take."""
_LEAST_USED = 0.22
"""The share of its page that the text of a last page takes at least."""


@pytest.fixture(scope="module", params=LINE_HEIGHTS)
def printed(
    request: pytest.FixtureRequest,
    tbsc034: Specification,
    soffice: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, bytes]:
    """The PDFs of a surveillance with thirty forms, laid out with faces of this line height."""
    assert soffice
    made = audit_file(tbsc034, ("0.9",) * 30, 4, audit_type="监督")
    chosen = {
        "report": document(made, "report"),
        "means": document(made, "appendix1"),
        "form": document(made, "appendix1", 1),
        "descriptions": document(made, "appendix2"),
        "points": document(made, "appendix3"),
    }
    with pytest.MonkeyPatch.context() as patched:
        if request.param != "installed":
            patched.setenv("FONTCONFIG_FILE", str(_stand_ins(tmp_path_factory, request.param)))
        converted = convert([Source(each.filename, each.content, "") for each in chosen.values()])
    found = {}
    for name, each in zip(chosen, converted, strict=True):
        assert each.content is not None, each.problems
        found[name] = each.content
    return found


def _stand_ins(factory: pytest.TempPathFactory, line_height: str) -> Path:
    if not faces.available():
        pytest.skip("the Noto CJK faces, of which the stand-ins are made, are not installed")
    return faces.write_faces(factory.mktemp("faces"), float(line_height))


def lines(page: PageObject) -> list[tuple[float, str]]:
    """The lines of a page between header and footer with their heights, from the top."""
    found: dict[int, list[tuple[float, str]]] = {}

    def visit(text: str, _current: object, matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            found.setdefault(round(matrix[5]), []).append((matrix[4], text))

    page.extract_text(visitor_text=visit)
    top = float(page.mediabox.height) - _HEADER
    return [
        (height, "".join(text for _, text in sorted(found[height])).strip())
        for height in sorted(found, reverse=True)
        if _FOOTER < height < top
    ]


def test_no_last_page_is_almost_empty(printed: dict[str, bytes]) -> None:
    used = {}
    for name, content in printed.items():
        last = PdfReader(io.BytesIO(content)).pages[-1]
        whole = float(last.mediabox.height) - _HEADER - _FOOTER
        used[name] = (float(last.mediabox.height) - _HEADER - lines(last)[-1][0]) / whole
    assert {name: round(share, 2) for name, share in used.items() if share < _LEAST_USED} == {}


def test_no_page_ends_with_a_heading_or_a_title(printed: dict[str, bytes], tbsc034: Specification) -> None:
    headings = {heading for section in sections(tbsc034) for _, heading in section.entries()}
    headings |= {"各服务特性得分", "各测评表得分", "管理要求各章得分"}
    found = [
        (name, number, words)
        for name, content in printed.items()
        for number, page in enumerate(PdfReader(io.BytesIO(content)).pages, 1)
        if number != 2 or name != "report"
        for words in [lines(page)[-1][1]]
        if words in headings or re.match(r"表 ?\d+ ", words)
    ]
    assert found == []


def test_the_printed_contents_name_the_page_of_every_heading(
    printed: dict[str, bytes], tbsc034: Specification
) -> None:
    pages = pages_of_bookmarks(printed["report"], bookmarks(tbsc034))
    assert len(pages) == len(bookmarks(tbsc034))
    contents = [words for _, words in lines(PdfReader(io.BytesIO(printed["report"])).pages[1])]
    for section in sections(tbsc034):
        for bookmark, heading in section.entries():
            line = next(words for words in contents if words.startswith(heading))
            assert line.removeprefix(heading).strip(" .…\t") == str(pages[bookmark]), heading


def test_a_signature_never_begins_a_page(printed: dict[str, bytes]) -> None:
    for name, content in printed.items():
        for page in PdfReader(io.BytesIO(content)).pages:
            assert "签名：" not in lines(page)[0][1], name


def test_a_pdf_says_that_it_is_chinese(printed: dict[str, bytes]) -> None:
    assert {str(PdfReader(io.BytesIO(each)).trailer["/Root"]["/Lang"]) for each in printed.values()} == {
        "zh-CN"
    }
