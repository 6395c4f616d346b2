"""File-format checks: opens, allowed format, not encrypted, not executable."""

from __future__ import annotations

import json
import tempfile
import tomllib
import zipfile
from pathlib import Path, PurePath

from lxml import etree
from pypdf.errors import PyPdfError

from cts_docs.documents.pdf.inspection import open_pdf
from cts_docs.errors import Problem, RefusedError

ALLOWED = (".docx", ".pdf", ".xlsx", ".xlsm", ".json", ".toml", ".txt")
ATTACHED = (*ALLOWED, ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".ofd")
_PACKED = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".xlsm": "xl/workbook.xml"}
_ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_MEMBER = 0x1  # bit 0 of the general purpose flag of a member of a zip
_EXECUTABLE = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_PROGRAMS = (
    ".exe",
    ".com",
    ".scr",
    ".msi",
    ".bat",
    ".cmd",
    ".ps1",
    ".vbs",
    ".js",
    ".hta",
    ".jar",
    ".lnk",
    ".sh",
)
_MACROS = "vbaproject.bin"


def refuse_unsafe(name: str, content: bytes | Path) -> None:
    """Raise RefusedError for a file that is a program or a script, has macros, or needs a password."""
    with tempfile.TemporaryDirectory(prefix="cts-docs-") as folder:
        file = Path(folder) / f"file{PurePath(name).suffix[:10]}"
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            file = content
        if executable(file):
            raise RefusedError(Problem("ATTACHMENT_EXECUTABLE", file=name, found=name))
        if encrypted(file):
            raise RefusedError(Problem("ATTACHMENT_ENCRYPTED", file=name, found=name))


def opens(file: Path) -> bool:
    """Whether a file can be read in the format of its suffix; pictures only have to be not empty."""
    suffix = file.suffix.lower()
    try:
        if suffix in _PACKED:
            with zipfile.ZipFile(file) as package:
                etree.fromstring(package.read(_PACKED[suffix]), etree.XMLParser(resolve_entities=False))
        elif suffix == ".pdf":
            with file.open("rb") as stream:
                return len(open_pdf(stream).pages) > 0
        elif suffix == ".json":
            json.loads(file.read_bytes())
        elif suffix == ".toml":
            tomllib.loads(file.read_bytes().decode("utf-8-sig"))
        return file.stat().st_size > 0
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError, PyPdfError):
        return False


def encrypted(file: Path) -> bool:
    """Whether a file needs a password: an Office file in its encrypted wrapping, a PDF, or a zip."""
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as package:
                return any(member.flag_bits & _ENCRYPTED_MEMBER for member in package.infolist())
        with file.open("rb") as stream:
            if file.suffix.lower() == ".pdf":
                return open_pdf(stream).is_encrypted
            return stream.read(len(_ENCRYPTED_OFFICE)) == _ENCRYPTED_OFFICE
    except (OSError, ValueError, KeyError, NotImplementedError, zipfile.BadZipFile, PyPdfError):
        return False


def executable(file: Path) -> bool:
    """Whether a file is a program or a script, or carries macros; only its beginning is read."""
    if file.suffix.lower() in _PROGRAMS:
        return True
    try:
        with file.open("rb") as stream:
            if stream.read(max(map(len, _EXECUTABLE))).startswith(_EXECUTABLE):
                return True
        if not zipfile.is_zipfile(file):
            return False
        with zipfile.ZipFile(file) as package:
            return any(name.lower().endswith(_MACROS) for name in package.namelist())
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return False
