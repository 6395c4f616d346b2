"""Section 8: the service test, its forms, indicators, characteristics and low coefficients (5.1)."""

from __future__ import annotations

from cts_docs.assessment.figures import exact
from cts_docs.documents.charts import ChartPart
from cts_docs.documents.forms.report.text_flow import TextFlow, flowing, label_cell, loop, reference, whole
from cts_docs.documents.ooxml.styles import Align
from cts_docs.documents.ooxml.tables import Merge, Row, cell
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording import report_tables
from cts_docs.specification.model import Characteristic, Indicator, Specification

SECTION = 8


def add_service_test(flow: TextFlow, specification: Specification, chart: ChartPart) -> None:
    """The whole section; `chart` is the radar chart without figures."""
    flow.heading(SECTION)
    _method(flow, specification)
    _forms(flow)
    _indicators(flow, specification)
    _characteristics(flow, specification, chart)
    _low(flow, specification)


def _method(flow: TextFlow, specification: Specification) -> None:
    flow.part(SECTION, 1)
    points = len(specification.experience_bands)
    flow.text(wording.METHOD.format(clause=specification.method.service, points=points))
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


def _forms(flow: TextFlow) -> None:
    flow.part(SECTION, 2)
    keys = ("number", "evaluator", "date", "subject", "earned", "applicable", "score")
    row = Row(tuple(cell(f"{{{{ form.{key} }}}}", align=_side(key), style="TableSmall") for key in keys))
    rows = loop("form", "forms", len(keys), row)
    widths = (13, 38, 28, 46, 16, 14, 15)
    flow.table("forms", widths, rows, report_tables.FORMS, header_style="TableHeaderSmall")
    flow.text(wording.SCORE)
    flow.text(wording.SCORE_NOTE, style="Note")


def _side(key: str) -> Align:
    return "left" if key in ("evaluator", "subject") else "center"


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
    flow.table("indicators", (32, 36, 22, 20, 32, 28), [*rows, total], report_tables.INDICATORS)
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
    flow.figure(chart, wording.RADAR_TITLE, wording.RADAR_ALTERNATIVE, 95, wording.RADAR_KEY)


def _low(flow: TextFlow, specification: Specification) -> None:
    limit = exact(specification.listed_band.upper)
    flow.part(SECTION, 5)
    flow.tag("if low")
    flow.text(*reference("low"), wording.LOW_INTRODUCTION.format(limit=limit), keep_next=True)
    cells = (
        cell("{{ item.indicator }}"),
        cell("{{ item.count }}", align="center"),
        cell("{{ item.forms }}"),
    )
    flow.table("low", (4, 2, 9), loop("item", "low", 3, *flowing("low", cells)), report_tables.LOW)
    flow.tag("else")
    flow.text(wording.LOW_NONE.format(limit=limit))
    flow.tag("endif")
