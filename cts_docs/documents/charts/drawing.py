"""Chart parts (DrawingML, ECMA-376 part 1, 21.2) for Word, WPS and LibreOffice.

openpyxl writes the design of a chart, once for each kind and size; `figures.py` puts the figures
in, because openpyxl passes numbers through binary floats (79.99 becomes 79.98999999999999).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import cycle
from typing import Literal

from lxml import etree
from openpyxl.chart import BarChart, LineChart, RadarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.chartspace import ChartContainer, ChartSpace
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumFmt, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
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
from cts_docs.documents.wording.report import SERIES_LOWEST, SERIES_RANGE

PlainChart = BarChart | LineChart | RadarChart
Symbol = Literal["circle", "diamond", "none"]

_BODY_SIZE, _TITLE_SIZE = 900, 1050
"""Hundredths of a point."""
_GRID, _INK = "BFBFBF", "262626"
_DARK, _MIDDLE, _WHITE = "1F3864", "A6A6A6", "FFFFFF"
"""Fills that differ in grey as well: dark, middle, and white within a dark outline."""
_LINE_WIDTH, _HAIRLINE = 22225, 9525
"""1.75 pt and 0.75 pt in EMU."""
_RADAR = (0.2, 0.15, 0.6, 0.7)
"""The place of a radar's axes in its chart: left, top, width and height as shares."""
_STEPS = 5
_NO_FIGURE = "—"


@dataclass(frozen=True, slots=True)
class Axis:
    """A value axis: its ends and the step of its lines."""

    start: Decimal
    end: Decimal
    step: Decimal


def radar(
    title: str, categories: Sequence[str], series: Series, *, maximum: Decimal, decimals: int = 2
) -> ChartPart:
    """A radar chart on its `close_axis`; each figure stands below the name of its category.

    What centre, rings and rim mean belongs into its caption: labels inside would run into the lines.
    """
    data = ChartData(tuple(_with_figures(categories, series, decimals)), (series,), decimals)
    return _part(_radar, title, data, close_axis(series.values, maximum))


def columns(
    title: str, categories: Sequence[str], series: Sequence[Series], *, maximum: Decimal, decimals: int = 0
) -> ChartPart:
    """A chart of upright bars from 0, the series side by side, each figure above its bar.

    `maximum` is the highest figure that can be; the axis ends above it, to leave room for the label.
    """
    step = next(step for step in _round_steps(maximum) if maximum <= _STEPS * step)
    axis = Axis(Decimal(0), (maximum // step + 1) * step, step)
    return _part(_columns, title, ChartData(tuple(categories), tuple(series), decimals), axis)


def spread(
    title: str,
    categories: Sequence[str],
    *,
    highest: Sequence[Decimal | None],
    lowest: Sequence[Decimal | None],
    mean: Series,
    maximum: Decimal,
    decimals: int = 2,
) -> ChartPart:
    """A chart of the spread between evaluation forms: a bar from lowest to highest, the mean as a diamond.

    Beside the mean, the embedded workbook holds the lowest figures and the ranges, which the bars show.
    """
    ranges = tuple(
        None if high is None or low is None else high - low for high, low in zip(highest, lowest, strict=True)
    )
    series = (Series(SERIES_LOWEST, tuple(lowest)), Series(SERIES_RANGE, ranges), mean)
    return _part(_spread, title, ChartData(tuple(categories), series, decimals), close_axis(lowest, maximum))


Design = Callable[[ChartData], Sequence[PlainChart]]
"""The charts that are drawn over each other; the first has the axes."""


def _part(design: Design, title: str, data: ChartData, axis: Axis) -> ChartPart:
    unfilled = _design(design, title, data.unfilled(), axis)
    return ChartPart(filled_chart(unfilled, data), embedded_workbook(data))


@lru_cache(maxsize=64)
def _design(design: Design, title: str, data: ChartData, axis: Axis) -> bytes:
    """The chart part without figures, as openpyxl writes it."""
    charts = design(data)
    _set_axes(charts[0], axis)
    keyed = len(charts) == 1 and len(data.series) > 1
    container = ChartContainer(
        title=_title(title) if title else None,
        autoTitleDeleted=not title,
        plotArea=PlotArea(layout=_layout(charts[0]), _charts=list(charts)),
        legend=Legend(legendPos="b") if keyed else None,
    )
    space = ChartSpace(
        date1904=False,
        lang="zh-CN",
        roundedCorners=False,
        chart=container,
        spPr=GraphicalProperties(solidFill=_WHITE, ln=LineProperties(noFill=True)),
        txPr=RichText(p=[_paragraph(SONG, _BODY_SIZE)]),
    )
    return etree.tostring(etree.fromstring(tostring(space.to_tree())))


def _layout(chart: PlainChart) -> Layout:
    """Where the axes stand: those of a radar fill the chart but for the names around it."""
    if not isinstance(chart, RadarChart):
        return Layout()
    left, top, width, height = _RADAR
    return Layout(
        ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=top, w=width, h=height)
    )


def _radar(data: ChartData) -> Sequence[PlainChart]:
    chart = RadarChart(radarStyle="marker", varyColors=False)
    line, marker = _line(_DARK, _LINE_WIDTH), _marker("circle")
    chart.ser = [_series(data, index, ln=line, marker=marker) for index in range(len(data.series))]
    chart.x_axis.majorGridlines = _grid()
    return (chart,)


def _columns(data: ChartData) -> Sequence[PlainChart]:
    chart = BarChart(barDir="col", grouping="clustered", varyColors=False, gapWidth=60)
    chart.ser = [
        _series(data, index, fill=fill, ln=_line(_DARK, _HAIRLINE), labelled=True)
        for index, fill in zip(range(len(data.series)), cycle((_DARK, _WHITE, _MIDDLE)), strict=False)
    ]
    return (chart,)


def _spread(data: ChartData) -> Sequence[PlainChart]:
    """Bars that stand on unseen ones, and the means over them."""
    bars = BarChart(barDir="col", grouping="stacked", overlap=100, varyColors=False, gapWidth=60)
    unseen = LineProperties(noFill=True)
    base = _series(data, 0, ln=unseen)
    base.graphicalProperties.noFill = True
    bars.ser = [base, _series(data, 1, fill=_MIDDLE, ln=_line(_DARK, _HAIRLINE))]
    means = LineChart(grouping="standard", varyColors=False)
    means.ser = [_series(data, 2, ln=unseen, marker=_marker("diamond"))]
    return bars, means


def _set_axes(chart: PlainChart, axis: Axis) -> None:
    """Set a chart's category axis, and its value axis as `axis` says."""
    categories, values = chart.x_axis, chart.y_axis
    for each in (categories, values):
        each.crosses, each.number_format = "autoZero", NumFmt("General", sourceLinked=False)
    # The labels of a radar's rings would run into its lines; the caption says what they mean.
    categories.delete, values.delete = False, isinstance(chart, RadarChart)
    categories.tickLblPos, values.tickLblPos = "low", "nextTo"
    categories.axPos, values.axPos = "b", "l"
    categories.graphicalProperties = GraphicalProperties(ln=_line(_INK, _HAIRLINE))
    values.graphicalProperties = GraphicalProperties(ln=_line(_GRID, _HAIRLINE))
    values.scaling.min, values.scaling.max = float(axis.start), float(axis.end)
    values.majorUnit, values.majorGridlines, values.crossBetween = (
        float(axis.step),
        _value_lines(chart),
        "between",
    )
    categories.crossAx, values.crossAx = values.axId, categories.axId


def _value_lines(chart: PlainChart) -> ChartLines | None:
    """The lines across a chart; none where each figure is written above its bar, which they would cross."""
    return None if isinstance(chart, BarChart) and chart.grouping == "clustered" else _grid()


def close_axis(figures: Iterable[Decimal | None], maximum: Decimal) -> Axis:
    """The shortest axis of five round steps up to `maximum` that leaves a step below the lowest figure.

    It begins close below the lowest figure, so that the chart shows differences.
    """
    lowest = min((figure for figure in figures if figure is not None), default=Decimal(0))
    steps = [step for step in _round_steps(maximum) if _STEPS * step <= maximum]
    step = next((step for step in steps if maximum - (_STEPS - 1) * step <= lowest), steps[-1])
    return Axis(maximum - _STEPS * step, maximum, step)


def _round_steps(maximum: Decimal) -> list[Decimal]:
    """1, 2 and 5 times the powers of ten that may divide an axis up to `maximum`, rising."""
    power = Decimal(1).scaleb(maximum.adjusted() - 2)
    return [factor * power for factor in (1, 2, 5, 10, 20, 50, 100, 200, 500)]


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
        series.dLbls = _labels(data.label_format)
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


def _with_figures(categories: Sequence[str], series: Series, decimals: int) -> Iterator[str]:
    for category, figure in zip(categories, series.values, strict=True):
        yield f"{category}\n{_NO_FIGURE if figure is None else f'{figure:.{decimals}f}'}"


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


def _marker(symbol: Symbol) -> Marker:
    return Marker(symbol, 7, GraphicalProperties(solidFill=_DARK, ln=_line(_WHITE, _HAIRLINE)))
