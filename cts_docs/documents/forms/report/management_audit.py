"""Sections 9 and 10: the audit of the management requirements, and its nonconformities (5.2)."""

from __future__ import annotations

from cts_docs.assessment.fields import field_named
from cts_docs.documents.charts import ChartPart
from cts_docs.documents.forms.report.audit_data import field_pairs
from cts_docs.documents.forms.report.service_test import set_chart
from cts_docs.documents.forms.report.text_flow import TextFlow, flowing, loop, tag_row, whole
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.specification.model import Specification

SECTION = 9
_SHADE = "F7F7F7"


def auditing(story: TextFlow, specification: Specification, chart: ChartPart) -> None:
    """Both sections; `chart` is the chart of the chapters without figures."""
    story.heading(SECTION)
    _qms(story)
    _checklist(story, specification)
    _clauses(story)
    _chapters(story, specification, chart)
    _weak(story, specification)
    _nonconformities(story)


def _qms(story: TextFlow) -> None:
    story.part(SECTION, 1)
    story.text(wording.QMS_INTRODUCTION)
    story.pairs(
        "qms",
        field_pairs(
            "qms_certificate_number",
            "qms_certificate_body",
            "qms_certificate_valid_until",
            "qms_certificate_accredited",
            "qms_treatment",
        ),
    )
    story.lines("qms_risk_reasons", field_named("qms_risk_reasons").label)


def _checklist(story: TextFlow, specification: Specification) -> None:
    story.part(SECTION, 2)
    story.text(wording.CHECKLIST_INTRODUCTION.format(clause=specification.method.specific))
    cells = (
        cell("{{ item.requirement }}"),
        cell("{{ item.result }}", align="center"),
        cell("{{ item.note }}"),
    )
    rows = loop("item", "checklist", 3, *flowing("checklist", cells))
    story.table("checklist", (8, 2, 6), rows, report_tables.CHECKLIST)


def _clauses(story: TextFlow) -> None:
    """Each chapter's clauses below a row with its name, evidence flowing over pages where it must."""
    story.part(SECTION, 3)
    cells = (
        cell("{{ clause.heading }}"),
        cell("{{ clause.level }}", align="center"),
        cell("{{ clause.points }}", align="center"),
        cell("{{ clause.evidence }}"),
    )
    chapter = Row((cell("{{ clause.chapter }}", span=4, shade=_SHADE, style="TableHeader"),), keep_next=True)
    rows = [
        tag_row("if clause.chapter", 4),
        chapter,
        tag_row("endif", 4),
        *flowing("clauses", cells),
    ]
    story.table("clauses", (5, 2, 2, 8), loop("clause", "clauses", 4, *rows), report_tables.CLAUSES)


def _chapters(story: TextFlow, specification: Specification, chart: ChartPart) -> None:
    story.part(SECTION, 4)
    rows = [
        (
            cell(chapter.heading),
            cell(f"{{{{ chapter['{chapter.id}'] }}}}", align="center"),
            cell(str(sum(clause.total for clause in chapter.clauses)), align="center"),
        )
        for chapter in specification.chapters
    ]
    total = (
        cell(report_tables.MANAGEMENT_TOTAL, style="TableHeader", align="center"),
        cell("{{ management_total }}", align="center", bold=True),
        cell(str(specification.management_maximum), align="center"),
    )
    story.table("chapters", (4, 2, 2), whole([*rows, total]), report_tables.CHAPTERS)
    story.text(wording.LEVEL_BANDS_INTRODUCTION, keep_next=True)
    band = Row(
        (cell("{{ band.range }}", align="center"), cell("{{ band.level }}", align="center")), keep_next=True
    )
    story.table("level_bands", (1, 1), loop("band", "level_bands", 2, band), report_tables.LEVEL_BANDS)
    story.text(wording.TOTAL.format(maximum=specification.management_maximum))
    story.tag("if total_note")
    story.text("{{ total_note }}")
    story.tag("endif")
    set_chart(story, 2, chart, wording.CHAPTERS_TITLE, wording.CHAPTERS_ALTERNATIVE, 80)


def _weak(story: TextFlow, specification: Specification) -> None:
    level = specification.listed_below.name
    story.part(SECTION, 5)
    story.tag("if weak")
    story.text(wording.WEAK_INTRODUCTION.format(level=level), keep_next=True)
    keys = ("heading", "level", "points", "maximum")
    row = Row(
        tuple(cell(f"{{{{ item.{key} }}}}", align="left" if key == "heading" else "center") for key in keys)
    )
    story.table("weak", (5, 3, 2, 2), loop("item", "weak", len(keys), row), report_tables.WEAK)
    story.tag("else")
    story.text(wording.WEAK_NONE.format(level=level))
    story.tag("endif")


def _nonconformities(story: TextFlow) -> None:
    story.heading(10)
    story.tag("if nonconformities")
    story.text("{{ nonconformity_count }}", keep_next=True)
    keys = ("number", "clause", "description", "severity", "status", "closed")
    cells = tuple(
        cell(f"{{{{ item.{key} }}}}", align="left" if key == "description" else "center") for key in keys
    )
    rows = loop("item", "nonconformities", len(keys), *flowing("nonconformities", cells))
    story.table("nonconformities", (4, 4, 12, 3, 4, 8), rows, report_tables.NONCONFORMITIES)
    story.tag("else")
    story.text(wording.NO_NONCONFORMITY)
    story.tag("endif")
