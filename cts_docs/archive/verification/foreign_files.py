"""What stands in an archive's folder without belonging to the archive: told, and no fault of what is kept."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from cts_docs.archive.folder_names import is_token
from cts_docs.archive.paths import SHELVED, Place
from cts_docs.errors import Problem

_LITTER = (".ds_store", "thumbs.db", "desktop.ini")
_LITTER_BEGINS = ("~$", "._")
_DATABASE_COMPANIONS = ("", "-journal", "-wal", "-shm")


def is_litter(entry: Path) -> bool:
    """Whether a file is what operating systems and Office leave wherever a folder is opened."""
    name = entry.name.lower()
    return (name in _LITTER or name.startswith(_LITTER_BEGINS)) and entry.is_file() and not entry.is_symlink()


def bystanders(place: Place, familiar: Collection[Path]) -> Iterator[Problem]:
    """A warning for each thing in the archive's folder, staging and shelves that is not its own.

    `familiar` are the body's files and folders that its configuration names. What the shelves hold
    besides litter is told by verification itself, as a fault.
    """
    known = {os.path.realpath(path) for path in familiar}
    for entry in _inside(place.folder):
        if not _of_archive(place, entry) and os.path.realpath(entry) not in known:
            yield _told(entry)
    for entry in _inside(place.staging):
        if not is_token(entry.name):
            yield _told(entry)
    for shelf in map(place.shelf, SHELVED):
        drawers = [shelf, *(_inside(shelf) if shelf == place.shelf("attachment") else ())]
        yield from (_told(entry) for drawer in drawers for entry in _inside(drawer) if is_litter(entry))


def _of_archive(place: Place, entry: Path) -> bool:
    own = {place.configuration, place.seal, place.staging, *map(place.shelf, SHELVED)}
    register = {place.register.name + companion for companion in _DATABASE_COMPANIONS}
    return entry in own or entry.name in register or entry.name.startswith(f".{place.seal.name}.")


def _inside(folder: Path) -> list[Path]:
    """What stands in a folder, by name; nothing where it is none, or only a link to one."""
    return sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def _told(entry: Path) -> Problem:
    code = "ARCHIVE_LITTER" if is_litter(entry) else "ARCHIVE_BYSTANDER"
    return Problem(code, severity="warning", file=str(entry), found=entry.name)
