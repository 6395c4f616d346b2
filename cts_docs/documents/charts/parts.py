"""The part names of charts: fixed, so that rendering only swaps bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cts_docs.documents.charts.drawing import ChartPart


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
