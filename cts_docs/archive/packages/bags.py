"""BagIt bags (RFC 8493, SHA-256): built durably, checked to the last bit."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import bagit

from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import file_sha256, sha256
from cts_docs.files.writing import Disk

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"

LARGEST_TAG_FILE = 4 * 1024 * 1024
_MOST_ENTRIES = 10_000

# The library also logs every fault that it raises.
logging.getLogger("bagit").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class BagFile:
    """A file of a bag's payload; `path` is relative to its folder `data`.

    `content` is the path of a file where it is copied from there piece by piece.
    """

    path: str
    content: bytes | Path
    document: str | None = None
    form: int | None = None

    def measure(self) -> tuple[int, str]:
        """Its size in bytes and its SHA-256."""
        if isinstance(self.content, bytes):
            return len(self.content), sha256(self.content)
        return self.content.stat().st_size, file_sha256(self.content)


@dataclass(frozen=True, slots=True)
class Built:
    """A finished bag as registered: the hash of its tag manifest, and its other files."""

    manifest: str
    files: tuple[Mapping[str, Any], ...]


def build(disk: Disk, folder: Path, files: Sequence[BagFile], info: Mapping[str, str]) -> Built:
    """Write a bag into a new folder, flushed to the disk, and check it by reading it back."""
    disk.make_folder(folder)
    payload = [_written(disk, folder, replace(file, path=f"data/{file.path}")) for file in files]
    size = sum(row["size"] for row in payload)
    contents = {
        DECLARATION: b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        INFO: _info({**info, "Payload-Oxum": f"{size}.{len(files)}"}),
        MANIFEST: _manifest(payload),
    }
    tags = [_written(disk, folder, BagFile(path, content)) for path, content in contents.items()]
    tag_manifest = _written(disk, folder, BagFile(TAG_MANIFEST, _manifest(tags)))
    for made in sorted({(folder / row["path"]).parent for row in (*payload, *tags)}, reverse=True):
        disk.sync(made)
    built = Built(tag_manifest["sha256"], (*payload, *tags))
    if problems := check(folder, built.manifest, built.files):
        raise RefusedError(problems)
    return built


def check(folder: Path, manifest: str, files: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Every difference between a bag and its registered files.

    Every byte of every file is read once; links and devices are reported, not followed.
    """
    found, folders, odd = _listing(folder)
    if found is None:
        return odd
    expected = {str(file["path"]): file for file in files}
    problems = [*odd, *_foreign_files(folder, found, folders, {*expected, TAG_MANIFEST})]
    for path, file in expected.items():
        problems += _file_faults(folder, path, found.get(path), file["size"], file["sha256"])
    bound = min(found.get(TAG_MANIFEST, 0), LARGEST_TAG_FILE)
    problems += _file_faults(folder, TAG_MANIFEST, found.get(TAG_MANIFEST), bound, manifest)
    return tuple(problems or _bag_faults(folder))


def regular_files(folder: Path) -> list[Path]:
    """The regular files below a folder, by path; links are not followed."""
    found, _, _ = _listing(folder)
    return [folder / path for path in sorted(found or ())]


def _file_faults(
    folder: Path, path: str, size: int | None, expected_size: int, expected: str
) -> Iterator[Problem]:
    """Faults of one file; a file of another size is not read."""
    if size is None:
        yield _problem("BAG_FILE_MISSING", folder / path, path)
        return
    try:
        right = size == expected_size and file_sha256(folder / path) == expected
    except OSError:
        yield _problem("BAG_FILE_UNREADABLE", folder / path, path)
        return
    if not right:
        yield _problem("BAG_FILE_CHANGED", folder / path, path)


def _bag_faults(folder: Path) -> Iterator[Problem]:
    """What the library reports of a bag whose files are all as registered."""
    try:
        bagit.Bag(str(folder)).validate(completeness_only=True)
    except (bagit.BagError, OSError, ValueError, LookupError, AttributeError) as error:
        yield _problem("BAG_INVALID", folder, f"{type(error).__name__}: {error}"[:300])


def _listing(folder: Path) -> tuple[dict[str, int] | None, set[str], tuple[Problem, ...]]:
    """The size of each regular file below a folder by relative path, the folders, and faults for the rest."""
    if folder.is_symlink() or not folder.is_dir():
        return None, set(), (_problem("BAG_MISSING", folder, folder.name),)
    sizes: dict[str, int] = {}
    odd: list[Problem] = []
    folders: set[str] = set()
    waiting = [folder]
    while waiting and len(sizes) + len(folders) + len(odd) <= _MOST_ENTRIES:
        here = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            odd.append(_problem("BAG_FILE_UNREADABLE", here, here.name))
            continue
        for entry in entries:
            path = Path(entry.path)
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                waiting.append(path)
                folders.add(path.relative_to(folder).as_posix())
            elif stat.S_ISREG(mode):
                sizes[path.relative_to(folder).as_posix()] = entry.stat(follow_symlinks=False).st_size
            else:
                odd.append(_problem("BAG_FILE_ODD", path, path.relative_to(folder).as_posix()))
    return sizes, folders, tuple(odd)


def _foreign_files(
    folder: Path, found: Mapping[str, int], folders: set[str], expected: Collection[str]
) -> Iterator[Problem]:
    """Faults for files and folders that are not registered."""
    known = {parent.as_posix() for path in expected for parent in PurePosixPath(path).parents}
    for path in sorted(set(found) - set(expected)):
        yield _problem("BAG_FILE_FOREIGN", folder / path, path)
    for path in sorted(folders - known):
        yield _problem("BAG_FILE_FOREIGN", folder / path, path)


def _written(disk: Disk, folder: Path, file: BagFile) -> dict[str, Any]:
    """Write a file of a bag; its row as registered, of a copied file as it was written."""
    target = folder / PurePosixPath(file.path)
    disk.make_folder(target.parent)
    disk.write(target, file.content)
    measured = file if isinstance(file.content, bytes) else replace(file, content=target)
    size, digest = measured.measure()
    return {
        "path": file.path,
        "size": size,
        "sha256": digest,
        "document": file.document,
        "form": file.form,
    }


def _manifest(rows: Iterable[Mapping[str, Any]]) -> bytes:
    listed = sorted((row["path"], row["sha256"]) for row in rows)
    return "".join(f"{digest}  {path}\n" for path, digest in listed).encode()


def _info(values: Mapping[str, str]) -> bytes:
    """Labels and values, one per line; line breaks in values become spaces."""
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in values.items()).encode()


def _problem(code: str, file: Path, found: str) -> Problem:
    return Problem(code, file=str(file), found=found)
