"""Native charts: what they show, what their embedded workbooks hold, where they stand in a package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from docx import Document
from docx.shared import Cm
from lxml import etree
from openpyxl import load_workbook

from cts_docs.documents.charts import (
    ChartPart,
    Series,
    chart_name,
    chart_parts,
    columns,
    radar,
    spread,
    workbook_name,
)
from cts_docs.documents.charts.placing import place_chart

NAMESPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def some_radar(*figures: str) -> ChartPart:
    names = ["功能性", "安全性", "时间性"][: len(figures)]
    series = Series("得分率(%)", tuple(Decimal(figure) for figure in figures))
    return radar("服务特性得分率", names, series, maximum=Decimal(100))


def some_columns() -> ChartPart:
    reached = Series("得分", (Decimal(16), Decimal(12)))
    full = Series("满分", (Decimal(20), Decimal(15)))
    return columns("各章得分", ["1. 甲", "2. 乙 & <丙>"], [reached, full], maximum=Decimal(20))


def some_spread() -> ChartPart:
    return spread(
        "离散情况",
        ["1.1", "1.2"],
        highest=(Decimal("0.9"), Decimal("0.8")),
        lowest=(Decimal("0.4"), Decimal("0.5")),
        mean=Series("平均", (Decimal("0.65"), Decimal("0.70"))),
        maximum=Decimal(1),
    )


def texts(xml: bytes, path: str) -> list[str]:
    found = etree.fromstring(xml).xpath(path, namespaces=NAMESPACES)
    return [str(item) for item in found]


def cells(workbook: bytes) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(workbook))
    assert len(book.worksheets) == 1
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_radar_shows_every_figure_with_its_decimals() -> None:
    chart = some_radar("91.2", "79.99", "100")

    assert texts(chart.xml, "//c:cat//c:v/text()") == ["功能性\n91.20", "安全性\n79.99", "时间性\n100.00"]
    assert texts(chart.xml, "//c:val//c:v/text()") == ["91.2", "79.99", "100"]


@pytest.mark.parametrize(
    ("figures", "start", "step"),
    [
        (("99", "98.5"), 95, 1),
        (("91.2", "88"), 75, 5),
        (("91.2", "79.99"), 50, 10),
        (("60", "100"), 50, 10),
        (("59.99", "100"), 0, 20),
        (("0", "100"), 0, 20),
    ],
)
def test_the_axis_of_a_radar_begins_close_below_the_lowest_figure(
    figures: tuple[str, ...], start: int, step: int
) -> None:
    """Five rings up to 100, the smallest of 1, 2, 5, 10, 20 that leaves a ring below the lowest figure."""
    chart = some_radar(*figures)

    assert [float(end) for end in texts(chart.xml, "//c:valAx/c:scaling/c:*/@val")[1:]] == [100, start]
    assert [float(found) for found in texts(chart.xml, "//c:valAx/c:majorUnit/@val")] == [step]


def test_embedded_workbook_holds_what_the_chart_shows_and_no_more() -> None:
    assert cells(some_columns().workbook) == [
        (None, "得分", "满分"),
        ("1. 甲", 16, 20),
        ("2. 乙 & <丙>", 12, 15),
    ]


def test_embedded_workbook_keeps_decimal_figures_exact() -> None:
    with zipfile.ZipFile(io.BytesIO(some_radar("79.99").workbook)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()

    assert "<v>79.99</v>" in sheet


def test_cells_named_by_the_chart_are_those_of_the_workbook() -> None:
    chart = some_columns()
    sheet = load_workbook(io.BytesIO(chart.workbook))["Sheet1"]

    for reference in etree.fromstring(chart.xml).iterfind(".//c:f", NAMESPACES):
        place = (reference.text or "").split("!")[1].replace("$", "")
        found = sheet[place]
        column = [row[0] for row in found] if isinstance(found, tuple) else [found]
        cached = [item.text for item in reference.getparent().iterfind(".//c:v", NAMESPACES)]
        assert [str(cell.value) for cell in column] == cached


def test_a_category_that_looks_like_a_formula_stays_text() -> None:
    chart = columns("", ["=1+1"], [Series("得分", (Decimal(1),))], maximum=Decimal(5))

    assert load_workbook(io.BytesIO(chart.workbook))["Sheet1"]["A2"].data_type == "s"


def test_a_missing_figure_is_a_gap_and_not_zero() -> None:
    series = Series("得分率(%)", (Decimal(90), None))
    chart = radar("", ["功能性", "安全性"], series, maximum=Decimal(100))

    assert texts(chart.xml, "//c:val//c:pt/@idx") == ["0"]
    assert texts(chart.xml, "//c:cat//c:v/text()") == ["功能性\n90.00", "安全性\n—"]
    assert texts(chart.xml, "//c:dispBlanksAs/@val") == ["gap"]


@pytest.mark.parametrize(
    ("maximum", "end", "step"),
    [("40", "50", "10"), ("29", "30", "10"), ("100", "120", "20"), ("8", "10", "2")],
)
def test_columns_leave_room_above_the_highest_bar(maximum: str, end: str, step: str) -> None:
    chart = columns("", ["1"], [Series("满分", (Decimal(maximum),))], maximum=Decimal(maximum))

    assert [Decimal(found) for found in texts(chart.xml, "//c:valAx/c:scaling/c:max/@val")] == [Decimal(end)]
    assert [Decimal(found) for found in texts(chart.xml, "//c:majorUnit/@val")] == [Decimal(step)]


def test_columns_carry_their_figures_as_labels() -> None:
    assert texts(some_columns().xml, "//c:ser/c:dLbls/c:showVal/@val") == ["1", "1"]


def test_spread_stacks_the_range_on_the_lowest_figure_and_marks_the_mean() -> None:
    chart = some_spread()

    assert texts(chart.xml, "//c:barChart/c:grouping/@val") == ["stacked"]
    assert texts(chart.xml, "//c:ser/c:tx//c:v/text()") == ["最低", "极差", "平均"]
    assert cells(chart.workbook) == [
        (None, "最低", "极差", "平均"),
        ("1.1", 0.4, 0.5, 0.65),
        ("1.2", 0.5, 0.3, 0.7),
    ]
    assert texts(chart.xml, "//c:barChart/c:ser[1]/c:spPr/a:noFill") != []
    assert texts(chart.xml, "//c:lineChart//c:symbol/@val") == ["diamond"]


def test_charts_are_told_apart_without_colour() -> None:
    """The brightness of two neighbouring fills differs by half of the scale or more."""
    fills = texts(some_columns().xml, "//c:ser/c:spPr/a:solidFill/a:srgbClr/@val")
    dark, light = (
        int(fill[:2], 16) * 0.3 + int(fill[2:4], 16) * 0.6 + int(fill[4:], 16) * 0.1 for fill in fills
    )
    assert light - dark >= 127


def test_chart_names_faces_and_language_of_its_text() -> None:
    xml = some_radar("90").xml

    assert set(texts(xml, "//a:ea/@typeface")) == {"宋体", "黑体"}
    assert set(texts(xml, "//a:latin/@typeface")) == {"Times New Roman", "Arial"}
    assert texts(xml, "/c:chartSpace/c:lang/@val") == ["zh-CN"]


@pytest.mark.parametrize("make", [lambda: some_radar("90"), some_columns, some_spread])
def test_same_figures_give_the_same_bytes(make: Callable[[], ChartPart]) -> None:
    assert make() == make()


def test_figures_must_match_the_categories() -> None:
    with pytest.raises(ValueError, match="'得分' has 1 figures for 2 categories"):
        columns("", ["1", "2"], [Series("得分", (Decimal(1),))], maximum=Decimal(5))


def test_no_figure_has_more_decimals_than_the_chart_shows() -> None:
    with pytest.raises(ValueError, match=r"87\.333 has more than 2 decimals"):
        some_radar("87.333")


def placed(*charts: ChartPart) -> bytes:
    document = Document()
    for number, chart in enumerate(charts, start=1):
        place_chart(
            document,
            document.add_paragraph(),
            number,
            chart,
            width=Cm(14),
            height=Cm(9),
            name=f"图 {number}",
            alt_text=f'雷达图 {number}：功能性 "90" & <安全性>',
        )
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_placed_charts_stand_under_fixed_part_names() -> None:
    charts = [some_radar("90"), some_columns()]

    with zipfile.ZipFile(io.BytesIO(placed(*charts))) as package:
        for name, content in chart_parts(charts).items():
            assert package.read(name.lstrip("/")) == content
    assert list(chart_parts(charts)) == [
        chart_name(1),
        workbook_name(1),
        chart_name(2),
        workbook_name(2),
    ]


def test_placed_chart_finds_its_embedded_workbook() -> None:
    with zipfile.ZipFile(io.BytesIO(placed(some_radar("90")))) as package:
        relationships = etree.fromstring(package.read("word/charts/_rels/chart1.xml.rels"))
        chart = etree.fromstring(package.read("word/charts/chart1.xml"))

    external = chart.find("c:externalData", NAMESPACES)
    assert external is not None
    assert [(item.get("Id"), item.get("Target")) for item in relationships] == [
        (external.get(RELATIONSHIP), "../embeddings/chart1.xlsx")
    ]


def test_placed_charts_have_their_own_ids_and_alternative_text() -> None:
    with zipfile.ZipFile(io.BytesIO(placed(some_radar("90"), some_columns()))) as package:
        document = package.read("word/document.xml")

    identifiers = texts(document, "//wp:docPr/@id")
    assert len(set(identifiers)) == len(identifiers) == 2
    assert texts(document, "//wp:docPr/@descr")[0] == '雷达图 1：功能性 "90" & <安全性>'


def test_one_number_serves_one_chart() -> None:
    document = Document()

    def place() -> None:
        paragraph = document.add_paragraph()
        size = Cm(9)
        place_chart(document, paragraph, 1, some_columns(), width=size, height=size, name="图", alt_text="图")

    place()
    with pytest.raises(ValueError, match="has a chart 1 already"):
        place()
