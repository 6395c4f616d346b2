"""Sections 1 to 7: control data, client, contract, criteria, team, conduct, deviations."""

from __future__ import annotations

from cts_docs.assessment.fields import field_named
from cts_docs.documents.forms.report.text_flow import TextFlow, loop
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.specification.model import Specification

_SIGNING_HEIGHT = 560


def opening(story: TextFlow, specification: Specification) -> None:
    """Everything that stands before the findings."""
    _control(story, specification)
    _client(story)
    _contract(story)
    _criteria(story, specification)
    _team(story)
    _conduct(story)
    story.heading(7)
    for name in ("deviations", "areas_not_covered"):
        story.lines(name, field_named(name).label)


def field_pairs(*names: str) -> list[tuple[str, str]]:
    """The labels and tags of single fields."""
    return [(field_named(name).label, f"{{{{ field.{name} }}}}") for name in names]


def _control(story: TextFlow, specification: Specification) -> None:
    control = specification.control
    story.heading(1, new_page=True)
    story.pairs(
        "control",
        (
            (report_tables.REPORT_NUMBER, "{{ report_number }}"),
            (report_tables.STATUS, "{{ status }}"),
            (report_tables.REPORT_DATE, "{{ field.report_date }}"),
            (report_tables.BODY, "{{ body.name }}"),
            (report_tables.BODY_ADDRESS, "{{ body.address }}"),
            (report_tables.BODY_TELEPHONE, "{{ body.telephone }}"),
            (report_tables.CONTENT_HASH, "{{ content_hash }}"),
            (report_tables.CONFIGURATION_HASH, "{{ configuration }}"),
            (report_tables.TOOLKIT, "{{ toolkit }}"),
        ),
    )
    story.pairs(
        "specification",
        (
            (report_tables.SPECIFICATION, control.title),
            (report_tables.NUMBER, control.number),
            (report_tables.VERSION, control.version),
            (report_tables.CONTROL_STATUS, control.status),
            (report_tables.PREPARED, control.prepared_by),
            (report_tables.REVIEWED, control.reviewed_by),
            (report_tables.APPROVED, control.approved_by),
            (report_tables.ISSUED, control.issue_date),
            (report_tables.EFFECTIVE, control.effective_date),
        ),
    )


def _client(story: TextFlow) -> None:
    story.heading(2)
    story.pairs(
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
    story.lines("sites", field_named("sites").label)


def _contract(story: TextFlow) -> None:
    story.heading(3)
    story.pairs("contract", field_pairs("contract_number", "audit_type", "cycle", "first_grant_date"))


def _criteria(story: TextFlow, specification: Specification) -> None:
    control = specification.control
    story.heading(4)
    story.text(wording.PURPOSE)
    story.lines("certification_scope", field_named("certification_scope").label)
    story.lines("certification_scope_en", field_named("certification_scope_en").label)
    story.text(wording.CRITERIA_INTRODUCTION, keep_next=True)
    story.text(wording.criterion(control), style="Item1", keep_next=True)
    story.text(wording.REFERENCES_INTRODUCTION, keep_next=True)
    for block in specification.text:
        if block.style == "reference":
            story.text(block.text, style="Item1")


def _team(story: TextFlow) -> None:
    story.heading(5)
    row = Row(
        (*(cell(f"{{{{ member.{key} }}}}") for key in ("name", "role", "registration")), cell()),
        height=_SIGNING_HEIGHT,
    )
    story.table("team", (3, 2, 4, 4), loop("member", "team", 4, row), report_tables.TEAM)


def _conduct(story: TextFlow) -> None:
    story.heading(6)
    pairs = field_pairs("audit_start", "audit_end", "person_days")
    story.pairs("conduct", [*pairs, (report_tables.FORM_COUNT, "{{ form_count }}")])
    story.lines("audit_places", field_named("audit_places").label)
    story.lines("sampling", field_named("sampling").label)
