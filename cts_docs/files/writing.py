"""Writing files so that they appear whole or not at all, and stay after a power failure.

`write_file` and `write_files` write output for users. `Disk` writes below one folder for the
archive, and passes a `Failpoints` before each step so that tests can interrupt it there.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cts_docs.errors import CannotRunError, Problem

POINTS = (
    "folder.make",
    "file.create",
    "file.write",
    "file.flush",
    "file.done",
    "folder.flush",
    "folder.rename",
    "folder.renamed",
    "folder.remove",
    "seal.replace",
    "seal.replaced",
    "register.begin",
    "register.append",
    "register.commit",
    "register.committed",
    "store.done",
)
"""The named points that writing an archive passes."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOCKED = (errno.EACCES, errno.EPERM, errno.EBUSY)
_OTHER_KIND = (errno.ENOTDIR, errno.EEXIST, errno.EISDIR)
_CHUNK = 1024 * 1024
Content = bytes | Callable[[IO[bytes]], None]
_FILE_MODE, _FOLDER_MODE = 0o666, 0o777


def write_file(path: Path, content: bytes) -> None:
    """Write one file, replacing an existing one only by the complete new one.

    Raises CannotRunError where that is impossible; then nothing is changed.
    """
    write_files(path.parent, {path.name: content})


def write_files(folder: Path, contents: Mapping[str, Content]) -> None:
    """Write all files of one folder, or none: all contents are on disk before the first name appears.

    A content is bytes, or a function that writes it into a stream. The folder is made where it is missing.
    Raises CannotRunError with a coded problem.
    """
    make_folder(folder)
    staged: dict[Path, Path] = {}
    try:
        for name in contents:
            _probe(folder / name)
        for name, content in contents.items():
            temporary = folder / f".{secrets.token_hex(8)}.tmp"
            # Noted before the file exists, so that an interruption leaves nothing behind.
            staged[temporary] = folder / name
            _stage(temporary, folder / name, content)
        for temporary, target in tuple(staged.items()):
            _replace(temporary, target)
            del staged[temporary]
        sync_folder(folder)
    finally:
        for temporary in staged:
            with suppress(OSError):
                temporary.unlink()


def make_folder(folder: Path) -> None:
    """Make an output folder and the folders above it; raises CannotRunError where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error, "OUTPUT_FOLDER") from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Failpoints:
    """Called at each named point before the step is taken; does nothing in normal use.

    Tests pass a subclass that ends the process, fills the disk or takes the folder away.
    """

    def reach(self, point: str) -> None:
        """Called with one of POINTS; may raise OSError as the disk would."""


@dataclass(frozen=True, slots=True)
class Disk:
    """Durable writing below one folder.

    New files and folders take the permissions of `root` rather than those of the account, so that
    a second person's account can work with what the first one's wrote.
    """

    root: Path
    failpoints: Failpoints

    def make_folder(self, folder: Path) -> None:
        """Make a folder below the root, and those above it, where they are missing."""
        if folder.is_dir():
            return
        self.make_folder(folder.parent)
        self.failpoints.reach("folder.make")
        folder.mkdir(exist_ok=True)
        self._copy_permissions(folder, _FOLDER_MODE)
        self.sync(folder.parent)

    def write(self, file: Path, content: bytes | Path) -> None:
        """Write a new file, a copy of another where its path is given; all of it is on the disk then."""
        self.failpoints.reach("file.create")
        with file.open("xb") as stream:
            self.failpoints.reach("file.write")
            if isinstance(content, bytes):
                stream.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, stream, _CHUNK)
            length = stream.tell()
            stream.flush()
            self.failpoints.reach("file.flush")
            os.fsync(stream.fileno())
            _refuse_short(stream, length)
        self._copy_permissions(file, _FILE_MODE)
        self.failpoints.reach("file.done")

    def replace(self, file: Path, content: bytes, token: str) -> None:
        """Replace a file by a new version, whole or not at all."""
        temporary = file.with_name(f".{file.name}.{token}")
        try:
            self.write(temporary, content)
            self.failpoints.reach("seal.replace")
            temporary.replace(file)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        self.failpoints.reach("seal.replaced")
        self.sync(file.parent)

    def rename(self, source: Path, target: Path) -> None:
        """Give a finished folder its final name; both folders around it are flushed."""
        self.make_folder(target.parent)
        self.failpoints.reach("folder.rename")
        source.rename(target)
        self.failpoints.reach("folder.renamed")
        self.sync(target.parent)
        self.sync(source.parent)

    def sync(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        self.failpoints.reach("folder.flush")
        sync_folder(folder)

    def remove(self, entry: Path) -> None:
        """Remove a file, or a folder with all in it; links are removed, never followed."""
        self.failpoints.reach("folder.remove")
        if entry.is_symlink() or not entry.is_dir():
            entry.unlink(missing_ok=True)
            return
        for parent, folders, names in os.walk(entry, topdown=False):
            for name in (*names, *folders):
                _remove_one(Path(parent, name))
        _remove_one(entry)

    def _copy_permissions(self, entry: Path, mask: int) -> None:
        if os.name != "nt":
            entry.chmod(stat.S_IMODE(self.root.stat().st_mode) & mask)


def _remove_one(entry: Path) -> None:
    """Remove a file, a link or an empty folder; another process may have done so already."""
    with suppress(FileNotFoundError):
        if entry.is_dir() and not entry.is_symlink():
            entry.rmdir()
        else:
            entry.unlink()


def _probe(target: Path) -> None:
    """Refuse early where an existing file is held open by another program or is a folder."""
    try:
        with target.open("r+b"):
            pass
    except FileNotFoundError:
        return
    except OSError as error:
        raise _cannot_write(target, error, "OUTPUT_LOCKED") from error


def _stage(temporary: Path, target: Path, content: Content) -> None:
    try:
        with temporary.open("xb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                content(file)
            length = file.seek(0, os.SEEK_CUR)
            file.flush()
            os.fsync(file.fileno())
            _refuse_short(file, length)
    except OSError as error:
        raise _cannot_write(target, error, "OUTPUT_FOLDER") from error


def _refuse_short(file: IO[bytes], length: int) -> None:
    """Raise OSError where less of a file is on the disk than was written."""
    if os.fstat(file.fileno()).st_size != length:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _replace(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except OSError as error:
        raise _cannot_write(target, error, "OUTPUT_LOCKED") from error


def _cannot_write(target: Path, error: OSError, denied: str) -> CannotRunError:
    if error.errno in _FULL:
        code = "OUTPUT_NO_SPACE"
    elif error.errno == errno.EROFS:
        code = "OUTPUT_FOLDER"
    elif error.errno in _LOCKED:
        code = denied
    elif error.errno in _OTHER_KIND:
        code = "OUTPUT_IN_THE_WAY"
    else:
        code = "OUTPUT_FAILED"
    return CannotRunError(Problem(code, file=str(target), found=error.strerror or str(error)))
