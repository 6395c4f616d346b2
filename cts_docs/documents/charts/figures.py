"""The figures of a chart, put into its part and into the embedded workbook that 「编辑数据」 opens."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from lxml import etree
from openpyxl import Workbook

from cts_docs.documents.ooxml.properties import CORE_PART, Properties, core_xml
from cts_docs.files.zipping import Member, deflated, pack, read_package

WORKBOOK_RELATIONSHIP = "rId1"
"""The relationship by which every chart part names its embedded workbook."""
_SHEET = "Sheet1"
_SHEET_PART = "xl/worksheets/sheet1.xml"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_COLUMNS = "BCDEFGHIJKLMNOPQRSTUVWXYZ"
"""One for each series: the categories stand in A."""


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A chart part and the embedded workbook that belongs to it, as bytes."""

    xml: bytes
    workbook: bytes


@dataclass(frozen=True, slots=True)
class Series:
    """Figures under a name; None is a gap (an item that is not applicable).

    The figures are rounded as the chart shows them: the embedded workbook must hold no digit
    more than the page.
    """

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """The table behind a chart: a category per row, a series per column, figures of `decimals` decimals.

    Raises `ValueError` where a series has another number of figures than there are
    categories, or a figure more decimals than the chart shows.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    decimals: int = 2

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                found, expected = len(series.values), len(self.categories)
                raise ValueError(f"{series.name!r} has {found} figures for {expected} categories")
            for figure in series.values:
                if figure is not None and figure != round(figure, self.decimals):
                    raise ValueError(f"{series.name!r}: {figure} has more than {self.decimals} decimals")

    @property
    def number_format(self) -> str:
        """The number format of every figure, with as many decimals as the page shows."""
        return "0" if self.decimals == 0 else "0." + "0" * self.decimals

    @property
    def label_format(self) -> str:
        """The number format on the page: a single decimal stands only where it is not 0."""
        return "General" if self.decimals == 1 else self.number_format

    @property
    def category_range(self) -> str:
        """The range of the categories in the embedded workbook."""
        return self._range("A")

    def name_cell(self, index: int) -> str:
        """The cell that holds the name of the series at `index` (from 0)."""
        return f"{_SHEET}!${_COLUMNS[index]}$1"

    def value_range(self, index: int) -> str:
        """The range of the figures of the series at `index` (from 0)."""
        return self._range(_COLUMNS[index])

    def unfilled(self) -> ChartData:
        """A table of the same size and number format without any content."""
        count = len(self.categories)
        return replace(
            self, categories=("",) * count, series=(Series("", (None,) * count),) * len(self.series)
        )

    def _range(self, column: str) -> str:
        return f"{_SHEET}!${column}$2:${column}${len(self.categories) + 1}"


def chart_name(number: int) -> str:
    """The part name of the chart `number` (from 1)."""
    return f"/word/charts/chart{number}.xml"


def workbook_name(number: int) -> str:
    """The part name of the embedded workbook of the chart `number` (from 1)."""
    return f"/word/embeddings/chart{number}.xlsx"


def chart_parts(charts: Sequence[ChartPart]) -> Mapping[str, bytes]:
    """The bytes of `charts`, numbered from 1 in their order, by part name: what rendering swaps in."""
    parts: dict[str, bytes] = {}
    for number, chart in enumerate(charts, start=1):
        parts[chart_name(number)] = chart.xml
        parts[workbook_name(number)] = chart.workbook
    return MappingProxyType(parts)


def filled_chart(design: bytes, data: ChartData) -> bytes:
    """A chart part with the names, categories and figures of `data`, and the link to its workbook."""
    root = etree.fromstring(design)
    for series, element in zip(data.series, root.iter(f"{_CHART}ser"), strict=True):
        _cache(element, "tx", [series.name])
        _cache(element, "cat", data.categories)
        figures = [None if figure is None else f"{figure:f}" for figure in series.values]
        _cache(element, "val", figures, data.label_format)
    link = etree.SubElement(root, f"{_CHART}externalData", {_ID: WORKBOOK_RELATIONSHIP})
    etree.SubElement(link, f"{_CHART}autoUpdate", val="0")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _cache(series: etree._Element, name: str, texts: Sequence[str | None], number_format: str = "") -> None:
    """Store what a reference of a series found in the workbook; None is a gap."""
    (reference,) = series.iterfind(f"{_CHART}{name}/*")
    cache = etree.SubElement(reference, f"{_CHART}{'num' if number_format else 'str'}Cache")
    if number_format:
        etree.SubElement(cache, f"{_CHART}formatCode").text = number_format
    etree.SubElement(cache, f"{_CHART}ptCount", val=str(len(texts)))
    for index, text in enumerate(texts):
        if text is not None:
            point = etree.SubElement(cache, f"{_CHART}pt", idx=str(index))
            etree.SubElement(point, f"{_CHART}v").text = text


def embedded_workbook(data: ChartData) -> bytes:
    """The workbook of a chart: exactly its categories, names and figures, the same bytes every time."""
    blank, others = _blank_workbook(data.unfilled())
    sheet = etree.fromstring(blank)
    rows = sheet.iter(f"{_CELLS}row")
    for row, values in zip(rows, _rows(data), strict=True):
        for cell, value in zip(row, values, strict=True):
            _set_value(cell, value)
    filled = etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)
    return pack((*others, deflated(_SHEET_PART, filled)))


def _set_value(cell: etree._Element, value: str | Decimal | None) -> None:
    if isinstance(value, Decimal):
        etree.SubElement(cell, f"{_CELLS}v").text = f"{value:f}"
    elif value is not None:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{_CELLS}is"), f"{_CELLS}t")
        text.text = value


def _rows(data: ChartData) -> Iterator[tuple[str | Decimal | None, ...]]:
    yield (None, *(series.name for series in data.series))
    for row, category in enumerate(data.categories):
        yield (category, *(series.values[row] for series in data.series))


@lru_cache(maxsize=16)
def _blank_workbook(data: ChartData) -> tuple[bytes, tuple[Member, ...]]:
    """A workbook for a table of this size: its sheet with empty cells, and its other parts packed."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = _SHEET
    sheet.column_dimensions["A"].width = 24
    for row in range(1, len(data.categories) + 2):
        for column in range(1, len(data.series) + 2):
            sheet.cell(row, column).number_format = data.number_format if min(row, column) > 1 else "@"
    saved = io.BytesIO()
    workbook.save(saved)
    # openpyxl writes the time of saving.
    about = core_xml(Properties("", "", "", "cts-docs"))
    parts = read_package(saved.getvalue(), "") | {CORE_PART: about}
    sheet_part = parts.pop(_SHEET_PART)
    return sheet_part, tuple(deflated(name, content) for name, content in parts.items())
