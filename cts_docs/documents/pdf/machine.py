"""What this machine has for making PDF files."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents.pdf.faces import FaceFound, face_problems, faces_found
from cts_docs.documents.pdf.program import find_soffice, soffice_version
from cts_docs.errors import Problem


@dataclass(frozen=True, slots=True)
class PdfMeans:
    """LibreOffice's program (None: not found) and version, and the faces that PDF files will show."""

    soffice: Path | None
    version: str
    faces: tuple[FaceFound, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is missing, as warnings: without LibreOffice everything but PDF works."""
        missing = () if self.soffice else (Problem("PDF_PROGRAM_MISSING", "warning"),)
        return missing + face_problems(self.faces)


def pdf_means() -> PdfMeans:
    """Look at this machine: asks LibreOffice and fontconfig, a fraction of a second in all."""
    program = find_soffice()
    version = soffice_version(program) if program else ""
    with tempfile.TemporaryDirectory(prefix="cts-docs-") as folder:
        return PdfMeans(program, version, faces_found(Path(folder)))
