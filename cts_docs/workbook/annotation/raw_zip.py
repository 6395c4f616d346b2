"""Packages written member by member, untouched ones as they stand in the original file.

`zipfile` can only unpack and pack again. Here the packed bytes of an untouched member are
copied, so that nothing of it can change and a large picture costs nothing.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook.opening.package import Package

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_SIZE = 30
_UTF8_FLAG = 0x800
_VERSION = 20
_DATE, _TIME = 0x21, 0
"""1 January 1980, midnight: the first moment a package can state."""
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Member:
    name: bytes
    flags: int
    method: int
    date: int
    time: int
    checksum: int
    packed: bytes
    size: int


def rewritten(package: Package, changed: Mapping[str, bytes], removed: frozenset[str]) -> bytes:
    """The package with some parts changed, added (at its end, in the order given) or removed."""
    members = [
        _packed(name, changed[name]) if name in changed else _copied(package.data, info)
        for name, info in package.members.items()
        if name not in removed
    ]
    members += [_packed(name, data) for name, data in changed.items() if name not in package.members]
    return _written(members)


def _copied(data: bytes, info: zipfile.ZipInfo) -> _Member:
    header = data[info.header_offset : info.header_offset + _LOCAL_SIZE]
    if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
        raise RefusedError(Problem("WORKBOOK_DAMAGED", found=info.filename))
    name_size, extra_size = struct.unpack_from("<HH", header, 26)
    start = info.header_offset + _LOCAL_SIZE + name_size + extra_size
    packed = data[start : start + info.compress_size]
    if len(packed) < info.compress_size:
        raise RefusedError(Problem("WORKBOOK_TRUNCATED"))
    flags = info.flag_bits & _UTF8_FLAG
    name = info.orig_filename.encode("utf-8" if flags else "cp437")
    year, month, day, hour, minute, second = info.date_time
    date = (max(year, 1980) - 1980) << 9 | month << 5 | day
    time = hour << 11 | minute << 5 | second // 2
    return _Member(name, flags, info.compress_type, date, time, info.CRC, packed, info.file_size)


def _packed(name: str, data: bytes) -> _Member:
    engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = engine.compress(data) + engine.flush()
    flags = 0 if name.isascii() else _UTF8_FLAG
    return _Member(
        name.encode(), flags, zipfile.ZIP_DEFLATED, _DATE, _TIME, zlib.crc32(data), packed, len(data)
    )


def _written(members: list[_Member]) -> bytes:
    body, directory = bytearray(), bytearray()
    for member in members:
        common = struct.pack(
            "<HHHHHLLLHH",
            _VERSION,
            member.flags,
            member.method,
            member.time,
            member.date,
            member.checksum,
            len(member.packed),
            member.size,
            len(member.name),
            0,
        )
        place = len(body)
        body += _LOCAL + common + member.name + member.packed
        directory += _CENTRAL + struct.pack("<H", _VERSION) + common
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, place) + member.name
    end = struct.pack("<HHHHLLH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + _END + end)
