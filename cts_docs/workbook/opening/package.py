"""Opening a workbook's package safely: everything is counted before it is unpacked or parsed."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook import limits
from cts_docs.workbook.opening.disguises import not_a_package

_END = b"PK\x05\x06"
_END_SIZE = 22
_END_64 = b"PK\x06\x07"
_COMMENT_SIZE = 0xFFFF
_ENCRYPTED_FLAG = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_XML = (".xml", ".rels", ".vml")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass
class Package:
    """The members of a workbook, read one at a time within the limits.

    `data` is the file as it is, so that a copy can leave untouched members byte-equal; `markup`
    counts the tags and attributes of the parts that were parsed.
    """

    path: Path
    data: bytes
    members: Mapping[str, zipfile.ZipInfo]
    archive: zipfile.ZipFile
    markup: int = 0
    _read: int = field(default=0)

    @cached_property
    def _spelling(self) -> Mapping[str, str]:
        return {name.casefold(): name for name in self.members}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._spelling

    def spelled(self, name: str) -> str:
        """A part's name as the package spells it; part names do not differ by case (ECMA-376 Part 2)."""
        return self._spelling.get(name.casefold(), name)

    def part(self, name: str) -> bytes:
        """One XML part; raises RefusedError where it is missing, damaged or too large."""
        member = self.members.get(self.spelled(name))
        if member is None:
            raise RefusedError(Problem("WORKBOOK_PART_MISSING", found=name))
        self._read += member.file_size
        if self._read > limits.READ_BYTES:
            raise RefusedError(too_large(name, member.file_size, limits.PART_BYTES))
        return self._unpacked(member)

    def xml_parts(self) -> Iterator[tuple[str, bytes]]:
        """Every part that a program could take for XML, whether it is read or not, by name."""
        members = [member for name, member in self.members.items() if name.lower().endswith(_XML)]
        total = sum(member.file_size for member in members)
        if total > limits.READ_BYTES:
            raise RefusedError(too_large("XML", total, limits.READ_BYTES))
        for member in members:
            yield member.filename, self._unpacked(member)

    def _unpacked(self, member: zipfile.ZipInfo) -> bytes:
        name = member.filename
        if member.file_size > limits.PART_BYTES:
            raise RefusedError(too_large(name, member.file_size, limits.PART_BYTES))
        try:
            with self.archive.open(member) as opened:
                data = opened.read(limits.PART_BYTES + 1)
        except _DAMAGE as error:
            raise RefusedError(Problem("WORKBOOK_DAMAGED", found=name)) from error
        if len(data) > limits.PART_BYTES:
            raise RefusedError(too_large(name, len(data), limits.PART_BYTES))
        return data


def open_package(path: Path) -> Package:
    """The package of a workbook file.

    Raises RefusedError for a path that is no regular file, and for a file that is too large,
    damaged, encrypted, no workbook, or that holds names or sizes an honest program never writes.
    """
    data = _content(path)
    problem = not_a_package(data)
    if problem is not None:
        raise RefusedError(problem)
    _check_directory(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise RefusedError(Problem("WORKBOOK_DAMAGED", found=path.name)) from error
    members = archive.infolist()
    problems = [*_bad_names(members), *_bad_sizes(members)]
    if problems:
        raise RefusedError(problems)
    return Package(path, data, {member.filename: member for member in members}, archive)


def too_large(what: str, found: int, limit: int) -> Problem:
    """The problem of something that exceeds its limit."""
    return Problem("WORKBOOK_TOO_LARGE", found=f"{what}: {found}", values={"expected": f"≤ {limit}"})


def _content(path: Path) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise RefusedError(Problem("WORKBOOK_NOT_A_FILE", found=path.name))
        descriptor = os.open(path, flags)
    except FileNotFoundError as error:
        raise RefusedError(Problem("WORKBOOK_FILE_MISSING", found=path.name)) from error
    except (OSError, ValueError) as error:
        raise RefusedError(Problem("WORKBOOK_UNREADABLE", found=path.name)) from error
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusedError(Problem("WORKBOOK_NOT_A_FILE", found=path.name))
        try:
            data = opened.read(limits.FILE_BYTES + 1)
        except OSError as error:
            raise RefusedError(Problem("WORKBOOK_UNREADABLE", found=path.name)) from error
    if len(data) > limits.FILE_BYTES:
        raise RefusedError(too_large(path.name, len(data), limits.FILE_BYTES))
    return data


def _check_directory(data: bytes) -> None:
    """The package's table of contents, before anything reads it entry by entry."""
    start = data.rfind(_END, max(0, len(data) - _END_SIZE - _COMMENT_SIZE))
    if start < 0 or start + _END_SIZE > len(data):
        raise RefusedError(Problem("WORKBOOK_TRUNCATED"))
    if data[max(0, start - 20) : start].startswith(_END_64):
        raise RefusedError(Problem("WORKBOOK_ZIP64"))
    entries, size = struct.unpack_from("<HL", data, start + 10)
    if entries > limits.MEMBERS:
        raise RefusedError(too_large("ZIP", entries, limits.MEMBERS))
    if size > limits.DIRECTORY_BYTES:
        raise RefusedError(too_large("ZIP", size, limits.DIRECTORY_BYTES))


def _bad_names(members: list[zipfile.ZipInfo]) -> list[Problem]:
    if _are_backslashed(members):
        return [Problem("WORKBOOK_BACKSLASHES")]
    seen: set[str] = set()
    problems = []
    for member in members:
        name = member.orig_filename
        if _is_unsafe(name):
            problems.append(Problem("WORKBOOK_MEMBER_NAME", found=name))
        if name.casefold() in seen:
            problems.append(Problem("WORKBOOK_MEMBER_DOUBLED", found=name))
        seen.add(name.casefold())
    return problems


def _are_backslashed(members: list[zipfile.ZipInfo]) -> bool:
    """Whether a program wrote every internal path with backslashes, as some ZIP libraries on Windows do."""
    names = [member.orig_filename for member in members]
    unsafe = any(_is_unsafe(name.replace("\\", "/")) for name in names)
    return any("\\" in name for name in names) and not any("/" in name for name in names) and not unsafe


def _is_unsafe(name: str) -> bool:
    parts = name.rstrip("/").split("/")
    return "\\" in name or "\0" in name or ":" in name or any(part in ("", ".", "..") for part in parts)


def _bad_sizes(members: list[zipfile.ZipInfo]) -> list[Problem]:
    problems = []
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        problems.append(Problem("WORKBOOK_ENCRYPTED"))
    problems += [
        Problem("WORKBOOK_DAMAGED", found=member.filename)
        for member in members
        if member.compress_type not in _METHODS
    ]
    for member in members:
        if member.file_size > limits.MEMBER_BYTES:
            problems.append(too_large(member.filename, member.file_size, limits.MEMBER_BYTES))
        elif member.file_size > max(limits.RATIO_FROM, limits.RATIO * member.compress_size):
            found = f"{member.compress_size} → {member.file_size}"
            problems.append(Problem("WORKBOOK_BOMB", found=f"{member.filename}: {found}"))
    total = sum(member.file_size for member in members)
    if total > limits.TOTAL_BYTES:
        problems.append(too_large("ZIP", total, limits.TOTAL_BYTES))
    if len(members) > limits.MEMBERS:
        problems.append(too_large("ZIP", len(members), limits.MEMBERS))
    return problems
