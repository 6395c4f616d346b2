"""Sections 1 to 7: control data, client, contract, criteria, team, conduct, deviations."""

from __future__ import annotations

from cts_docs.assessment.fields import field_named
from cts_docs.documents.forms.report.text_flow import TextFlow, loop
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.documents.wording.common import date_words
from cts_docs.specification.model import Specification

_SIGNING_HEIGHT = 560
_EXISTING = ("existing_certificate", "existing_certificate_valid_until")


def add_audit_data(flow: TextFlow, specification: Specification) -> None:
    """The sections before the findings."""
    _control(flow, specification)
    _client(flow)
    _contract(flow)
    _criteria(flow, specification)
    _team(flow)
    _conduct(flow)
    flow.heading(7)
    for name in ("deviations", "areas_not_covered"):
        flow.lines(name, field_named(name).label)


def field_pairs(*names: str) -> list[tuple[str, str]]:
    """The labels and tags of single fields."""
    return [(field_named(name).label, f"{{{{ field.{name} }}}}") for name in names]


def _control(flow: TextFlow, specification: Specification) -> None:
    control = specification.control
    flow.heading(1, new_page=True)
    flow.pairs(
        "control",
        (
            (report_tables.REPORT_NUMBER, "{{ report_number }}"),
            (report_tables.STATUS, "{{ status }}"),
            (report_tables.REPORT_DATE, "{{ field.report_date }}"),
            (report_tables.BODY, "{{ body.name }}"),
            (report_tables.BODY_ADDRESS, "{{ body.address }}"),
            (report_tables.BODY_TELEPHONE, "{{ body.telephone }}"),
            (report_tables.CONTENT_HASH, "{{ content_hash }}"),
        ),
    )
    flow.pairs(
        "specification",
        (
            (report_tables.SPECIFICATION, control.title),
            (report_tables.NUMBER, control.number),
            (report_tables.VERSION, control.version),
            (report_tables.CONTROL_STATUS, control.status),
            (report_tables.PREPARED, control.prepared_by),
            (report_tables.REVIEWED, control.reviewed_by),
            (report_tables.APPROVED, control.approved_by),
            (report_tables.ISSUED, date_words(control.issue_date)),
            (report_tables.EFFECTIVE, date_words(control.effective_date)),
        ),
    )


def _client(flow: TextFlow) -> None:
    flow.heading(2)
    flow.pairs(
        "client",
        field_pairs(
            "client_name",
            "client_name_en",
            "client_credit_code",
            "client_address",
            "client_address_en",
            "client_contact",
            "client_phone",
        ),
    )
    flow.lines("sites", field_named("sites").label)


def _contract(flow: TextFlow) -> None:
    """Contract and type of audit; the existing certificate where the type presupposes one."""
    flow.heading(3)
    flow.pairs("contract", field_pairs("contract_number", "audit_type"))
    flow.tag("if _follows")
    flow.pairs(
        "existing",
        (
            *((field_named(name).label, f"{{{{ existing.{name} }}}}") for name in _EXISTING),
            (report_tables.FIRST_GRANTED, "{{ certificate.first }}"),
            (report_tables.CYCLE, "{{ certificate.cycle }}"),
        ),
    )
    flow.lines("mark_use", field_named("mark_use").label)
    flow.tag("endif")


def _criteria(flow: TextFlow, specification: Specification) -> None:
    control = specification.control
    flow.heading(4)
    flow.text("{{ purpose }}")
    flow.lines("certification_scope", field_named("certification_scope").label)
    flow.lines("certification_scope_en", field_named("certification_scope_en").label)
    flow.text(wording.CRITERIA_INTRODUCTION, keep_next=True)
    flow.text(wording.criterion(control), style="Item1", keep_next=True)
    flow.text(wording.REFERENCES_INTRODUCTION, keep_next=True)
    for block in specification.text:
        if block.style == "reference":
            flow.text(block.text, style="Item1")


def _team(flow: TextFlow) -> None:
    flow.heading(5)
    row = Row(
        (*(cell(f"{{{{ member.{key} }}}}") for key in ("name", "role", "registration")), cell()),
        height=_SIGNING_HEIGHT,
    )
    flow.table("team", (3, 2, 4, 4), loop("member", "team", 4, row), report_tables.TEAM)


def _conduct(flow: TextFlow) -> None:
    flow.heading(6)
    pairs = field_pairs("audit_start", "audit_end", "person_days")
    flow.pairs("conduct", [*pairs, (report_tables.FORM_COUNT, "{{ form_count }}")])
    flow.lines("audit_places", field_named("audit_places").label)
    flow.lines("sampling", field_named("sampling").label)
