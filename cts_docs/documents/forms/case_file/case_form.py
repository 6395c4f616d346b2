"""What the forms of a case have in common: their records, their shared values, and the blank for the site."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module

from cts_docs.assessment.model import LEADER, Assessment
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.form import DocumentForm, Values, document_date, once
from cts_docs.documents.forms.shared_values import file_name, footer_text
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import case_file as words
from cts_docs.documents.wording.common import EMPTY, PENDING, date, listed
from cts_docs.documents.wording.controlled_forms import span_of_days
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """What a form of a case is filled with: the records of an audit, complete or not.

    With `on_site` the form is filled in by hand: what is not recorded stays empty in it.
    """

    specification: Specification
    assessment: Assessment
    settings: Settings
    report_number: str = ""
    draft: bool = True
    date: datetime.date | None = None
    on_site: bool = False

    @property
    def pending(self) -> str:
        """What stands in the place of a value that is still to be recorded."""
        return "" if self.on_site else PENDING

    @property
    def empty(self) -> str:
        """What stands in the place of a value that need not be recorded."""
        return "" if self.on_site else EMPTY

    def text(self, name: str) -> str:
        """A single field of text, or the mark of a pending one."""
        return self.assessment.text(name) or self.pending

    def day(self, name: str) -> str:
        """A date field, or the mark of a pending one."""
        return date(self.assessment.date(name), self.pending)

    def audit_dates(self) -> str:
        """From when to when the audit lasts."""
        days = [self.assessment.date(name) for name in ("audit_start", "audit_end")]
        known = [day for day in days if day is not None]
        return span_of_days(date(known[0]), date(known[-1])) if known else self.pending

    def leader(self) -> str:
        """The name of the team's leader."""
        names = [each.name for each in self.assessment.team if each.role == LEADER and each.name]
        return listed(names) or self.pending

    def recorded(self, text: str | None) -> str:
        """A recorded text, or the mark of an unfilled cell."""
        return text or self.empty


def records_of(audit_file: AuditFile) -> CaseRecords:
    """The records of an audit file."""
    return CaseRecords(
        audit_file.specification,
        audit_file.assessment,
        audit_file.settings,
        audit_file.report_number,
        audit_file.draft,
        document_date(audit_file),
    )


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A form of a case: its name and title, its values from records, and whether an audit has some.

    `copies` numbers what gets a form of its own, from 1; `copy_name` names one in its file name.
    """

    name: str
    title: str
    values: Callable[[CaseRecords, int | None], Values]
    has_data: Callable[[AuditFile], bool]
    copies: Callable[[AuditFile], Sequence[int | None]] = once
    copy_name: Callable[[CaseRecords, int], str] = lambda _, copy: str(copy)

    def template(self, specification: Specification) -> bytes:
        """The docxtpl template of the form."""
        return case_template(self.name, specification)

    def filled(self, records: CaseRecords, copy: int | None = None) -> Values:
        """The values of the form, those on every page included."""
        return {**page_values(records, self.name), **self.values(records, copy)}

    def properties(self, records: CaseRecords, copy: int | None = None) -> Properties:
        """The document properties."""
        return form_properties(records, self.name, " ".join(self._names(records, copy)))

    def filename(self, records: CaseRecords, copy: int | None = None) -> str:
        """The name of its file, without folder."""
        return file_name(*self._names(records, copy))

    def _names(self, records: CaseRecords, copy: int | None) -> tuple[str, ...]:
        """The title, and the name of a copy."""
        return (self.title,) if copy is None else (self.title, self.copy_name(records, copy))

    def document_form(self) -> DocumentForm:
        """The form as one of the documents of an audit file."""
        return replace(
            result_form(
                self.name,
                self.title,
                lambda audit_file, copy: self.values(records_of(audit_file), copy),
                self.has_data,
            ),
            properties=lambda audit_file, copy: self.properties(records_of(audit_file), copy),
            filename=lambda audit_file, copy: self.filename(records_of(audit_file), copy),
            items=self.copies,
        )


def result_form(
    name: str,
    title: str,
    values: Callable[[AuditFile, int | None], Values],
    has_data: Callable[[AuditFile], bool],
) -> DocumentForm:
    """A form of a case, made once for an audit of layout 2 that `has_data` for it; it may show the result."""
    return DocumentForm(
        name,
        partial(case_template, name),
        lambda audit_file, _: form_properties(records_of(audit_file), name, title),
        lambda audit_file, copy: {
            **page_values(records_of(audit_file), name),
            **values(audit_file, copy),
        },
        lambda *_: file_name(title),
        has_data=lambda audit_file: audit_file.assessment.layout >= 2 and has_data(audit_file),
    )


def case_template(name: str, specification: Specification) -> bytes:
    """The docxtpl template of a form, from the module beside this one that is named after it."""
    # Loaded here: filling a template needs nothing of what making it needs.
    made: bytes = import_module(f"{__package__}.{name}_template").template(specification)
    return made


def body_name(records: CaseRecords) -> str:
    """The certification body: as configured, else as the specification names it."""
    return records.settings.body.name or records.specification.control.body


def form_properties(records: CaseRecords, name: str, title: str) -> Properties:
    """The document properties of a form."""
    control = records.specification.control
    number = form_number(records, name) or control.number
    title = " ".join(part for part in (title, records.text("client_name")) if part)
    return Properties(title, number, control.version, body_name(records), date=records.date)


def form_number(records: CaseRecords, name: str) -> str:
    """The body's own number of a form; empty where none is configured."""
    number: str = getattr(records.settings.forms, name)
    return number


def page_values(records: CaseRecords, name: str) -> dict[str, object]:
    """The values that every page of a form shows."""
    number = form_number(records, name)
    own = f"　{words.FORM_NUMBER.format(number=number)}" if number else ""
    return {
        "body": body_name(records),
        "footer": own + footer_text(records.settings, draft=records.draft),
        "client_name": records.text("client_name"),
        "report_number": records.report_number or records.pending,
        "audit_dates": records.audit_dates(),
        "leader": records.leader(),
    }
