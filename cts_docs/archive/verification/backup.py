"""Backup of an archive into one file, verified before it counts, and restoring it into an empty place.

A backup is a zip with the folder of the archive as of one event: the register as an SQLite file, whatever
held it, the configuration, every registered bag, and `backup.json` with the hash of each file.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cts_docs.archive.packages.storage import locate, stored_path
from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.databases import sqlite
from cts_docs.archive.register.faults import coded_errors
from cts_docs.archive.register.integrity import refuse_inconsistent
from cts_docs.archive.register.migrations import copy_rows, migrate, version
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.seal import write_seal
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.hashing import Json, readable
from cts_docs.files.writing import Disk, Failpoints, sync_folder
from cts_docs.progress import tracked

CONTENTS = "backup.json"
FORMAT = 1
_CHUNK = 1024 * 1024
_LARGEST_LIST = 256 * 1024 * 1024
_ATTEMPTS = 3
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup: its file, the head of the log in it, and the number of events, entries and files."""

    path: Path
    head: str
    events: int
    entries: int
    files: int


def back_up(register: Register, output: Path, own_files: Collection[Path] = ()) -> BackupResult:
    """Write a verified backup of an archive while others may go on issuing.

    `output` is a file, or an existing folder, in which the file is named after the head of the log.
    `own_files` are files and folders of the configuration; those inside the archive's folder are copied
    too. Raises RefusedError where the archive is damaged, CannotRunError where the file cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="cts-docs-") as made, coded_errors(register.paths.folder):
        for attempt in range(_ATTEMPTS):
            copy = ArchivePaths(Path(made) / str(attempt))
            copy.folder.mkdir()
            head, events, files = _copy_register(register, copy)
            files |= dict(_extras(register.paths, own_files))
            target = output / f"archive-{head[:16]}.zip" if output.is_dir() else output
            try:
                count = _write(target, copy, files, {"head": head, "events": events})
            except FileNotFoundError:
                # A draft was approved meanwhile: the next copy of the register has its package.
                if attempt + 1 == _ATTEMPTS:
                    raise
                continue
            break
    entries = len({path.split("/")[1] for path in files if path.startswith(("packages/", "drafts/"))})
    return BackupResult(target, head, events, entries, count)


def restore(file: Path, folder: Path) -> BackupResult:
    """Unpack a backup into a new or empty folder and verify it; the folder appears whole or not at all.

    Raises CannotRunError where the folder holds anything or the file cannot be read, RefusedError where
    the backup is damaged.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRunError(Problem("ARCHIVE_NOT_EMPTY", file=str(folder)))
    parent = folder.absolute().parent
    with coded_errors(folder):
        parent.mkdir(parents=True, exist_ok=True)
        made = parent / f".{folder.name}.{uuid.uuid4().hex}"
        try:
            contents = _unpack(file, made)
            register = Register(ArchivePaths(made), Disk(made, Failpoints()))
            _refuse_damaged(register, file, str(contents["head"]))
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
            sync_folder(parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    files = contents["files"]
    entries = len({name.split("/")[1] for name in files if name.startswith(("packages/", "drafts/"))})
    return BackupResult(folder, str(contents["head"]), int(contents["events"]), entries, len(files))


def _copy_register(register: Register, copy: ArchivePaths) -> tuple[str, int, dict[str, tuple[Path, str]]]:
    """Copy the register as one snapshot; its head, its events, and each registered file with its hash."""
    paths = register.paths
    with register.reading() as snapshot:
        refuse_inconsistent(snapshot, paths)
        _copy_database(snapshot, copy)
        sequence, head = snapshot.head()
        files = dict(_registered(snapshot, paths))
    if paths.configuration.is_file():
        files[paths.configuration.name] = (paths.configuration, "")
    return head, sequence, files


def _copy_database(snapshot: Snapshot, copy: ArchivePaths) -> None:
    sqlite.create_file(copy.register)
    engine = sqlite.writing_engine(copy.register, 0.0)
    if snapshot.connection.dialect.name == "sqlite":
        sqlite.copy_file(snapshot.connection, copy.register)
    else:
        with engine.begin() as connection:
            migrate(connection, up_to=version(snapshot.connection))
            copy_rows(snapshot.connection, connection)
    with engine.begin() as connection:
        write_seal(Disk(copy.folder, Failpoints()), connection, copy, {})


def _registered(snapshot: Snapshot, paths: ArchivePaths) -> Iterator[tuple[str, tuple[Path, str]]]:
    """Every registered file by its path in the archive: where it is now, and its SHA-256."""
    for bag in snapshot.rows("bags"):
        folder = stored_path(paths, bag).relative_to(paths.folder)
        now = locate(paths, bag)
        for file in snapshot.files_of(bag["kind"], bag["number"], bag["position"]):
            yield (folder / file["path"]).as_posix(), (now / file["path"], file["sha256"])
        yield (
            (folder / "tagmanifest-sha256.txt").as_posix(),
            (now / "tagmanifest-sha256.txt", bag["manifest"]),
        )


def _extras(paths: ArchivePaths, own_files: Collection[Path]) -> Iterator[tuple[str, tuple[Path, str]]]:
    """The files of the configuration that lie in the archive's folder, such as templates."""
    for own in own_files:
        inside = own.absolute()
        if not inside.is_relative_to(paths.folder.absolute()):
            continue
        for file in sorted(inside.rglob("*")) if inside.is_dir() else [inside]:
            if file.is_file() and not file.is_symlink():
                yield file.relative_to(paths.folder.absolute()).as_posix(), (file, "")


def _write(
    target: Path, copy: ArchivePaths, files: Mapping[str, tuple[Path, str]], facts: Mapping[str, Json]
) -> int:
    """Write the zip under a temporary name, read it back, and only then give it its name."""
    own = {path.name: (path, "") for path in (copy.register, copy.seal)}
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        with zipfile.ZipFile(temporary, "x", zipfile.ZIP_STORED) as package:
            every = tracked(sorted({**files, **own}.items()), "PROGRESS_BACKUP")
            hashes = {name: _add(package, name, *source) for name, source in every}
            contents: dict[str, Json] = {"format": FORMAT, **facts, "files": hashes}
            package.writestr(zipfile.ZipInfo(CONTENTS, _DATE), readable(contents))
        _read_back(temporary, hashes)
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return len(hashes)


def _add(package: zipfile.ZipFile, name: str, source: Path, expected: str) -> str:
    """Add a file; its SHA-256. Raises RefusedError where it is not as registered."""
    if source.is_symlink() or not source.exists():
        raise FileNotFoundError(str(source))
    with (
        source.open("rb") as stream,
        package.open(zipfile.ZipInfo(name, _DATE), "w", force_zip64=True) as into,
    ):
        found = _copied(stream, into)
    if expected and found != expected:
        raise RefusedError(Problem("BAG_FILE_CHANGED", file=str(source), found=name))
    return found


def _copied(stream: IO[bytes], into: IO[bytes] | None, limit: int | None = None) -> str:
    """Copy a stream piece by piece; its SHA-256. Raises ValueError beyond a number of bytes."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_CHUNK):
        size += len(piece)
        if limit is not None and size > limit:
            raise ValueError(size)
        digest.update(piece)
        if into is not None:
            into.write(piece)
    return digest.hexdigest()


def _read_back(file: Path, hashes: Mapping[str, str]) -> None:
    with zipfile.ZipFile(file) as package:
        for name, expected in tracked([*hashes.items()], "PROGRESS_READ_BACK"):
            with package.open(name) as stream:
                if _copied(stream, None) != expected:
                    raise RefusedError(Problem("BACKUP_DAMAGED", file=str(file), found=name))


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup and compare every file with its list of contents."""
    with _opened(file) as package:
        contents = _contents(package, file)
        folder.mkdir()
        for name, expected in tracked([*contents["files"].items()], "PROGRESS_RESTORE"):
            target = folder / _safe(name, file)
            target.parent.mkdir(parents=True, exist_ok=True)
            info = package.getinfo(name)
            with package.open(info) as stream, target.open("xb") as into:
                found = _copied(stream, into, info.file_size)
                into.flush()
                os.fsync(into.fileno())
            if found != expected:
                raise RefusedError(Problem("BACKUP_DAMAGED", file=str(file), found=name))
    for name in ("staging", "packages", "drafts", "attachments"):
        (folder / name).mkdir(exist_ok=True)
    return contents


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    if not file.is_file():
        raise CannotRunError(Problem("BACKUP_MISSING", file=str(file)))
    try:
        with closing(zipfile.ZipFile(file)) as package:
            yield package
    except (zipfile.BadZipFile, NotImplementedError, EOFError, KeyError, ValueError, RuntimeError) as error:
        raise RefusedError(Problem("BACKUP_DAMAGED", file=str(file), found=type(error).__name__)) from error


def _contents(package: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    info = package.getinfo(CONTENTS)
    if info.file_size > _LARGEST_LIST:
        raise ValueError(info.file_size)
    contents = json.loads(package.read(info))
    right = isinstance(contents, dict) and isinstance(contents.get("files"), dict)
    if not right or contents.get("format") != FORMAT:
        raise RefusedError(Problem("BACKUP_DAMAGED", file=str(file), found=CONTENTS))
    return dict(contents)


def _safe(name: str, file: Path) -> PurePosixPath:
    """A path that stays inside the folder; raises RefusedError for any other."""
    path = PurePosixPath(name)
    parts = path.parts
    if not parts or path.is_absolute() or ".." in parts or any(sign in name for sign in "\\:\0"):
        raise RefusedError(Problem("BACKUP_DAMAGED", file=str(file), found=name))
    return path


def _refuse_damaged(register: Register, file: Path, head: str) -> None:
    verified = verify(register, VerifyRequest(datetime.date.max, digest=head))
    faults = [*verified.register_faults, *(fault for one in verified.entries for fault in one.faults)]
    if faults:
        raise RefusedError((Problem("BACKUP_DAMAGED", file=str(file), found=faults[0].code), *faults))
