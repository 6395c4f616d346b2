"""Files that have a workbook's name and another format, recognised by their first bytes."""

from __future__ import annotations

from cts_docs.errors import Problem

_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."


def not_a_package(data: bytes) -> Problem | None:
    """What a file is that is no package of XML parts, None where it may be one."""
    if data.startswith(_COMPOUND):
        return _compound(data)
    if not data.startswith(_ZIP):
        values = {} if data else {"size": "0 KB"}
        return Problem("WORKBOOK_NOT_A_WORKBOOK", found=_kind(data), values=values)
    if _OPENDOCUMENT in data[:200]:
        return Problem("WORKBOOK_OPENDOCUMENT", found="ODS")
    return None


def _compound(data: bytes) -> Problem:
    if _ENCRYPTED_STREAM in data:
        return Problem("WORKBOOK_ENCRYPTED")
    if any(stream in data for stream in _OLD_STREAMS):
        return Problem("WORKBOOK_OLD_FORMAT", found=".xls")
    return Problem("WORKBOOK_NOT_A_WORKBOOK")


def _kind(data: bytes) -> str:
    """The kind of a file as users know it, empty where it is not known."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in ((b"%pdf", "PDF"), (b"<html", "HTML"), (b"<!doctype", "HTML"), (b"<?xml", "XML")):
        if start.startswith(mark):
            return name
    return "TXT" if start and start.isascii() and b"\0" not in start else ""
