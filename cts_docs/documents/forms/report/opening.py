"""Sections 1 to 7: control data, client, contract, criteria, team, conduct, deviations."""

from __future__ import annotations

from cts_docs.assessment.fields import field_named
from cts_docs.documents.forms.report.text_flow import Story, loop
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import labels
from cts_docs.documents.wording import report as wording
from cts_docs.specification.model import Specification

_SIGNING_HEIGHT = 560


def opening(story: Story, specification: Specification) -> None:
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


def _control(story: Story, specification: Specification) -> None:
    control = specification.control
    story.heading(1, new_page=True)
    story.pairs(
        "control",
        (
            (labels.REPORT_NUMBER, "{{ report_number }}"),
            (labels.STATUS, "{{ status }}"),
            (labels.REPORT_DATE, "{{ field.report_date }}"),
            (labels.BODY, "{{ body.name }}"),
            (labels.BODY_ADDRESS, "{{ body.address }}"),
            (labels.BODY_TELEPHONE, "{{ body.telephone }}"),
            (labels.CONTENT_HASH, "{{ content_hash }}"),
            (labels.CONFIGURATION_HASH, "{{ configuration }}"),
            (labels.TOOLKIT, "{{ toolkit }}"),
        ),
    )
    story.pairs(
        "specification",
        (
            (labels.SPECIFICATION, control.title),
            (labels.NUMBER, control.number),
            (labels.VERSION, control.version),
            (labels.CONTROL_STATUS, control.status),
            (labels.PREPARED, control.prepared_by),
            (labels.REVIEWED, control.reviewed_by),
            (labels.APPROVED, control.approved_by),
            (labels.ISSUED, control.issue_date),
            (labels.EFFECTIVE, control.effective_date),
        ),
    )


def _client(story: Story) -> None:
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


def _contract(story: Story) -> None:
    story.heading(3)
    story.pairs("contract", field_pairs("contract_number", "audit_type", "cycle", "first_grant_date"))


def _criteria(story: Story, specification: Specification) -> None:
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


def _team(story: Story) -> None:
    story.heading(5)
    row = Row(
        (*(cell(f"{{{{ member.{key} }}}}") for key in ("name", "role", "registration")), cell()),
        height=_SIGNING_HEIGHT,
    )
    story.table("team", (3, 2, 4, 4), loop("member", "team", 4, row), labels.TEAM)


def _conduct(story: Story) -> None:
    story.heading(6)
    pairs = field_pairs("audit_start", "audit_end", "person_days")
    story.pairs("conduct", [*pairs, (labels.FORM_COUNT, "{{ form_count }}")])
    story.lines("audit_places", field_named("audit_places").label)
    story.lines("sampling", field_named("sampling").label)
