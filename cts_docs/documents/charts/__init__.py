"""Native Word charts: a chart part with an embedded workbook that holds what the chart shows and no more.

A builder makes a `ChartPart` (`radar`, `columns`, `spread`) and a template places it
(`placing.place_chart`) under a number; rendering takes `chart_parts` of the real figures in the
same order and swaps the bytes of the parts so named.
"""

from cts_docs.documents.charts.drawing import close_axis, columns, radar, spread
from cts_docs.documents.charts.figures import (
    ChartData,
    ChartPart,
    Series,
    chart_name,
    chart_parts,
    workbook_name,
)

__all__ = [
    "ChartData",
    "ChartPart",
    "Series",
    "chart_name",
    "chart_parts",
    "close_axis",
    "columns",
    "radar",
    "spread",
    "workbook_name",
]
