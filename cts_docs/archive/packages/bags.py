"""BagIt bags (RFC 8493, SHA-256): built durably, checked to the last bit, recognized inside a zip."""

from __future__ import annotations

import logging
import os
import stat
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import bagit

from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import file_sha256, sha256
from cts_docs.files.writing import Disk
from cts_docs.files.zipping import MAX_PACKAGE, read_package

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"

_LARGEST_TAG_FILE = 4 * 1024 * 1024
_MOST_ENTRIES = 10_000

# The library also logs every fault that it raises.
logging.getLogger("bagit").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class BagFile:
    """A file of a bag's payload; `path` is relative to its folder `data`."""

    path: str
    content: bytes
    document: str | None = None
    form: int | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A finished bag as registered: the hash of its tag manifest, and its other files."""

    manifest: str
    files: tuple[Mapping[str, Any], ...]


def build(disk: Disk, folder: Path, files: Sequence[BagFile], info: Mapping[str, str]) -> Built:
    """Write a bag into a new folder, flushed to the disk, and check it by reading it back."""
    payload = [BagFile(f"data/{file.path}", file.content, file.document, file.form) for file in files]
    size = sum(len(file.content) for file in files)
    tags = [
        BagFile(DECLARATION, b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        BagFile(INFO, _info({**info, "Payload-Oxum": f"{size}.{len(files)}"})),
        BagFile(MANIFEST, _manifest(payload)),
    ]
    tag_manifest = BagFile(TAG_MANIFEST, _manifest(tags))
    disk.make_folder(folder)
    for file in (*payload, *tags, tag_manifest):
        target = folder / PurePosixPath(file.path)
        disk.make_folder(target.parent)
        disk.write(target, file.content)
    for made in sorted({(folder / file.path).parent for file in (*payload, *tags)}, reverse=True):
        disk.sync(made)
    built = Built(sha256(tag_manifest.content), tuple(_row(file) for file in (*payload, *tags)))
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
    bound = min(found.get(TAG_MANIFEST, 0), _LARGEST_TAG_FILE)
    problems += _file_faults(folder, TAG_MANIFEST, found.get(TAG_MANIFEST), bound, manifest)
    return tuple(problems or _bag_faults(folder))


def zipped_bag_hashes(file: Path) -> Mapping[str, str]:
    """SHA-256 of each file of the bag in a zip, by its path in the bag; empty for any other file.

    A zip that is too large to be opened safely counts as another file. Members outside of the bag's
    folder are listed under `../`, so that they never equal a file of a bag.
    """
    try:
        with zipfile.ZipFile(file) as package:
            folder = _bag_folder(package.namelist())
        if folder is None or file.stat().st_size > MAX_PACKAGE:
            return {}
        members = read_package(file.read_bytes(), file.name)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RefusedError):
        return {}
    contents = {name: content for name, content in members.items() if not name.endswith("/")}
    return {
        (name.removeprefix(folder) if name.startswith(folder) else f"../{name}"): sha256(content)
        for name, content in contents.items()
    }


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


def _manifest(files: Iterable[BagFile]) -> bytes:
    listed = sorted((file.path, sha256(file.content)) for file in files)
    return "".join(f"{digest}  {path}\n" for path, digest in listed).encode()


def _row(file: BagFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "size": len(file.content),
        "sha256": sha256(file.content),
        "document": file.document,
        "form": file.form,
    }


def _info(values: Mapping[str, str]) -> bytes:
    """Labels and values, one per line; line breaks in values become spaces."""
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in values.items()).encode()


def _problem(code: str, file: Path, found: str) -> Problem:
    return Problem(code, file=str(file), found=found)


def _bag_folder(names: list[str]) -> str | None:
    """The folder in a zip that holds a bag, with its slash; None where there is none or more than one."""
    declared = [name for name in names if name.rpartition("/")[2] == DECLARATION and name.count("/") < 2]
    return declared[0].removesuffix(DECLARATION) if len(declared) == 1 else None
