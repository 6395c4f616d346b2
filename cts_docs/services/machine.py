"""The use case `doctor`: the programs, fonts and data that this machine has."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from cts_docs.documents.pdf import PdfSupport, pdf_support
from cts_docs.services.context import ServiceContext, toolkit_version

_OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked item; nothing works without an item that is `needed`."""

    name: str
    ok: bool
    needed: bool
    detail: str


def examine_machine(context: ServiceContext) -> tuple[Finding, ...]:
    """Check Python, this program, its specifications and configuration, and what PDF files need."""
    specifications = "、".join(f"{one.id}@{one.control.version}" for one in context.specifications())
    config = context.settings.path
    return (
        Finding("python", sys.version_info >= _OLDEST_PYTHON, True, platform.python_version()),
        Finding("cts-docs", True, True, toolkit_version()),
        Finding("specifications", True, True, specifications),
        Finding("configuration", True, False, str(config) if config else "—"),
        *_pdf(pdf_support()),
    )


def _pdf(means: PdfSupport) -> Iterator[Finding]:
    program = " ".join(part for part in (means.version, str(means.soffice or "")) if part)
    yield Finding("libreoffice", means.soffice is not None, False, program or "—")
    for face in means.faces:
        yield Finding(face.wanted, face.state != "missing", False, f"{face.used or '—'} ({face.state})")
