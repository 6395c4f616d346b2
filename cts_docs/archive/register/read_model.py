"""The read model: the rows of the other tables that follow from the events.

The rows are written with each event, and made again from the log when an archive is verified.
A row that differs was altered without an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cts_docs.archive.paths import BagKind, number_key
from cts_docs.archive.register.event_log import Event
from cts_docs.archive.register.schema import ENTRIES, READ_MODEL, partial_row_fits, row_fits

Row = dict[str, Any]
Key = tuple[str | int, ...]
Tables = dict[str, dict[Key, Row]]

BAG_OF: Mapping[str, BagKind] = {
    "drafted": "draft",
    "issued": "package",
    "attached": "attachment",
    "preserved": "attachment",
}
"""The kind of the bag that an event registers."""
_STATE_OF = {"drafted": "draft", "issued": "issued"}
ROW_AFTER: Mapping[str, Row] = {
    "suspended": {"state": "suspended"},
    "restored": {"state": "issued"},
    "withdrawn": {"state": "withdrawn"},
    "cancelled": {"state": "cancelled"},
    "superseded": {"state": "superseded"},
    "renewed": {},
    "surveilled": {},
    "disposed": {"state": "disposed"},
}
"""The columns that each status event sets in the row of its entry, beside those in its payload."""
_CHANGEABLE = {"valid_until", "surveillance_due", "retain_until", "superseded_by"}
_OF_REGISTER = {"founded", "moved"}
_WITHOUT_ROWS = {"approved", "proposed", "succeeded", "held", "released"}
_KNOWN = {*_OF_REGISTER, *_WITHOUT_ROWS, "voided", *BAG_OF, *ROW_AFTER}


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row as it is after an event; None where it is removed.

    With `partial` the row exists already and only these columns change.
    """

    table: str
    key: Key
    row: Row | None
    partial: bool = False


def row_changes(event: Event) -> Iterator[RowChange]:
    """The row changes of an event.

    Raises KeyError, TypeError, ValueError or AttributeError where the payload is malformed.
    """
    for row_change in _row_changes(event):
        fitting = partial_row_fits if row_change.partial else row_fits
        if row_change.row is not None and not fitting(READ_MODEL[row_change.table], row_change.row):
            raise TypeError(row_change.table)
        yield row_change


def _row_changes(event: Event) -> Iterator[RowChange]:
    payload: Mapping[str, Any] = event.payload
    if event.kind not in _KNOWN or bool(event.number) is (event.kind in _OF_REGISTER):
        raise ValueError(event.kind)
    if event.kind in _STATE_OF:
        yield from _numbers(event.number, payload["numbers"])
        entry = {column.name: payload["entry"].get(column.name) for column in ENTRIES.columns}
        row = {**entry, "number": event.number, "state": _STATE_OF[event.kind]}
        yield RowChange("entries", (event.number,), {**row, "content_hash": payload["content_hash"]})
    if event.kind in ROW_AFTER:
        later = payload["entry"]
        if not set(later) <= _CHANGEABLE:
            raise ValueError(event.kind)
        yield RowChange("entries", (event.number,), {**ROW_AFTER[event.kind], **later}, partial=True)
    if event.kind == "attached":
        yield from _numbers(event.number, payload.get("numbers", []))
    yield from _bag_changes(event, payload)


def _bag_changes(event: Event, payload: Mapping[str, Any]) -> Iterator[RowChange]:
    """The rows of bags and files that an event writes or removes."""
    if event.kind in BAG_OF:
        yield from _bag(BAG_OF[event.kind], event.number, payload["bag"])
    if event.kind == "issued":
        yield RowChange("bags", ("draft", event.number, 0), None)
    if event.kind == "voided":
        key = ("attachment", event.number, payload["position"])
        yield RowChange("bags", key, {"voided": payload["date"]}, partial=True)
    if event.kind == "disposed":
        for bag in payload["bags"]:
            yield RowChange("bags", (bag["kind"], event.number, bag["position"]), None)


def apply_event(tables: Tables, event: Event) -> None:
    """Apply an event to tables held in memory."""
    for row_change in row_changes(event):
        rows = tables.setdefault(row_change.table, {})
        if row_change.row is None:
            rows.pop(row_change.key, None)
        elif row_change.partial:
            rows[row_change.key] = {**rows[row_change.key], **row_change.row}
        else:
            rows[row_change.key] = row_change.row


def _numbers(entry: str, numbers: list[Row]) -> Iterator[RowChange]:
    for allocated in numbers:
        number = allocated["number"]
        row = {
            "number": number,
            "key": number_key(number),
            "kind": allocated["kind"],
            "series": allocated["series"],
            "serial": allocated["serial"],
            "entry": entry,
        }
        yield RowChange("numbers", (number,), row)


def _bag(kind: BagKind, number: str, bag: Row) -> Iterator[RowChange]:
    position = bag["position"]
    location = {"kind": kind, "number": number, "position": position}
    key = (kind, number, position)
    yield RowChange(
        "bags", key, {**location, "token": bag["token"], "manifest": bag["manifest"], "voided": None}
    )
    for file in bag["files"]:
        row = {
            **location,
            "path": file["path"],
            "size": file["size"],
            "sha256": file["sha256"],
            "document": file["document"],
            "form": file["form"],
        }
        yield RowChange("files", (*key, file["path"]), row)
