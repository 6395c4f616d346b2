"""One transaction of an archive: bags are built and events recorded, committed together."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from cts_docs.archive.lifecycle.numbering import AllocatedNumber
from cts_docs.archive.lifecycle.repeated_audits import EarlierEntry, certificates_in_force
from cts_docs.archive.lifecycle.second_person import SecondPersonPolicy
from cts_docs.archive.packages import bags
from cts_docs.archive.packages.bags import BagFile, Built
from cts_docs.archive.packages.content_hash import content_hash
from cts_docs.archive.packages.metadata import package_metadata
from cts_docs.archive.packages.recovery import RecoveryResult
from cts_docs.archive.packages.requests import Allocation, Document, IssueRequest, Paperwork, ProcessStep
from cts_docs.archive.packages.storage import remove_bag, store_bag
from cts_docs.archive.paths import ArchivePaths, BagKind
from cts_docs.archive.register.actors import Actor, timestamp
from cts_docs.archive.register.event_log import EventKind
from cts_docs.archive.register.register import RegisterWriter
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json, readable
from cts_docs.files.writing import Disk

ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Packaged:
    """A packaged audit: its numbers, content hash, documents and bag."""

    allocation: Allocation
    content_hash: str
    documents: tuple[Document, ...]
    issued_before: tuple[str, ...]
    in_force: tuple[str, ...]
    bag: Mapping[str, Any]


@dataclass(slots=True)
class ArchiveTransaction:
    """The register's transaction and the bags built in it."""

    writer: RegisterWriter
    paths: ArchivePaths
    disk: Disk
    actor: Actor
    now: datetime.datetime
    repaired: RecoveryResult
    policy: SecondPersonPolicy = field(default_factory=SecondPersonPolicy)
    _staged: list[dict[str, Any]] = field(default_factory=list)
    _disposed: list[Mapping[str, Any]] = field(default_factory=list)
    _drafts: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """The timestamp of everything recorded in this transaction."""
        return timestamp(self.now)

    @property
    def day(self) -> str:
        """The calendar day of this transaction in the clock's time zone."""
        return self.now.date().isoformat()

    def package(
        self,
        kind: Literal["drafted", "issued"],
        request: IssueRequest,
        parts: Mapping[str, str],
        allocated: Sequence[AllocatedNumber],
        drafted: ProcessStep,
        earlier: Sequence[EarlierEntry] = (),
        *,
        draft: Mapping[str, Any] | None = None,
    ) -> Packaged:
        """Render the documents of an audit, package them with their inputs, and record the event.

        `earlier` are the entries of the same audit that it repeats, for the reason in the request; `draft`
        is the registered bag of the draft that the package replaces.
        """
        allocation = Allocation(parts["report_number"], parts["certificate_number"] or None)
        digest = content_hash(parts)
        in_force = certificates_in_force(self.writer, request.facts, self.now.date())
        paperwork = request.produce(allocation, digest, kind == "drafted")
        files = _package_files(request, paperwork, parts)
        process = self._process(kind, request, drafted)
        metadata = package_metadata(request, allocation, digest, self.day, process, files)
        files.append(BagFile("metadata.json", readable(metadata)))
        entry = _entry(request, allocation, drafted.person)
        if kind == "issued":
            entry |= {"issued": self.day, "approved_by": self.actor.account}
        payload: dict[str, Json] = {
            "entry": entry,
            "numbers": [asdict(one) for one in allocated],
            "content": dict(parts),
            "content_hash": digest,
            "workbook": request.workbook_name,
            **({"case": dict(request.case)} if request.case else {}),
            **_repetition(request, earlier),
            "bag": self._bag("draft" if kind == "drafted" else "package", allocation.report, 0, files),
        }
        self.record(kind, allocation.report, payload)
        self.writer.index(allocation.report, paperwork.text)
        self._drafts[allocation.report] = draft
        before = tuple(one.number for one in earlier)
        return Packaged(allocation, digest, paperwork.documents, before, in_force, self._staged[-1])

    def attach(
        self,
        number: str,
        position: int,
        file: BagFile,
        note: str,
        sha256: str,
        preserves: Mapping[str, Json] | None = None,
    ) -> None:
        """Package a file that is attached to an entry, and record the event.

        `preserves` is the stored file of which it is another format, see `preserved_file`. Raises
        RefusedError where its content is not that of the hash any more.
        """
        attached = replace(file, path=f"{ATTACHED}/{file.path}")
        bag = self._attachment(number, position, [attached], note, preserves)
        if bag["files"][0]["sha256"] != sha256:
            raise RefusedError(Problem("ATTACHMENT_CHANGED", file=file.path, found=file.path))
        payload: dict[str, Json] = {"name": file.path, "note": note, "bag": bag}
        if preserves:
            self.record("preserved", number, {**payload, "preserves": preserves})
        else:
            self.record("attached", number, payload)

    def attach_notice(
        self, number: str, position: int, files: Sequence[BagFile], recorded: Mapping[str, Json]
    ) -> None:
        """Package the files of a notice to the client of an entry, and record the event."""
        bag = self._attachment(number, position, files)
        self.record("attached", number, {**recorded, "note": "", "bag": bag})

    def _attachment(
        self,
        number: str,
        position: int,
        files: Sequence[BagFile],
        note: str = "",
        preserves: Mapping[str, Json] | None = None,
    ) -> dict[str, Any]:
        metadata: dict[str, Json] = {
            "document_number": number,
            "attached": self.at,
            "person": self.actor.person or self.actor.account,
            "note": note,
            **({"preserves": preserves} if preserves else {}),
        }
        packed = [*files, BagFile("metadata.json", readable(metadata))]
        return self._bag("attachment", number, position, packed)

    def record(self, kind: EventKind, number: str, payload: Mapping[str, Json]) -> None:
        """Record an event of this transaction's time and actor."""
        self.writer.append(kind, number, payload, self.actor, self.at)

    def store_bags(self) -> None:
        """Move the bags to their stores, after the commit."""
        for bag in self._staged:
            replaced = self._drafts.get(bag["number"]) if bag["kind"] == "package" else None
            store_bag(self.disk, self.paths, bag, replaced)
        with suppress(OSError):
            for removed in self._disposed:
                remove_bag(self.disk, self.paths, removed)

    def remove_after_commit(self, bag: Mapping[str, Any]) -> None:
        """Have the stored bag of a disposed entry removed once the transaction is committed."""
        self._disposed.append(bag)

    def abandon(self) -> None:
        """Remove the bags of a transaction that is rolled back, as far as possible."""
        for bag in self._staged:
            with suppress(OSError):
                self.disk.remove(self.paths.staged(bag["token"]))

    def _bag(self, kind: BagKind, number: str, position: int, files: Sequence[BagFile]) -> dict[str, Any]:
        token = uuid.uuid4().hex
        self._staged.append({"kind": kind, "number": number, "position": position, "token": token})
        info = {
            "External-Identifier": number,
            "Bagging-Date": self.day,
            "Bag-Software-Agent": "cts-docs",
        }
        built: Built = bags.build(self.disk, self.paths.staged(token), files, info)
        self.disk.sync(self.paths.staging)
        listed = [dict(file) for file in built.files]
        self._staged[-1] |= {"manifest": built.manifest, "files": listed}
        return {"position": position, "token": token, "manifest": built.manifest, "files": listed}

    def _process(self, kind: str, request: IssueRequest, drafted: ProcessStep) -> list[ProcessStep]:
        person = self.actor.person or self.actor.account
        if kind == "drafted":
            return [*request.process, drafted]
        # Without a second person nobody approves: only another account's approval is recorded as one.
        same = self.policy.is_same(drafted.person, self.actor.account)
        approved = () if same else ("approved",)
        later = (*approved, "registered", "issued")
        return [*request.process, drafted, *(ProcessStep(step, self.at, person) for step in later)]


def _repetition(request: IssueRequest, earlier: Sequence[EarlierEntry]) -> dict[str, Json]:
    """What the event records of an audit that is issued again."""
    if not earlier:
        return {}
    same = [{"number": one.number, "same": one.same} for one in earlier]
    return {"again": {"reason": request.again.strip(), "entries": same}}


def _package_files(request: IssueRequest, paperwork: Paperwork, parts: Mapping[str, str]) -> list[BagFile]:
    """The files of a package except its metadata."""
    content: dict[str, Json] = {"parts": dict(parts), "content_hash": content_hash(parts)}
    return [
        *(BagFile(source.path, source.content) for source in request.sources),
        *(BagFile(f"documents/{one.file}", one.content, one.name, one.form) for one in paperwork.documents),
        BagFile("result.json", readable(paperwork.result)),
        BagFile("content.json", readable(content)),
    ]


def _entry(request: IssueRequest, allocation: Allocation, drafted_by: str) -> dict[str, Any]:
    facts = request.facts
    dates = {
        "granted": facts.granted,
        "valid_until": facts.valid_until,
        "surveillance_due": facts.surveillance_due,
        "retain_until": facts.retain_until,
        "audit_start": facts.audit_start,
        "audit_end": facts.audit_end,
    }
    return {
        "certificate": allocation.certificate,
        "client": facts.client,
        "credit_code": facts.credit_code,
        "scope": facts.scope,
        "audit_type": facts.audit_type,
        "specification": facts.specification,
        "specification_version": facts.specification_version,
        "outcome": facts.outcome,
        "grade": facts.grade,
        "grade_name": facts.grade_name,
        **{name: day.isoformat() if day else None for name, day in dates.items()},
        "drafted_by": drafted_by,
    }
