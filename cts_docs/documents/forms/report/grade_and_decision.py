"""Sections 11 to 17: how the grade follows, conclusion, decision, statements, annexes."""

from __future__ import annotations

from cts_docs.assessment.fields import field_named
from cts_docs.documents.forms.report.audit_data import field_pairs
from cts_docs.documents.forms.report.text_flow import TextFlow, label_cell, loop
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import choices, report_tables
from cts_docs.documents.wording import report as wording
from cts_docs.specification.model import Specification

_GRADE = 11
_SIGNING_HEIGHT = 800


def closing(flow: TextFlow, specification: Specification) -> None:
    """The sections after the findings."""
    _grade(flow, specification)
    flow.heading(12)
    for name in ("strengths", "improvements"):
        flow.lines(name, field_named(name).label)
    _conclusion(flow)
    _decision(flow)
    flow.heading(15)
    flow.text(wording.SAMPLING_STATEMENT)
    flow.text(wording.CONFIDENTIALITY_STATEMENT)
    flow.heading(16)
    flow.lines("distribution", field_named("distribution").label)
    _annexes(flow, specification)


def _grade(flow: TextFlow, specification: Specification) -> None:
    flow.heading(_GRADE)
    flow.part(_GRADE, 1)
    flow.text(wording.BANDS_INTRODUCTION.format(clause=specification.method.grade), keep_next=True)
    keys = ("scores", "level", "grade")
    row = Row(tuple(cell(f"{{{{ band.{key} }}}}", align="center") for key in keys), keep_next=True)
    flow.table("grade_bands", (4, 4, 3), loop("band", "grade_bands", 3, row), report_tables.GRADE_BANDS)
    flow.text(wording.NO_OTHER_MEANING, style="Note")
    flow.part(_GRADE, 2)
    flow.pairs(
        "figures",
        (
            (report_tables.SERVICE_SCORE, wording.SCORE_VALUE),
            (report_tables.MANAGEMENT_TOTAL, wording.TOTAL_VALUE),
            (report_tables.MANAGEMENT_LEVEL, "{{ management_level }}"),
            (field_named("management_conformity").label, "{{ field.management_conformity }}"),
            (report_tables.OUTCOME, "{{ outcome }}"),
        ),
    )
    flow.part(_GRADE, 3)
    flow.tag("for sentence in explanation")
    flow.text("{{ sentence }}")
    flow.tag("endfor")
    flow.part(_GRADE, 4)
    _readings(flow)


def _readings(flow: TextFlow) -> None:
    flow.text(wording.READINGS_INTRODUCTION)
    keys = ("id", "clause", "rule", "source")
    row = Row(
        tuple(cell(f"{{{{ reading.{key} }}}}", align="left" if key == "rule" else "center") for key in keys)
    )
    flow.table("readings", (2, 4, 13, 4), loop("reading", "readings", len(keys), row), report_tables.READINGS)
    flow.tag("if choices")
    flow.text(choices.INTRODUCTION, keep_next=True)
    flow.tag("for choice in choices")
    flow.text("{{ choice }}", style="Clause")
    flow.tag("endfor")
    flow.tag("endif")
    flow.text(wording.CONFIGURATION, style="Note", align="left")


def _conclusion(flow: TextFlow) -> None:
    flow.heading(13)
    flow.pairs(
        "conclusion",
        (
            (field_named("management_conformity").label, "{{ field.management_conformity }}"),
            (report_tables.OUTCOME, "{{ outcome }}"),
            (field_named("recommendation").label, "{{ field.recommendation }}"),
        ),
    )
    flow.lines("conformity_basis", field_named("conformity_basis").label)
    flow.lines("uncertainty", field_named("uncertainty").label)
    _signatures(
        flow, "leader_signature", ((wording.LEADER_SIGNATURE, "{{ leader }}", "{{ field.report_date }}"),)
    )


def _decision(flow: TextFlow) -> None:
    flow.heading(14)
    _opinion(flow, "review", "reviewer", "review_opinion", "review_date")
    _opinion(flow, "decision", "decider", "decision", "decision_date")
    flow.lines("decision_reasons", field_named("decision_reasons").label)
    flow.pairs("grant", field_pairs("grant_date"))


def _opinion(flow: TextFlow, caption: str, person: str, opinion: str, day: str) -> None:
    """A block of four: who, what opinion, when, and the room to sign."""
    rows = [
        Row(
            (
                label_cell(field_named(person).label),
                cell(f"{{{{ field.{person} }}}}"),
                label_cell(field_named(opinion).label),
                cell(f"{{{{ field.{opinion} }}}}"),
            ),
            height=_SIGNING_HEIGHT,
            keep_next=True,
        ),
        Row(
            (
                label_cell(wording.SIGNATURE),
                cell(),
                label_cell(field_named(day).label),
                cell(f"{{{{ field.{day} }}}}"),
            ),
            height=_SIGNING_HEIGHT,
        ),
    ]
    flow.table(caption, (2, 3, 2, 3), rows)


def _signatures(flow: TextFlow, caption: str, people: tuple[tuple[str, str, str], ...]) -> None:
    rows = [
        Row(
            (
                label_cell(role),
                cell(name),
                label_cell(wording.SIGNATURE),
                cell(),
                label_cell(wording.SIGNED_DATE),
                cell(day),
            ),
            height=_SIGNING_HEIGHT,
        )
        for role, name, day in people
    ]
    flow.table(caption, (3, 4, 2, 5, 2, 5), rows)


def _annexes(flow: TextFlow, specification: Specification) -> None:
    flow.heading(17)
    flow.text(wording.ANNEXES_INTRODUCTION, keep_next=True)
    first, second, third = specification.appendix1, specification.appendix2, specification.appendix3
    flow.text(wording.ANNEX_FORMS.format(label=first.label, title=first.title), style="Item1", keep_next=True)
    for annex in (second, third):
        last = annex is third
        flow.text(
            wording.ANNEX_ONE.format(label=annex.label, title=annex.title), style="Item1", keep_next=not last
        )
