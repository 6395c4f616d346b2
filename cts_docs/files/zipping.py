"""Zip packages in and out: guarded when read, and the same bytes for the same members when written."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cts_docs.errors import Problem, RefusedError

MAX_PACKAGE = 20 * 1024 * 1024
MAX_MEMBERS = 500
MAX_UNPACKED = 60 * 1024 * 1024

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_LEVEL = 6
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
    """A file as it is in a package, packed already."""

    name: str
    packed: bytes
    method: int
    crc: int
    size: int


def deflated(name: str, content: bytes, level: int = _LEVEL) -> Member:
    """A member, packed at one of zlib's levels."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    return Member(name, packed, zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content))


def stored(name: str, content: bytes) -> Member:
    """A member as it is: for pictures and packages, which are packed in themselves."""
    return Member(name, content, zipfile.ZIP_STORED, zlib.crc32(content), len(content))


def copied(package: bytes, info: zipfile.ZipInfo) -> Member:
    """A member of another package as it is packed there.

    Raises zipfile.BadZipFile where `package` does not hold it whole. What it holds is not looked
    at: that is for whoever reads the package.
    """
    header = package[info.header_offset : info.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        raise zipfile.BadZipFile(info.filename)
    *_, name_size, extra_size = _LOCAL.unpack(header)
    start = info.header_offset + _LOCAL.size + name_size + extra_size
    packed = package[start : start + info.compress_size]
    if len(packed) < info.compress_size:
        raise zipfile.BadZipFile(info.filename)
    return Member(info.filename, packed, info.compress_type, info.CRC, info.file_size)


def pack(members: Iterable[Member]) -> bytes:
    """The zip package of members, in a fixed order and without a trace of time or machine."""
    return b"".join(packing(sorted(members, key=_place)))


def packing(members: Iterable[Member]) -> Iterator[bytes]:
    """The zip package of members in the order given, piece by piece."""
    entries: list[bytes] = []
    offset = 0
    for member in members:
        name = member.name.encode()
        flags = 0 if member.name.isascii() else _UTF8_NAME
        about = (flags, member.method, 0, _EARLIEST_DATE, member.crc, len(member.packed), member.size)
        local = _LOCAL.pack(b"PK\3\4", _VERSION, *about, len(name), 0)
        yield from (local, name, member.packed)
        entries += (
            _ENTRY.pack(b"PK\1\2", _VERSION, _VERSION, *about, len(name), 0, 0, 0, 0, _ATTRIBUTES, offset),
            name,
        )
        offset += len(local) + len(name) + len(member.packed)
    directory = b"".join(entries)
    count = len(entries) // 2
    yield directory
    yield _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """A zip package of parts; see `pack`."""
    return pack(deflated(name, content) for name, content in parts.items())


def read_package(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of a package.

    Raises RefusedError, naming the file `name`, where the content is not a readable zip package,
    or holds more or larger members than any document of ours.
    """
    return {part: held for part, (held, _) in read_members(content, name).items()}


def read_members(content: bytes, name: str) -> dict[str, tuple[bytes, Member]]:
    """The parts of a package, each with its member as it is packed; raises RefusedError as `read_package`."""
    if len(content) > MAX_PACKAGE:
        raise RefusedError(_too_large(name, len(content), MAX_PACKAGE))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _guard(package, name)
            return {info.filename: _member(package, content, info) for info in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise RefusedError(
            Problem("DOCX_UNREADABLE", file=name, found=type(error).__name__, values={"file": name})
        ) from error


def _member(package: zipfile.ZipFile, content: bytes, info: zipfile.ZipInfo) -> tuple[bytes, Member]:
    held = package.read(info)
    # Word reads no other method.
    common = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return held, copied(content, info) if common else deflated(info.filename, held)


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
