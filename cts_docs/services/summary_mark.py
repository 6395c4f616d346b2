"""Recognizes a batch summary by its first bytes: it is no score workbook, and a new one may replace it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>'
).encode()
"""The first part of a summary worksheet; no other program writes the same bytes."""

_JSON_BEGINS = b'{\n "counts": {\n  "done":'
_LOCAL = struct.Struct("<4s10xL8x2H")
"""The local header of a zip entry: signature, checksum, length of the name and of the extra field."""
_FIRST = b"[Content_Types].xml"


def is_summary(path: Path) -> bool:
    """Whether a file is a summary that this program wrote; False where it cannot be read."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            begins = file.read(_LOCAL.size + len(_FIRST))
    except OSError:
        return False
    return begins.startswith(_JSON_BEGINS) or _is_worksheet(begins)


def _is_worksheet(begins: bytes) -> bool:
    if len(begins) < _LOCAL.size:
        return False
    signature, checksum, length, _ = _LOCAL.unpack_from(begins)
    named = signature == b"PK\x03\x04" and length == len(_FIRST) and begins.endswith(_FIRST)
    return named and checksum == zlib.crc32(CONTENT_TYPES)
