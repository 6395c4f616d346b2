"""From staging to the shelf: the last step of every issue, and what `repair` makes up for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cts_docs.archive.folder_names import is_token, number_of
from cts_docs.archive.paths import Place
from cts_docs.archive.register.register import Snapshot
from cts_docs.files.durable import Disk


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a crash had left: bags brought to their shelf, and leftovers of no entry removed.

    `indexed` are the entries that can be found by their reports' texts from now on. `sealed` says that
    the register's file was not what its seal says, and was sealed anew.
    """

    finished: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    sealed: bool = False


def shelf_of(place: Place, bag: Mapping[str, Any]) -> Path:
    """Where a bag of the register belongs."""
    return place.bag(bag["kind"], bag["number"], bag["position"])


def whereabouts(place: Place, bag: Mapping[str, Any]) -> Path:
    """Where a bag of the register is: on its shelf, or in staging where a crash left it."""
    shelf = shelf_of(place, bag)
    waiting = place.staged(bag["token"]) if is_token(bag["token"]) else shelf
    return waiting if not shelf.exists() and waiting.is_dir() else shelf


def put_on_shelf(disk: Disk, place: Place, bag: Mapping[str, Any]) -> None:
    """Move a committed bag to its shelf, and take the draft away that an issued one replaces.

    The bag is durable where it is and found there, so that a fault of the disk loses nothing
    here: `repair` will do it.
    """
    with suppress(OSError):
        disk.rename(place.staged(bag["token"]), shelf_of(place, bag))
        if bag["kind"] == "package" and place.bag("draft", bag["number"], 0).is_dir():
            disk.remove(place.bag("draft", bag["number"], 0))
            disk.settle(place.shelf("draft"))
        disk.steps.at("shelf.done")


def tidy(snapshot: Snapshot, place: Place, disk: Disk) -> Repaired:
    """Finish or undo what a crash left. Only whoever holds the register may do this.

    As nobody else is writing then, whatever stands in staging was either committed, and is
    brought to its shelf, or belongs to nothing.
    """
    finished, undone = [], []
    for staged in sorted(place.staging.iterdir()):
        if not is_token(staged.name):
            continue
        bag = snapshot.bag_of_token(staged.name)
        if bag is None:
            disk.remove(staged)
            undone.append(staged.name)
        elif not shelf_of(place, bag).exists():
            put_on_shelf(disk, place, bag)
            finished.append(bag["number"])
    for left in place.folder.glob(f".{place.seal.name}.*"):
        disk.remove(left)
    return Repaired(tuple(finished), (*undone, *_replaced_drafts(snapshot, place, disk)))


def _replaced_drafts(snapshot: Snapshot, place: Place, disk: Disk) -> list[str]:
    """Drafts whose entry was issued since; one that was cancelled stays on its shelf."""
    removed = []
    for folder in sorted(place.shelf("draft").iterdir()):
        entry = snapshot.entry(number_of(folder.name))
        if entry is not None and entry["issued"] is not None:
            disk.remove(folder)
            removed.append(entry["number"])
    return removed
