"""Section 8: the service test, its forms, indicators, characteristics and low coefficients (5.1)."""

from __future__ import annotations

from cts_docs.documents.charts import ChartPart
from cts_docs.documents.forms.report.charts import has_radar
from cts_docs.documents.forms.report.text_flow import TextFlow, flowing, label_cell, loop, reference, whole
from cts_docs.documents.ooxml.styles import Align
from cts_docs.documents.ooxml.tables import Merge, Row, cell
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.specification.model import Characteristic, Indicator, Specification

SECTION = 8


def add_service_test(flow: TextFlow, specification: Specification, chart: ChartPart) -> None:
    """The whole section; `chart` is that of the characteristics, without figures."""
    flow.heading(SECTION)
    _method(flow, specification)
    _forms(flow, specification)
    _indicators(flow, specification)
    _characteristics(flow, specification, chart)
    _low(flow, specification)


def _method(flow: TextFlow, specification: Specification) -> None:
    flow.part(SECTION, 1)
    flow.text(wording.method(specification))
    flow.text(wording.EVALUATED)
    flow.text(wording.METHOD_BANDS, *reference("bands"), "：", keep_next=True)
    bands = specification.experience_bands
    rows = [
        (label_cell(label), *(cell(text, align="center") for text in texts))
        for label, texts in zip(
            report_tables.BANDS,
            (
                [str(band.number) for band in bands],
                [band.name for band in bands],
                [wording.band_range(band) for band in bands],
            ),
            strict=True,
        )
    ]
    flow.table("bands", (25, *[29] * len(bands)), whole(rows))


def _forms(flow: TextFlow, specification: Specification) -> None:
    flow.part(SECTION, 2)
    keys: tuple[str, ...] = ("number", "evaluator", "date", "subject", "earned", "applicable", "score")
    widths: tuple[int, ...] = (13, 38, 28, 46, 16, 14, 15)
    header: tuple[str, ...] = report_tables.FORMS
    if specification.evaluator_groups:
        keys = (*keys[:2], "group", *keys[2:])
        widths, header = (13, 32, 24, 28, 28, 16, 14, 15), report_tables.GROUPED_FORMS
    row = Row(tuple(cell(f"{{{{ form.{key} }}}}", align=_side(key), style="TableSmall") for key in keys))
    rows = loop("form", "forms", len(keys), row)
    flow.table("forms", widths, rows, header, header_style="TableHeaderSmall")
    if specification.evaluator_groups:
        _groups(flow, specification)
    flow.text(wording.SCORE)
    flow.text(wording.SCORE_NOTE, style="Note")


def _groups(flow: TextFlow, specification: Specification) -> None:
    """The weight, the forms and the mean score of each group of evaluators."""
    introduction = wording.GROUPS_INTRODUCTION.format(clause=specification.method.groups)
    flow.text(introduction, *reference("groups"), "：", keep_next=True)
    keys = ("name", "weight", "forms", "score")
    row = Row(tuple(cell(f"{{{{ group.{key} }}}}", align="center") for key in keys), keep_next=True)
    flow.table("groups", (3, 2, 2, 2), loop("group", "groups", len(keys), row), report_tables.GROUPS)


def _side(key: str) -> Align:
    return "left" if key in ("evaluator", "group", "subject") else "center"


def _indicators(flow: TextFlow, specification: Specification) -> None:
    flow.part(SECTION, 3)
    rows = [
        _indicator_row(part, indicator)
        for part in specification.appendix1.characteristics
        for indicator in part.indicators
    ]
    total = Row(
        (
            cell(report_tables.TOTAL, span=2, align="center", style="TableHeader"),
            cell("{{ applicable_total }}", align="center"),
            cell("—", align="center"),
            cell("—", align="center"),
            cell("{{ earned_total }}", align="center"),
        )
    )
    header = report_tables.indicators_header(specification)
    flow.table("indicators", (32, 36, 22, 20, 32, 28), [*rows, total], header)
    flow.tag("if remarks")
    cells = (cell("{{ remark.indicator }}"), cell("{{ remark.text }}"))
    flow.table(
        "remarks", (1, 3), loop("remark", "remarks", 2, *flowing("remarks", cells)), report_tables.REMARKS
    )
    flow.tag("endif")


def _indicator_row(part: Characteristic, indicator: Indicator) -> Row:
    first = indicator is part.indicators[0]
    merge: Merge = "" if len(part.indicators) == 1 else "restart" if first else "continue"
    tag = f"indicators['{indicator.id}']"
    return Row(
        (
            cell(part.heading if first else "", merge=merge),
            cell(indicator.heading),
            cell(f"{{{{ {tag}.points }}}}", align="center"),
            cell(f"{{{{ {tag}.coefficient }}}}", align="center"),
            cell(f"{{{{ {tag}.band }}}}", align="center"),
            cell(f"{{{{ {tag}.earned }}}}", align="center"),
        ),
        keep_next=indicator is not part.indicators[-1],
    )


def _characteristics(flow: TextFlow, specification: Specification, chart: ChartPart) -> None:
    flow.part(SECTION, 4)
    rows = [
        (
            cell(part.heading),
            *(
                cell(f"{{{{ characteristic['{part.id}'].{key} }}}}", align="center")
                for key in ("points", "earned", "score")
            ),
        )
        for part in specification.appendix1.characteristics
    ]
    flow.table("characteristics", (4, 3, 3, 3), whole(rows), report_tables.CHARACTERISTICS)
    if has_radar(specification):
        flow.figure(chart, wording.RADAR_TITLE, wording.RADAR_ALTERNATIVE, 95, wording.RADAR_KEY)
    else:
        flow.figure(chart, wording.RADAR_TITLE, wording.SCORE_COLUMNS_ALTERNATIVE, 80, "%")


def _low(flow: TextFlow, specification: Specification) -> None:
    limit = wording.low_limit(specification)
    flow.part(SECTION, 5)
    flow.tag("if low")
    flow.text(*reference("low"), wording.LOW_INTRODUCTION.format(limit=limit), keep_next=True)
    cells = (
        cell("{{ item.indicator }}"),
        cell("{{ item.count }}", align="center"),
        cell("{{ item.forms }}"),
    )
    rows = loop("item", "low", 3, *flowing("low", cells))
    flow.table("low", (4, 2, 9), rows, report_tables.low_header(specification))
    flow.tag("else")
    flow.text(wording.LOW_NONE.format(limit=limit))
    flow.tag("endif")
