"""An archive: issuing, approving and attaching, each with one commit that makes it so.

A bag is built in the staging folder under a random name and flushed to the disk; then the
register's transaction, which names that bag, is committed; then the bag is moved to its
shelf. Before the commit nobody sees anything, after it nothing is missing: a bag that a
crash kept from its shelf is found in staging by the name that the register has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cts_docs.archive.folder_names import folder_of
from cts_docs.archive.lifecycle.numbering import Given, allot
from cts_docs.archive.lifecycle.transaction import ATTACHED, WORKBOOK, Kept, Work
from cts_docs.archive.lifecycle.transitions import Happening, Lived, Terms, foresee, happen
from cts_docs.archive.packages import bags
from cts_docs.archive.packages.bags import BagFile
from cts_docs.archive.packages.content_hash import changed, content_hash, content_parts
from cts_docs.archive.packages.recovery import Repaired, tidy, whereabouts
from cts_docs.archive.packages.report_text import index_reports
from cts_docs.archive.packages.requests import Document, Moment, Order
from cts_docs.archive.paths import Place
from cts_docs.archive.register.actors import Clock, Hand, moment, system_clock
from cts_docs.archive.register.backend_migration import Moved, move
from cts_docs.archive.register.entries import drafted_entry, drafted_payload, issued_entry
from cts_docs.archive.register.faults import coded
from cts_docs.archive.register.integrity import refuse_untrue, refuse_untrue_entry
from cts_docs.archive.register.register import LONGEST_WAIT, Register
from cts_docs.archive.register.signing import Signer
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.durable import Disk
from cts_docs.files.failpoints import Steps
from cts_docs.files.hashing import sha256, storable

LARGEST_ATTACHMENT = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Issued:
    """What stands in the archive after an audit was drafted or issued.

    `issued_before` names the entries that were issued from the very same workbook, `in_force` the
    certificates that the client already holds under the same specification.
    """

    number: str
    certificate: str | None
    package: Path
    documents: tuple[Document, ...]
    content_hash: str
    issued_before: tuple[str, ...] = ()
    in_force: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that waits for approval: the workbook as stored and the grant date then fixed."""

    number: str
    workbook: Path
    workbook_name: str
    grant_date: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was attached to an entry."""

    number: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in a folder, as one account uses it.

    `clock` gives the moments that events are dated with; `steps` is the seam of the tests.
    `database` is the address of a PostgreSQL register; without one it is a file in the folder.
    """

    folder: Path
    hand: Hand
    clock: Clock = system_clock
    signer: Signer | None = None
    wait: float = LONGEST_WAIT
    steps: Steps = field(default_factory=Steps)
    database: str = ""

    @property
    def place(self) -> Place:
        """Where things stand in the folder."""
        return Place(self.folder)

    @property
    def register(self) -> Register:
        """The archive's register."""
        return self._register(self.database)

    def issue(self, order: Order) -> Issued:
        """Issue an audit in one step; returns when everything is durable."""
        with self._writing() as work:
            given = allot(work.ledger, self.place, order.wanted)
            kept = work.keep("issued", order, _parts(order, given), given, self._drafting(work))
        return self._issued(kept)

    def draft(self, order: Order) -> Issued:
        """Allot the numbers, fix the content hash, and keep the drafts and their inputs for approval."""
        with self._writing() as work:
            given = allot(work.ledger, self.place, order.wanted)
            kept = work.keep("drafted", order, _parts(order, given), given, self._drafting(work))
        return self._issued(kept)

    def drafted(self, number: str) -> Drafted:
        """What waits for approval under a number; raises RefusedError where nothing does."""
        with self.register.reading() as snapshot:
            entry = drafted_entry(snapshot, number)
            payload = drafted_payload(snapshot, entry["number"])
            paths = [file["path"] for file in payload["bag"]["files"]]
            workbook = next(path for path in paths if path.startswith(f"data/{WORKBOOK}"))
            (bag,) = (one for one in snapshot.bags_of(entry["number"]) if one["kind"] == "draft")
            folder = whereabouts(self.place, bag)
        granted = payload["content"]["grant_date"]
        return Drafted(entry["number"], folder / workbook, payload["workbook"], granted)

    def approve(self, number: str, order: Order) -> Issued:
        """Issue what was drafted under a number, through another account than the one that drafted it.

        `order` is made afresh from the stored workbook and what is in force now. Raises
        RefusedError where the draft is damaged or its content hash no longer holds.
        """
        with self._writing(number) as work:
            entry = drafted_entry(work.ledger, number)
            drafted = drafted_payload(work.ledger, entry["number"])
            if drafted["account"] == self.hand.account:
                raise RefusedError(Problem("APPROVER_DRAFTED", found=self.hand.account))
            self._refuse_damaged(entry["number"], drafted["bag"])
            parts = _approved_parts(order, entry, drafted["content"])
            work.record("approved", entry["number"], {"content_hash": content_hash(parts)})
            made = Moment("drafted", drafted["at"], drafted["account"])
            kept = work.keep("issued", order, parts, (), made)
        return self._issued(kept)

    def attach(self, number: str, name: str, content: bytes, note: str = "") -> Attached:
        """Add a file to an issued entry, such as the scan of the signed or sealed original."""
        file = BagFile(folder_of(storable(name)), content)
        if not content or len(content) > LARGEST_ATTACHMENT:
            values = {"expected": str(LARGEST_ATTACHMENT)}
            raise RefusedError(Problem("ATTACHMENT_SIZE", file=name, found=str(len(content)), values=values))
        with self._writing(number) as work:
            entry = issued_entry(work.ledger, number)["number"]
            present = [one for one in work.ledger.bags_of(entry) if one["kind"] == "attachment"]
            position = len(present) + 1
            work.attach(entry, position, file, note)
        stored = self.place.bag("attachment", entry, position) / "data" / ATTACHED / file.path
        return Attached(entry, stored, sha256(content))

    def live(self, number: str, happening: Happening, terms: Terms) -> Lived:
        """Record a deed on an entry, such as its suspension; see `life` for what is admitted when."""
        with self._writing(number, happening.by) as work:
            return happen(work, number, happening, terms)

    def foresee(self, number: str, happening: Happening, terms: Terms) -> Lived:
        """What a deed on an entry would do; nothing is recorded. Refuses what `live` refuses."""
        with self.register.reading() as snapshot:
            refuse_untrue_entry(snapshot, number)
            return foresee(snapshot, number, happening, terms, self.clock())

    def move(self, database: str, announce: Callable[[], None]) -> Moved:
        """Move the register to a PostgreSQL database, or with an empty address into the folder."""
        at = moment(self.clock())
        return move(self.register, self._register(database), self.hand, at, self.signer, announce)

    def repair(self) -> Repaired:
        """Finish or undo what a crash left, as every writing command does before its own work.

        Entries of older registers are then found by what their reports say, too. A register whose file
        is not what its seal says takes nothing else: where its chain and all rows hold, all that only
        serves searching is written again and the file sealed anew; raises RefusedError where not.
        """
        with self._writing(mending=True) as work:
            broken = work.ledger.broken
            indexed = index_reports(work.ledger, self.place, anew=broken)
            return replace(work.repaired, indexed=indexed, sealed=broken)

    @contextmanager
    def _writing(self, *numbers: str, mending: bool = False) -> Iterator[Work]:
        """One transaction: the work of the body of the `with`, committed and shelved, or none of it.

        Raises RefusedError where the rows of an entry that is worked on were altered.
        """
        now = self.clock()
        disk = Disk(self.folder, self.steps)
        with coded(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        with self.register.writing(self.hand, moment(now), self.signer, mending=mending) as ledger:
            if ledger.broken:
                refuse_untrue(ledger, self.place, but=("REGISTER_SEAL",))
            for number in numbers:
                refuse_untrue_entry(ledger, number)
            work = Work(ledger, self.place, disk, self.hand, now, tidy(ledger, self.place, disk))
            try:
                yield work
            except BaseException:
                work.abandon()
                raise
        work.shelve()

    def _register(self, database: str) -> Register:
        return Register(self.place, Disk(self.folder, self.steps), self.wait, database)

    def _drafting(self, work: Work) -> Moment:
        return Moment("drafted", work.at, self.hand.account)

    def _refuse_damaged(self, number: str, bag: Mapping[str, Any]) -> None:
        row = {"kind": "draft", "number": number, **bag}
        if problems := bags.check(whereabouts(self.place, row), bag["manifest"], bag["files"]):
            raise RefusedError(problems)

    def _issued(self, kept: Kept) -> Issued:
        return Issued(
            kept.allotted.report,
            kept.allotted.certificate,
            whereabouts(self.place, kept.bag),
            kept.documents,
            kept.content_hash,
            kept.issued_before,
            kept.in_force,
        )


def _parts(order: Order, given: Sequence[Given]) -> dict[str, str]:
    numbers = {one.kind: one.number for one in given}
    return content_parts(order.inputs, numbers["report"], numbers.get("certificate"), order.facts.granted)


def _approved_parts(order: Order, entry: Mapping[str, Any], drafted: Mapping[str, str]) -> dict[str, str]:
    """The parts of the content hash as they are now; raises RefusedError where they differ."""
    parts = content_parts(order.inputs, entry["number"], entry["certificate"], order.facts.granted)
    if different := changed(drafted, parts):
        values = {"number": entry["number"]}
        raise RefusedError(Problem("DRAFT_CHANGED", found="、".join(different), values=values))
    return parts
