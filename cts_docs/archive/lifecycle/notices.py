"""Notices to clients: made with the status change that they report, and attached to its entry."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cts_docs.archive.lifecycle.numbering import allocate
from cts_docs.archive.lifecycle.transaction import ATTACHED, ArchiveTransaction
from cts_docs.archive.lifecycle.transition_rules import Transition
from cts_docs.archive.packages.bags import BagFile
from cts_docs.archive.packages.requests import NoticeEvent, NoticeRequest
from cts_docs.archive.packages.storage import refuse_unknown_bag
from cts_docs.archive.register.event_log import parse_record
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.files.hashing import Json

SURVEILLANCE = "surveillance_notice"
NOTICE_OF: Mapping[Transition, str] = {
    "suspend": "suspension_notice",
    "restore": "restoration_notice",
    "withdraw": "withdrawal_notice",
    "cancel": "cancellation_notice",
}
"""The notice that reports each transition to the client."""
TEMPLATE = "inputs/template.docx"
"""The path of a notice's template in its bag."""


@dataclass(frozen=True, slots=True)
class NoticeResult:
    """A notice that was archived: its name and number, its entry, and the files of its documents."""

    name: str
    number: str
    entry: str
    date: datetime.date
    files: tuple[Path, ...]


def record_notice(
    transaction: ArchiveTransaction, event: NoticeEvent, request: NoticeRequest
) -> NoticeResult | None:
    """Number a notice, make it, and attach it to its entry in the transaction; None where none is made."""
    own = str(event.entry["number"])
    asked = request.number(event)
    allocated = allocate(transaction.writer, transaction.paths, (asked,) if asked else ())
    number = allocated[0].number if allocated else ""
    documents = request.produce(event, number)
    if not documents:
        return None
    position = 1 + sum(bag["kind"] == "attachment" for bag in transaction.writer.bags_of(own))
    refuse_unknown_bag(transaction.paths, "attachment", own, position)
    files = [
        BagFile(one.file if one.name == "" else f"{ATTACHED}/{one.file}", one.content, one.name or None)
        for one in documents
    ]
    about: dict[str, Json] = {
        "name": event.name,
        "number": number,
        "date": event.date.isoformat(),
        "reason": event.reason,
    }
    named = [one.file for one in documents if one.name]
    numbers: list[Json] = [asdict(one) for one in allocated]
    recorded: dict[str, Json] = {"name": named[0], "notice": about, "numbers": numbers}
    transaction.attach_notice(own, position, files, recorded)
    folder = transaction.paths.bag("attachment", own, position) / "data" / ATTACHED
    return NoticeResult(event.name, number, own, event.date, tuple(folder / name for name in named))


def recorded_notices(snapshot: Snapshot, number: str) -> Iterator[Mapping[str, Any]]:
    """What was recorded of each notice of an entry, with its bag."""
    for stored in snapshot.events_of(number):
        if stored.kind == "attached":
            payload = parse_record(stored)["payload"]
            if payload.get("notice"):
                yield {**payload["notice"], "bag": payload["bag"]}
