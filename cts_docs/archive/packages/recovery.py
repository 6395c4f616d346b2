"""Storing bags after a commit, and recovery after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cts_docs.archive.paths import ArchivePaths, is_token, number_from_folder
from cts_docs.archive.register.register import Snapshot
from cts_docs.files.writing import Disk


@dataclass(frozen=True, slots=True)
class RecoveryResult:
    """What a recovery did: the numbers of bags that were stored, and the names of leftovers removed.

    `indexed` are entries whose reports were indexed for searching; with `sealed` the register's file
    differed from its seal and a new seal was made.
    """

    finished: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    sealed: bool = False


def stored_path(paths: ArchivePaths, bag: Mapping[str, Any]) -> Path:
    """The path at which a registered bag is stored."""
    return paths.bag(bag["kind"], bag["number"], bag["position"])


def locate(paths: ArchivePaths, bag: Mapping[str, Any]) -> Path:
    """The present path of a registered bag: in its store, or in staging where a crash left it."""
    store = stored_path(paths, bag)
    waiting = paths.staged(bag["token"]) if is_token(bag["token"]) else store
    return waiting if not store.exists() and waiting.is_dir() else store


def store_bag(disk: Disk, paths: ArchivePaths, bag: Mapping[str, Any]) -> None:
    """Move a committed bag to its store, and remove the draft that an issued package replaces.

    Errors of the disk are ignored: the bag is durable in staging and found there, and `repair` will
    store it.
    """
    with suppress(OSError):
        disk.rename(paths.staged(bag["token"]), stored_path(paths, bag))
        if bag["kind"] == "package" and paths.bag("draft", bag["number"], 0).is_dir():
            disk.remove(paths.bag("draft", bag["number"], 0))
            disk.sync(paths.store("draft"))
        disk.failpoints.reach("store.done")


def recover(snapshot: Snapshot, paths: ArchivePaths, disk: Disk) -> RecoveryResult:
    """Finish or undo what a crash left; called only inside a writing transaction.

    No other process is writing then, so everything in staging was either committed, and is stored, or
    belongs to a transaction that was rolled back.
    """
    finished, undone = [], []
    for staged in sorted(paths.staging.iterdir()):
        if not is_token(staged.name):
            continue
        bag = snapshot.bag_of_token(staged.name)
        if bag is None:
            disk.remove(staged)
            undone.append(staged.name)
        elif not stored_path(paths, bag).exists():
            store_bag(disk, paths, bag)
            finished.append(bag["number"])
    for left in paths.folder.glob(f".{paths.seal.name}.*"):
        disk.remove(left)
    return RecoveryResult(tuple(finished), (*undone, *_replaced_drafts(snapshot, paths, disk)))


def _replaced_drafts(snapshot: Snapshot, paths: ArchivePaths, disk: Disk) -> list[str]:
    """Remove drafts whose entry was issued since; cancelled drafts are kept."""
    removed = []
    for folder in sorted(paths.store("draft").iterdir()):
        entry = snapshot.entry(number_from_folder(folder.name))
        if entry is not None and entry["issued"] is not None:
            disk.remove(folder)
            removed.append(entry["number"])
    return removed
