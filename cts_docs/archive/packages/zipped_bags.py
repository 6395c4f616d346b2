"""A bag in a zip: written piece by piece, and recognized whatever its size.

What is read of a zip is bounded by what the register knows: a member that is longer than the file that
it is said to be is not read on.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cts_docs.archive.packages.bags import DECLARATION, LARGEST_TAG_FILE, MANIFEST, TAG_MANIFEST
from cts_docs.files.hashing import sha256

_CHUNK = 1024 * 1024
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_ATTRIBUTES = 0o600 << 16
_UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class ZippedBag:
    """A bag in a zip file.

    `folder` is its folder in the zip, with a slash; `manifest` the SHA-256 of its tag manifest, `listed`
    the hashes that its manifests list.
    """

    file: Path
    folder: str
    manifest: str
    listed: frozenset[str]

    def holds(self, files: Mapping[str, tuple[int, str]]) -> bool:
        """Whether it holds exactly these files, given by path with size and SHA-256, and its tag manifest."""
        try:
            with zipfile.ZipFile(self.file) as package:
                members = [info for info in package.infolist() if not info.is_dir()]
                found = {info.filename.removeprefix(self.folder): info for info in members}
                outside = any(not info.filename.startswith(self.folder) for info in members)
                expected = {*files, TAG_MANIFEST}
                if outside or len(members) != len(expected) or found.keys() != expected:
                    return False
                return all(
                    found[path].file_size == size and _hash(package, found[path]) == digest
                    for path, (size, digest) in files.items()
                )
        except _UNREADABLE:
            return False


def open_zipped_bag(file: Path) -> ZippedBag | None:
    """The bag in a zip, whatever program packed it; None for any other file."""
    try:
        with zipfile.ZipFile(file) as package:
            folder = _bag_folder(package.namelist())
            if folder is None:
                return None
            tags, payload = (_small(package, folder + name) for name in (TAG_MANIFEST, MANIFEST))
    except _UNREADABLE:
        return None
    lines = b"\n".join((tags, payload)).decode("utf-8", "replace").splitlines()
    listed = frozenset(line.split()[0] for line in lines if line.strip())
    return ZippedBag(file, folder, sha256(tags), listed)


def write_zipped_bag(folder: Path, name: str, stream: IO[bytes]) -> None:
    """Write a bag as a zip with one top folder, as RFC 8493 requires; the same bag gives the same bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for path in files:
            info = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _DATE)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, _UNIX
            info.external_attr, info.file_size = _ATTRIBUTES, path.stat().st_size
            with path.open("rb") as source, package.open(info, "w") as into:
                shutil.copyfileobj(source, into, _CHUNK)


def _hash(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """SHA-256 of a member; raises ValueError where it holds more than it declares."""
    digest, left = hashlib.sha256(), info.file_size
    with package.open(info) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise ValueError(info.filename)
            digest.update(piece)
    return digest.hexdigest()


def _small(package: zipfile.ZipFile, name: str) -> bytes:
    """A manifest; raises ValueError where it is larger than one of ours can be."""
    with package.open(name) as stream:
        content = stream.read(LARGEST_TAG_FILE + 1)
    if len(content) > LARGEST_TAG_FILE:
        raise ValueError(name)
    return content


def _bag_folder(names: list[str]) -> str | None:
    """The folder in a zip that holds a bag, with its slash; None where there is none or more than one."""
    declared = [name for name in names if name.rpartition("/")[2] == DECLARATION and name.count("/") < 2]
    return declared[0].removesuffix(DECLARATION) if len(declared) == 1 else None
