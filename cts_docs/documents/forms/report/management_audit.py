"""Sections 9 and 10: the audit of the management requirements, and its nonconformities (5.2)."""

from __future__ import annotations

from cts_docs.assessment.fields import field_named
from cts_docs.assessment.figures import exact
from cts_docs.documents.charts import ChartPart
from cts_docs.documents.forms.report.audit_data import field_pairs
from cts_docs.documents.forms.report.text_flow import (
    TextFlow,
    flowing,
    label_cell,
    loop,
    reference,
    tag_row,
    whole,
)
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.specification.model import Specification

SECTION = 9
_SHADE = "F7F7F7"


def add_management_audit(flow: TextFlow, specification: Specification, chart: ChartPart | None) -> None:
    """Both sections; `chart` is the chart of the chapters without figures, None without maturity part."""
    flow.heading(SECTION)
    _qms(flow, specification)
    _checklist(flow, specification)
    if chart is None:
        flow.part(SECTION, 3)
    else:
        _clauses(flow)
    _conformity(flow, specification)
    if chart is not None:
        _chapters(flow, specification, chart)
        _weak(flow, specification)
    _nonconformities(flow)


def _qms(flow: TextFlow, specification: Specification) -> None:
    flow.part(SECTION, 1)
    flow.text(wording.qms_introduction(specification))
    flow.pairs(
        "qms",
        field_pairs(
            "qms_certificate_number",
            "qms_certificate_body",
            "qms_certificate_valid_until",
            "qms_certificate_accredited",
            "qms_treatment",
        ),
    )
    flow.lines("qms_risk_reasons", field_named("qms_risk_reasons").label)


def _checklist(flow: TextFlow, specification: Specification) -> None:
    flow.part(SECTION, 2)
    introduction = wording.CHECKLIST_INTRODUCTION.format(clause=specification.method.specific)
    flow.text(introduction, *reference("checklist"), "。", keep_next=True)
    cells = (
        cell("{{ item.requirement }}"),
        cell("{{ item.result }}", align="center"),
        cell("{{ item.note }}"),
    )
    rows = loop("item", "checklist", 3, *flowing("checklist", cells))
    flow.table("checklist", (8, 2, 6), rows, report_tables.CHECKLIST)


def _clauses(flow: TextFlow) -> None:
    """Each chapter's clauses below a row with its name, evidence flowing over pages where it must."""
    flow.part(SECTION, 3)
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
    flow.table("clauses", (48, 24, 16, 82), loop("clause", "clauses", 4, *rows), report_tables.CLAUSES)


def _conformity(flow: TextFlow, specification: Specification) -> None:
    """What the checklist of Appendix 4 says of each clause, where it was filled in."""
    flow.tag("if conformity")
    introduction = wording.CONFORMITY_INTRODUCTION.format(appendix=specification.appendix4.label)
    flow.text(introduction, *reference("conformity"), "。", keep_next=True)
    cells = (
        cell("{{ item.heading }}"),
        cell("{{ item.results }}", align="center"),
        cell("{{ item.conformity }}", align="center"),
        cell("{{ item.evidence }}"),
    )
    rows = loop("item", "conformity", 4, *flowing("conformity", cells))
    flow.table("conformity", (48, 24, 16, 82), rows, report_tables.CONFORMITY)
    if not specification.has_maturity:
        flow.tag("else")
        flow.text(wording.CONFORMITY_NONE.format(appendix=specification.appendix4.label))
    flow.tag("endif")


def _chapters(flow: TextFlow, specification: Specification, chart: ChartPart) -> None:
    flow.part(SECTION, 4)
    rows = [
        (
            cell(chapter.heading),
            cell(f"{{{{ chapter['{chapter.id}'] }}}}", align="center"),
            cell(exact(sum(clause.total for clause in chapter.clauses)), align="center"),
        )
        for chapter in specification.chapters
    ]
    total = (
        cell(report_tables.MANAGEMENT_TOTAL, style="TableHeader", align="center"),
        cell("{{ management_total }}", align="center", bold=True),
        cell(exact(specification.management_maximum), align="center"),
    )
    flow.table("chapters", (4, 2, 2), whole([*rows, total]), report_tables.CHAPTERS)
    flow.text(wording.LEVEL_BANDS_INTRODUCTION, *reference("level_bands"), "：", keep_next=True)
    band = Row(
        (cell("{{ band.range }}", align="center"), cell("{{ band.level }}", align="center")), keep_next=True
    )
    flow.table("level_bands", (1, 1), loop("band", "level_bands", 2, band), report_tables.LEVEL_BANDS)
    flow.text(wording.TOTAL.format(maximum=exact(specification.management_maximum)))
    flow.tag("if total_remark")
    flow.text("{{ total_remark }}")
    flow.tag("endif")
    flow.figure(chart, wording.CHAPTERS_TITLE, wording.CHAPTERS_ALTERNATIVE, 72)


def _weak(flow: TextFlow, specification: Specification) -> None:
    level = specification.listed_below.name
    flow.part(SECTION, 5)
    flow.tag("if weak")
    flow.text(*reference("weak"), wording.WEAK_INTRODUCTION.format(level=level), keep_next=True)
    keys = ("heading", "level", "points", "maximum")
    row = Row(
        tuple(cell(f"{{{{ item.{key} }}}}", align="left" if key == "heading" else "center") for key in keys)
    )
    flow.table("weak", (5, 3, 2, 2), loop("item", "weak", len(keys), row), report_tables.WEAK)
    flow.tag("else")
    flow.text(wording.WEAK_NONE.format(level=level))
    flow.tag("endif")


def _nonconformities(flow: TextFlow) -> None:
    """Earlier nonconformities where the audit follows a certificate, then those of this audit."""
    section = wording.NONCONFORMITIES
    flow.heading(section)
    flow.tag("if _follows")
    flow.part(section, 1)
    flow.lines("earlier_nonconformities", field_named("earlier_nonconformities").label)
    flow.part(section, 2)
    flow.tag("endif")
    flow.tag("if failed_requirements")
    flow.text("{{ failed_requirements }}")
    flow.tag("endif")
    flow.tag("if findings")
    flow.text("{{ nonconformity_count }}", keep_next=True)
    rows = loop(
        "item",
        "findings",
        2,
        tag_row("if _long.findings[loop.index0]", 2),
        *_finding(whole_page=False),
        tag_row("else", 2),
        *_finding(whole_page=True),
        tag_row("endif", 2),
    )
    flow.table("findings", (26, 144), rows, report_tables.FINDINGS)
    flow.tag("else")
    flow.text(wording.NO_NONCONFORMITY)
    flow.tag("endif")


_FINDING = {
    "description": report_tables.DESCRIPTION,
    "cause": report_tables.CAUSE,
    "correction": report_tables.CORRECTION,
    "action": report_tables.ACTION,
    "verification": report_tables.VERIFICATION,
}


def _finding(*, whole_page: bool) -> list[Row]:
    """The rows of one nonconformity, kept on one page unless they are longer than a page."""
    head = cell(wording.FINDING, span=2, style="TableHeader", align="left", shade=_SHADE)
    rows = [Row((head,), keep_next=True)]
    for key, label in _FINDING.items():
        cells = (label_cell(label), cell(f"{{{{ item.{key} }}}}"))
        last = key == "verification"
        rows.append(Row(cells, splits=not whole_page, keep_next=whole_page and not last))
    return rows
