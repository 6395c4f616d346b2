"""What the archive is asked to keep: the facts of an audit, its inputs, and its finished paperwork."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from cts_docs.files.hashing import Json

NumberKind = Literal["report", "certificate"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number to be allotted: the body's pattern with all its parts but the serial."""

    kind: NumberKind
    pattern: str
    body: str
    scheme: str
    year: int
    cycle: int


@dataclass(frozen=True, slots=True)
class Allotted:
    """The numbers of one audit; `certificate` is None where no certificate is issued."""

    report: str
    certificate: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register says of an audit.

    `retain_until` is the first day on which the records need no longer be kept; None while
    that cannot be said.
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


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the paperwork was made from: its place in the package and its bytes."""

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
    """The finished documents of one audit and its result with the trace, for machines.

    `text` is what the audit is found by beside its facts: what its report says.
    """

    documents: tuple[Document, ...]
    result: Json
    text: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of the audit's process before the archive had it: what, when, by whom."""

    step: str
    at: str
    person: str


@dataclass(frozen=True, slots=True)
class Order:
    """One audit to be issued.

    `inputs` are the parts of the content hash by name (`content.INPUTS`); `sources` the files
    behind them. `produce` makes the paperwork once numbers and content hash are known; its
    second argument says whether it is a draft.
    """

    facts: Facts
    wanted: tuple[Wanted, ...]
    inputs: Mapping[str, str]
    sources: tuple[Source, ...]
    process: tuple[Moment, ...]
    metadata: Mapping[str, Json]
    produce: Callable[[Allotted, str, bool], Paperwork]
    workbook_name: str = ""
