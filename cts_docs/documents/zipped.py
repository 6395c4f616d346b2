"""Packages in and out: guarded when read, and the same bytes for the same parts when written."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from cts_docs.errors import Problem, RefusedError

MAX_PACKAGE = 20 * 1024 * 1024
MAX_MEMBERS = 500
MAX_UNPACKED = 60 * 1024 * 1024

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_FIRST = ("[Content_Types].xml", "_rels/.rels")


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """A zip package with its members in a fixed order and without a trace of time or machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name in _ordered(parts):
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            package.writestr(member, parts[name])
    return stream.getvalue()


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


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))


def _too_large(name: str, found: int, expected: int) -> Problem:
    return Problem(
        "DOCX_TOO_LARGE",
        file=name,
        found=str(found),
        values={"file": name, "expected": str(expected)},
    )
