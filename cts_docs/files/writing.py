"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.durable import settle_folder

_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOCKED = (errno.EACCES, errno.EPERM, errno.EBUSY)
_OTHER_KIND = (errno.ENOTDIR, errno.EEXIST, errno.EISDIR)


def write_file(path: Path, content: bytes) -> None:
    """Write one file whole, replacing an existing one only by the complete new one.

    Raises CannotRunError where that is impossible; then nothing is changed.
    """
    write_files(path.parent, {path.name: content})


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files of one folder, or none: every content is on disk before the first name appears.

    The folder is made where it is missing. Raises CannotRunError with a coded problem.
    """
    make_folder(folder)
    staged: dict[Path, Path] = {}
    try:
        for name in contents:
            _probe(folder / name)
        for name, content in contents.items():
            temporary = folder / f".{secrets.token_hex(8)}.tmp"
            # Noted before it is there: whatever stops the writing, an interruption too, it is cleared away.
            staged[temporary] = folder / name
            _stage(temporary, folder / name, content)
        for temporary, target in tuple(staged.items()):
            _replace(temporary, target)
            del staged[temporary]
        settle_folder(folder)
    finally:
        for temporary in staged:
            with suppress(OSError):
                temporary.unlink()


def make_folder(folder: Path) -> None:
    """Make an output folder and the folders above it; raises CannotRunError where it can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(folder, error, "OUTPUT_FOLDER") from error


def _probe(target: Path) -> None:
    """Refuse early where an existing file is held open by another program or is a folder."""
    try:
        with target.open("r+b"):
            pass
    except FileNotFoundError:
        return
    except OSError as error:
        raise _cannot(target, error, "OUTPUT_LOCKED") from error


def _stage(temporary: Path, target: Path, content: bytes) -> None:
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if os.fstat(file.fileno()).st_size != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise _cannot(target, error, "OUTPUT_FOLDER") from error


def _replace(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except OSError as error:
        raise _cannot(target, error, "OUTPUT_LOCKED") from error


def _cannot(target: Path, error: OSError, denied: str) -> CannotRunError:
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
