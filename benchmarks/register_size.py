"""The same questions to registers of 1,000, 10,000 and 100,000 entries: times the smallest one's time."""

from __future__ import annotations

import datetime
import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks.measuring import Figure, ratio, times
from cts_docs.archive.lifecycle.due_dates import due_dates
from cts_docs.archive.lifecycle.listing import entry_details, list_entries
from cts_docs.archive.register.event_log import Event
from cts_docs.archive.register.read_model import row_changes
from cts_docs.archive.register.schema import EVENTS, READ_MODEL, TEXTS
from cts_docs.archive.register.search_index import search_row
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import export_packages
from cts_docs.services.context import open_context
from tests.torture.sample_audits import archive, issue_request

SIZES = (1_000, 10_000, 100_000)
_REAL = 20
"""So many entries have real packages; the others have rows and events as large as those of real ones."""
_FILES = 25
_TODAY = datetime.date(2026, 3, 2)
_NUMBER = "CTS-TBSC034-2026-BG0007"
_BATCH = 500
_OF_ONE_ENTRY = 3.0
"""The most that a question about one entry may take in a larger register, times the smallest one's."""

Side = Callable[[], object]


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """Each question to each register, against the smallest."""
    places = {size: filled(folder / str(size), size) for size in SIZES}
    asked = {size: _questions(place, folder / "exported") for size, place in places.items()}
    for name in asked[SIZES[0]]:
        every = name in ("list", "due")
        # Every row is held to its event there: minutes in the largest one.
        sizes = SIZES[:-1] if every else SIZES
        taken = times({str(size): asked[size][name] for size in sizes}, 1 if every else rounds)
        for size in sizes[1:]:
            aim = 2.0 * size / SIZES[0] if every else _OF_ONE_ENTRY
            found = ratio(taken[str(size)], taken[str(SIZES[0])])
            yield Figure(f"{name}, {size} entries: times {SIZES[0]} entries", found, aim, False)


def filled(place: Path, size: int) -> Path:
    """An archive with so many entries."""
    place.mkdir()
    for number in range(_REAL):
        archive(place).issue(issue_request(number))
    with archive(place).register.locked() as connection:
        made = _events(*Snapshot(connection).head(), size - _REAL)
        while batch := list(itertools.islice(made, _BATCH)):
            _insert(connection, batch)
    return place


def _questions(place: Path, out: Path) -> dict[str, Side]:
    service = ArchiveService(archive(place), open_context(None), _TODAY)
    register, again = service.archive.register, itertools.count(1_000)
    return {
        "issue": lambda: archive(place).issue(issue_request(next(again))),
        "verify NUMBER": lambda: verify(register, VerifyRequest(_TODAY, number=_NUMBER)),
        "export NUMBER": lambda: export_packages(service, [_NUMBER], out),
        "show": lambda: entry_details(register, _NUMBER, _TODAY),
        "list": lambda: list_entries(register, _TODAY),
        "due": lambda: due_dates(register, _TODAY, 60),
    }


def _events(sequence: int, head: str, count: int) -> Iterator[Event]:
    """Events of issues, each as long as a real one's, linked to those before."""
    for number in range(count):
        sequence += 1
        own = f"示例-2026-BG{number:06d}"
        event = Event(
            sequence, "issued", own, "2026-03-02T08:30:00Z", "示例账户甲", "", "", _payload(own, number), head
        )
        head = event.hash
        yield event


def _payload(own: str, number: int) -> dict[str, Any]:
    certificate = f"示例-2026-{number:06d}-R0"
    texts = ("credit_code", "scope", "audit_type", "specification", "specification_version", "drafted_by")
    entry = {
        **dict.fromkeys(texts, "示例"),
        "certificate": certificate,
        "client": f"示例水务{number}有限公司",
        "outcome": "certified",
        "grade": 2,
        "grade_name": "二级",
        "issued": "2026-03-02",
        "granted": "2026-03-01",
        "valid_until": "2029-02-28",
        "surveillance_due": "2027-03-01",
        "retain_until": "2031-02-28",
        "approved_by": "示例账户乙",
        "audit_start": "2019-01-01",
        "audit_end": "2019-01-02",
    }
    numbers = [
        {"number": own, "kind": "report", "series": "示例-BG", "serial": number + 1},
        {"number": certificate, "kind": "certificate", "series": "示例-R", "serial": number + 1},
    ]
    files = [
        {
            "path": f"data/documents/示例文件-{position:02d}.docx",
            "size": 40_000 + position,
            "sha256": hashlib.sha256(f"{number} {position}".encode()).hexdigest(),
            "document": "report",
            "form": None,
        }
        for position in range(_FILES)
    ]
    token = hashlib.md5(own.encode(), usedforsecurity=False).hexdigest()
    manifest = hashlib.sha256(own.encode()).hexdigest()
    return {
        "entry": entry,
        "numbers": numbers,
        "content": {},
        "content_hash": hashlib.sha256(token.encode()).hexdigest(),
        "workbook": "示例.xlsx",
        "bag": {"position": 0, "token": token, "manifest": manifest, "files": files},
    }


def _insert(connection: Connection, events: list[Event]) -> None:
    """Insert events and the rows that follow from them."""
    stored = [
        {
            "sequence": event.sequence,
            "kind": event.kind,
            "number": event.number,
            "record": event.record,
            "hash": event.hash,
        }
        for event in events
    ]
    connection.execute(EVENTS.insert(), stored)
    rows: dict[str, list[Any]] = {}
    for event in events:
        for change in row_changes(event):
            if change.row is not None:
                rows.setdefault(change.table, []).append(change.row)
    for table, made in rows.items():
        connection.execute(READ_MODEL[table].insert(), made)
    connection.execute(TEXTS.insert(), [search_row(entry, "") for entry in rows["entries"]])
