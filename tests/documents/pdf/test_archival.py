"""What makes a PDF fall short of PDF/A-2b."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from cts_docs.documents.pdf import Source, convert, page_count, pages_of_bookmarks, pdf_problems

TEXT = "审核报告"


@pytest.fixture(scope="module")
def sound(soffice: str) -> bytes:
    """A PDF that LibreOffice made and nothing is wrong with."""
    assert soffice
    document = Document()
    document.add_paragraph(TEXT)
    saved = io.BytesIO()
    document.save(saved)
    (converted,) = convert([Source("报告.docx", saved.getvalue(), TEXT)])
    assert converted.content is not None
    return converted.content


def changed(content: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def codes(content: bytes) -> list[str]:
    return [problem.code for problem in pdf_problems(content, TEXT)]


def each_font(writer: PdfWriter) -> list[DictionaryObject]:
    fonts = writer.pages[0]["/Resources"].get_object()["/Font"].get_object()
    return [font.get_object() for font in fonts.values()]


def drop_text_maps(writer: PdfWriter) -> None:
    for font in each_font(writer):
        del font["/ToUnicode"]


def drop_font_programs(writer: PdfWriter) -> None:
    for font in each_font(writer):
        descriptor = font["/FontDescriptor"].get_object()
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            descriptor.pop(key, None)


def claim_part_1(writer: PdfWriter) -> None:
    metadata = writer.root_object["/Metadata"].get_object()
    metadata.set_data(metadata.get_data().replace(b"<pdfaid:part>2<", b"<pdfaid:part>1<"))


def open_with(action: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject(action)}
        )

    return change


def test_a_sound_pdf_has_no_problem(sound: bytes) -> None:
    assert pdf_problems(sound, TEXT) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(claim_part_1, "PDFA_CLAIM", id="another part of PDF/A"),
        pytest.param(lambda pdf: pdf.root_object.pop("/Metadata"), "PDFA_CLAIM", id="no metadata"),
        pytest.param(lambda pdf: pdf.root_object.pop("/OutputIntents"), "PDFA_OUTPUT_INTENT", id="no intent"),
        pytest.param(drop_font_programs, "PDFA_FONT_NOT_EMBEDDED", id="font not embedded"),
        pytest.param(open_with("/JavaScript"), "PDFA_ACTION", id="script"),
        pytest.param(open_with("/Launch"), "PDFA_ACTION", id="launch"),
        pytest.param(lambda pdf: pdf.add_attachment("a.txt", b"a"), "PDFA_EMBEDDED_FILE", id="embedded file"),
    ],
)
def test_each_shortfall_is_named(sound: bytes, change: Callable[[PdfWriter], object], code: str) -> None:
    assert set(codes(changed(sound, change))) == {code}


def test_font_without_text_map_is_named(sound: bytes) -> None:
    assert "PDFA_FONT_WITHOUT_TEXT" in codes(changed(sound, drop_text_maps))


def test_encryption_is_named(sound: bytes) -> None:
    locked = changed(sound, lambda pdf: pdf.encrypt("geheim", algorithm="RC4-128"))

    assert codes(locked) == ["PDFA_ENCRYPTED"]


def test_pdf_without_pages_is_named() -> None:
    empty = io.BytesIO()
    PdfWriter().write(empty)

    assert codes(empty.getvalue()) == ["PDF_WITHOUT_PAGES"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.6", b"%PDF-1.6\nnonsense\n%%EOF\n"])
def test_what_cannot_be_opened_is_no_pdf(content: bytes) -> None:
    assert codes(content) == ["PDF_UNREADABLE"]
    assert page_count(content) == 0
    with pytest.raises(ValueError, match="no"):
        pages_of_bookmarks(content, ["c"])


def test_truncated_pdf_is_no_pdf(sound: bytes) -> None:
    assert codes(sound[: len(sound) // 2]) == ["PDF_UNREADABLE"]
