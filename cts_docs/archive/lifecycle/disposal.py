"""Disposal after the end of retention, legal holds, and voided attachments: each a recorded act.

The files of a disposed entry are removed; its row, its events and the hashes of its files stay.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cts_docs.archive.lifecycle.status_changes import LONGEST_REASON
from cts_docs.archive.lifecycle.transaction import ATTACHED, ArchiveTransaction
from cts_docs.archive.register.entries import entry_as_of, find_entry, last_renewals
from cts_docs.archive.register.event_log import parse_record
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.hashing import Json


@dataclass(frozen=True, slots=True)
class DisposalResult:
    """A disposed entry: when its retention ended, and the files that were removed."""

    number: str
    retained_until: str
    files: int


@dataclass(frozen=True, slots=True)
class VoidResult:
    """An attachment that was struck out: the number of its entry, its position and its file name."""

    number: str
    position: int
    name: str


def dispose(
    transaction: ArchiveTransaction, number: str, reason: str, second_person: str = ""
) -> DisposalResult:
    """Record the disposal of an entry and have its files removed after the commit.

    Raises RefusedError where its retention has not ended, a legal hold is on it, no reason is given, or
    the body asks for a second person and none is named.
    """
    writer = transaction.writer
    entry = find_entry(writer, number)
    own = str(entry["number"])
    _refuse_without_reason(own, reason)
    until = retention_end(writer, entry, transaction.now.date())
    if entry["state"] == "disposed":
        raise RefusedError(Problem("DISPOSE_DONE", found=own))
    if until is None or until > transaction.day:
        raise RefusedError(Problem("DISPOSE_RETAINED", found=own, values={"expected": until or "—"}))
    if (hold := legal_hold(writer, own)) is not None:
        raise RefusedError(Problem("DISPOSE_HELD", found=own, values={"reason": str(hold["reason"])}))
    bags = writer.bags_of(own)
    files = [(bag, writer.files_of(bag["kind"], own, bag["position"])) for bag in bags]
    listed: list[Json] = [
        {"bag": bag["kind"], "position": bag["position"], **_hash_of(file)}
        for bag, held in files
        for file in held
    ]
    payload: dict[str, Json] = {
        "reason": reason.strip(),
        **_second_person(transaction, own, second_person),
        "date": transaction.day,
        "retained_until": until,
        "files": listed,
        "bags": [{"kind": bag["kind"], "position": bag["position"]} for bag in bags],
        "entry": {},
    }
    transaction.record("disposed", own, payload)
    writer.index(own, "")
    for bag, held in files:
        transaction.remove_after_commit({**bag, "files": held})
    return DisposalResult(own, until, len(listed))


def set_legal_hold(transaction: ArchiveTransaction, number: str, reason: str, *, held: bool) -> str:
    """Put a legal hold on an entry, or release it; the number of the entry.

    Raises RefusedError where it already is so, where the entry was disposed of, or no reason is given.
    """
    entry = find_entry(transaction.writer, number)
    own = str(entry["number"])
    _refuse_without_reason(own, reason)
    if entry["state"] == "disposed":
        raise RefusedError(Problem("DISPOSE_DONE", found=own))
    if held is (legal_hold(transaction.writer, own) is not None):
        raise RefusedError(Problem("HOLD_ALREADY" if held else "HOLD_NONE", found=own))
    transaction.record("held" if held else "released", own, {"reason": reason.strip()})
    return own


def void_attachment(
    transaction: ArchiveTransaction, number: str, attachment: str, reason: str, second_person: str = ""
) -> VoidResult:
    """Strike out an attachment, named by its position or its file name; its bag stays.

    Raises RefusedError where there is no such attachment, it was struck out already, no reason is given, or
    the body asks for a second person and none is named.
    """
    writer = transaction.writer
    own = str(find_entry(writer, number)["number"])
    _refuse_without_reason(own, reason)
    named = [
        (bag, name)
        for bag in writer.bags_of(own)
        if bag["kind"] == "attachment"
        for name in [_attached_name(writer, bag)]
        if attachment in (str(bag["position"]), f"{bag['position']:04d}", name)
    ]
    if len(named) != 1:
        code = "ATTACHMENT_UNKNOWN" if not named else "ATTACHMENT_AMBIGUOUS"
        raise RefusedError(Problem(code, found=attachment, values={"number": own}))
    ((bag, name),) = named
    if bag["voided"] is not None:
        raise RefusedError(Problem("ATTACHMENT_VOIDED", found=attachment, values={"number": own}))
    payload: dict[str, Json] = {
        "reason": reason.strip(),
        **_second_person(transaction, own, second_person),
        "position": bag["position"],
        "name": name,
        "date": transaction.day,
    }
    transaction.record("voided", own, payload)
    return VoidResult(own, bag["position"], name)


def legal_hold(snapshot: Snapshot, number: str) -> Mapping[str, Any] | None:
    """The payload of the legal hold that is on an entry; None where there is none."""
    for stored in reversed(snapshot.events_of(number)):
        if stored.kind in ("held", "released"):
            payload: Mapping[str, Any] = parse_record(stored)["payload"]
            return payload if stored.kind == "held" else None
    return None


def retention_end(snapshot: Snapshot, entry: Mapping[str, Any], as_of: datetime.date) -> str | None:
    """The first day on which the records of an entry need not be retained any more."""
    own = str(entry["number"])
    successor = snapshot.entry(entry["superseded_by"]) if entry["superseded_by"] else None
    read = entry_as_of(entry, successor, as_of, last_renewals(snapshot, own).get(own))
    until: str | None = read["retain_until"]
    return until


def _refuse_without_reason(number: str, reason: str) -> None:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise RefusedError(Problem("LIFE_REASON", found=number, values={"expected": str(LONGEST_REASON)}))


def _second_person(transaction: ArchiveTransaction, number: str, name: str) -> dict[str, Json]:
    """The second person of an act as recorded; raises RefusedError where one is needed and not named."""
    named, actor = name.strip(), transaction.actor
    alone = any(transaction.policy.is_same(named, own) for own in (actor.account, actor.person) if own)
    if transaction.policy.issuing and (not named or alone):
        raise RefusedError(Problem("SECOND_PERSON_UNNAMED", found=number))
    return {"second_person": named} if named else {}


def _hash_of(file: Mapping[str, Any]) -> dict[str, Json]:
    return {"path": file["path"], "size": file["size"], "sha256": file["sha256"]}


def _attached_name(snapshot: Snapshot, bag: Mapping[str, Any]) -> str:
    files = snapshot.files_of("attachment", bag["number"], bag["position"])
    prefix = f"data/{ATTACHED}/"
    return next((file["path"].removeprefix(prefix) for file in files if file["path"].startswith(prefix)), "")
