"""The definition of a form: its template, its values, and how its files are named."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.specification.model import Specification

Values = Mapping[str, object]


def no_parts(_audit_file: AuditFile, _item: int | None) -> Mapping[str, bytes]:
    """The replaced parts of a document that replaces none."""
    return MappingProxyType({})


def once(_audit_file: AuditFile) -> Sequence[int | None]:
    """The one item of a document that is made once for an audit."""
    return (None,)


def unprepared(template: bytes, _logos: Mapping[str, Path]) -> bytes:
    """The template of a document without logos."""
    return template


def finished(content: bytes) -> bytes:
    """A document that is complete when it is rendered."""
    return content


def shown_values(values: Values, added: frozenset[str] = frozenset()) -> Values:
    """The values that stand on the pages: all but those whose names begin with `_`.

    `added` are shown since version 0.2; the value `_first_edition` is true where version 0.1 made
    the document.
    """
    hidden = added if values.get("_first_edition") else frozenset()
    return {key: value for key, value in values.items() if not key.startswith("_") and key not in hidden}


def always(_audit_file: AuditFile) -> bool:
    """That a document is made for every audit."""
    return True


def every(_specification: Specification) -> bool:
    """That a document exists under every specification."""
    return True


def with_maturity(specification: Specification) -> bool:
    """That a document exists where management is scored by maturity levels."""
    return specification.has_maturity


def never(_audit_file: AuditFile) -> bool:
    """That a document is not made from an audit."""
    return False


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A form of the body, filled for one audit; `name` is the document's in JSON and options.

    `exists` decides whether a specification has the form at all.

    `has_data` decides whether an audit holds what the form shows; a form that is asked for by name is made
    all the same. `items` lists what gets a file of its own: the numbers of the evaluation forms or of the
    nonconformities, or None for one file of the whole audit. The other functions take such an item.
    `values` are plain data, and `shown` selects those that stand on the pages, for the embedded data;
    `parts` replaces parts of the template (charts, pictures); `filename` is without folder.

    `designs` names further page designs, whose templates `design_template` makes; `prepare` makes a
    template ready, with the files of the body's logos by their key in the configuration; `finish`
    completes a rendered document.
    """

    name: str
    template: Callable[[Specification], bytes]
    properties: Callable[[AuditFile, int | None], Properties]
    values: Callable[[AuditFile, int | None], Values]
    filename: Callable[[AuditFile, int | None], str]
    items: Callable[[AuditFile], Sequence[int | None]] = once
    parts: Callable[[AuditFile, int | None], Mapping[str, bytes]] = no_parts
    shown: Callable[[Values], Values] = shown_values
    designs: Sequence[str] = ()
    design_template: Callable[[Specification, str], bytes] | None = None
    prepare: Callable[[bytes, Mapping[str, Path]], bytes] = unprepared
    finish: Callable[[bytes], bytes] = finished
    has_data: Callable[[AuditFile], bool] = always
    exists: Callable[[Specification], bool] = every

    def templates(self, specification: Specification) -> Iterator[tuple[str, bytes]]:
        """The templates of the form, by name: its own, and one for each further design."""
        yield self.name, self.template(specification)
        if self.design_template is not None:
            for design in self.designs:
                yield f"{self.name}-{design}", self.design_template(specification, design)


def document_date(audit_file: AuditFile) -> datetime.date | None:
    """The date that document properties carry: the latest that the inputs themselves name."""
    named = (
        audit_file.grant_date,
        *(audit_file.assessment.date(name) for name in ("report_date", "audit_end")),
    )
    return next((day for day in named if day is not None), None)
