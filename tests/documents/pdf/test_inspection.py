"""Opening PDFs of others: their faults are told by the program, never by the library's log."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from cts_docs.documents.pdf.inspection import _holds


def test_a_cut_off_pdf_leaves_nothing_on_stderr() -> None:
    """In a process of its own: the tests' own log handlers would hide what Python prints unasked."""
    code = (
        "from cts_docs.documents.pdf.inspection import open_pdf\n"
        "from pypdf.errors import PyPdfError\n"
        "try: len(open_pdf(b'%PDF-1.4 cut off').pages)\n"
        "except PyPdfError: print('refused')\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert (said.stdout.strip(), said.stderr) == ("refused", "")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("示例⻄山水务", "示例西山水务"),  # a font may map the glyph of 西 to the radical
        ("示例西山水务", "示例⻄山水务"),
        ("示例西\n山水务", "示例西山水务"),
        ("Shili  Water", "Shili Water"),
    ],
)
def test_a_printed_text_is_recognised_whatever_look_alikes_the_pdf_holds(printed: str, expected: str) -> None:
    page = SimpleNamespace(extract_text=lambda: f"第 1 页 {printed} 结束")
    assert _holds(SimpleNamespace(pages=[page]), expected)
    assert not _holds(SimpleNamespace(pages=[page]), f"{expected}东")
