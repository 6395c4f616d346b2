"""Chart parts (DrawingML, ECMA-376 part 1, 21.2) for Word, WPS and LibreOffice.

openpyxl writes the design of a chart, once for each kind and size; `figures.py` puts the figures
in, because openpyxl passes numbers through binary floats (79.99 becomes 79.98999999999999).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from lxml import etree
from openpyxl.chart import BarChart, RadarChart, StockChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.chartspace import ChartContainer, ChartSpace
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumFmt, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.plotarea import PlotArea
from openpyxl.chart.series import Series as ChartSeries
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.xml.functions import tostring

from cts_docs.documents.charts.figures import (
    ChartData,
    ChartPart,
    Series,
    embedded_workbook,
    filled_chart,
)
from cts_docs.documents.ooxml.styles import HEI, SONG, Face

Symbol = Literal["circle", "dash", "diamond"]
PlainChart = BarChart | RadarChart | StockChart
Design = Callable[[ChartData, Decimal], PlainChart]

_BODY_SIZE, _TITLE_SIZE = 900, 1050
"""Hundredths of a point."""
_GRID, _INK = "D9D9D9", "404040"
_COLOURS = ("1F4E79", "BDD7EE", "7F7F7F")
"""Dark, light, middle: distinct in print without colour as well."""
_LINE_WIDTH, _HAIRLINE = 22225, 9525
"""1.75 pt and 0.75 pt in EMU."""
_SPREAD_SYMBOLS: tuple[Symbol, ...] = ("dash", "dash", "diamond")
_RINGS = 5
_NO_FIGURE = "—"


def radar(
    title: str, categories: Sequence[str], series: Sequence[Series], *, maximum: Decimal, decimals: int = 2
) -> ChartPart:
    """A radar chart from 0 to `maximum`; each figure stands below the name of its category.

    Labels at the points would run into the names at the rim, so the figures stand in the names.
    """
    data = ChartData(tuple(_with_figures(categories, series, decimals)), tuple(series), decimals)
    return _part(_radar, title, data, maximum)


def columns(
    title: str, categories: Sequence[str], series: Sequence[Series], *, maximum: Decimal, decimals: int = 0
) -> ChartPart:
    """A chart of upright bars from 0, the series side by side, each figure above its bar.

    `maximum` is the highest figure that can be; the axis ends above it, to leave room for the label.
    """
    return _part(_columns, title, ChartData(tuple(categories), tuple(series), decimals), maximum)


def spread(
    title: str,
    categories: Sequence[str],
    *,
    highest: Series,
    lowest: Series,
    mean: Series,
    maximum: Decimal,
    decimals: int = 2,
) -> ChartPart:
    """A chart of the spread between evaluation forms: a line from lowest to highest, the mean marked.

    It has neither legend nor figures: the title or caption says how to read it, a table the figures.
    """
    return _part(_spread, title, ChartData(tuple(categories), (highest, lowest, mean), decimals), maximum)


def _part(design: Design, title: str, data: ChartData, maximum: Decimal) -> ChartPart:
    unfilled = _design(design, title, data.unfilled(), maximum)
    return ChartPart(filled_chart(unfilled, data), embedded_workbook(data))


@lru_cache(maxsize=64)
def _design(design: Design, title: str, data: ChartData, maximum: Decimal) -> bytes:
    """The chart part without figures, as openpyxl writes it."""
    chart = design(data, maximum)
    chart.x_axis.crossAx, chart.y_axis.crossAx = chart.y_axis.axId, chart.x_axis.axId
    container = ChartContainer(
        title=_title(title) if title else None,
        autoTitleDeleted=not title,
        plotArea=PlotArea(layout=Layout(), _charts=[chart]),
        legend=Legend(legendPos="b") if chart.legend else None,
    )
    space = ChartSpace(
        date1904=False,
        lang="zh-CN",
        roundedCorners=False,
        chart=container,
        spPr=GraphicalProperties(solidFill="FFFFFF", ln=LineProperties(noFill=True)),
        txPr=RichText(p=[_paragraph(SONG, _BODY_SIZE)]),
    )
    return etree.tostring(etree.fromstring(tostring(space.to_tree())))


def _radar(data: ChartData, maximum: Decimal) -> PlainChart:
    chart = RadarChart(radarStyle="marker", varyColors=False)
    chart.ser = [
        _series(data, index, ln=_line(_colour(index), _LINE_WIDTH), marker=_marker("circle", _colour(index)))
        for index in range(len(data.series))
    ]
    chart.x_axis.majorGridlines = _grid()
    return _with_axes(chart, maximum, maximum / _RINGS, legend=len(data.series) > 1)


def _columns(data: ChartData, maximum: Decimal) -> PlainChart:
    chart = BarChart(barDir="col", grouping="clustered", varyColors=False, gapWidth=60)
    chart.ser = [
        _series(data, index, fill=_colour(index), labelled=True) for index in range(len(data.series))
    ]
    step = _round_step(maximum)
    return _with_axes(chart, (maximum // step + 1) * step, step, legend=len(data.series) > 1)


def _spread(data: ChartData, maximum: Decimal) -> PlainChart:
    chart = StockChart(hiLowLines=ChartLines(GraphicalProperties(ln=_line(_COLOURS[0], _LINE_WIDTH))))
    chart.ser = [
        _series(data, index, ln=LineProperties(noFill=True), marker=_marker(symbol, _COLOURS[0]))
        for index, symbol in enumerate(_SPREAD_SYMBOLS)
    ]
    return _with_axes(chart, maximum, maximum / _RINGS, legend=False)


def _with_axes(chart: PlainChart, end: Decimal, step: Decimal, *, legend: bool) -> PlainChart:
    """The chart with its category axis, and its value axis from 0 to `end`."""
    categories, values = chart.x_axis, chart.y_axis
    for axis in (categories, values):
        axis.delete, axis.crosses, axis.tickLblPos = False, "autoZero", "nextTo"
        axis.number_format = NumFmt("General", sourceLinked=False)
    categories.axPos, values.axPos = "b", "l"
    categories.graphicalProperties = GraphicalProperties(ln=_line(_INK, _HAIRLINE))
    values.graphicalProperties = GraphicalProperties(ln=_line(_GRID, _HAIRLINE))
    values.scaling.min, values.scaling.max = 0, float(end)
    values.majorUnit, values.majorGridlines, values.crossBetween = float(step), _grid(), "between"
    chart.legend = Legend(legendPos="b") if legend else None
    return chart


def _series(
    data: ChartData,
    index: int,
    *,
    fill: str | None = None,
    ln: LineProperties | None = None,
    marker: Marker | None = None,
    labelled: bool = False,
) -> ChartSeries:
    """The series at `index`, which refers to the embedded workbook and has no figures yet."""
    series = ChartSeries(
        idx=index,
        order=index,
        tx=SeriesLabel(strRef=StrRef(data.name_cell(index))),
        cat=AxDataSource(strRef=StrRef(data.category_range)),
        val=NumDataSource(numRef=NumRef(data.value_range(index))),
        spPr=GraphicalProperties(solidFill=fill, ln=ln),
        marker=marker,
    )
    if labelled:
        series.dLbls = _labels(data.number_format)
    return series


def _labels(number_format: str) -> DataLabelList:
    return DataLabelList(
        numFmt=number_format,
        dLblPos="outEnd",
        showVal=True,
        showLegendKey=False,
        showCatName=False,
        showSerName=False,
        showPercent=False,
        showBubbleSize=False,
    )


def _with_figures(categories: Sequence[str], series: Sequence[Series], decimals: int) -> Iterator[str]:
    for row, category in enumerate(categories):
        figures = (one.values[row] for one in series)
        shown = (_NO_FIGURE if figure is None else f"{figure:.{decimals}f}" for figure in figures)
        yield f"{category}\n{' / '.join(shown)}"


def _round_step(maximum: Decimal) -> Decimal:
    """The least of 1, 2 or 5 times a power of ten that divides `maximum` into at most five steps."""
    power = Decimal(1).scaleb(maximum.adjusted() - 1)
    return next(step for times in (1, 2, 5, 10, 20, 50) if maximum <= _RINGS * (step := times * power))


def _paragraph(face: Face, size: int, text: str = "") -> Paragraph:
    properties = CharacterProperties(
        lang="zh-CN", sz=size, b=False, solidFill=_INK, latin=Font(face.latin), ea=Font(face.east_asian)
    )
    runs = [RegularTextRun(properties, text)] if text else []
    return Paragraph(
        ParagraphProperties(defRPr=properties), endParaRPr=CharacterProperties(lang="zh-CN"), r=runs
    )


def _title(text: str) -> Title:
    return Title(tx=Text(rich=RichText(p=[_paragraph(HEI, _TITLE_SIZE, text)])), overlay=False)


def _line(colour: str, width: int) -> LineProperties:
    return LineProperties(w=width, solidFill=colour)


def _grid() -> ChartLines:
    return ChartLines(GraphicalProperties(ln=_line(_GRID, _HAIRLINE)))


def _marker(symbol: Symbol, colour: str) -> Marker:
    return Marker(symbol, 6, GraphicalProperties(solidFill=colour, ln=_line(colour, _HAIRLINE)))


def _colour(index: int) -> str:
    return _COLOURS[index % len(_COLOURS)]
