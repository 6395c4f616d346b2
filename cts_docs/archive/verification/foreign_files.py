"""Foreign files in an archive's folder: reported as warnings, because they damage nothing."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from cts_docs.archive.packages.recovery import NOTE, quarantine_warning
from cts_docs.archive.paths import (
    BAG_KINDS,
    ArchivePaths,
    folder_name,
    is_removed,
    is_token,
    number_from_folder,
)
from cts_docs.errors import Problem

_SYSTEM_FILES = (".ds_store", "thumbs.db", "desktop.ini")
_SYSTEM_PREFIXES = ("~$", "._")
_DATABASE_COMPANIONS = ("", "-journal", "-wal", "-shm")


def is_system_file(entry: Path) -> bool:
    """Whether a file is one that operating systems and Office leave in folders."""
    name = entry.name.lower()
    return (
        (name in _SYSTEM_FILES or name.startswith(_SYSTEM_PREFIXES))
        and entry.is_file()
        and not entry.is_symlink()
    )


def stored_now(paths: ArchivePaths, numbers: Collection[str] | None = None) -> list[Path]:
    """What stands in the stores, registered or not; of some entries where their `numbers` are given."""
    found: list[Path] = []
    for kind in BAG_KINDS:
        store = paths.store(kind)
        if numbers is None:
            entries = sorted(store.iterdir()) if store.is_dir() else []
        else:
            entries = [folder for one in numbers if _exists(folder := store / folder_name(one))]
        for entry in entries:
            inside = kind == "attachment" and entry.is_dir() and not entry.is_symlink()
            found += (sorted(entry.iterdir()) or [entry]) if inside else [entry]
    return found


def unregistered(
    paths: ArchivePaths, stored: Collection[Path], known: Collection[Path], states: Mapping[str, str]
) -> Iterator[Problem]:
    """A fault for each thing in the stores that is not one of the `known` bags.

    A draft that was issued since may still be there, and so may what is left of an entry that was
    disposed of; `states` are the states of the entries by number.
    """
    for entry in stored:
        of_entry = entry.parent in (paths.store("draft"), paths.store("attachment"))
        state = states.get(number_from_folder(_folder_of_entry(paths, entry).name))
        if state == "disposed" or (of_entry and state is not None):
            continue
        if entry not in known and _exists(entry) and not is_system_file(entry):
            yield Problem("SHELF_FOREIGN", file=str(entry), found=entry.name)


def foreign_files(
    paths: ArchivePaths, own_files: Collection[Path], *, stores: bool = True
) -> Iterator[Problem]:
    """A warning for each foreign file in the archive's folder and in staging, and each thing in quarantine.

    `own_files` are the files and folders that the body's configuration names. Other foreign files in
    the stores are faults, which `verify` reports; without `stores` these are not looked through.
    """
    known = {os.path.realpath(path) for path in own_files}
    for entry in _contents_of(paths.folder):
        if not _belongs(paths, entry) and os.path.realpath(entry) not in known:
            yield _warning(entry)
    for folder in _contents_of(paths.quarantine):
        yield from (quarantine_warning(entry) for entry in _contents_of(folder) if entry.name != NOTE)
    for entry in _contents_of(paths.staging):
        if not is_token(entry.name) and not is_removed(entry.name):
            yield _warning(entry)
    for store in map(paths.store, BAG_KINDS if stores else ()):
        folders = [store, *(_contents_of(store) if store == paths.store("attachment") else ())]
        yield from (
            _warning(entry) for folder in folders for entry in _contents_of(folder) if is_system_file(entry)
        )


def _belongs(paths: ArchivePaths, entry: Path) -> bool:
    own = {paths.configuration, paths.seal, paths.staging, paths.quarantine, *map(paths.store, BAG_KINDS)}
    register = {paths.register.name + companion for companion in _DATABASE_COMPANIONS}
    return entry in own or entry.name in register or entry.name.startswith(f".{paths.seal.name}.")


def _contents_of(folder: Path) -> list[Path]:
    """The entries of a folder by name; nothing where it is missing or a link."""
    return sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def _folder_of_entry(paths: ArchivePaths, entry: Path) -> Path:
    """The folder that is named after an entry: that of its attachments, or its bag itself."""
    return entry.parent if entry.parent.parent == paths.store("attachment") else entry


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _warning(entry: Path) -> Problem:
    code = "ARCHIVE_LITTER" if is_system_file(entry) else "ARCHIVE_BYSTANDER"
    return Problem(code, severity="warning", file=str(entry), found=entry.name)
