"""Packages in and out: guarded when read, and the same bytes for the same parts when written."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cts_docs.errors import Problem, RefusedError

MAX_PACKAGE = 20 * 1024 * 1024
MAX_MEMBERS = 500
MAX_UNPACKED = 60 * 1024 * 1024

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_LEVEL = 6
_STORED, _DEFLATED = 0, 8
_VERSION = 20
_UTF8_NAME = 0x800
_EARLIEST_DATE = 1 << 5 | 1
"""1980-01-01 as a zip entry counts days: no trace of when a package was made."""
_ATTRIBUTES = 0o600 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True)
class Member:
    """A part as it stands in a package, packed already."""

    name: str
    packed: bytes
    method: int
    crc: int
    size: int


def deflated(name: str, content: bytes) -> Member:
    """A part, packed."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    return Member(name, packed, _DEFLATED, zlib.crc32(content), len(content))


def stored(name: str, content: bytes) -> Member:
    """A part as it is: for pictures and packages, which are packed in themselves."""
    return Member(name, content, _STORED, zlib.crc32(content), len(content))


def pack(members: Iterable[Member]) -> bytes:
    """The zip package of packed parts, in a fixed order and without a trace of time or machine."""
    pieces: list[bytes] = []
    entries: list[bytes] = []
    offset = 0
    for member in sorted(members, key=_place):
        name = member.name.encode()
        flags = 0 if member.name.isascii() else _UTF8_NAME
        about = (flags, member.method, 0, _EARLIEST_DATE, member.crc, len(member.packed), member.size)
        local = _LOCAL.pack(b"PK\3\4", _VERSION, *about, len(name), 0)
        pieces += (local, name, member.packed)
        entries += (
            _ENTRY.pack(b"PK\1\2", _VERSION, _VERSION, *about, len(name), 0, 0, 0, 0, _ATTRIBUTES, offset),
            name,
        )
        offset += len(local) + len(name) + len(member.packed)
    directory = b"".join(entries)
    count = len(entries) // 2
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)
    return b"".join((*pieces, directory, end))


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """A zip package of parts; see `pack`."""
    return pack(deflated(name, content) for name, content in parts.items())


def read_package(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of a package.

    Raises RefusedError, naming the file `name`, where the content is no readable zip package,
    or holds more or larger members than any document of ours.
    """
    if len(content) > MAX_PACKAGE:
        raise RefusedError(_too_large(name, len(content), MAX_PACKAGE))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _guard(package, name)
            return {member.filename: package.read(member) for member in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise RefusedError(
            Problem("DOCX_UNREADABLE", file=name, found=type(error).__name__, values={"file": name})
        ) from error


def _guard(package: zipfile.ZipFile, name: str) -> None:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise RefusedError(_too_large(name, len(members), MAX_MEMBERS))
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise RefusedError(_too_large(name, unpacked, MAX_UNPACKED))
    if len({member.filename.lower() for member in members}) < len(members):
        raise RefusedError(Problem("DOCX_DOUBLED_PART", file=name, values={"file": name}))


def _place(member: Member) -> tuple[int, str]:
    return (_FIRST.index(member.name) if member.name in _FIRST else len(_FIRST), member.name)


def _too_large(name: str, found: int, expected: int) -> Problem:
    return Problem(
        "DOCX_TOO_LARGE",
        file=name,
        found=str(found),
        values={"file": name, "expected": str(expected)},
    )
