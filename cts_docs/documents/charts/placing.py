"""Charts put into a template, each with its embedded workbook."""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.text.paragraph import Paragraph

from cts_docs.documents.charts.drawing import WORKBOOK_RELATIONSHIP, ChartPart
from cts_docs.documents.charts.markup import NAMESPACES, make, outermost
from cts_docs.documents.charts.parts import chart_name, workbook_name

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def place_chart(
    document: Document,
    paragraph: Paragraph,
    number: int,
    chart: ChartPart,
    *,
    width: Length,
    height: Length,
    name: str,
    alt_text: str,
) -> None:
    """Put `chart` into `paragraph` in line with the text, as the chart `number` of the document.

    `alt_text` is what a reader who cannot see the chart is told; it may be a template tag.
    Raises `ValueError` where the document has a chart of that number already.
    """
    part_name = PackURI(chart_name(number))
    package = document.part.package
    if any(part.partname == part_name for part in package.iter_parts()):
        raise ValueError(f"the document has a chart {number} already")
    workbook = Part(PackURI(workbook_name(number)), _WORKBOOK_TYPE, chart.workbook, package)
    chart_part = Part(part_name, _CHART_TYPE, chart.xml, package)
    if chart_part.relate_to(workbook, RT.PACKAGE) != WORKBOOK_RELATIONSHIP:
        raise ValueError("the embedded workbook must be the first relationship of its chart")
    relationship = document.part.relate_to(chart_part, RT.CHART)
    identifier = document.part.next_id
    paragraph.add_run()._r.append(
        _inline_drawing(relationship, identifier, width=width, height=height, name=name, alt_text=alt_text)
    )


def _inline_drawing(
    relationship: str, identifier: int, *, width: Length, height: Length, name: str, alt_text: str
) -> BaseOxmlElement:
    inline = make(
        "wp:inline",
        make("wp:extent", cx=str(int(width)), cy=str(int(height))),
        make("wp:docPr", id=str(identifier), name=name, descr=alt_text),
        make("wp:cNvGraphicFramePr"),
        make("a:graphic", make("a:graphicData", make("c:chart", r__id=relationship), uri=NAMESPACES["c"])),
        distT="0",
        distB="0",
        distL="0",
        distR="0",
    )
    return parse_xml(outermost("w:drawing", inline))
