"""What this machine can do for PDF files: LibreOffice's program, and the faces it will use."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cts_docs.documents.pdf.faces import FACE_REQUESTS, FaceRequest, with_faces
from cts_docs.documents.pdf.program import find_soffice, run_program, soffice_version
from cts_docs.errors import Problem

State = Literal["installed", "stand_in", "other_style", "missing", "unknown"]
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class FaceFound:
    """What this machine uses for the face `wanted`.

    `state` is `installed`, `stand_in` (another face of the same style), `other_style` (a
    simplified-Chinese face of another style), `missing` (nothing suitable), or `unknown`
    where the system has no fontconfig to ask.
    """

    wanted: str
    used: str
    state: State


@dataclass(frozen=True, slots=True)
class PdfSupport:
    """LibreOffice's program (None: not found) and version, and the faces that PDF files will use."""

    soffice: Path | None
    version: str
    faces: tuple[FaceFound, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is missing, as warnings: without LibreOffice everything but PDF works."""
        missing = () if self.soffice else (Problem("PDF_PROGRAM_MISSING", "warning"),)
        return missing + face_problems(self.faces)


def pdf_support() -> PdfSupport:
    """Ask LibreOffice and fontconfig of this machine; takes a fraction of a second."""
    program = find_soffice()
    version = soffice_version(program) if program else ""
    with tempfile.TemporaryDirectory(prefix="cts-docs-") as folder:
        return PdfSupport(program, version, faces_found(Path(folder)))


def faces_found(folder: Path) -> tuple[FaceFound, ...]:
    """What this machine uses for each face that documents ask for; `folder` takes the configuration."""
    program = shutil.which("fc-match")
    environment = with_faces(os.environ, folder)
    return tuple(_face_found(program, wanted, environment) for wanted in FACE_REQUESTS)


def face_problems(found: tuple[FaceFound, ...]) -> tuple[Problem, ...]:
    """A warning for each wanted face without any suitable stand-in."""
    return tuple(
        Problem("PDF_FACE_MISSING", "warning", found=face.used, values={"expected": face.wanted})
        for face in found
        if face.state == "missing"
    )


def _face_found(program: str | None, wanted: FaceRequest, environment: Mapping[str, str]) -> FaceFound:
    name = wanted.names[0]
    if program is None:
        return FaceFound(name, "", "unknown")
    run = run_program([program, "-f", "%{family}", name], environment=environment, seconds=_SECONDS)
    families = [family.strip() for family in run.output.split(",") if family.strip()]
    for state, faces in _states(wanted):
        for face in faces:
            if face in families:
                return FaceFound(name, face, state)
    return FaceFound(name, families[0] if families else "", "missing")


def _states(wanted: FaceRequest) -> Iterator[tuple[State, tuple[str, ...]]]:
    yield "installed", wanted.names
    yield "stand_in", wanted.same_style
    yield "other_style", wanted.other_style
