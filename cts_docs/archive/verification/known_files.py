"""Finding the entry of a file, or of a bag in a zip, by its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cts_docs.archive.packages.zipped_bags import ZippedBag
from cts_docs.archive.register.integrity import EntryCheck, check_entry
from cts_docs.archive.register.read_model import Key, Row
from cts_docs.archive.register.snapshot import Snapshot

_MOST = 20
"""So many entries are looked into for one file; the specification is in every package."""


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The verdict of a file; `number` is empty where it is not registered.

    `path` is its path in its bag, empty for a zip that holds a whole bag. `claims` is the number of
    the entry that an unregistered file claims to belong to, by its content hash or as a bag.
    """

    sha256: str
    number: str = ""
    path: str = ""
    document: str = ""
    draft: bool = False
    claims: str = ""


def find_file(snapshot: Snapshot, sha256: str, content_hash: str, zipped: ZippedBag | None) -> FileVerdict:
    """The verdict of a file by its hash; an issued file goes before a draft of the same bytes.

    What the tables say is believed only where it follows from the events. A file that the tables do not
    hold is looked for in the whole log.
    """
    for checks in _candidates(snapshot, snapshot.entries_with_file(sha256, _MOST), sha256):
        rows = [row for check in checks for row in check.rows("files").values() if row["sha256"] == sha256]
        if rows:
            row = min(rows, key=lambda found: bool(found["kind"] == "draft"))
            draft = row["kind"] == "draft"
            return FileVerdict(sha256, row["number"], row["path"], row["document"] or "", draft)
    if zipped is not None:
        return _find_bag(snapshot, zipped, sha256)
    return FileVerdict(sha256, claims=_claimed(snapshot, content_hash))


def _candidates(snapshot: Snapshot, numbers: Iterable[str], text: str) -> Iterator[list[EntryCheck]]:
    """The entries in `numbers`; then, where they are asked for, those in whose events a text occurs."""
    yield [check_entry(snapshot, number) for number in numbers]
    mentioned = dict.fromkeys(stored.number for stored in snapshot.events_that_mention(text))
    yield [check_entry(snapshot, number) for number in mentioned if number]


def _claimed(snapshot: Snapshot, content_hash: str) -> str:
    """The number of the entry of a content hash; empty without one."""
    if not content_hash:
        return ""
    for checks in _candidates(snapshot, snapshot.entries_with_content(content_hash), content_hash):
        for check in checks:
            if check.row is not None and check.row["content_hash"] == content_hash:
                return check.number
    return ""


def _find_bag(snapshot: Snapshot, zipped: ZippedBag, sha256: str) -> FileVerdict:
    """The verdict of a bag in a zip: found by its tag manifest, registered where all its files are."""
    numbers = snapshot.entries_with_manifest(zipped.manifest)
    for checks in _candidates(snapshot, numbers, zipped.manifest):
        for check, key, bag in _bags(checks):
            if bag["manifest"] != zipped.manifest:
                continue
            files = {
                str(file["path"]): (file["size"], file["sha256"])
                for file_key, file in check.rows("files").items()
                if file_key[:3] == key
            }
            if zipped.holds(files):
                return FileVerdict(sha256, check.number, draft=bag["kind"] == "draft")
            return FileVerdict(sha256, claims=check.number)
    return FileVerdict(sha256)


def _bags(checks: Iterable[EntryCheck]) -> Iterator[tuple[EntryCheck, Key, Row]]:
    for check in checks:
        for key, bag in sorted(check.rows("bags").items()):
            yield check, key, bag
