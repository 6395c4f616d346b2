"""Charts placed in a template, each with its embedded workbook."""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Length
from docx.text.paragraph import Paragraph

from cts_docs.documents.charts.figures import WORKBOOK_RELATIONSHIP, ChartPart, chart_name, workbook_name


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

    `alt_text` describes the chart to readers who cannot see it; it may be a template tag.
    Raises `ValueError` where the document has a chart of that number already.
    """
    part_name = PackURI(chart_name(number))
    package = document.part.package
    if any(part.partname == part_name for part in package.iter_parts()):
        raise ValueError(f"the document has a chart {number} already")
    workbook = Part(PackURI(workbook_name(number)), CONTENT_TYPE.SML_SHEET, chart.workbook, package)
    chart_part = Part(part_name, CONTENT_TYPE.DML_CHART, chart.xml, package)
    if chart_part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE) != WORKBOOK_RELATIONSHIP:
        raise ValueError("the embedded workbook must be the first relationship of its chart")
    relationship = document.part.relate_to(chart_part, RELATIONSHIP_TYPE.CHART)
    drawing = parse_xml(
        f"<w:drawing {nsdecls('w', 'wp', 'a', 'c', 'r')}>"
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(width)}" cy="{int(height)}"/>'
        f'<wp:docPr id="{document.part.next_id}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relationship}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    (properties,) = drawing.xpath(".//wp:docPr")
    properties.set("name", name)
    properties.set("descr", alt_text)
    paragraph.add_run()._r.append(drawing)
