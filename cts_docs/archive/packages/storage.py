"""Bags in an archive's folder: where they are stored, where they are now, and storing them after a commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cts_docs.archive.packages import bags
from cts_docs.archive.paths import REMOVED, ArchivePaths, BagKind, is_token
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.writing import Disk


def stored_path(paths: ArchivePaths, bag: Mapping[str, Any]) -> Path:
    """The path at which a registered bag is stored."""
    return paths.bag(bag["kind"], bag["number"], bag["position"])


def locate(paths: ArchivePaths, bag: Mapping[str, Any]) -> Path:
    """The present path of a registered bag: in its store, or in staging where a crash left it."""
    stored = stored_path(paths, bag)
    staged = paths.staged(bag["token"]) if is_token(bag["token"]) else stored
    return staged if not stored.exists() and staged.is_dir() else stored


def refuse_unknown_bag(paths: ArchivePaths, kind: BagKind, number: str, position: int) -> None:
    """Raise RefusedError where there is something at the path of a bag that is still to be made.

    The register does not know it: then the register is an older copy than the folder.
    """
    path = paths.bag(kind, number, position)
    if path.exists() or path.is_symlink():
        raise RefusedError(Problem("REGISTER_ROLLED_BACK", file=str(paths.folder), found=number))


def check_stored(
    paths: ArchivePaths, bag: Mapping[str, Any], files: Sequence[Mapping[str, Any]]
) -> tuple[Problem, ...]:
    """The faults of a registered bag where it is now; checked again where it was stored meanwhile."""
    folder = locate(paths, bag)
    problems = bags.check(folder, bag["manifest"], files)
    if problems and locate(paths, bag) != folder:
        problems = bags.check(locate(paths, bag), bag["manifest"], files)
    return problems


def store_bag(
    disk: Disk, paths: ArchivePaths, bag: Mapping[str, Any], draft: Mapping[str, Any] | None = None
) -> None:
    """Move a committed bag to its store, and remove the `draft` that an issued package replaces.

    Errors of the disk are ignored: the bag is durable in staging and found there, and recovery will
    store it.
    """
    with suppress(OSError):
        disk.rename(paths.staged(bag["token"]), stored_path(paths, bag))
        if draft is not None:
            remove_replaced_draft(disk, paths, bag, draft)
        disk.failpoints.reach("store.done")


def remove_replaced_draft(
    disk: Disk, paths: ArchivePaths, package: Mapping[str, Any], draft: Mapping[str, Any]
) -> bool:
    """Remove the draft of an issued package; False where it is kept.

    It is removed only where it is that draft's bag to the last bit, and the package stands intact in
    its store: anything else may be the last copy of something. Both are given with `manifest` and
    `files` as registered.
    """
    folder = paths.bag("draft", package["number"], 0)
    if bags.check(folder, draft["manifest"], draft["files"]):
        return False
    if bags.check(stored_path(paths, package), package["manifest"], package["files"]):
        return False
    _remove(disk, paths, folder)
    return True


def remove_bag(disk: Disk, paths: ArchivePaths, bag: Mapping[str, Any]) -> bool:
    """Remove the bag of a disposed entry; False where it is kept, for it is not that bag to the last bit."""
    folder = locate(paths, bag)
    if bags.check(folder, bag["manifest"], bag["files"]):
        return False
    _remove(disk, paths, folder)
    return True


def _remove(disk: Disk, paths: ArchivePaths, folder: Path) -> None:
    """Remove a verified bag; renamed first, so that an interrupted removal can be told from a damaged bag."""
    removed = paths.staging / f"{uuid.uuid4().hex}{REMOVED}"
    disk.rename(folder, removed)
    disk.remove(removed)
    disk.sync(removed.parent)
