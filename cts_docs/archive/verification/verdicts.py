"""Three verdicts for each entry: is it intact, what is its status, and did the body issue it.

Verification writes nothing, in the archive or elsewhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cts_docs.archive.packages.storage import check_stored, stored_path
from cts_docs.archive.packages.zipped_bags import ZippedBag
from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.entries import Status, status_of
from cts_docs.archive.register.event_log import GENESIS
from cts_docs.archive.register.faults import coded_errors, repeated
from cts_docs.archive.register.history import row_from_events
from cts_docs.archive.register.integrity import (
    EntryCheck,
    Series,
    check_entry,
    check_log,
    distinct,
    orphaned_rows,
    structure_problems,
)
from cts_docs.archive.register.read_model import Key, Row
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.signing import Issuer, KeyRegister, issuer_of_events
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.archive.verification.foreign_files import foreign_files, stored_now, unregistered
from cts_docs.archive.verification.known_files import FileVerdict, find_file
from cts_docs.errors import Problem, RefusedError
from cts_docs.progress import report_step
from cts_docs.text import similar

Scope = Literal["all", "since", "entry"]
_AT_ONCE = 50
"""So many entries are read in one transaction, so that no writer waits for the reading of their bags."""


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
class VerifyResult:
    """The verdicts of an archive on a day; `register_faults` are those of the register as a whole.

    `scope` is how much was verified, `events` how many events of the log were read and hashed for it.
    `notes` are warnings about foreign files in the archive's folder; they are not faults.
    """

    as_of: datetime.date
    entries: tuple[Verdict, ...]
    head: str
    register_faults: tuple[Problem, ...]
    file: FileVerdict | None = None
    notes: tuple[Problem, ...] = ()
    scope: Scope = "all"
    events: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is no fault, and a file in question is registered."""
        sound = not self.register_faults and not any(entry.faults for entry in self.entries)
        return sound and (self.file is None or bool(self.file.number))


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """What to verify: all entries, one `number`, or a `file` given by its SHA-256.

    `content_hash` is the one that the file itself carries, if any; `zipped` the bag that it holds, if it
    is a zip with a bag. `digest` is a head that was kept elsewhere.
    With `since`, an earlier head, only the entries with later events are verified. `trusted` is the
    body's key register, `own_files` the files that its configuration names. With `historic` entries that
    were recorded after the day are left out.
    """

    as_of: datetime.date
    number: str | None = None
    file: str | None = None
    content_hash: str = ""
    zipped: ZippedBag | None = None
    digest: str | None = None
    since: str | None = None
    trusted: KeyRegister = field(default_factory=KeyRegister)
    own_files: Collection[Path] = ()
    historic: bool = False

    @property
    def scope(self) -> Scope:
        """How much is verified."""
        if self.number is not None or self.file is not None:
            return "entry"
        return "all" if self.since is None else "since"


@dataclass(frozen=True, slots=True)
class _Log:
    """The register as read at the beginning: its own faults, and which entries are to be verified."""

    head: str
    events: int
    numbers: tuple[str, ...]
    faults: tuple[Problem, ...]
    file: FileVerdict | None = None
    unknown: Problem | None = None


@dataclass(slots=True)
class _Found:
    """What is found of the entries, one after the other."""

    verdicts: list[Verdict] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    known: set[Path] = field(default_factory=set)
    states: dict[str, str] = field(default_factory=dict)
    series: Series = field(default_factory=Series)
    events: int = 0


@repeated
def verify(register: Register, request: VerifyRequest) -> VerifyResult:
    """Verify an archive, one entry of it, a file against it, or what came since a head.

    Of one entry its own events and their neighbours in the log are read, otherwise the log in order.
    Raises RefusedError where the number is unknown, CannotRunError where the archive cannot
    be read at all. A damaged register is reported as a fault, not raised as an error.
    """
    paths, whole = register.paths, request.scope == "all"
    with coded_errors(paths.folder):
        # Listed first, so that what is stored later is registered.
        stored = stored_now(paths) if whole else []
        try:
            with register.reading() as snapshot:
                log = _read_log(snapshot, paths, request)
        except RefusedError as error:
            return VerifyResult(request.as_of, (), GENESIS, error.problems, scope=request.scope)
        if log.unknown is not None:
            raise RefusedError(log.unknown)
        stored = stored or stored_now(paths, log.numbers)
        found = _Found()
        checks = _checks(register, log.numbers, linked=request.scope == "entry")
        try:
            for done, check in enumerate(checks, 1):
                _add(found, register, check, log, request)
                report_step("PROGRESS_ENTRIES", done, len(log.numbers))
        except RefusedError as error:
            found.faults += error.problems
        faults = [*distinct([*log.faults, *found.faults]), *(found.series.gaps() if whole else ())]
        faults += unregistered(paths, stored, found.known, found.states)
        notes = tuple(foreign_files(paths, request.own_files, stores=whole))
    events = log.events + (found.events if request.scope == "entry" else 0)
    entries = tuple(sorted(found.verdicts, key=lambda verdict: verdict.number))
    return VerifyResult(
        request.as_of, entries, log.head, tuple(faults), log.file, notes, request.scope, events
    )


def _read_log(snapshot: Snapshot, paths: ArchivePaths, request: VerifyRequest) -> _Log:
    """Check the log as far as is asked, and find the entries that are to be verified."""
    whole = request.scope == "all"
    faults = list(structure_problems(snapshot, paths, whole=whole))
    first, unknown_head = _first_event(snapshot, request)
    faults += unknown_head
    head, events, numbers = snapshot.head()[1], 0, frozenset[str]()
    if request.scope != "entry" or request.digest is not None:
        log = check_log(snapshot, request.trusted, first)
        head, events, numbers = log.head, log.events, log.numbers
        faults += log.problems
    if request.digest is not None and snapshot.event_of_hash(_hash(request.digest)) is None:
        # Events were removed or rolled back.
        faults.append(Problem("CHAIN_HEAD_UNKNOWN", found=request.digest))
    if whole:
        faults += orphaned_rows(snapshot, numbers)
    if request.scope != "entry":
        return _Log(head, events, tuple(sorted(numbers)), tuple(faults))
    if request.file is not None:
        file = find_file(snapshot, request.file, request.content_hash, request.zipped)
        return _Log(head, events, (file.number,) if file.number else (), tuple(faults), file)
    own = _entry_number(snapshot, request.number or "")
    unknown = None if own else _unknown(snapshot, request.number or "")
    return _Log(head, events, (own,) if own else (), tuple(faults), unknown=unknown)


def _first_event(snapshot: Snapshot, request: VerifyRequest) -> tuple[int, list[Problem]]:
    """The sequence of the event of `since`, 0 for the whole log; a fault where the log does not hold it."""
    if request.since is None:
        return 0, []
    stored = snapshot.event_of_hash(_hash(request.since))
    if stored is None:
        return 0, [Problem("CHAIN_HEAD_UNKNOWN", found=request.since)]
    return stored.sequence, []


def _hash(text: str) -> str:
    return text.strip().lower()


def _entry_number(snapshot: Snapshot, number: str) -> str:
    """The number of the entry of a report or certificate number; empty where there is none.

    Where the tables do not hold it, it is looked for in the whole log.
    """
    if (allocated := snapshot.entry_number(number)) is not None:
        return allocated
    for stored in snapshot.events_that_mention(number):
        row = check_entry(snapshot, stored.number).row
        if row is not None and number in (row["number"], row["certificate"]):
            return stored.number
    return ""


def _unknown(snapshot: Snapshot, number: str) -> Problem:
    known = [str(row["number"]) for row in snapshot.rows("numbers")]
    return Problem("ENTRY_UNKNOWN", found=number, values={"similar": similar(number, known)})


def _checks(register: Register, numbers: Sequence[str], *, linked: bool) -> Iterator[EntryCheck]:
    """Each entry as recorded, read some at a time: their bags are looked at outside of the transaction."""
    start = 0
    while start < len(numbers):
        with register.reading() as snapshot:
            # A copy blocks nobody, and is not made again for every few entries.
            batch = numbers[start:] if snapshot.is_copy else numbers[start : start + _AT_ONCE]
            checks = [check_entry(snapshot, number, linked=linked) for number in batch]
        yield from checks
        start += len(batch)


def _add(found: _Found, register: Register, check: EntryCheck, log: _Log, request: VerifyRequest) -> None:
    """Add what is found of one entry."""
    check, damage = _bag_faults(register, check)
    found.faults += check.log_problems
    found.events += check.read
    found.series.add(check)
    found.known |= {stored_path(register.paths, bag) for bag in check.rows("bags").values()}
    if check.row is None:
        found.faults += check.row_problems
        return
    found.states[check.number] = str(check.row["state"])
    verdict = _verdict(check, check.row, damage, request, log.file)
    if verdict is not None:
        found.verdicts.append(verdict)


def _bag_faults(register: Register, check: EntryCheck) -> tuple[EntryCheck, list[Problem]]:
    """The faults of an entry's bags, with the entry as recorded when they were looked at.

    Where something was recorded meanwhile, such as the approval of a draft whose bag is gone since, the
    entry is read and its bags are looked at again.
    """
    while True:
        files: dict[Key, list[Row]] = {}
        for key, file in check.rows("files").items():
            files.setdefault(key[:3], []).append(file)
        bags = sorted(check.rows("bags").items())
        faults = [
            fault for key, bag in bags for fault in check_stored(register.paths, bag, files.get(key, []))
        ]
        if not faults:
            return check, faults
        with register.reading() as snapshot:
            newer = check_entry(snapshot, check.number, linked=check.linked)
        if newer.stored == check.stored:
            return check, faults
        check = newer


def _verdict(
    check: EntryCheck, row: Row, damage: list[Problem], request: VerifyRequest, file: FileVerdict | None
) -> Verdict | None:
    """The verdict of an entry; None where it did not exist on the day."""
    standing = _standing(check, row, request)
    if standing is None:
        return None
    faults = [*check.row_problems, *damage]
    intact = not faults
    issuer, wrong = issuer_of_events(check.issuers(request.trusted))
    status = status_of(standing, request.as_of)
    if file is not None and file.draft and status != "cancelled":
        status = "draft"
    return Verdict(check.number, row["certificate"], intact, status, issuer, (*faults, *wrong))


def _standing(check: EntryCheck, row: Row, request: VerifyRequest) -> Row | None:
    """The row of an entry on the day; as recorded where its events cannot be applied."""
    try:
        return row_from_events(check.events, request.as_of, historic=request.historic)
    except (KeyError, TypeError, ValueError, AttributeError):
        return row
