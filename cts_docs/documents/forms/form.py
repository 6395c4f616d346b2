"""What a kind of document is: its template, its values, and how its files are named."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cts_docs.documents.audit_file import Case
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.specification.model import Specification

Values = Mapping[str, object]


def no_parts(_case: Case, _form: int | None) -> Mapping[str, bytes]:
    """The parts of a document that exchanges none."""
    return MappingProxyType({})


def once(_case: Case) -> Sequence[int | None]:
    """The forms of a document that is made once."""
    return (None,)


def shown_values(values: Values) -> Values:
    """The values that stand on the pages: all but those whose names begin with `_`."""
    return {key: value for key, value in values.items() if not key.startswith("_")}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document, by its `name` in the command's answers.

    `values` are plain data, and `shown` picks of them what stands on the pages, for the twin;
    `parts` exchanges parts of the template (charts, pictures); `forms` lists the numbers of the
    evaluation forms that each get a file, None for a file of the whole; `filename` is without folder.
    """

    name: str
    template: Callable[[Specification], bytes]
    properties: Callable[[Case, int | None], Properties]
    values: Callable[[Case, int | None], Values]
    filename: Callable[[Case, int | None], str]
    forms: Callable[[Case], Sequence[int | None]] = once
    parts: Callable[[Case, int | None], Mapping[str, bytes]] = no_parts
    shown: Callable[[Values], Values] = shown_values


def document_date(case: Case) -> datetime.date | None:
    """The date that document properties carry: the latest that the inputs themselves name."""
    named = (case.grant_date, *(case.assessment.date(name) for name in ("report_date", "audit_end")))
    return next((day for day in named if day is not None), None)
