"""Writing so that it stays written: length checked, flushed, renamed whole, the folder flushed."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cts_docs.files.failpoints import Steps

_FILE, _FOLDER = 0o666, 0o777


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk below one folder. Whoever may write in that folder may write in what is made here.

    A second person's account has to reach what the first one's made, so new files and folders
    take the permissions of `root` rather than those that the account would give them.
    """

    root: Path
    steps: Steps

    def make_folder(self, folder: Path) -> None:
        """Make a folder below the root, and those above it, where they are missing."""
        if folder.is_dir():
            return
        self.make_folder(folder.parent)
        self.steps.at("folder.make")
        folder.mkdir(exist_ok=True)
        self._permit(folder, _FOLDER)
        self.settle(folder.parent)

    def write(self, file: Path, content: bytes) -> None:
        """Write a new file: all of it, and on the disk before this returns."""
        self.steps.at("file.create")
        with file.open("xb") as stream:
            self.steps.at("file.write")
            stream.write(content)
            stream.flush()
            self.steps.at("file.flush")
            os.fsync(stream.fileno())
            if os.fstat(stream.fileno()).st_size != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._permit(file, _FILE)
        self.steps.at("file.done")

    def replace(self, file: Path, content: bytes, token: str) -> None:
        """Put a new version of a file in the place of the old one, whole or not at all."""
        temporary = file.with_name(f".{file.name}.{token}")
        try:
            self.write(temporary, content)
            self.steps.at("seal.replace")
            temporary.replace(file)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        self.steps.at("seal.replaced")
        self.settle(file.parent)

    def rename(self, source: Path, target: Path) -> None:
        """Give a finished folder its final name; both folders around it are flushed."""
        self.make_folder(target.parent)
        self.steps.at("folder.rename")
        source.rename(target)
        self.steps.at("folder.renamed")
        self.settle(target.parent)
        self.settle(source.parent)

    def settle(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        self.steps.at("folder.flush")
        settle_folder(folder)

    def remove(self, entry: Path) -> None:
        """Remove a folder with all in it, or a file; what a link points to stays untouched."""
        self.steps.at("folder.remove")
        if entry.is_symlink() or not entry.is_dir():
            entry.unlink(missing_ok=True)
            return
        for here, folders, names in os.walk(entry, topdown=False):
            for name in (*names, *folders):
                _remove_one(Path(here, name))
        _remove_one(entry)

    def _permit(self, entry: Path, most: int) -> None:
        if os.name != "nt":
            entry.chmod(stat.S_IMODE(self.root.stat().st_mode) & most)


def settle_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_one(entry: Path) -> None:
    """Remove a file, a link or an empty folder; another process may have done so already."""
    with suppress(FileNotFoundError):
        if entry.is_dir() and not entry.is_symlink():
            entry.rmdir()
        else:
            entry.unlink()
