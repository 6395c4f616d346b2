"""Whether two versions of a document show the same, part by part.

Programs write the same part in other bytes: names of namespaces, empty elements, compression. So
XML is compared in canonical form (C14N). Charts, the workbooks inside them and QR codes are drawn
from their figures by libraries, whose next release may draw them otherwise; they are compared by what
they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from lxml import etree

from cts_docs.documents.ooxml.qr import modules_of
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.wording.report import SERIES_HIGHEST, SERIES_LOWEST, SERIES_RANGE
from cts_docs.errors import RefusedError
from cts_docs.files.zipping import read_package

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SHARED_TEXTS = "xl/sharedStrings.xml"
_CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHART_TEXTS = frozenset({"t", "v", "f", "formatCode"})
_XML = (".xml", ".rels")


def differing_parts(before: bytes, after: bytes, name: str) -> tuple[str, ...]:
    """The names of the parts in which two Word documents differ; RefusedError where one is not a package."""
    first, second = read_package(before, name), read_package(after, name)
    parts = sorted({*first, *second})
    return tuple(part for part in parts if not _same(part, first.get(part), second.get(part)))


def cells_of(package: Mapping[str, bytes], sheet: str) -> dict[str, str]:
    """The formula or value of each filled cell of a workbook's sheet, by its address; `sheet` is a part.

    Raises lxml's XMLSyntaxError where the sheet is ill-formed.
    """
    texts = _shared_texts(package)
    cells = parse_strictly(package[sheet]).iter(f"{_CELLS}c")
    values = {str(cell.get("r")): _value(cell, texts) for cell in cells}
    return {address: value for address, value in values.items() if value}


def chart_figures(chart: bytes) -> Mapping[str, tuple[str, ...]]:
    """The figures of each series of a chart by name; raises lxml's XMLSyntaxError where it is ill-formed.

    Charts of the spread hold the highest figures in some versions and the ranges in others: the
    ranges are given as the highest figures.
    """
    series = f".//{_CHART}ser"
    found = dict(map(_series_figures, parse_strictly(chart).iterfind(series)))
    if SERIES_RANGE in found and SERIES_LOWEST in found:
        pairs = zip(found[SERIES_LOWEST], found.pop(SERIES_RANGE), strict=True)
        found[SERIES_HIGHEST] = tuple(str(Decimal(low) + Decimal(distance)) for low, distance in pairs)
    return found


def _series_figures(series: Element) -> tuple[str, tuple[str, ...]]:
    name, figures = (
        tuple(str(each.text) for each in series.iterfind(f"{_CHART}{part}//{_CHART}v"))
        for part in ("tx", "val")
    )
    return "".join(name), figures


def _same(part: str, before: bytes | None, after: bytes | None) -> bool:
    if before is None or after is None or before == after:
        return before == after
    try:
        return _content(part, before) == _content(part, after)
    except (etree.XMLSyntaxError, RefusedError, ValueError):
        return False


def _content(part: str, content: bytes) -> object:
    """What a part holds, in a form that is the same however it is written."""
    if part.startswith("word/charts/") and part.endswith(".xml"):
        return tuple(_chart(parse_strictly(content)))
    if part.endswith(_XML):
        return etree.tostring(parse_strictly(content), method="c14n")
    if part.endswith(".xlsx"):
        package = read_package(content, part)
        return {sheet: cells_of(package, sheet) for sheet in package if sheet.startswith("xl/worksheets/")}
    if part.endswith(".png"):
        return modules_of(content)
    return content


def _chart(root: Element) -> Iterator[tuple[str, str]]:
    """The kinds of a chart's plots, and its texts, figures and their formats, in their order."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name in _CHART_TEXTS or name.endswith("Chart"):
            yield name, element.text or ""


def _shared_texts(package: Mapping[str, bytes]) -> Sequence[str]:
    if SHARED_TEXTS not in package:
        return ()
    return tuple("".join(map(str, each.itertext())) for each in parse_strictly(package[SHARED_TEXTS]))


def _value(cell: Element, texts: Sequence[str]) -> str:
    formula = cell.find(f"{_CELLS}f")
    if formula is not None:
        return f"={formula.text or ''}"
    value = "".join(str(text) for part in cell for text in part.itertext())
    if cell.get("t") == "s" and value.isdecimal() and int(value) < len(texts):
        return texts[int(value)]
    return value
