"""A notice to a client on its certificate: what it is made from, its values, and its forms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from cts_docs.assessment.validity import surveillance_due
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.form import DocumentForm, Values, never
from cts_docs.documents.forms.shared_values import file_name, footer_text
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import case_file, certificate
from cts_docs.documents.wording import notices as wording
from cts_docs.documents.wording.common import EMPTY, date, date_words
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice states: the certificate as registered, the reason, and the dates.

    `name` is that of the notice, `number` empty where the body numbers none. `effective` is the date of
    the act, or the day by which surveillance is due; `issued` the day on which the notice is made.
    `content_hash` is that of the certificate's package.
    """

    name: str
    specification: Specification
    settings: Settings
    client: str
    certificate: str
    scope: str
    grade: str
    granted: datetime.date | None
    valid_until: datetime.date | None
    reason: str
    effective: datetime.date
    issued: datetime.date
    number: str = ""
    content_hash: str = ""
    toolkit_version: str = ""


def notice_values(facts: NoticeFacts) -> Values:
    """The values of the template's tags."""
    control, body = facts.specification.control, facts.settings.body
    form_number: str = getattr(facts.settings.forms, facts.name)
    own = f"　{case_file.FORM_NUMBER.format(number=form_number)}" if form_number else ""
    return {
        "body": body.name or control.body,
        "body_address": body.address,
        "body_telephone": body.telephone,
        "footer": own + footer_text(facts.settings, draft=False),
        "number": facts.number,
        "client_name": facts.client,
        "certificate_number": facts.certificate,
        "scope": facts.scope or EMPTY,
        "specification": certificate.specification(
            control.title, control.number, control.version, date_words(control.issue_date)
        ),
        "grade": facts.grade or EMPTY,
        "granted": date(facts.granted),
        "valid_until": date(facts.valid_until),
        "reason": facts.reason,
        "effective": date(facts.effective),
        "issued": date(facts.issued),
        "term": wording.term(_suspended_until(facts)),
        "window": wording.window(
            date(facts.issued), date(facts.effective), overdue=facts.effective < facts.issued
        ),
    }


def _suspended_until(facts: NoticeFacts) -> str:
    """The last day of a suspension, as far as the body configured its length."""
    months = facts.settings.notices.suspension_months
    return date(surveillance_due(facts.effective, months)) if months else ""


def notice_properties(facts: NoticeFacts) -> Properties:
    """The document properties of a notice."""
    control = facts.specification.control
    title = f"{wording.WORDS[facts.name].title} {facts.client}"
    body = facts.settings.body.name or control.body
    return Properties(title, facts.number or facts.certificate, control.version, body, date=facts.issued)


def notice_file_name(facts: NoticeFacts) -> str:
    """The name of a notice's file: its title and its date."""
    return file_name(wording.WORDS[facts.name].title, facts.issued.isoformat())


def facts_of(name: str, audit_file: AuditFile, _item: int | None = None) -> NoticeFacts:
    """A notice on the certificate of an audit, to try a template on."""
    day = audit_file.grant_date or datetime.date(2026, 1, 1)
    text = audit_file.assessment.text
    return NoticeFacts(
        name,
        audit_file.specification,
        audit_file.settings,
        text("client_name") or EMPTY,
        audit_file.certificate_number,
        text("certification_scope") or "",
        audit_file.result.grade.name or "",
        audit_file.grant_date,
        audit_file.valid_until,
        text("decision_reasons") or EMPTY,
        day,
        day,
        audit_file.report_number,
    )


def _form(name: str) -> DocumentForm:
    facts = partial(facts_of, name)

    def template(specification: Specification) -> bytes:
        # Loaded here: filling a template needs nothing of what making it needs.
        from cts_docs.documents.forms.notices.template import notice_template

        return notice_template(specification, name)

    return DocumentForm(
        name,
        template,
        lambda audit_file, item: notice_properties(facts(audit_file, item)),
        lambda audit_file, item: notice_values(facts(audit_file, item)),
        lambda audit_file, item: notice_file_name(facts(audit_file, item)),
        has_data=never,
    )


NOTICES: Mapping[str, DocumentForm] = {name: _form(name) for name in wording.WORDS}
"""The forms of the notices by name. They are made by the acts on an archive, never by rendering an audit."""
