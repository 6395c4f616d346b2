"""Recovery after a crash, before every writing operation: what was committed is finished, nothing lost.

A draft that an issued package replaces is removed once both bags are verified. Everything else that
stands in the way is moved to the folder `quarantine`, with a note.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cts_docs.archive.packages import bags
from cts_docs.archive.packages.storage import (
    locate,
    remove_bag,
    remove_replaced_draft,
    store_bag,
    stored_path,
)
from cts_docs.archive.paths import ArchivePaths, is_removed, is_token, number_from_folder
from cts_docs.archive.register.entries import drafted_bag, recorded_bags
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.writing import Disk
from cts_docs.messages import LANGUAGES, message

NOTE = "note.txt"


@dataclass(frozen=True, slots=True)
class RecoveryResult:
    """What a recovery did: the numbers of bags that were stored and of drafts that were removed.

    `quarantined` are the new paths of what was moved to quarantine. `indexed` are entries whose reports
    were indexed for searching; with `sealed` the register's file differed from its seal and a new seal
    was made.
    """

    finished: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    sealed: bool = False
    quarantined: tuple[Path, ...] = ()

    def warnings(self) -> Iterator[Problem]:
        """A warning for each thing that was moved to quarantine."""
        for path in self.quarantined:
            yield quarantine_warning(path)


def quarantine_warning(path: Path) -> Problem:
    """The warning about something in quarantine."""
    return Problem("QUARANTINED", severity="warning", file=str(path), found=path.name)


def recover(
    snapshot: Snapshot, paths: ArchivePaths, disk: Disk, at: str, *, whole: bool = False
) -> RecoveryResult:
    """Finish what a crash left; called only inside a writing transaction, at the time `at`.

    A crash leaves at most the bags of the last disposal; with `whole` those of all are looked for.

    No other process is writing then. Raises RefusedError where staging or quarantine is a link: what
    it points to is not the archive's.
    """
    for folder in (paths.staging, paths.quarantine):
        if folder.is_symlink():
            raise RefusedError(Problem("ARCHIVE_LINKED", file=str(folder)))
    recovery = _Recovery(snapshot, paths, disk, at)
    for staged in sorted(paths.staging.iterdir()):
        if is_token(staged.name):
            recovery.staged(staged)
    for left in _leftovers(paths):
        disk.remove(left)
    for folder in sorted(paths.store("draft").iterdir()):
        recovery.draft(folder)
    disposed = sorted(snapshot.numbers_of_kinds(["disposed"])) if whole else snapshot.last_disposed()
    for entry in disposed:
        recovery.disposed(entry)
    return RecoveryResult(
        tuple(recovery.finished), tuple(recovery.removed), quarantined=tuple(recovery.quarantined)
    )


def _leftovers(paths: ArchivePaths) -> Iterator[Path]:
    """Verified drafts whose removal was begun, and seals whose writing was."""
    for staged in sorted(paths.staging.iterdir()):
        if is_removed(staged.name) and staged.is_dir() and not staged.is_symlink():
            yield staged
    for seal in sorted(paths.folder.glob(f".{paths.seal.name}.*")):
        if is_token(seal.name.rpartition(".")[2]) and seal.is_file() and not seal.is_symlink():
            yield seal


@dataclass(slots=True)
class _Recovery:
    snapshot: Snapshot
    paths: ArchivePaths
    disk: Disk
    at: str
    finished: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    quarantined: list[Path] = field(default_factory=list)

    def staged(self, staged: Path) -> None:
        """Store a registered bag; move anything else in staging to quarantine."""
        bag = self.snapshot.bag_of_token(staged.name)
        if bag is None or staged.is_symlink() or not staged.is_dir():
            self._quarantine(staged, "QUARANTINE_UNREGISTERED")
            return
        stored = stored_path(self.paths, bag)
        if _exists(stored):
            if not self._is_intact(staged, bag) or self._is_intact(stored, bag):
                self._quarantine(staged, "QUARANTINE_TWICE")
                return
            self._quarantine(stored, "QUARANTINE_IN_THE_WAY")
        store_bag(self.disk, self.paths, bag)
        self.finished.append(bag["number"])

    def draft(self, folder: Path) -> None:
        """Remove the draft of an entry that was issued since; a cancelled draft is kept."""
        number = _number(folder)
        entry = self.snapshot.entry(number) if number else None
        if entry is None or entry["issued"] is None or entry["number"] != number:
            return
        draft = drafted_bag(self.snapshot, number)
        package = next((bag for bag in self.snapshot.bags_of(number) if bag["kind"] == "package"), None)
        if draft is not None and package is not None:
            row = {**package, "files": self._files(package)}
            if remove_replaced_draft(self.disk, self.paths, row, draft):
                self.removed.append(number)
                return
        self._quarantine(folder, "QUARANTINE_NOT_THE_DRAFT")

    def disposed(self, number: str) -> None:
        """Remove the bags of a disposed entry that a crash left."""
        for bag in recorded_bags(self.snapshot, number):
            folder = locate(self.paths, bag)
            if not _exists(folder):
                continue
            if not remove_bag(self.disk, self.paths, bag):
                self._quarantine(folder, "QUARANTINE_NOT_DISPOSED")

    def _files(self, bag: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self.snapshot.files_of(bag["kind"], bag["number"], bag["position"])

    def _is_intact(self, folder: Path, bag: Mapping[str, Any]) -> bool:
        return not bags.check(folder, bag["manifest"], self._files(bag))

    def _quarantine(self, entry: Path, reason: str) -> None:
        """Move something to a new folder in quarantine, beside a note that says what, from where and why."""
        folder = self.paths.quarantine / uuid.uuid4().hex
        self.disk.make_folder(folder)
        relative = entry.relative_to(self.paths.folder).as_posix()
        values = {"file": relative, "at": self.at}
        text = "\n".join(
            f"{message('QUARANTINE_NOTE', language, values)} {message(reason, language, values)}"
            for language in LANGUAGES
        )
        self.disk.write(folder / NOTE, f"{text}\n".encode("utf-8", "backslashreplace"))
        target = folder / (entry.name if entry.name != NOTE else f"_{NOTE}")
        self.disk.rename(entry, target)
        self.quarantined.append(target)


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _number(folder: Path) -> str:
    """The number that a folder in a store is named after; empty where the name cannot be one of a number."""
    number = number_from_folder(folder.name)
    try:
        number.encode()
    except UnicodeEncodeError:
        return ""
    return number
