"""What waits for a person in an archive: drafts and changes to approve, and drafts that were returned."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import or_, select

from cts_docs.archive.lifecycle.status_changes import proposed_change
from cts_docs.archive.register.event_log import parse_record
from cts_docs.archive.register.schema import ENTRIES, EVENTS
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.services.archive.archive import ArchiveService

What = Literal["approve", "others", "returned", "change"]
_RETURNED_DAYS = 30
"""How long a returned draft is listed."""


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An entry that waits.

    `what`: a draft to `approve`, an own draft that `others` have to approve, an own draft that was
    `returned`, or a status `change` to approve. `account` drafted, proposed or returned it; `reason`
    is that of a change or a return.
    """

    number: str
    client: str
    what: What
    account: str
    reason: str = ""


def waiting_items(service: ArchiveService) -> tuple[WaitingItem, ...]:
    """What waits for the account of an archive service, by number."""
    with service.archive.register.reading() as snapshot:
        proposed = select(EVENTS.c.number).where(EVENTS.c.kind == "proposed")
        query = select(ENTRIES).where(
            or_(
                ENTRIES.c.state == "draft",
                ENTRIES.c.number.in_(proposed),
                (ENTRIES.c.state == "cancelled") & ENTRIES.c.issued.is_(None),
            )
        )
        rows = snapshot.connection.execute(query.order_by(ENTRIES.c.number)).mappings().all()
        return tuple(item for row in rows for item in _waiting(dict(row), snapshot, service))


def _waiting(entry: dict[str, Any], snapshot: Snapshot, service: ArchiveService) -> Iterator[WaitingItem]:
    number, client, drafter = str(entry["number"]), str(entry["client"]), str(entry["drafted_by"])
    is_own = service.archive.policy.is_same(drafter, service.archive.actor.account)
    if entry["state"] == "draft":
        yield WaitingItem(number, client, "others" if is_own else "approve", drafter)
    elif proposal := proposed_change(snapshot, number):
        yield WaitingItem(number, client, "change", proposal.account, proposal.change.reason)
    elif entry["issued"] is None and is_own:
        record = parse_record(snapshot.events_of(number)[-1])
        on = datetime.date.fromisoformat(str(record["at"])[:10])
        if (service.as_of - on).days <= _RETURNED_DAYS:
            reason = str(record["payload"].get("reason", ""))
            yield WaitingItem(number, client, "returned", str(record["account"]), reason)
