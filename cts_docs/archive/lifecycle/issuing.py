"""An archive: issuing, drafting, approving, attaching, status changes, repair.

Each operation has one commit. A bag is built in the staging folder under a random token and flushed
to the disk; then the register's transaction, which names the token, is committed; then the bag is
moved to its store. Before the commit nothing is visible, after it nothing is missing: a bag that a
crash left in staging is found there by its token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from cts_docs.archive.lifecycle.disposal import (
    DisposalResult,
    VoidResult,
    dispose,
    set_legal_hold,
    void_attachment,
)
from cts_docs.archive.lifecycle.notices import NoticeResult
from cts_docs.archive.lifecycle.numbering import AllocatedNumber, allocate
from cts_docs.archive.lifecycle.preservation import preserved_file
from cts_docs.archive.lifecycle.repeated_audits import refuse_repeated
from cts_docs.archive.lifecycle.second_person import SecondPersonPolicy
from cts_docs.archive.lifecycle.status_changes import (
    Periods,
    StatusChange,
    StatusChangeResult,
    announce_surveillance,
    apply_change,
    approve_proposed_change,
    preview_change,
    propose_change,
)
from cts_docs.archive.lifecycle.transaction import ATTACHED, ArchiveTransaction, Packaged
from cts_docs.archive.packages import bags
from cts_docs.archive.packages.bags import BagFile
from cts_docs.archive.packages.content_hash import changed, content_hash, content_parts
from cts_docs.archive.packages.file_formats import refuse_unsafe
from cts_docs.archive.packages.recovery import RecoveryResult, recover
from cts_docs.archive.packages.report_text import index_reports
from cts_docs.archive.packages.requests import WORKBOOK, Document, IssueRequest, NoticeRequest, ProcessStep
from cts_docs.archive.packages.storage import locate, refuse_unknown_bag
from cts_docs.archive.paths import ArchivePaths, folder_name
from cts_docs.archive.register.actors import Actor, Clock, system_clock, timestamp
from cts_docs.archive.register.backend_migration import MigrationResult, migrate_register
from cts_docs.archive.register.entries import drafted_entry, drafted_payload, find_entry, issued_entry
from cts_docs.archive.register.faults import coded_errors, repeated
from cts_docs.archive.register.integrity import refuse_inconsistent, refuse_inconsistent_entry
from cts_docs.archive.register.register import LONGEST_WAIT, Register
from cts_docs.archive.register.signing import EventSigner
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import storable
from cts_docs.files.writing import Disk, Failpoints

LARGEST_ATTACHMENT = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class IssueResult:
    """A drafted or issued audit: its numbers, its package and documents, its content hash.

    `issued_before` names the entries of the same audit that it repeats, `in_force` the certificates
    that the client already holds under the same specification,
    `warnings` what recovery found before.
    """

    number: str
    certificate: str | None
    package: Path
    documents: tuple[Document, ...]
    content_hash: str
    issued_before: tuple[str, ...] = ()
    in_force: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingDraft:
    """A draft that waits for approval: the workbook as stored and the grant date then fixed."""

    number: str
    workbook: Path
    workbook_name: str
    grant_date: str


@dataclass(frozen=True, slots=True)
class AttachmentResult:
    """A file that was attached to an entry; `duplicates` are the positions of those with the same bytes."""

    number: str
    path: Path
    sha256: str
    duplicates: tuple[int, ...] = ()

    def warnings(self) -> Iterator[Problem]:
        """A warning where the entry has an attachment of the same content already."""
        if self.duplicates:
            found = "、".join(f"{position:04d}" for position in self.duplicates)
            yield Problem("ATTACHMENT_DUPLICATE", "warning", found=found, values={"number": self.number})


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in a folder, as used by one actor.

    `clock` gives the time of events, `wait` is how many seconds to wait for other writers, `database`
    the address of a PostgreSQL register (empty: a file in the folder), `policy` which acts need a second
    person; `failpoints` are for tests.
    """

    folder: Path
    actor: Actor
    clock: Clock = system_clock
    signer: EventSigner | None = None
    wait: float = LONGEST_WAIT
    failpoints: Failpoints = field(default_factory=Failpoints)
    database: str = ""
    policy: SecondPersonPolicy = field(default_factory=SecondPersonPolicy)

    @property
    def paths(self) -> ArchivePaths:
        """The paths in the archive's folder."""
        return ArchivePaths(self.folder)

    @property
    def register(self) -> Register:
        """The archive's register."""
        return self._register(self.database)

    @repeated
    def found(self) -> str:
        """Found the register where there is none yet, with its first event; gives the head of the log."""
        with self._writing(founding=True) as transaction:
            return transaction.writer.head()[1]

    def issue(self, request: IssueRequest) -> IssueResult:
        """Issue an audit without a second person; returns when everything is durable.

        Raises RefusedError where the body asks for a second person, or where the audit was issued or
        drafted before and the request gives no reason for issuing it again.
        """
        if self.policy.issuing:
            raise RefusedError(Problem("SECOND_PERSON_NEEDED", found="issuing.second_person"))
        return self._package("issued", request)

    def draft(self, request: IssueRequest) -> IssueResult:
        """Allocate the numbers, fix the content hash, and store draft documents and inputs for approval.

        Raises RefusedError where the audit was issued or drafted before, as `issue` does.
        """
        return self._package("drafted", request)

    @repeated
    def drafted(self, number: str) -> PendingDraft:
        """The draft that waits for approval under a number; raises RefusedError where there is none."""
        with self.register.reading() as snapshot:
            entry = drafted_entry(snapshot, number)
            payload = drafted_payload(snapshot, entry["number"])
            paths = [file["path"] for file in payload["bag"]["files"]]
            workbook = next(path for path in paths if path.startswith(f"data/{WORKBOOK}"))
            (bag,) = (one for one in snapshot.bags_of(entry["number"]) if one["kind"] == "draft")
            folder = locate(self.paths, bag)
        granted = payload["content"]["grant_date"]
        return PendingDraft(entry["number"], folder / workbook, payload["workbook"], granted)

    @repeated
    def approve(self, number: str, request: IssueRequest) -> IssueResult:
        """Issue a draft, through another account than the one that drafted it.

        `request` is made again from the stored workbook and the present configuration. Raises
        RefusedError where the draft is damaged or its content hash differs.
        """
        with self._writing(number) as transaction:
            entry = drafted_entry(transaction.writer, number)
            drafted = drafted_payload(transaction.writer, entry["number"])
            self.policy.refuse_same(drafted["account"], self.actor.account, "APPROVER_DRAFTED")
            refuse_unknown_bag(self.paths, "package", entry["number"], 0)
            self._refuse_damaged(entry["number"], drafted["bag"])
            parts = _approved_parts(request, entry, drafted["content"])
            transaction.record("approved", entry["number"], {"content_hash": content_hash(parts)})
            made = ProcessStep("drafted", drafted["at"], drafted["account"])
            packaged = transaction.package("issued", request, parts, (), made, draft=drafted["bag"])
        return self._issued(packaged, transaction.repaired)

    @repeated
    def attach(
        self, number: str, name: str, content: bytes | Path, note: str = "", preserves: str = ""
    ) -> AttachmentResult:
        """Add a file to an issued entry, such as the scan of the signed or sealed original.

        A file that is given by its path is copied piece by piece. `preserves` names the stored file of
        which it is another format, see `preserved_file`.
        """
        file = BagFile(folder_name(storable(name)), content)
        size, digest = file.measure()
        if not 0 < size <= LARGEST_ATTACHMENT:
            values = {"expected": str(LARGEST_ATTACHMENT)}
            raise RefusedError(Problem("ATTACHMENT_SIZE", file=name, found=str(size), values=values))
        refuse_unsafe(name, content)
        with self._writing(number) as transaction:
            entry = issued_entry(transaction.writer, number)["number"]
            present = [one for one in transaction.writer.bags_of(entry) if one["kind"] == "attachment"]
            position = len(present) + 1
            refuse_unknown_bag(self.paths, "attachment", entry, position)
            duplicates = _same_content(transaction, present, digest)
            original = preserved_file(transaction.writer, entry, preserves, note) if preserves else None
            transaction.attach(entry, position, file, note, digest, original)
        stored = self.paths.bag("attachment", entry, position) / "data" / ATTACHED / file.path
        return AttachmentResult(entry, stored, digest, duplicates)

    @repeated
    def void(self, number: str, attachment: str, reason: str, second_person: str = "") -> VoidResult:
        """Strike out an attachment of an entry; see `void_attachment`."""
        with self._writing(number) as transaction:
            return void_attachment(transaction, number, attachment, reason, second_person)

    @repeated
    def dispose(self, number: str, reason: str, second_person: str = "") -> DisposalResult:
        """Dispose of the files of an entry after the end of its retention; see `disposal`."""
        with self._writing(number) as transaction:
            return dispose(transaction, number, reason, second_person)

    @repeated
    def hold(self, number: str, reason: str, *, held: bool = True) -> str:
        """Put a legal hold on an entry, or release it; the number of the entry."""
        with self._writing(number) as transaction:
            return set_legal_hold(transaction, number, reason, held=held)

    @repeated
    def apply(
        self, number: str, change: StatusChange, periods: Periods, notices: NoticeRequest | None = None
    ) -> StatusChangeResult:
        """Record a status change of an entry, such as its suspension; see `transition_rules`.

        With `notices` the client's notice is archived together with it. Where the body asks for a second
        person the change is only proposed, and applied by `approve_change`.
        """
        with self._writing(number, change.by) as transaction:
            # Cancelling a draft is the second person's refusal to approve it, and needs no third one.
            proposes = self.policy.changes and find_entry(transaction.writer, number)["state"] != "draft"
            if proposes:
                return propose_change(transaction, number, change, periods)
            return apply_change(transaction, number, change, periods, notices=notices)

    @repeated
    def approve_change(
        self, number: str, periods: Periods, notices: NoticeRequest | None = None
    ) -> StatusChangeResult:
        """Apply the status change that another account proposed for an entry.

        Raises RefusedError where none waits, the same person proposed it, or it is not possible any more.
        """
        with self._writing(number) as transaction:
            return approve_proposed_change(transaction, number, periods, notices)

    @repeated
    def announce_surveillance(self, number: str, notices: NoticeRequest) -> NoticeResult | None:
        """Archive the notice of an entry's next surveillance; None where it was made for this date before.

        Raises RefusedError where its certificate is not in force, or no surveillance is due.
        """
        with self._writing(number) as transaction:
            return announce_surveillance(transaction, number, notices)

    @repeated
    def preview(self, number: str, change: StatusChange, periods: Periods) -> StatusChangeResult:
        """What a status change would do; nothing is recorded. Refuses what `apply` refuses."""
        with self.register.reading() as snapshot:
            refuse_inconsistent_entry(snapshot, number)
            return preview_change(snapshot, number, change, periods, self.clock())

    @repeated
    def migrate_register(self, database: str, on_complete: Callable[[], None]) -> MigrationResult:
        """Migrate the register to a PostgreSQL database, or with an empty address into the folder."""
        at = timestamp(self.clock())
        target = self._register(database)
        return migrate_register(self.register, target, self.actor, at, self.signer, on_complete)

    @repeated
    def take_over(self) -> None:
        """Record that a register restored from a database's backup is a file in the folder from now on."""
        at = timestamp(self.clock())
        with self.register.writing(self.actor, at, self.signer, restoring=True) as writer:
            if writer.migrated_to() not in ("", self.register.kind):
                writer.append("moved", "", {"to": self.register.kind}, self.actor, at)

    @repeated
    def repair(self) -> RecoveryResult:
        """Finish or undo what a crash left, as every writing operation does first.

        The reports of entries from older registers are indexed for searching. Where the register's file
        differs from its seal but its event log and all rows agree, the search texts are written again
        and a new seal is made; raises RefusedError where they do not agree.
        """
        if not self.register.is_founded():
            return RecoveryResult()
        with self._writing(repairing=True) as transaction:
            seal_broken = transaction.writer.seal_broken
            indexed = index_reports(transaction.writer, self.paths, anew=seal_broken)
            return replace(transaction.repaired, indexed=indexed, sealed=seal_broken)

    @contextmanager
    def _writing(
        self, *numbers: str, repairing: bool = False, founding: bool = False
    ) -> Iterator[ArchiveTransaction]:
        """One transaction: at the end of the block all is committed and its bags stored, or nothing.

        A new register is founded only by `founding`. Raises RefusedError where the rows of one of the
        entries in `numbers` were altered.
        """
        now = self.clock()
        if self.signer is not None and not repairing:
            self.signer.key_on(now.date())  # refused before anything is rendered or written
        disk = Disk(self.folder, self.failpoints)
        with coded_errors(self.folder):
            if founding:
                self.folder.mkdir(parents=True, exist_ok=True)
            elif not self.register.is_founded():
                raise RefusedError(Problem("ENTRY_UNKNOWN", found=numbers[0] if numbers else ""))
        with self.register.writing(self.actor, timestamp(now), self.signer, repairing=repairing) as writer:
            if writer.seal_broken:
                refuse_inconsistent(writer, self.paths, but=("REGISTER_SEAL",))
            for number in numbers:
                refuse_inconsistent_entry(writer, number)
            repaired = recover(writer, self.paths, disk, timestamp(now), whole=repairing)
            transaction = ArchiveTransaction(writer, self.paths, disk, self.actor, now, repaired, self.policy)
            try:
                yield transaction
            except BaseException:
                transaction.abandon()
                raise
        transaction.store_bags()

    @repeated
    def _package(self, kind: Literal["drafted", "issued"], request: IssueRequest) -> IssueResult:
        with self._writing(founding=True) as transaction:
            earlier = refuse_repeated(transaction.writer, self.paths, request)
            allocated = allocate(transaction.writer, self.paths, request.numbers)
            drafting = ProcessStep("drafted", transaction.at, self.actor.account)
            parts = _parts(request, allocated)
            packaged = transaction.package(kind, request, parts, allocated, drafting, earlier)
        return self._issued(packaged, transaction.repaired)

    def _register(self, database: str) -> Register:
        return Register(self.paths, Disk(self.folder, self.failpoints), self.wait, database)

    def _refuse_damaged(self, number: str, bag: Mapping[str, Any]) -> None:
        row = {"kind": "draft", "number": number, **bag}
        if problems := bags.check(locate(self.paths, row), bag["manifest"], bag["files"]):
            raise RefusedError(problems)

    def _issued(self, packaged: Packaged, recovery: RecoveryResult) -> IssueResult:
        return IssueResult(
            packaged.allocation.report,
            packaged.allocation.certificate,
            locate(self.paths, packaged.bag),
            packaged.documents,
            packaged.content_hash,
            packaged.issued_before,
            packaged.in_force,
            tuple(recovery.warnings()),
        )


def _same_content(
    transaction: ArchiveTransaction, present: Sequence[Mapping[str, Any]], digest: str
) -> tuple[int, ...]:
    """The positions of the attachments that hold a file of a hash."""
    return tuple(
        bag["position"]
        for bag in present
        for file in transaction.writer.files_of("attachment", bag["number"], bag["position"])
        if file["sha256"] == digest
    )


def _parts(request: IssueRequest, allocated: Sequence[AllocatedNumber]) -> dict[str, str]:
    numbers = {one.kind: one.number for one in allocated}
    return content_parts(request.inputs, numbers["report"], numbers.get("certificate"), request.facts.granted)


def _approved_parts(
    request: IssueRequest, entry: Mapping[str, Any], drafted: Mapping[str, str]
) -> dict[str, str]:
    """The parts of the content hash as they are now; raises RefusedError where they differ."""
    parts = content_parts(request.inputs, entry["number"], entry["certificate"], request.facts.granted)
    if different := changed(drafted, parts):
        values = {"number": entry["number"]}
        raise RefusedError(Problem("DRAFT_CHANGED", found="、".join(different), values=values))
    return parts
