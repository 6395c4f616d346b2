"""Pages that do not depend on one program's line height: the same documents under three sets of faces."""

from __future__ import annotations

import datetime
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from cts_docs.assessment.model import Nonconformity
from cts_docs.documents import AuditFile
from cts_docs.documents.forms.report.values import bookmarks
from cts_docs.documents.pdf import Source, convert, pages_of_bookmarks
from cts_docs.documents.wording.report import sections
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, audit_file_of, document
from tests.support import faces
from tests.support.assessments import assessment

LINE_HEIGHTS = ("installed", "1.15", "1.3")
"""In em; 宋体 in Word is 1.3 em high, LibreOffice's face for it here 1.44 em."""
REPORTS = ("report", "burdened report")
NONCONFORMITIES = 60
_HEADER, _FOOTER = 62, 50
"""Points at the top and at the bottom of a page that header and footer take."""
_LEAST_USED = 0.22
"""The share of its page that the text of a last page takes at least."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF, the height of its last page in points, and the lines of each page with their heights."""

    content: bytes
    height: float
    pages: list[list[tuple[float, str]]]


@pytest.fixture(scope="module", params=LINE_HEIGHTS)
def printed(
    request: pytest.FixtureRequest,
    tbsc034: Specification,
    soffice: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Pdf]:
    """The PDFs of a surveillance with thirty forms, laid out with faces of this line height."""
    assert soffice
    made = audit_file(tbsc034, ("0.9",) * 30, 4, audit_type="监督")
    chosen = {
        "report": document(made, "report"),
        "burdened report": document(_burdened(tbsc034), "report"),
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
        pages = PdfReader(io.BytesIO(each.content)).pages
        found[name] = Pdf(each.content, float(pages[-1].mediabox.height), [lines(page) for page in pages])
    return found


def _burdened(specification: Specification) -> AuditFile:
    """Sixty nonconformities of 500 characters each, notes of 500 characters, long names."""
    text = "示例描述甲" * 100
    found = tuple(
        Nonconformity(f"NC-{number:02d}", "6.2", text, "轻微", "已关闭", datetime.date(2026, 3, 9))
        for number in range(1, NONCONFORMITIES + 1)
    )
    recorded = assessment(
        specification,
        levels=4,
        client_name="示例市政工程有限公司" * 10,
        decider="Example van der Example " * 3,
    )
    recorded = replace(
        recorded,
        nonconformities=found,
        clauses=tuple(replace(clause, evidence=text) for clause in recorded.clauses),
        checklist=tuple(replace(finding, note=text) for finding in recorded.checklist),
    )
    return audit_file_of(specification, recorded)


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


def test_no_last_page_is_almost_empty(printed: dict[str, Pdf]) -> None:
    used = {}
    for name, pdf in printed.items():
        lowest, _ = pdf.pages[-1][-1]
        used[name] = (pdf.height - _HEADER - lowest) / (pdf.height - _HEADER - _FOOTER)
    assert {name: round(share, 2) for name, share in used.items() if share < _LEAST_USED} == {}


def test_no_page_ends_with_a_heading_or_a_title(printed: dict[str, Pdf], tbsc034: Specification) -> None:
    headings = {heading for section in sections(tbsc034) for _, heading in section.entries()}
    headings |= {"各服务特性得分", "各测评表得分", "管理要求各章得分"}
    found = [
        (name, number, words)
        for name, pdf in printed.items()
        for number, page in enumerate(pdf.pages, 1)
        if number != 2 or name not in REPORTS
        for words in [page[-1][1]]
        if words in headings or re.match(r"表 ?\d+ ", words) or words.endswith("：")
    ]
    assert found == []


@pytest.mark.parametrize("name", REPORTS)
def test_the_printed_contents_name_the_page_of_every_heading(
    printed: dict[str, Pdf], tbsc034: Specification, name: str
) -> None:
    pages = pages_of_bookmarks(printed[name].content, bookmarks(tbsc034))
    contents = [words for _, words in printed[name].pages[1]]
    for section in sections(tbsc034):
        parted = name == "report" or not section.parts_condition
        for bookmark, heading in section.entries() if parted else [(section.bookmark, section.heading)]:
            line = next(words for words in contents if words.startswith(heading))
            assert line.removeprefix(heading).strip(" .…\t") == str(pages[bookmark]), heading


def test_nonconformities_flow_whole_below_a_title_row_on_each_page(printed: dict[str, Pdf]) -> None:
    shown = 0
    for page in printed["burdened report"].pages:
        words = [words for _, words in page]
        heads = sum("编号：NC-" in line for line in words)
        if heads:
            shown += heads
            assert words.count("项目记录内容") == 1
            for label in ("原因分析", "纠正措施", "验证"):
                assert sum(line.startswith(label) for line in words) == heads
    assert shown == NONCONFORMITIES


def test_a_signature_never_begins_a_page(printed: dict[str, Pdf]) -> None:
    for name, pdf in printed.items():
        for page in pdf.pages:
            assert "签名：" not in page[0][1], name


def test_a_pdf_says_that_it_is_chinese(printed: dict[str, Pdf]) -> None:
    assert {
        str(PdfReader(io.BytesIO(each.content)).trailer["/Root"]["/Lang"]) for each in printed.values()
    } == {"zh-CN"}
