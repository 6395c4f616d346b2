"""Files that have a workbook's name and another format, recognised by their first bytes."""

from __future__ import annotations

from cts_docs.errors import Problem

_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."


_DLP_MARKS = (bytes.fromhex("62142365"), b"%TSD-Header-###%")
"""How files begin that document-protection software has encrypted (E-SafeNet and the like)."""
_XML_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_SAMPLE = 4096
_ENCODINGS = ("utf-8-sig", "gb18030")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_KINDS = (
    ("%pdf", "PDF"),
    ("<html", "HTML"),
    ("<!doctype", "HTML"),
    ("mime-version", "MHTML"),
    ("<?xml", "XML"),
)
_TABLES = ("CSV", "HTML", "MHTML")
"""Kinds that hold a table's values and nothing else of a workbook."""


def not_a_package(data: bytes) -> Problem | None:
    """What a file is that is not a package of XML parts; None where it may be one."""
    if data.startswith(_COMPOUND):
        return _compound(data)
    if data.startswith(_DLP_MARKS):
        return Problem("WORKBOOK_DLP_ENCRYPTED")
    if not data.startswith(_ZIP):
        return _other(data)
    if _OPENDOCUMENT in data[:200]:
        return Problem("WORKBOOK_OPENDOCUMENT", found="ODS")
    return None


def _compound(data: bytes) -> Problem:
    if _ENCRYPTED_STREAM in data:
        return Problem("WORKBOOK_ENCRYPTED")
    if any(stream in data for stream in _OLD_STREAMS):
        return Problem("WORKBOOK_OLD_FORMAT", found=".xls")
    return Problem("WORKBOOK_NOT_A_WORKBOOK")


def _other(data: bytes) -> Problem:
    if not data:
        return Problem("WORKBOOK_NOT_A_WORKBOOK", values={"size": "0 KB"})
    if _XML_2003 in data[:_SAMPLE]:
        return Problem("WORKBOOK_OLD_FORMAT", found="XML 2003")
    kind = _kind(data[:_SAMPLE])
    return Problem("WORKBOOK_NOT_A_WORKBOOK", found=kind, values={"table": kind} if kind in _TABLES else {})


def _kind(start: bytes) -> str:
    """The kind of a file as users know it, by its beginning; empty where it is not known."""
    text = _decoded(start)
    shown = text.lstrip().lower()
    for mark, name in _KINDS:
        if shown.startswith(mark):
            return name
    if not shown or any(ord(character) < ord(" ") and character not in "\t\r\n" for character in text):
        return ""
    line = text.strip().splitlines()[0]
    return "CSV" if any(mark in line for mark in ",;\t") else "TXT"


def _decoded(start: bytes) -> str:
    """The beginning of a text file; empty where it is not a text in a usual encoding."""
    encodings = ("utf-16",) if start.startswith(_BYTE_ORDER_MARKS) else _ENCODINGS
    for encoding in encodings:
        # The last character may be cut.
        for end in (len(start), len(start) - 1, len(start) - 2, len(start) - 3):
            try:
                return start[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
    return ""
