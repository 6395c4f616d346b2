"""Three verdicts for each entry: is it intact, what is it worth, and did the body issue it.

Verification reads and writes nothing, in the archive or beside it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cts_docs.archive.folder_names import number_of
from cts_docs.archive.packages import bags
from cts_docs.archive.packages.recovery import shelf_of, whereabouts
from cts_docs.archive.paths import SHELVED, Place
from cts_docs.archive.register.entries import Status, status_of
from cts_docs.archive.register.event_log import GENESIS, Event
from cts_docs.archive.register.faults import coded
from cts_docs.archive.register.integrity import Examined, examine
from cts_docs.archive.register.read_model import Key, Row
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.signing import Issuer, issuer_of
from cts_docs.archive.verification.foreign_files import bystanders, is_litter
from cts_docs.errors import Problem, RefusedError


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry: `intact` to the last bit, `status` on the day asked, `issuer` as far as known."""

    number: str
    certificate: str | None
    intact: bool
    status: Status
    issuer: Issuer
    faults: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """A file held against the archive; `number` is empty where it is not ours.

    `path` is its place in its bag, empty for a zip that holds a whole bag as registered. `claims` is
    the number of the entry that it calls itself part of (by its content hash, or as a bag) without
    being ours.
    """

    sha256: str
    number: str = ""
    path: str = ""
    document: str = ""
    draft: bool = False
    claims: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What an archive is worth on a day; `chain_faults` are those of the register as a whole.

    `notes` name what stands in the archive's folder without belonging there; they are no faults.
    """

    as_of: datetime.date
    entries: tuple[Verdict, ...]
    head: str
    chain_faults: tuple[Problem, ...]
    file: FileVerdict | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing at all was found wrong, and a file asked about is ours."""
        sound = not self.chain_faults and not any(entry.faults for entry in self.entries)
        return sound and (self.file is None or bool(self.file.number))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: all entries, one `number`, or whose `file` this is (by its SHA-256).

    `carried` is the content hash that the file itself names, if it names one; `packed` the SHA-256 of
    each file of the bag that it holds, if it is a zip with a bag.

    `digest` is a head that was kept elsewhere, `trusted` are the body's public keys, `familiar` its
    own files that may stand beside the register.
    """

    as_of: datetime.date
    number: str | None = None
    file: str | None = None
    carried: str = ""
    packed: Mapping[str, str] = field(default_factory=dict)
    digest: str | None = None
    trusted: Collection[str] = ()
    familiar: Collection[Path] = ()


def verify(register: Register, question: Question) -> Verified:
    """Verify an archive, one entry of it, or a file against it.

    Raises RefusedError where the number is unknown, CannotRunError where the archive cannot
    be read at all. A damaged register is a fault of the chain, not an error.
    """
    place = register.place
    with coded(place.folder):
        standing = _standing(place)
        try:
            with register.reading() as snapshot:
                examined = examine(snapshot, place)
        except RefusedError as error:
            return Verified(question.as_of, (), GENESIS, error.problems)
        faults = [*examined.problems, *_digest_faults(examined, question.digest)]
        faults += _strangers(place, standing, examined)
        file = None if question.file is None else _found(examined, question, question.file)
        contents = _by_number(examined)
        entries = tuple(
            _verdict(place, examined, contents[str(row["number"])], row, question, file)
            for row in _asked(examined, question, file)
        )
        notes = tuple(bystanders(place, question.familiar))
    return Verified(question.as_of, entries, examined.head, tuple(faults), file, notes)


@dataclass(slots=True)
class _Contents:
    """What the register has of one entry: its bags by key, and the event that made it."""

    bags: dict[Key, Row] = field(default_factory=dict)
    files: dict[Key, list[Row]] = field(default_factory=dict)
    made: Event | None = None


def _by_number(examined: Examined) -> dict[str, _Contents]:
    """Everything sorted to its entry once, so that large archives take no longer than their files."""
    found: defaultdict[str, _Contents] = defaultdict(_Contents)
    for key, bag in sorted(examined.rows("bags").items()):
        found[str(bag["number"])].bags[key] = bag
    for key, file in examined.rows("files").items():
        found[str(file["number"])].files.setdefault(key[:3], []).append(file)
    for event in examined.events:
        if event.kind in ("drafted", "issued"):
            found[event.number].made = event
    return found


def _asked(examined: Examined, question: Question, file: FileVerdict | None) -> list[Row]:
    """The entries that the question is about, by number."""
    rows = [row for _, row in sorted(examined.rows("entries").items())]
    if file is not None:
        return [row for row in rows if row["number"] == file.number]
    if question.number is None:
        return rows
    asked = [row for row in rows if question.number in (row["number"], row["certificate"])]
    if not asked:
        raise RefusedError(Problem("ENTRY_UNKNOWN", found=question.number))
    return asked


def _verdict(
    place: Place,
    examined: Examined,
    contents: _Contents,
    row: Row,
    question: Question,
    file: FileVerdict | None,
) -> Verdict:
    number = str(row["number"])
    faults = list(examined.faulty.get(number, ()))
    for key, bag in contents.bags.items():
        faults += bags.check(whereabouts(place, bag), bag["manifest"], contents.files.get(key, []))
    intact = not faults
    issuer, right = _issuer(examined, contents.made, question.trusted)
    if not right:
        faults.append(Problem("SIGNATURE_WRONG", found=number))
    status = status_of(row, question.as_of)
    if file is not None and file.draft and status != "cancelled":
        status = "draft"
    return Verdict(number, row["certificate"], intact, status, issuer, tuple(faults))


def _issuer(examined: Examined, made: Event | None, trusted: Collection[str]) -> tuple[Issuer, bool]:
    """Who issued an entry (or drafted it, while it is a draft), by the signature of that event."""
    signature = examined.signatures.get(made.sequence) if made else None
    if made is None or (signature is None and made.key):
        return "unknown", True
    return issuer_of(made.hash, signature, trusted)


def _found(examined: Examined, question: Question, digest: str) -> FileVerdict:
    """Whose file this is by its hash; an issued one counts before a draft of the same bytes."""
    rows = [row for row in examined.rows("files").values() if row["sha256"] == digest]
    if not rows and question.packed:
        return _packed(examined, question.packed, digest)
    if not rows:
        carried = question.carried
        named = [row for row in examined.rows("entries").values() if row["content_hash"] == carried]
        return FileVerdict(digest, claims=named[0]["number"] if named else "")
    row = min(rows, key=lambda found: bool(found["kind"] == "draft"))
    return FileVerdict(digest, row["number"], row["path"], row["document"] or "", row["kind"] == "draft")


def _packed(examined: Examined, packed: Mapping[str, str], digest: str) -> FileVerdict:
    """Whose bag this is in a zip: by its tag manifest, and ours where all its files are as registered."""
    manifest = packed.get(bags.TAG_MANIFEST, "")
    for key, bag in sorted(examined.rows("bags").items()):
        if bag["manifest"] != manifest:
            continue
        number = str(bag["number"])
        files = {
            str(file["path"]): file["sha256"]
            for place, file in examined.rows("files").items()
            if place[:3] == key
        }
        if {**files, bags.TAG_MANIFEST: manifest} == packed:
            return FileVerdict(digest, number, draft=bag["kind"] == "draft")
        return FileVerdict(digest, claims=number)
    return FileVerdict(digest)


def _digest_faults(examined: Examined, digest: str | None) -> Iterator[Problem]:
    """A head kept elsewhere that is not in the chain: its tail was removed, or it was rolled back."""
    if digest is not None and digest.strip().lower() not in examined.heads:
        yield Problem("CHAIN_HEAD_UNKNOWN", found=digest)


def _standing(place: Place) -> list[Path]:
    """What stands on the shelves before the register is read: whatever is added later is registered."""
    found: list[Path] = []
    for kind in SHELVED:
        entries = sorted(place.shelf(kind).iterdir()) if place.shelf(kind).is_dir() else []
        for entry in entries:
            inside = kind == "attachment" and entry.is_dir() and not entry.is_symlink()
            found += sorted(entry.iterdir()) if inside else [entry]
    return found


def _strangers(place: Place, standing: Iterable[Path], examined: Examined) -> Iterator[Problem]:
    """Things on the shelves that belong to no entry; a draft that was issued since is only left over."""
    known = {shelf_of(place, bag) for bag in examined.rows("bags").values()}
    for entry in standing:
        replaced = entry.parent == place.shelf("draft") and _is_entry(examined, entry)
        here = entry.exists() or entry.is_symlink()
        if entry not in known and not replaced and here and not is_litter(entry):
            yield Problem("SHELF_FOREIGN", file=str(entry), found=entry.name)


def _is_entry(examined: Examined, folder: Path) -> bool:
    return (number_of(folder.name),) in examined.rows("entries")
