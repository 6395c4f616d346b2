"""A disk that fills up while an archive is written: a small one where root can mount it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cts_docs.archive.verification.verdicts import Question, verify
from cts_docs.errors import CannotRunError
from cts_docs.files.failpoints import Steps
from tests.torture.orders import TODAY, archive, order
from tests.torture.soundness import serials

_KILOBYTES = 700


class Filling(Steps):
    """Room for a number of writes, and none after them."""

    def __init__(self, room: int) -> None:
        self.room = room

    def at(self, point: str) -> None:
        """Count the writes."""
        self.room -= point == "file.write"
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fill_disk(folder: Path) -> tuple[int, list[str]]:
    """Issue until the disk is full; how many were issued, and what is wrong then."""
    folder.mkdir()
    with _small(folder) as steps:
        return _fill(folder / "place", steps)


def _fill(place: Path, steps: Steps) -> tuple[int, list[str]]:
    issued: list[str] = []
    said = ""
    while not said:
        try:
            issued.append(archive(place, steps=steps).issue(order(len(issued))).number)
        except CannotRunError as error:
            said = error.problems[0].code
    wrong = [] if said == "ARCHIVE_NO_SPACE" else [f"a full disk was called {said}"]
    verified = verify(archive(place).register, Question(TODAY))
    if not verified.ok or serials(issued) != serials([entry.number for entry in verified.entries]):
        wrong.append("the archive does not hold what was issued")
    return len(issued), wrong


@contextmanager
def _small(folder: Path) -> Iterator[Steps]:
    """A small disk at a folder, or a seam that counts writes where none can be mounted."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    options = ["-t", "tmpfs", "-o", f"size={_KILOBYTES}k", "tmpfs", str(folder)]
    if not mount or not unmount or subprocess.run([mount, *options], capture_output=True).returncode:
        yield Filling(100)
        return
    try:
        yield Steps()
    finally:
        subprocess.run([unmount, str(folder)], check=True)
