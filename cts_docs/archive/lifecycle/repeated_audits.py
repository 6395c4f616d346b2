"""Audits that were issued or drafted before: the same workbook file, or the same audit of the same client."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import and_, or_, select

from cts_docs.archive.packages.requests import WORKBOOK, AuditDates, Facts, IssueRequest
from cts_docs.archive.packages.storage import locate
from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.entries import IN_FORCE, is_of_client, label_values, status_of
from cts_docs.archive.register.integrity import refuse_inconsistent_entry
from cts_docs.archive.register.schema import ENTRIES, FILES
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError

_NOT_COUNTED = ("withdrawn", "cancelled")
"""The states of entries that do not stand in the way of issuing an audit again."""

Sameness = Literal["workbook", "audit"]


@dataclass(frozen=True, slots=True)
class EarlierEntry:
    """An entry of the same audit: the very workbook file, or client, audit type, dates and specification."""

    number: str
    same: Sameness


def refuse_repeated(
    snapshot: Snapshot, paths: ArchivePaths, request: IssueRequest
) -> tuple[EarlierEntry, ...]:
    """The entries of the same audit, where the request gives a reason (`again`) for issuing it again.

    Raises RefusedError naming them and what is the same where it gives none. Drafts that wait count;
    withdrawn and cancelled entries do not. Called inside the register's transaction, so that of
    several processes that issue the same audit only one does.
    """
    earlier = tuple(earlier_entries(snapshot, paths, request))
    if earlier and not request.again.strip():
        raise RefusedError(
            Problem(
                "AUDIT_ISSUED_BEFORE",
                found="、".join(one.number for one in earlier),
                values=label_values("same", dict.fromkeys(f"SAME_{one.same.upper()}" for one in earlier)),
            )
        )
    return earlier


def earlier_entries(snapshot: Snapshot, paths: ArchivePaths, request: IssueRequest) -> Iterator[EarlierEntry]:
    """The entries of the same audit that count, by number."""
    same_file = set(_of_workbook(snapshot, request.inputs["workbook"]))
    start = request.facts.audit_start
    same_basis = and_(
        ENTRIES.c.specification == request.facts.specification,
        ENTRIES.c.audit_type == request.facts.audit_type,
        # Entries of an older program have no dates in their rows.
        or_(ENTRIES.c.audit_start == (start and start.isoformat()), ENTRIES.c.audit_start.is_(None)),
    )
    query = select(ENTRIES).where(or_(ENTRIES.c.number.in_(same_file), same_basis))
    for entry in _rows(snapshot, query.order_by(ENTRIES.c.number)):
        same = _sameness(snapshot, paths, entry, request, same_file)
        if same is None:
            continue
        # A row altered without an event must not hide an earlier issue.
        refuse_inconsistent_entry(snapshot, str(entry["number"]))
        if entry["state"] not in _NOT_COUNTED:
            yield EarlierEntry(str(entry["number"]), same)


def certificates_in_force(snapshot: Snapshot, facts: Facts, day: datetime.date) -> tuple[str, ...]:
    """The certificates in force that the same client holds under the same specification.

    Entries without a credit code are compared by the client's name.
    """
    query = select(ENTRIES).where(
        ENTRIES.c.credit_code.in_((facts.credit_code, "")), ENTRIES.c.specification == facts.specification
    )
    return tuple(
        str(entry["certificate"])
        for entry in _rows(snapshot, query.order_by(ENTRIES.c.certificate))
        if is_of_client(entry, facts.client, facts.credit_code)
        and status_of(entry, day) in (*IN_FORCE, "not_yet_valid")
    )


def _of_workbook(snapshot: Snapshot, sha256: str) -> Iterator[str]:
    """The numbers of the entries that hold a workbook file."""
    query = (
        select(FILES.c.number)
        .where(FILES.c.sha256 == sha256, FILES.c.path.startswith(f"data/{WORKBOOK}"))
        .where(FILES.c.kind.in_(("package", "draft")))
    )
    yield from map(str, snapshot.connection.execute(query).scalars())


def _sameness(
    snapshot: Snapshot,
    paths: ArchivePaths,
    entry: Mapping[str, Any],
    request: IssueRequest,
    same_file: Collection[str],
) -> Sameness | None:
    if entry["number"] in same_file:
        return "workbook"
    if not is_of_client(entry, request.facts.client, request.facts.credit_code):
        return None
    dates = request.facts.audit_start, request.facts.audit_end
    same = None not in dates and _audit_dates(snapshot, paths, entry, request) == dates
    return "audit" if same else None


def _audit_dates(
    snapshot: Snapshot, paths: ArchivePaths, entry: Mapping[str, Any], request: IssueRequest
) -> AuditDates:
    """The audit dates of an entry; read from its stored workbook where an older program recorded none."""
    start, end = entry["audit_start"], entry["audit_end"]
    if start is not None or request.read_audit_dates is None:
        return _day(start), _day(end)
    workbook = _stored_workbook(snapshot, paths, str(entry["number"]))
    return (None, None) if workbook is None else request.read_audit_dates(workbook)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _stored_workbook(snapshot: Snapshot, paths: ArchivePaths, number: str) -> Path | None:
    for bag in snapshot.bags_of(number):
        for file in snapshot.files_of(bag["kind"], number, bag["position"]):
            workbook: Path = locate(paths, bag) / file["path"]
            if bag["kind"] != "attachment" and file["path"].startswith(f"data/{WORKBOOK}"):
                return workbook if workbook.is_file() and not workbook.is_symlink() else None
    return None


def _rows(snapshot: Snapshot, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in snapshot.connection.execute(query).mappings()]
