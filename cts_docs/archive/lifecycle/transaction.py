"""What happens while one account holds the register: bags are built and events recorded."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import select

from cts_docs.archive.lifecycle.numbering import Given
from cts_docs.archive.packages import bags
from cts_docs.archive.packages.bags import BagFile, Built
from cts_docs.archive.packages.content_hash import content_hash
from cts_docs.archive.packages.metadata import package_metadata
from cts_docs.archive.packages.recovery import Repaired, put_on_shelf
from cts_docs.archive.packages.requests import Allotted, Document, Moment, Order, Paperwork
from cts_docs.archive.paths import BagKind, Place
from cts_docs.archive.register.actors import Hand, moment
from cts_docs.archive.register.entries import IN_FORCE, status_of
from cts_docs.archive.register.event_log import EventKind
from cts_docs.archive.register.register import Ledger
from cts_docs.archive.register.schema import ENTRIES, FILES
from cts_docs.files.durable import Disk
from cts_docs.files.hashing import Json, readable

WORKBOOK = "inputs/workbook"
ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of an audit: its numbers, content hash and finished documents."""

    allotted: Allotted
    content_hash: str
    documents: tuple[Document, ...]
    issued_before: tuple[str, ...]
    in_force: tuple[str, ...]
    bag: Mapping[str, Any]


@dataclass(slots=True)
class Work:
    """One transaction of the register and the bags that it will name."""

    ledger: Ledger
    place: Place
    disk: Disk
    hand: Hand
    now: datetime.datetime
    repaired: Repaired
    _staged: list[dict[str, Any]] = field(default_factory=list)

    @property
    def at(self) -> str:
        """The moment of everything that this work records."""
        return moment(self.now)

    @property
    def day(self) -> str:
        """The calendar day of this work, where its clock stands."""
        return self.now.date().isoformat()

    def keep(
        self,
        kind: Literal["drafted", "issued"],
        order: Order,
        parts: Mapping[str, str],
        given: Sequence[Given],
        drafted: Moment,
    ) -> Kept:
        """Have the paperwork of an audit made, pack it with its inputs, and record it."""
        allotted = Allotted(parts["report_number"], parts["certificate_number"] or None)
        digest = content_hash(parts)
        before, in_force = self._issued_before(order), self._in_force(order)
        paperwork = order.produce(allotted, digest, kind == "drafted")
        files = _package_files(order, paperwork, parts)
        process = self._process(kind, order, drafted)
        metadata = package_metadata(order, allotted, digest, self.day, process, files)
        files.append(BagFile("metadata.json", readable(metadata)))
        entry = _entry(order, allotted, drafted.person)
        if kind == "issued":
            entry |= {"issued": self.day, "approved_by": self.hand.account}
        payload: dict[str, Json] = {
            "entry": entry,
            "numbers": [asdict(one) for one in given],
            "content": dict(parts),
            "content_hash": digest,
            "workbook": order.workbook_name,
            "bag": self._bag("draft" if kind == "drafted" else "package", allotted.report, 0, files),
        }
        self.record(kind, allotted.report, payload)
        self.ledger.index(allotted.report, paperwork.text)
        return Kept(allotted, digest, paperwork.documents, before, in_force, self._staged[-1])

    def attach(self, number: str, position: int, file: BagFile, note: str) -> None:
        """Pack a file that belongs to an entry, and record it."""
        metadata = {
            "document_number": number,
            "attached": self.at,
            "person": self.hand.person or self.hand.account,
            "note": note,
        }
        files = [replace(file, path=f"{ATTACHED}/{file.path}"), BagFile("metadata.json", readable(metadata))]
        bag = self._bag("attachment", number, position, files)
        self.record("attached", number, {"name": file.path, "note": note, "bag": bag})

    def record(self, kind: EventKind, number: str, payload: Mapping[str, Json]) -> None:
        """Record an event of this moment by this hand."""
        self.ledger.append(kind, number, payload, self.hand, self.at)

    def shelve(self) -> None:
        """Bring the bags to their shelves, once the transaction is committed."""
        for bag in self._staged:
            put_on_shelf(self.disk, self.place, bag)

    def abandon(self) -> None:
        """Remove the bags of a transaction that will not be committed, as far as that goes."""
        for bag in self._staged:
            with suppress(OSError):
                self.disk.remove(self.place.staged(bag["token"]))

    def _bag(self, kind: BagKind, number: str, position: int, files: Sequence[BagFile]) -> dict[str, Any]:
        token = uuid.uuid4().hex
        self._staged.append({"kind": kind, "number": number, "position": position, "token": token})
        info = {
            "External-Identifier": number,
            "Bagging-Date": self.day,
            "Bag-Software-Agent": "cts-docs",
        }
        built: Built = bags.build(self.disk, self.place.staged(token), files, info)
        self.disk.settle(self.place.staging)
        listed = [dict(file) for file in built.files]
        return {"position": position, "token": token, "manifest": built.manifest, "files": listed}

    def _process(self, kind: str, order: Order, drafted: Moment) -> list[Moment]:
        person = self.hand.person or self.hand.account
        if kind == "drafted":
            return [*order.process, drafted]
        # One step has nobody who approves: only a second account's approval is recorded as one.
        approved = ("approved",) if drafted.person != self.hand.account else ()
        later = (*approved, "registered", "issued")
        return [*order.process, drafted, *(Moment(step, self.at, person) for step in later)]

    def _issued_before(self, order: Order) -> tuple[str, ...]:
        """The entries that were issued from the very same workbook."""
        asked = (
            select(FILES.c.number)
            .where(FILES.c.sha256 == order.inputs["workbook"])
            .where(FILES.c.kind == "package", FILES.c.path.startswith(f"data/{WORKBOOK}"))
            .order_by(FILES.c.number)
        )
        return tuple(self.ledger.connection.execute(asked).scalars())

    def _in_force(self, order: Order) -> tuple[str, ...]:
        """The certificates in force that the same client holds under the same specification."""
        facts = order.facts
        asked = select(ENTRIES).where(
            ENTRIES.c.credit_code == facts.credit_code, ENTRIES.c.specification == facts.specification
        )
        held = self.ledger.connection.execute(asked.order_by(ENTRIES.c.certificate)).mappings()
        return tuple(
            entry["certificate"] for entry in map(dict, held) if status_of(entry, self.now.date()) in IN_FORCE
        )


def _package_files(order: Order, paperwork: Paperwork, parts: Mapping[str, str]) -> list[BagFile]:
    """Everything that goes into a package but its metadata."""
    content: dict[str, Json] = {"parts": dict(parts), "content_hash": content_hash(parts)}
    return [
        *(BagFile(source.path, source.content) for source in order.sources),
        *(BagFile(f"documents/{one.file}", one.content, one.name, one.form) for one in paperwork.documents),
        BagFile("result.json", readable(paperwork.result)),
        BagFile("content.json", readable(content)),
    ]


def _entry(order: Order, allotted: Allotted, drafted_by: str) -> dict[str, Any]:
    facts = order.facts
    dates = {
        "granted": facts.granted,
        "valid_until": facts.valid_until,
        "surveillance_due": facts.surveillance_due,
        "retain_until": facts.retain_until,
    }
    return {
        "certificate": allotted.certificate,
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
