"""Opening PDFs of others: their faults are told by the program, never by the library's log."""

from __future__ import annotations

import subprocess
import sys


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
