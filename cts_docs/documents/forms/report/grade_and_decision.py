"""Sections 11 to 17: how the grade follows, conclusion, decision, statements, annexes."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.fields import field_named
from cts_docs.documents.forms.report.audit_data import field_pairs
from cts_docs.documents.forms.report.text_flow import TextFlow, loop, reference
from cts_docs.documents.ooxml.tables import Row, cell
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.documents.wording.grade_reasons import floor_sentence
from cts_docs.specification.model import Specification

_GRADE = 11


def add_grade_and_decision(flow: TextFlow, specification: Specification) -> None:
    """The sections after the findings."""
    _grade(flow, specification)
    flow.heading(12)
    for name in ("strengths", "improvements"):
        flow.lines(name, field_named(name).label)
    _conclusion(flow)
    _decision(flow)
    # A page of their own: whatever the line height, the last page is neither nearly empty nor cut in two.
    flow.heading(15, new_page=True)
    flow.text(wording.SAMPLING_STATEMENT)
    flow.text(wording.CONFIDENTIALITY_STATEMENT)
    flow.heading(16)
    flow.lines("distribution", field_named("distribution").label)
    _annexes(flow, specification)


def _grade(flow: TextFlow, specification: Specification) -> None:
    flow.heading(_GRADE)
    flow.part(_GRADE, 1)
    introduction = wording.BANDS_INTRODUCTION.format(clause=specification.method.grade)
    flow.text(introduction, *reference("grade_bands"), "：", keep_next=True)
    maturity = specification.has_maturity
    keys = ("scores", "level", "grade") if maturity else ("scores", "grade")
    widths = (4, 4, 3) if maturity else (4, 3)
    row = Row(tuple(cell(f"{{{{ band.{key} }}}}", align="center") for key in keys), keep_next=True)
    rows = loop("band", "grade_bands", len(keys), row)
    flow.table("grade_bands", widths, rows, report_tables.grade_bands_header(specification))
    flow.text(wording.highest_and_lowest(specification), style="Note")
    for floor in specification.floors:
        sentence = floor_sentence(specification, floor)
        flow.text(wording.FLOOR.format(clause=floor.clause, floor=sentence))
    flow.part(_GRADE, 2)
    flow.pairs(
        "figures",
        (
            (report_tables.SERVICE_SCORE, wording.SCORE_VALUE),
            *_management_figures(specification),
            (field_named("management_conformity").label, "{{ field.management_conformity }}"),
            (report_tables.OUTCOME, "{{ outcome }}"),
        ),
    )
    flow.part(_GRADE, 3)
    flow.tag("for sentence in reasons")
    flow.text("{{ sentence }}")
    flow.tag("endfor")
    flow.part(_GRADE, 4)
    _readings(flow)


def _management_figures(specification: Specification) -> Iterator[tuple[str, str]]:
    """Total and level, and the score of service and management together, where the specification has them."""
    if specification.has_maturity:
        yield report_tables.MANAGEMENT_TOTAL, wording.TOTAL_VALUE
        yield report_tables.MANAGEMENT_LEVEL, "{{ management_level }}"
    if specification.composite:
        yield specification.composite.name, wording.COMPOSITE_VALUE


def _readings(flow: TextFlow) -> None:
    flow.tag("if questions")
    flow.text(wording.QUESTIONS_INTRODUCTION, *reference("questions"), "。", keep_next=True)
    row = Row((cell("{{ each.question }}"), cell("{{ each.answer }}")))
    flow.table("questions", (1, 1), loop("each", "questions", 2, row), report_tables.QUESTIONS)
    flow.tag("else")
    flow.text(wording.NO_QUESTIONS)
    flow.tag("endif")


def _conclusion(flow: TextFlow) -> None:
    flow.heading(13)
    flow.pairs(
        "conclusion",
        (
            (field_named("management_conformity").label, "{{ field.management_conformity }}"),
            (report_tables.OUTCOME, "{{ outcome }}"),
            (field_named("recommendation").label, "{{ recommendation }}"),
        ),
    )
    flow.lines("conformity_basis", field_named("conformity_basis").label)
    flow.lines("uncertainty", field_named("uncertainty").label, keep_next=True)
    flow.sign(wording.LEADER, "{{ leader }}")


def _decision(flow: TextFlow) -> None:
    """Review and decision, each above the room to sign; the decision with the certificate that it grants."""
    flow.heading(14)
    flow.pairs("review", field_pairs("reviewer", "review_opinion", "review_date"), keep_next=True)
    flow.sign(wording.REVIEWER, "{{ field.reviewer }}")
    flow.pairs("decision", field_pairs("decider", "decision", "decision_date"))
    flow.lines("decision_reasons", field_named("decision_reasons").label, keep_next=True)
    flow.tag("if _granted")
    flow.pairs(
        "certificate",
        (
            (report_tables.CERTIFICATE_NUMBER, "{{ certificate.number }}"),
            (report_tables.GRANTED, "{{ certificate.granted }}"),
            (report_tables.VALID_UNTIL, "{{ certificate.until }}"),
            (report_tables.FIRST_GRANTED, "{{ certificate.first }}"),
            (report_tables.CYCLE, "{{ certificate.cycle }}"),
        ),
        keep_next=True,
    )
    flow.tag("endif")
    flow.sign(wording.DECIDER, "{{ field.decider }}")


def _annexes(flow: TextFlow, specification: Specification) -> None:
    flow.heading(17)
    flow.text(wording.ANNEXES_INTRODUCTION, keep_next=True)
    first, others = specification.appendix1, (specification.appendix2, specification.appendix3)
    flow.text(wording.ANNEX_FORMS.format(label=first.label, title=first.title), style="Item1")
    for annex in others if specification.has_maturity else ():
        flow.text(wording.ANNEX_ONE.format(label=annex.label, title=annex.title), style="Item1")
