"""A disk that fills up while an archive is written: a small one where root can mount it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CannotRunError
from cts_docs.files.writing import Failpoints
from tests.torture.invariants import serials
from tests.torture.sample_audits import TODAY, archive, issue_request

_KILOBYTES = 700


class Filling(Failpoints):
    """Room for a number of writes, and none after them."""

    def __init__(self, room: int) -> None:
        self.room = room

    def reach(self, point: str) -> None:
        """Count the writes."""
        self.room -= point == "file.write"
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fill_disk(folder: Path) -> tuple[int, list[str]]:
    """Issue until the disk is full; how many were issued, and what is wrong then."""
    folder.mkdir()
    with _small(folder) as failpoints:
        return _fill(folder / "place", failpoints)


def _fill(place: Path, failpoints: Failpoints) -> tuple[int, list[str]]:
    issued: list[str] = []
    code = ""
    while not code:
        try:
            issued.append(archive(place, failpoints=failpoints).issue(issue_request(len(issued))).number)
        except CannotRunError as error:
            code = error.problems[0].code
    wrong = [] if code == "ARCHIVE_NO_SPACE" else [f"a full disk was reported as {code}"]
    verified = verify(archive(place).register, VerifyRequest(TODAY))
    if not verified.ok or serials(issued) != serials([entry.number for entry in verified.entries]):
        wrong.append("the archive does not hold what was issued")
    return len(issued), wrong


@contextmanager
def _small(folder: Path) -> Iterator[Failpoints]:
    """A small disk at a folder, or a seam that counts writes where none can be mounted."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    options = ["-t", "tmpfs", "-o", f"size={_KILOBYTES}k", "tmpfs", str(folder)]
    if not mount or not unmount or subprocess.run([mount, *options], capture_output=True).returncode:
        yield Filling(100)
        return
    try:
        yield Failpoints()
    finally:
        subprocess.run([unmount, str(folder)], check=True)
