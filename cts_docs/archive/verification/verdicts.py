"""Three verdicts for each entry: is it intact, what is its status, and did the body issue it.

Verification writes nothing, in the archive or elsewhere.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cts_docs.archive.packages import bags
from cts_docs.archive.packages.storage import check_stored, stored_path
from cts_docs.archive.paths import BAG_KINDS, ArchivePaths, number_from_folder
from cts_docs.archive.register.entries import Status, status_of
from cts_docs.archive.register.event_log import GENESIS, Event
from cts_docs.archive.register.faults import coded_errors, repeated
from cts_docs.archive.register.history import row_from_events
from cts_docs.archive.register.integrity import RegisterCheck, check_register, untrusted_events
from cts_docs.archive.register.read_model import Key, Row
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.signing import Issuer, KeyRegister, issuer_of_events
from cts_docs.archive.verification.foreign_files import foreign_files, is_system_file
from cts_docs.errors import Problem, RefusedError
from cts_docs.progress import tracked
from cts_docs.text import similar


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdicts of one entry: `intact` to the last bit, its `status` on a day, its `issuer`."""

    number: str
    certificate: str | None
    intact: bool
    status: Status
    issuer: Issuer
    faults: tuple[Problem, ...]


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


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """The verdicts of an archive on a day; `register_faults` are those of the register as a whole.

    `notes` are warnings about foreign files in the archive's folder; they are not faults.
    """

    as_of: datetime.date
    entries: tuple[Verdict, ...]
    head: str
    register_faults: tuple[Problem, ...]
    file: FileVerdict | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no fault, and a file in question is registered."""
        sound = not self.register_faults and not any(entry.faults for entry in self.entries)
        return sound and (self.file is None or bool(self.file.number))


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """What to verify: all entries, one `number`, or a `file` given by its SHA-256.

    `content_hash` is the one that the file itself carries, if any; `bag_hashes` are the SHA-256 of each
    file of the bag that it holds, if it is a zip with a bag. `digest` is a head that was kept elsewhere,
    `trusted` is the body's key register, `own_files` the files that its configuration names. With
    `historic` entries that were recorded after the day are left out.
    """

    as_of: datetime.date
    number: str | None = None
    file: str | None = None
    content_hash: str = ""
    bag_hashes: Mapping[str, str] = field(default_factory=dict)
    digest: str | None = None
    trusted: KeyRegister = field(default_factory=KeyRegister)
    own_files: Collection[Path] = ()
    historic: bool = False


@repeated
def verify(register: Register, request: VerifyRequest) -> VerifyResult:
    """Verify an archive, one entry of it, or a file against it.

    Raises RefusedError where the number is unknown, CannotRunError where the archive cannot
    be read at all. A damaged register is reported as a fault, not raised as an error.
    """
    paths = register.paths
    with coded_errors(paths.folder):
        stored_before = _stored(paths)
        try:
            with register.reading() as snapshot:
                check = check_register(snapshot, paths)
        except RefusedError as error:
            return VerifyResult(request.as_of, (), GENESIS, error.problems)
        faults = [*check.problems, *untrusted_events(check, request.trusted)]
        faults += _digest_faults(check, request.digest)
        faults += _foreign(paths, stored_before, check)
        file = None if request.file is None else _file_verdict(check, request, request.file)
        contents = _by_number(check)
        verdicts = (
            _verdict(paths, check, contents[str(row["number"])], row, request, file)
            for row in tracked(_requested(check, request, file), "PROGRESS_ENTRIES")
        )
        entries = tuple(verdict for verdict in verdicts if verdict is not None)
        notes = tuple(foreign_files(paths, request.own_files))
    return VerifyResult(request.as_of, entries, check.head, tuple(faults), file, notes)


@dataclass(slots=True)
class _Contents:
    """The bags of one entry by key, their files, and its events."""

    bags: dict[Key, Row] = field(default_factory=dict)
    files: dict[Key, list[Row]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)


def _by_number(check: RegisterCheck) -> dict[str, _Contents]:
    """Bags, files and events grouped by entry, in one pass."""
    found: defaultdict[str, _Contents] = defaultdict(_Contents)
    for key, bag in sorted(check.rows("bags").items()):
        found[str(bag["number"])].bags[key] = bag
    for key, file in check.rows("files").items():
        found[str(file["number"])].files.setdefault(key[:3], []).append(file)
    for event in check.events:
        if event.number:
            found[event.number].events.append(event)
    return found


def _requested(check: RegisterCheck, request: VerifyRequest, file: FileVerdict | None) -> list[Row]:
    """The requested entries, by number."""
    rows = [row for _, row in sorted(check.rows("entries").items())]
    if file is not None:
        return [row for row in rows if row["number"] == file.number]
    if request.number is None:
        return rows
    entries_asked = [row for row in rows if request.number in (row["number"], row["certificate"])]
    if not entries_asked:
        numbers = [str(number) for row in rows for number in (row["number"], row["certificate"]) if number]
        values = {"similar": similar(request.number, numbers)}
        raise RefusedError(Problem("ENTRY_UNKNOWN", found=request.number, values=values))
    return entries_asked


def _verdict(
    paths: ArchivePaths,
    check: RegisterCheck,
    contents: _Contents,
    row: Row,
    request: VerifyRequest,
    file: FileVerdict | None,
) -> Verdict | None:
    """The verdict of an entry; None where it did not exist on the day."""
    number = str(row["number"])
    standing = _standing(row, contents.events, request)
    if standing is None:
        return None
    faults = list(check.faulty.get(number, ()))
    for key, bag in contents.bags.items():
        faults += check_stored(paths, bag, contents.files.get(key, []))
    intact = not faults
    issuer, wrong = issuer_of_events(check.issuer(event, request.trusted) for event in contents.events)
    faults += wrong
    status = status_of(standing, request.as_of)
    if file is not None and file.draft and status != "cancelled":
        status = "draft"
    return Verdict(number, row["certificate"], intact, status, issuer, tuple(faults))


def _standing(row: Row, events: list[Event], request: VerifyRequest) -> Row | None:
    """The row of an entry on the day; as recorded where its events cannot be applied."""
    try:
        return row_from_events(events, request.as_of, historic=request.historic)
    except (KeyError, TypeError, ValueError, AttributeError):
        return row


def _file_verdict(check: RegisterCheck, request: VerifyRequest, digest: str) -> FileVerdict:
    """The verdict of a file by its hash; an issued file goes before a draft of the same bytes."""
    rows = [row for row in check.rows("files").values() if row["sha256"] == digest]
    if not rows and request.bag_hashes:
        return _zipped_bag(check, request.bag_hashes, digest)
    if not rows:
        content_hash = request.content_hash
        named = [row for row in check.rows("entries").values() if row["content_hash"] == content_hash]
        return FileVerdict(digest, claims=named[0]["number"] if named else "")
    row = min(rows, key=lambda found: bool(found["kind"] == "draft"))
    return FileVerdict(digest, row["number"], row["path"], row["document"] or "", row["kind"] == "draft")


def _zipped_bag(check: RegisterCheck, bag_hashes: Mapping[str, str], digest: str) -> FileVerdict:
    """The verdict of a bag in a zip: found by its tag manifest, registered where all its files are."""
    manifest = bag_hashes.get(bags.TAG_MANIFEST, "")
    for key, bag in sorted(check.rows("bags").items()):
        if bag["manifest"] != manifest:
            continue
        number = str(bag["number"])
        files = {
            str(file["path"]): file["sha256"]
            for file_key, file in check.rows("files").items()
            if file_key[:3] == key
        }
        if {**files, bags.TAG_MANIFEST: manifest} == bag_hashes:
            return FileVerdict(digest, number, draft=bag["kind"] == "draft")
        return FileVerdict(digest, claims=number)
    return FileVerdict(digest)


def _digest_faults(check: RegisterCheck, digest: str | None) -> Iterator[Problem]:
    """A fault where a head kept elsewhere is not in the log: events were removed or rolled back."""
    if digest is not None and digest.strip().lower() not in check.heads:
        yield Problem("CHAIN_HEAD_UNKNOWN", found=digest)


def _stored(paths: ArchivePaths) -> list[Path]:
    """The entries of the stores before the register is read, so that later additions are registered."""
    found: list[Path] = []
    for kind in BAG_KINDS:
        entries = sorted(paths.store(kind).iterdir()) if paths.store(kind).is_dir() else []
        for entry in entries:
            inside = kind == "attachment" and entry.is_dir() and not entry.is_symlink()
            found += (sorted(entry.iterdir()) or [entry]) if inside else [entry]
    return found


def _foreign(paths: ArchivePaths, stored_before: Iterable[Path], check: RegisterCheck) -> Iterator[Problem]:
    """Faults for foreign files in the stores; a draft that was issued since may still be there."""
    known = {stored_path(paths, bag) for bag in check.rows("bags").values()}
    for entry in stored_before:
        of_entry = entry.parent in (paths.store("draft"), paths.store("attachment"))
        is_replaced = of_entry and _is_entry(check, entry)
        exists = entry.exists() or entry.is_symlink()
        if _is_disposed(check, paths, entry):
            continue
        if entry not in known and not is_replaced and exists and not is_system_file(entry):
            yield Problem("SHELF_FOREIGN", file=str(entry), found=entry.name)


def _is_disposed(check: RegisterCheck, paths: ArchivePaths, entry: Path) -> bool:
    """Whether something is left of an entry that was disposed of: recovery removes it."""
    folder = entry.parent if entry.parent.parent == paths.store("attachment") else entry
    row = check.rows("entries").get((number_from_folder(folder.name),))
    return row is not None and row["state"] == "disposed"


def _is_entry(check: RegisterCheck, folder: Path) -> bool:
    return (number_from_folder(folder.name),) in check.rows("entries")
