"""The use case `doctor`: the programs, fonts and data that this machine has."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from cts_docs.documents.pdf import PdfSupport, pdf_support
from cts_docs.services.context import ServiceContext, toolkit_version

_OLDEST_PYTHON = (3, 11)
_EXTRAS = {"web": "starlette", "postgresql": "psycopg", "cluster": "distributed", "sign": "pyhanko"}
"""The optional parts of the package, each with a module that it brings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked item; nothing works without an item that is `needed`.

    `advice` is the message code that says what works without it and how to install it; `font` and
    `state` are the font that is used for the one named, and how well it suits.
    """

    name: str
    ok: bool
    needed: bool
    detail: str
    advice: str = ""
    font: str = ""
    state: str = ""


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
        *(
            Finding(name, installed, False, "" if installed else "—", f"DOCTOR_ADVICE_{name.upper()}")
            for name, module in _EXTRAS.items()
            for installed in (find_spec(module) is not None,)
        ),
    )


def _pdf(means: PdfSupport) -> Iterator[Finding]:
    program = " ".join(part for part in (means.version, str(means.soffice or "")) if part)
    yield Finding(
        "libreoffice", means.soffice is not None, False, program or "—", "DOCTOR_ADVICE_LIBREOFFICE"
    )
    for face in means.faces:
        detail, found = f"{face.used or '—'} ({face.state})", face.state != "missing"
        yield Finding(face.wanted, found, False, detail, "DOCTOR_ADVICE_FONT", face.used or "—", face.state)
