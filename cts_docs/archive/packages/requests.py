"""Requests to the archive: the facts of an audit, its inputs, and its documents."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cts_docs.files.hashing import Json

NumberKind = Literal["report", "certificate", "notice"]
WORKBOOK = "inputs/workbook"
"""The path of the workbook in a package, without its suffix."""


AuditDates = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True, slots=True)
class NumberRequest:
    """A number to be allocated: the body's pattern and all its parts but the serial."""

    kind: NumberKind
    pattern: str
    body: str
    scheme: str
    year: int
    cycle: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The allocated numbers of an audit; `certificate` is None where no certificate is issued."""

    report: str
    certificate: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of an audit that the register holds.

    `retain_until` is the first day on which the records need no longer be retained; None where it
    cannot be computed yet.
    """

    client: str
    credit_code: str
    scope: str
    audit_type: str
    specification: str
    specification_version: str
    outcome: str
    grade: int | None
    grade_name: str | None
    granted: datetime.date | None
    valid_until: datetime.date | None
    surveillance_due: datetime.date | None
    retain_until: datetime.date | None
    audit_start: datetime.date | None = None
    audit_end: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the documents are made from: its path in the package and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document; `form` is the number of the evaluation form, if it has one."""

    name: str
    form: int | None
    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Paperwork:
    """The finished documents of an audit, its result with the trace, and its report's text for searching."""

    documents: tuple[Document, ...]
    result: Json
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """What a notice is about: its `name`, the entry's row, the reason, and the date that counts.

    `date` is that of the status change, or the day by which surveillance is due.
    """

    name: str
    entry: Mapping[str, Any]
    reason: str
    date: datetime.date
    issued: datetime.date


@dataclass(frozen=True, slots=True)
class NoticeRequest:
    """How notices are made: the number to be allocated, and the function that makes the files.

    `number` gives the request for a number, None where notices are not numbered; `produce` takes the
    allocated number. The files are the notice as Word and PDF document, and the template it was made from;
    none where no notice can be made.
    """

    number: Callable[[NoticeEvent], NumberRequest | None]
    produce: Callable[[NoticeEvent, str], tuple[Document, ...]]


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """A step of an audit's process: what, when, by whom."""

    step: str
    at: str
    person: str


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """A request to issue or draft one audit.

    `numbers` are the numbers to be allocated, `inputs` the parts of the content hash by name
    (`content_hash.INPUTS`), `sources` the files behind them. `produce` makes the documents once
    numbers and content hash are known; its last argument tells whether they are drafts. `again` is the
    reason for issuing an audit that was issued or drafted before; `case` holds the cycle and the open
    nonconformities. `read_audit_dates` reads the first and
    last day of the audit from a stored workbook, for entries that an older program recorded without.
    """

    facts: Facts
    numbers: tuple[NumberRequest, ...]
    inputs: Mapping[str, str]
    sources: tuple[Source, ...]
    process: tuple[ProcessStep, ...]
    metadata: Mapping[str, Json]
    produce: Callable[[Allocation, str, bool], Paperwork]
    workbook_name: str = ""
    again: str = ""
    case: Mapping[str, Json] = field(default_factory=dict)
    read_audit_dates: Callable[[Path], AuditDates] | None = None
