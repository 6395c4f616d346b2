"""Checks that the register agrees with its event log; nothing is written.

The log is read through in order, a few events at a time, and each entry by itself, so that memory does
not grow with the register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cts_docs.archive.paths import BAG_KINDS, ArchivePaths
from cts_docs.archive.register.event_log import GENESIS, Event, StoredEvent, check_chain, check_links
from cts_docs.archive.register.read_model import Key, Row, Tables, apply_event, row_changes
from cts_docs.archive.register.schema import READ_MODEL, key_columns
from cts_docs.archive.register.seal import file_faults
from cts_docs.archive.register.signing import Issuer, KeyRegister, Signature, event_issuer
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.archive.register.structure import structure_faults
from cts_docs.errors import Problem, RefusedError
from cts_docs.progress import report_step, tracked

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
_MANY = 20
"""From so many entries on the whole log is read at once."""


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The event log, checked from one event on: its faults, and the numbers of the entries in that part.

    `events` is how many events were read and hashed, `last` the sequence of the newest.
    """

    head: str
    last: int
    events: int
    numbers: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """One entry as it follows from its own events.

    `log_problems` are the faults of those events and of the signatures on them, `row_problems` one for
    each row that differs from them. `linked` is whether their neighbours in the log were read too, `read`
    how many events were.
    """

    number: str
    tables: Tables
    stored: tuple[StoredEvent, ...]
    events: tuple[Event, ...]
    signatures: Mapping[int, Signature]
    first_signed: int | None
    log_problems: tuple[Problem, ...]
    row_problems: tuple[Problem, ...]
    linked: bool
    read: int

    def rows(self, table: str) -> Mapping[Key, Row]:
        """The rows of a table as they follow from the events."""
        return self.tables.get(table, {})

    def issuers(self, trusted: KeyRegister) -> list[tuple[Issuer, Problem | None]]:
        """The issuer verdict of each event, and a fault where the body's keys do not account for it."""
        return list(_issuers(self.events, self.signatures, trusted, self.first_signed))

    @property
    def row(self) -> Row | None:
        """The row of the entry as it follows from the events; None where they draft and issue nothing."""
        return self.rows("entries").get((self.number,))


class Series:
    """The serials that were allocated in each series of numbers."""

    def __init__(self) -> None:
        self._serials: dict[str, set[int]] = {}

    def add(self, check: EntryCheck) -> None:
        """Add the numbers of an entry."""
        for row in check.rows("numbers").values():
            if isinstance(row["serial"], int):
                self._serials.setdefault(str(row["series"]), set()).add(row["serial"])

    def gaps(self) -> Iterator[Problem]:
        """A fault for each series in which a serial from 1 to the newest is missing."""
        for series, present in sorted(self._serials.items()):
            if len(present) != max(present) or min(present) < 1:
                yield Problem("NUMBER_GAP", found=series)


def check_log(snapshot: Snapshot, trusted: KeyRegister | None = None, since: int = 0) -> LogCheck:
    """Check the event log in order, from the event `since` on, which is taken for the start of it.

    With `trusted` keys an event of the register itself that they do not account for is a fault.
    """
    newest = snapshot.head()[0]
    numbers: set[str] = set()
    problems: list[Problem] = []
    own: list[Event] = []
    keys: dict[int, str] = {}
    head, last, count = GENESIS, 0, 0
    chain = check_chain(snapshot.events(since), None if since else GENESIS, max(since, 1))
    for row, event, faults in chain:
        problems += faults
        head, last, count = row.hash, row.sequence, count + 1
        report_step("PROGRESS_EVENTS", count, newest - since)
        if event is None:
            continue
        if event.key:
            keys[event.sequence] = event.key
        if event.number:
            numbers |= {event.number} if event.sequence > since else set()
        else:
            own.append(event)
            problems += _malformed(event)
    signed = (one for one in snapshot.signing_keys() if one[0] >= since)
    problems += _signature_faults(keys, signed)
    signatures = snapshot.signatures([event.sequence for event in own])
    issuers = _issuers(own, signatures, trusted or KeyRegister(), snapshot.first_signed())
    problems += (problem for _, problem in issuers if problem is not None)
    return LogCheck(head, last, count, frozenset(numbers), tuple(problems))


def check_entry(snapshot: Snapshot, number: str, *, linked: bool = False) -> EntryCheck:
    """Check one entry: its events, the signatures on them, and its rows in every table.

    With `linked` the links between its events and their neighbours in the log are checked too.
    """
    tables: Tables = {}
    events: list[Event] = []
    problems: list[Problem] = []
    stored = snapshot.events_of(number)
    for _, event, faults in check_chain(stored):
        # Events of other entries lie between these, so gaps and links mean nothing here.
        problems += (fault for fault in faults if fault.code in ("CHAIN_RECORD", "CHAIN_HASH"))
        if event is not None:
            events.append(event)
            problems += _apply(tables, event)
    sequences = [row.sequence for row in stored]
    signatures = snapshot.signatures(sequences)
    keys = {event.sequence: event.key for event in events if event.key}
    problems += _signature_faults(keys, ((one, made.key) for one, made in signatures.items()))
    near = {beside for one in sequences for beside in (one - 1, one + 1)} if linked else set()
    around = snapshot.events_at(near - set(sequences))
    if linked:
        known = {**around, **{row.sequence: row for row in stored}}
        problems += check_links(stored, known, snapshot.head()[0])
    return EntryCheck(
        number,
        tables,
        tuple(stored),
        tuple(events),
        signatures,
        snapshot.first_signed(),
        distinct(problems),
        tuple(_row_problems(snapshot, number, tables)),
        linked,
        len(stored) + len(around),
    )


def structure_problems(snapshot: Snapshot, paths: ArchivePaths, *, whole: bool = True) -> Iterator[Problem]:
    """Faults of the structure, and of the bytes of an embedded register.

    Without `whole` those are left out whose finding takes longer the larger the register is.
    """
    if snapshot.connection.dialect.name != "sqlite":
        yield from structure_faults(snapshot.connection)
    elif paths.register.exists():
        yield from file_faults(paths, whole=whole)


def orphaned_rows(snapshot: Snapshot, numbers: Collection[str]) -> Iterator[Problem]:
    """A fault for the rows in each table that belong to none of the entries in `numbers`."""
    for name in READ_MODEL:
        for owner, kind in snapshot.owners(name):
            if owner not in numbers or kind not in ("", *BAG_KINDS):
                yield Problem("REGISTER_ROW", found=owner, values={"table": name})


def refuse_inconsistent(
    snapshot: Snapshot,
    paths: ArchivePaths,
    *,
    but: Collection[str] = (),
    trusted: KeyRegister | None = None,
) -> None:
    """Raise RefusedError with every fault of the register, except those of the codes in `but`.

    With `trusted` keys an event that they do not account for is a fault. The bags are not checked.
    """
    log, series = check_log(snapshot, trusted), Series()
    problems = [*structure_problems(snapshot, paths), *log.problems, *orphaned_rows(snapshot, log.numbers)]
    for number in tracked(sorted(log.numbers), "PROGRESS_ENTRIES"):
        check = check_entry(snapshot, number)
        series.add(check)
        problems += check.log_problems + check.row_problems
        if trusted is not None:
            problems += (problem for _, problem in check.issuers(trusted) if problem is not None)
    problems += series.gaps()
    if found := tuple(fault for fault in distinct(problems) if fault.code not in but):
        raise RefusedError(found)


def refuse_inconsistent_entry(snapshot: Snapshot, number: str) -> None:
    """Raise RefusedError where the rows of one entry differ from its own events.

    An unknown number is not an error here; the links between events are not checked.
    """
    entry = snapshot.entry(number)
    if entry is not None and (found := entry_faults(snapshot, str(entry["number"]))):
        raise RefusedError(found)


def distinct(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without repetitions of the same code, finding, file and table."""
    return tuple({(one.code, one.found, one.file, one.values.get("table")): one for one in problems}.values())


def row_faults(snapshot: Snapshot, numbers: Collection[str]) -> dict[str, tuple[Problem, ...]]:
    """The faults of the rows in `entries` that differ from their events, by number.

    Asked by whoever shows rows. The links between events are not checked.
    """
    tables: Tables = {}
    faulty: set[str] = set()
    wanted = set(numbers)
    many = len(wanted) > _MANY
    events = snapshot.events() if many else (one for name in wanted for one in snapshot.events_of(name))
    for row, event, faults in check_chain(one for one in events if one.number in wanted):
        if (
            event is None
            or any(fault.code == "CHAIN_HASH" for fault in faults)
            or list(_apply(tables, event))
        ):
            faulty.add(row.number)
    expected = tables.get("entries", {})
    rows = (
        snapshot.rows("entries")
        if many
        else (row for name in wanted for row in snapshot.stored_rows("entries", name))
    )
    present = {entry["number"]: entry for entry in rows}
    faulty |= {number for number in wanted if expected.get((number,)) != present.get(number)}
    return {name: (Problem("REGISTER_ROW", found=name, values={"table": "entries"}),) for name in faulty}


def entry_faults(snapshot: Snapshot, number: str) -> tuple[Problem, ...]:
    """The faults of one entry's events and the rows that differ from them; see `check_entry`."""
    check = check_entry(snapshot, number)
    return distinct([*check.log_problems, *check.row_problems])


def _issuers(
    events: Iterable[Event],
    signatures: Mapping[int, Signature],
    trusted: KeyRegister,
    first_signed: int | None,
) -> Iterator[tuple[Issuer, Problem | None]]:
    """The issuer verdicts of events; see `event_issuer`."""
    for event in events:
        yield event_issuer(event, signatures.get(event.sequence), trusted, first_signed)


def _malformed(event: Event) -> Iterator[Problem]:
    """A fault where an event of the register itself is not one."""
    try:
        list(row_changes(event))
    except _MALFORMED:
        yield Problem("CHAIN_RECORD", found=str(event.sequence))


def _apply(tables: Tables, event: Event) -> Iterator[Problem]:
    try:
        apply_event(tables, event)
    except _MALFORMED:
        yield Problem("CHAIN_RECORD", found=str(event.sequence))


def _row_problems(snapshot: Snapshot, number: str, tables: Tables) -> Iterator[Problem]:
    """A fault for each row of an entry that is missing, differs, or does not follow from its events."""
    for name in READ_MODEL:
        columns = key_columns(READ_MODEL[name])
        found = {tuple(row[column] for column in columns): row for row in snapshot.stored_rows(name, number)}
        expected = tables.get(name, {})
        for key in {*found, *expected}:
            if found.get(key) != expected.get(key):
                yield Problem("REGISTER_ROW", found=number, values={"table": name})


def _signature_faults(keys: Mapping[int, str], signed: Iterable[tuple[int, str]]) -> Iterator[Problem]:
    """Signatures that are missing, belong to no event, or have another key than their event."""
    missing, wrong = dict(keys), set()
    for sequence, key in signed:
        if missing.pop(sequence, None) != key:
            wrong.add(sequence)
    for sequence in sorted({*missing, *wrong}):
        yield Problem("SIGNATURE_MISSING", found=str(sequence))
