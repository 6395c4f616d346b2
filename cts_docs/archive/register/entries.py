"""Entries of the register: finding them, their status on a day, and their rows as of a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from cts_docs.archive.register.event_log import StoredEvent, parse_record
from cts_docs.archive.register.history import rows_on
from cts_docs.archive.register.read_model import BAG_OF
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError
from cts_docs.messages import LANGUAGES, Language, message
from cts_docs.text import folded, similar

Status = Literal[
    "draft",
    "not_yet_valid",
    "valid",
    "suspended",
    "withdrawn",
    "cancelled",
    "superseded",
    "expired",
    "no_certificate",
    "disposed",
]

IN_FORCE: tuple[Status, ...] = ("valid", "suspended")
ENDED: tuple[Status, ...] = ("withdrawn", "cancelled", "superseded", "expired")
"""The statuses of a certificate in which no surveillance is due any more."""

DEFERRED = "on_its_day"
"""The key in a renewal's event that holds the values which apply only from the renewal's date."""

_SEPARATOR: Mapping[Language, str] = {"zh": "、", "en": ", "}


def find_entry(snapshot: Snapshot, number: str) -> dict[str, Any]:
    """The entry of a report or certificate number; raises RefusedError where there is none."""
    entry = snapshot.entry(number)
    if entry is None:
        numbers = [str(row["number"]) for row in snapshot.rows("numbers")]
        raise RefusedError(
            Problem("ENTRY_UNKNOWN", found=number, values={"similar": similar(number, numbers)})
        )
    return entry


def is_of_client(entry: Mapping[str, Any], client: str, credit_code: str) -> bool:
    """Whether an entry is of a client: by credit code where both have one, else by folded name."""
    codes = folded(entry["credit_code"]), folded(credit_code)
    return codes[0] == codes[1] if all(codes) else folded(entry["client"]) == folded(client)


def issued_entry(snapshot: Snapshot, number: str) -> dict[str, Any]:
    """The entry of a number that was issued; raises RefusedError for a draft."""
    entry = find_entry(snapshot, number)
    if entry["state"] == "draft":
        raise RefusedError(Problem("ENTRY_IS_DRAFT", found=number))
    return entry


def drafted_entry(snapshot: Snapshot, number: str) -> dict[str, Any]:
    """The entry of a number that waits for approval; raises RefusedError for any other."""
    entry = find_entry(snapshot, number)
    if entry["state"] != "draft":
        raise RefusedError(Problem("ENTRY_NOT_DRAFT", found=number))
    return entry


def drafted_payload(snapshot: Snapshot, number: str) -> Mapping[str, Any]:
    """What was recorded when an entry was drafted, with `at` and `account` of that event."""
    for stored in reversed(snapshot.events_of(number)):
        if stored.kind == "drafted":
            record = parse_record(stored)
            return {**record["payload"], "at": record["at"], "account": record["account"]}
    raise RefusedError(Problem("ENTRY_NOT_DRAFT", found=number))


def drafted_bag(snapshot: Snapshot, number: str) -> Mapping[str, Any] | None:
    """The bag of an entry's draft as recorded, also after it was issued; None without a draft."""
    for stored in reversed(snapshot.events_of(number)):
        if stored.kind == "drafted":
            bag: Mapping[str, Any] = parse_record(stored)["payload"]["bag"]
            return bag
    return None


def recorded_bags(snapshot: Snapshot, number: str) -> list[dict[str, Any]]:
    """Every bag that was ever recorded for an entry, with its `kind`, `number` and `files`."""
    found = []
    for stored in snapshot.events_of(number):
        if stored.kind in BAG_OF:
            bag = parse_record(stored)["payload"]["bag"]
            found.append({**bag, "kind": BAG_OF[stored.kind], "number": number})
    return found


def entry_as_of(
    entry: Mapping[str, Any],
    successor: Mapping[str, Any] | None,
    as_of: datetime.date,
    renewal: StoredEvent | None = None,
) -> dict[str, Any]:
    """The row of an entry with the dates that apply on a day.

    An entry is retained at least as long as its successor, also where that was renewed since: of
    each client the current and the previous cycle. No surveillance is due once a certificate has
    ended. After a renewal that was dated ahead (`renewal`, the event of the last one) the next
    surveillance counts from that renewal once its day has come. A cancelled draft has no validity.
    """
    days = (entry["retain_until"], successor and successor["retain_until"])
    ended = status_of(entry, as_of) in ENDED
    return {
        **entry,
        "valid_until": validity_of(entry),
        "retain_until": max((str(day) for day in days if day), default=None),
        "surveillance_due": None if ended else _surveillance_due(entry, as_of, renewal),
    }


def entries_as_of(
    snapshot: Snapshot, as_of: datetime.date, *, historic: bool = False
) -> list[dict[str, Any]]:
    """The rows of the entries as they stand on a day, by number; see `rows_on` for `historic`."""
    rows = rows_on(snapshot, as_of, historic=historic)
    by_number, renewals = {row["number"]: row for row in rows}, last_renewals(snapshot)
    return [
        entry_as_of(row, by_number.get(row["superseded_by"]), as_of, renewals.get(row["number"]))
        for row in rows
    ]


def validity_of(entry: Mapping[str, Any]) -> str | None:
    """The last day of validity; None for a draft that was cancelled, which never was valid."""
    never = entry["state"] == "cancelled" and entry["issued"] is None
    until: str | None = None if never else entry["valid_until"]
    return until


def last_renewals(snapshot: Snapshot, number: str = "") -> dict[str, StoredEvent]:
    """The event of the last renewal by the number of its entry; of one entry where it is named."""
    return {stored.number: stored for stored in snapshot.events_of_kind("renewed", number)}


def surveillance_due_on(snapshot: Snapshot, entry: Mapping[str, Any], as_of: datetime.date) -> str | None:
    """The day by which the next surveillance is due, as of a day; given for ended certificates too."""
    number = str(entry["number"])
    return _surveillance_due(entry, as_of, last_renewals(snapshot, number).get(number))


def status_of(entry: Mapping[str, Any], as_of: datetime.date) -> Status:
    """The status of an entry on a day by its row of that day.

    Before the grant date a certificate is not valid yet; after the end of validity a suspended one has
    expired too.
    """
    state: Status | Literal["issued"] = entry["state"]
    if state != "issued" and state != "suspended":
        return state
    if entry["certificate"] is None:
        return "no_certificate"
    until, granted = entry["valid_until"], entry["granted"]
    if granted is not None and granted > as_of.isoformat():
        return "not_yet_valid"
    if until is not None and until < as_of.isoformat():
        return "expired"
    return "valid" if state == "issued" else state


def status_label(status: str, language: Language) -> str:
    """The name of a status, such as 暂停 or suspended."""
    return message(_status_code(status), language, {})


def status_values(name: str, statuses: Iterable[str]) -> dict[str, str]:
    """The names of statuses as values of a problem, see `label_values`."""
    return label_values(name, map(_status_code, statuses))


def label_values(name: str, codes: Iterable[str], *, none: str = "WORD_NOTHING") -> dict[str, str]:
    """Texts of the catalogue as values of a problem: `NAME_zh` and `NAME_en`, joined by commas.

    Without any code it is the text of `none`.
    """
    texts = tuple(codes) or (none,)
    return {
        f"{name}_{language}": _SEPARATOR[language].join(message(code, language, {}) for code in texts)
        for language in LANGUAGES
    }


def _status_code(status: str) -> str:
    return f"STATUS_{status.upper()}"


def _surveillance_due(
    entry: Mapping[str, Any], as_of: datetime.date, renewal: StoredEvent | None
) -> str | None:
    due: str | None = entry["surveillance_due"]
    if renewal is None:
        return due
    payload = parse_record(renewal)["payload"]
    if DEFERRED not in payload or str(payload["date"]) > as_of.isoformat():
        return due
    return max(due or "", str(payload[DEFERRED]["surveillance_due"]))
