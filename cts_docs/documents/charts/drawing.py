"""Charts as DrawingML chart parts (ECMA-376 part 1, 21.2), drawn by Word, WPS and LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from cts_docs.documents.charts.data import ChartData, Series
from cts_docs.documents.charts.markup import Element, make, outermost, value
from cts_docs.documents.charts.workbook import embedded_workbook
from cts_docs.documents.ooxml import xml_parts
from cts_docs.documents.ooxml.styles import HEI, SONG, Face

WORKBOOK_RELATIONSHIP = "rId1"
"""The relationship by which every chart part names its embedded workbook."""

_BODY_SIZE = 900  # hundredths of a point
_TITLE_SIZE = 1050
_GRID = "D9D9D9"
_INK = "404040"
# Told apart in print without colour as well: dark, light, middle.
_COLOURS = ("1F4E79", "BDD7EE", "7F7F7F")
_CATEGORY_AXIS = "111111111"
_VALUE_AXIS = "222222222"
_RINGS = 5
_NO_FIGURE = "—"
_MARKER_SIZE = "6"
_LINE_WIDTH = "22225"  # 1.75 pt in EMU
_HAIR_WIDTH = "9525"  # 0.75 pt in EMU


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A chart part and the embedded workbook that belongs to it, as bytes."""

    xml: bytes
    workbook: bytes


def radar(
    title: str, categories: Sequence[str], series: Sequence[Series], *, maximum: Decimal, decimals: int = 2
) -> ChartPart:
    """A radar chart from 0 to `maximum`; each figure stands below the name of its category.

    Labels at the points would run into the names at the rim, so the figures stand in the names.
    """
    data = ChartData(tuple(_with_figures(categories, series, decimals)), tuple(series), decimals)
    plot = make(
        "c:radarChart",
        value("c:radarStyle", "marker"),
        value("c:varyColors", "0"),
        *(_line_series(data, index) for index in range(len(data.series))),
        *_axis_ids(),
    )
    axes = _category_axis(radial=True), _value_axis(maximum, maximum / _RINGS)
    return _part(title, data, plot, axes, legend=len(series) > 1)


def columns(
    title: str, categories: Sequence[str], series: Sequence[Series], *, maximum: Decimal, decimals: int = 0
) -> ChartPart:
    """A chart of upright bars from 0, the series side by side, each figure above its bar.

    `maximum` is the highest figure that can be; the axis ends above it, to leave room for the label.
    """
    data = ChartData(tuple(categories), tuple(series), decimals)
    plot = make(
        "c:barChart",
        value("c:barDir", "col"),
        value("c:grouping", "clustered"),
        value("c:varyColors", "0"),
        *(_bar_series(data, index) for index in range(len(data.series))),
        value("c:gapWidth", "60"),
        *_axis_ids(),
    )
    step = _round_step(maximum)
    axes = _category_axis(), _value_axis((maximum // step + 1) * step, step)
    return _part(title, data, plot, axes, legend=len(series) > 1)


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
    data = ChartData(tuple(categories), (highest, lowest, mean), decimals)
    plot = make(
        "c:stockChart",
        _range_series(data, 0),
        _range_series(data, 1),
        _range_series(data, 2, marker="diamond"),
        make("c:hiLowLines", make("c:spPr", _line(_COLOURS[0], _LINE_WIDTH))),
        *_axis_ids(),
    )
    axes = _category_axis(), _value_axis(maximum, maximum / _RINGS)
    return _part(title, data, plot, axes, legend=False)


def _with_figures(categories: Sequence[str], series: Sequence[Series], decimals: int) -> Iterator[str]:
    for row, category in enumerate(categories):
        figures = (one.values[row] for one in series)
        shown = (_NO_FIGURE if figure is None else f"{figure:.{decimals}f}" for figure in figures)
        yield f"{category}\n{' / '.join(shown)}"


def _round_step(maximum: Decimal) -> Decimal:
    """The least of 1, 2 or 5 times a power of ten that divides `maximum` into at most five steps."""
    power = Decimal(1).scaleb(maximum.adjusted() - 1)
    return next(step for times in (1, 2, 5, 10, 20, 50) if maximum <= _RINGS * (step := times * power))


def _axis_ids() -> Iterator[Element]:
    yield value("c:axId", _CATEGORY_AXIS)
    yield value("c:axId", _VALUE_AXIS)


def _part(title: str, data: ChartData, plot: Element, axes: Sequence[Element], *, legend: bool) -> ChartPart:
    chart = make(
        "c:chart",
        *([_title(title)] if title else []),
        value("c:autoTitleDeleted", "0" if title else "1"),
        make("c:plotArea", make("c:layout"), plot, *axes),
        *([make("c:legend", value("c:legendPos", "b"), value("c:overlay", "0"))] if legend else []),
        value("c:plotVisOnly", "1"),
        value("c:dispBlanksAs", "gap"),
    )
    space = outermost(
        "c:chartSpace",
        value("c:date1904", "0"),
        value("c:lang", "zh-CN"),
        value("c:roundedCorners", "0"),
        chart,
        make("c:spPr", _fill("FFFFFF"), make("a:ln", make("a:noFill"))),
        _text_properties(_BODY_SIZE),
        make("c:externalData", value("c:autoUpdate", "0"), r__id=WORKBOOK_RELATIONSHIP),
    )
    xml = f"{xml_parts.DECLARATION}{space}".encode()
    return ChartPart(xml, embedded_workbook(data))


def _dress(face: Face) -> tuple[Element, ...]:
    """The colour and the faces of a text."""
    return _fill(_INK), make("a:latin", typeface=face.latin), make("a:ea", typeface=face.east_asian)


@cache
def _text_properties(size: int) -> Element:
    defaults = make("a:defRPr", *_dress(SONG), sz=str(size), b="0")
    return make(
        "c:txPr",
        make("a:bodyPr"),
        make("a:lstStyle"),
        make("a:p", make("a:pPr", defaults), make("a:endParaRPr", lang="zh-CN", altLang="en-US")),
    )


@lru_cache(maxsize=64)
def _title(text: str) -> Element:
    run = make(
        "a:r",
        make("a:rPr", *_dress(HEI), lang="zh-CN", altLang="en-US", sz=str(_TITLE_SIZE), b="0"),
        make("a:t", text),
    )
    paragraph = make("a:p", make("a:pPr", make("a:defRPr", *_dress(HEI), sz=str(_TITLE_SIZE), b="0")), run)
    return make(
        "c:title",
        make("c:tx", make("c:rich", make("a:bodyPr"), make("a:lstStyle"), paragraph)),
        value("c:overlay", "0"),
    )


@cache
def _fill(colour: str) -> Element:
    return make("a:solidFill", make("a:srgbClr", val=colour))


@cache
def _line(colour: str, width: str) -> Element:
    return make("a:ln", _fill(colour), w=width)


def _colour(index: int) -> str:
    return _COLOURS[index % len(_COLOURS)]


def _identity(data: ChartData, index: int) -> Iterator[Element]:
    yield value("c:idx", str(index))
    yield value("c:order", str(index))
    yield make("c:tx", _text_reference(data.name_cell(index), (data.series[index].name,)))


def _figures(data: ChartData, index: int) -> Iterator[Element]:
    yield make("c:cat", _text_reference(data.category_range, data.categories))
    yield make("c:val", _number_reference(data, index))


def _text_reference(formula: str, texts: Sequence[str]) -> Element:
    points = _points(texts)
    return make("c:strRef", make("c:f", formula), make("c:strCache", *points))


def _number_reference(data: ChartData, index: int) -> Element:
    values = data.series[index].values
    points = _points([None if figure is None else f"{figure:f}" for figure in values])
    found = make("c:numCache", make("c:formatCode", data.number_format), *points)
    return make("c:numRef", make("c:f", data.value_range(index)), found)


def _points(texts: Sequence[str | None]) -> Iterator[Element]:
    """The number of points, and each that is no gap."""
    yield value("c:ptCount", str(len(texts)))
    for index, text in enumerate(texts):
        if text is not None:
            yield Element(f'<c:pt idx="{index}"><c:v>{xml_parts.text(text)}</c:v></c:pt>')


@cache
def _labels(number_format: str) -> Element:
    hidden = ("c:showCatName", "c:showSerName", "c:showPercent", "c:showBubbleSize")
    return make(
        "c:dLbls",
        make("c:numFmt", formatCode=number_format, sourceLinked="0"),
        make("c:spPr", make("a:noFill"), make("a:ln", make("a:noFill"))),
        _text_properties(_BODY_SIZE),
        value("c:dLblPos", "outEnd"),
        value("c:showLegendKey", "0"),
        value("c:showVal", "1"),
        *(value(name, "0") for name in hidden),
    )


@cache
def _marker(symbol: str, colour: str) -> Element:
    shape = make("c:spPr", _fill(colour), _line(colour, _HAIR_WIDTH))
    return make("c:marker", value("c:symbol", symbol), value("c:size", _MARKER_SIZE), shape)


def _line_series(data: ChartData, index: int) -> Element:
    return make(
        "c:ser",
        *_identity(data, index),
        make("c:spPr", _line(_colour(index), _LINE_WIDTH)),
        _marker("circle", _colour(index)),
        *_figures(data, index),
    )


def _range_series(data: ChartData, index: int, *, marker: str = "dash") -> Element:
    """A series that shows as marks on the high-low line, without a line of its own."""
    return make(
        "c:ser",
        *_identity(data, index),
        make("c:spPr", make("a:ln", make("a:noFill"), w=_LINE_WIDTH)),
        _marker(marker, _COLOURS[0]),
        *_figures(data, index),
        value("c:smooth", "0"),
    )


def _bar_series(data: ChartData, index: int) -> Element:
    return make(
        "c:ser",
        *_identity(data, index),
        make("c:spPr", _fill(_colour(index))),
        value("c:invertIfNegative", "0"),
        _labels(data.number_format),
        *_figures(data, index),
    )


@cache
def _grid() -> Element:
    return make("c:majorGridlines", make("c:spPr", _line(_GRID, _HAIR_WIDTH)))


def _ticks() -> Iterator[Element]:
    yield value("c:majorTickMark", "none")
    yield value("c:minorTickMark", "none")
    yield value("c:tickLblPos", "nextTo")


@cache
def _category_axis(*, radial: bool = False) -> Element:
    return make(
        "c:catAx",
        value("c:axId", _CATEGORY_AXIS),
        make("c:scaling", value("c:orientation", "minMax")),
        value("c:delete", "0"),
        value("c:axPos", "b"),
        *([_grid()] if radial else []),
        make("c:numFmt", formatCode="General", sourceLinked="0"),
        *_ticks(),
        make("c:spPr", _line(_INK, _HAIR_WIDTH)),
        value("c:crossAx", _VALUE_AXIS),
        value("c:crosses", "autoZero"),
        value("c:auto", "1"),
        value("c:lblAlgn", "ctr"),
        value("c:lblOffset", "100"),
        value("c:noMultiLvlLbl", "0"),
    )


@lru_cache(maxsize=64)
def _value_axis(end: Decimal, step: Decimal) -> Element:
    return make(
        "c:valAx",
        value("c:axId", _VALUE_AXIS),
        make("c:scaling", value("c:orientation", "minMax"), value("c:max", f"{end:f}"), value("c:min", "0")),
        value("c:delete", "0"),
        value("c:axPos", "l"),
        _grid(),
        make("c:numFmt", formatCode="General", sourceLinked="0"),
        *_ticks(),
        make("c:spPr", _line(_GRID, _HAIR_WIDTH)),
        value("c:crossAx", _CATEGORY_AXIS),
        value("c:crosses", "autoZero"),
        value("c:crossBetween", "between"),
        value("c:majorUnit", f"{step:f}"),
    )
