"""What follows from an event: the rows of the other tables.

Used in both directions: to write the rows when something happens, and to make them again
from the chain when an archive is verified. A row that differs was altered behind the chain's back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cts_docs.archive.folder_names import number_key
from cts_docs.archive.paths import BagKind
from cts_docs.archive.register.event_log import Event
from cts_docs.archive.register.schema import ENTRIES, FOLLOWING, fits, fits_partly

Row = dict[str, Any]
Key = tuple[str | int, ...]
Tables = dict[str, dict[Key, Row]]

_BAG_OF: Mapping[str, BagKind] = {"drafted": "draft", "issued": "package", "attached": "attachment"}
_STATE_OF = {"drafted": "draft", "issued": "issued"}
LATER_STATE: Mapping[str, Row] = {
    "suspended": {"state": "suspended"},
    "restored": {"state": "issued"},
    "withdrawn": {"state": "withdrawn"},
    "cancelled": {"state": "cancelled"},
    "superseded": {"state": "superseded"},
    "renewed": {},
    "surveilled": {},
}
"""The state of an entry after each event of its life; it stays as it was where none is named."""
_LATER_VALUES = {"valid_until", "surveillance_due", "retain_until", "superseded_by"}
_OF_REGISTER = {"founded", "moved"}
_KNOWN = {*_OF_REGISTER, "approved", "succeeded", *_BAG_OF, *LATER_STATE}


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a table as it stands after an event; None where it stands no longer.

    `partial` says that the row was there before, and that only these columns of it change.
    """

    table: str
    key: Key
    row: Row | None
    partial: bool = False


def changes(event: Event) -> Iterator[Change]:
    """The rows that an event writes.

    Raises KeyError, TypeError, ValueError or AttributeError where a payload is none of ours.
    """
    for change in _said(event):
        fitting = fits_partly if change.partial else fits
        if change.row is not None and not fitting(FOLLOWING[change.table], change.row):
            raise TypeError(change.table)
        yield change


def _said(event: Event) -> Iterator[Change]:
    payload: Mapping[str, Any] = event.payload
    if event.kind not in _KNOWN or bool(event.number) is (event.kind in _OF_REGISTER):
        raise ValueError(event.kind)
    if event.kind in _STATE_OF:
        yield from _numbers(event.number, payload["numbers"])
        entry = {column.name: payload["entry"].get(column.name) for column in ENTRIES.columns}
        row = {**entry, "number": event.number, "state": _STATE_OF[event.kind]}
        yield Change("entries", (event.number,), {**row, "content_hash": payload["content_hash"]})
    if event.kind in LATER_STATE:
        later = payload["entry"]
        if not set(later) <= _LATER_VALUES:
            raise ValueError(event.kind)
        yield Change("entries", (event.number,), {**LATER_STATE[event.kind], **later}, partial=True)
    if event.kind in _BAG_OF:
        yield from _bag(_BAG_OF[event.kind], event.number, payload["bag"])
    if event.kind == "issued":
        yield Change("bags", ("draft", event.number, 0), None)


def replay(tables: Tables, event: Event) -> None:
    """Change tables held in memory as an event changes those of the register."""
    for change in changes(event):
        rows = tables.setdefault(change.table, {})
        if change.row is None:
            rows.pop(change.key, None)
        elif change.partial:
            rows[change.key] = {**rows[change.key], **change.row}
        else:
            rows[change.key] = change.row


def _numbers(entry: str, numbers: list[Row]) -> Iterator[Change]:
    for given in numbers:
        number = given["number"]
        row = {
            "number": number,
            "key": number_key(number),
            "kind": given["kind"],
            "series": given["series"],
            "serial": given["serial"],
            "entry": entry,
        }
        yield Change("numbers", (number,), row)


def _bag(kind: BagKind, number: str, bag: Row) -> Iterator[Change]:
    position = bag["position"]
    place = {"kind": kind, "number": number, "position": position}
    key = (kind, number, position)
    yield Change("bags", key, {**place, "token": bag["token"], "manifest": bag["manifest"]})
    for file in bag["files"]:
        row = {
            **place,
            "path": file["path"],
            "size": file["size"],
            "sha256": file["sha256"],
            "document": file["document"],
            "form": file["form"],
        }
        yield Change("files", (*key, file["path"]), row)
