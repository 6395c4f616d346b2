"""The figures of one chart: categories, series, and where each stands in the embedded workbook."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SHEET = "Sheet1"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures under a name; None is a gap (an item that is not applicable).

    The figures are those that the chart shows, rounded already: the embedded workbook
    must hold no digit more than the page.
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
    def category_range(self) -> str:
        """Where the categories stand in the embedded workbook."""
        return self._range("A")

    def name_cell(self, index: int) -> str:
        """Where the name of the series at `index` (from 0) stands in the embedded workbook."""
        return f"{SHEET}!${column_of(index)}$1"

    def value_range(self, index: int) -> str:
        """Where the figures of the series at `index` (from 0) stand in the embedded workbook."""
        return self._range(column_of(index))

    def _range(self, column: str) -> str:
        return f"{SHEET}!${column}$2:${column}${len(self.categories) + 1}"


def column_of(index: int) -> str:
    """The column of the series at `index` (from 0, at most 24): the categories stand in A."""
    return "BCDEFGHIJKLMNOPQRSTUVWXYZ"[index]
