"""Lists of a page: filtered, sorted and cut into pages by the parameters of the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from cts_docs.errors import Problem, RefusedError
from cts_docs.text import folded

Row = TypeVar("Row")
PAGE_ROWS = 50
_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """One page of a list.

    `count` is the number of all rows and `found` that of the rows which pass the filters. `choices` are
    the values of each filter that occur, `values` those that were asked for. `sort` is the column by
    which the rows are sorted, from the greatest where `descending`.
    """

    rows: tuple[Row, ...]
    count: int
    found: int
    page: int
    pages: int
    sort: str
    descending: bool
    choices: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str]

    def address(self, **changes: object) -> str:
        """The query of this list with some parameters changed; it starts on the first page."""
        query: dict[str, object] = {**self.values, "sort": self.sort, **changes}
        if self.descending and "order" not in changes:
            query["order"] = "desc"
        return "?" + urlencode({key: value for key, value in query.items() if value not in ("", None)})

    def sorted_by(self, column: str) -> str:
        """The query that sorts by a column, the other way round where it is sorted by it already."""
        turned = self.sort == column and not self.descending
        return self.address(sort=column, order="desc" if turned else "")

    def direction(self, column: str) -> str:
        """How the list is sorted by a column, as `aria-sort` names it."""
        return ("descending" if self.descending else "ascending") if self.sort == column else "none"


def make_listing(
    rows: Sequence[Row],
    query: QueryParams,
    filters: Mapping[str, Callable[[Row], str]],
    columns: Mapping[str, Callable[[Row], Any]],
    kept: Iterable[str] = (),
) -> Listing[Row]:
    """The page of a list that the address asks for.

    `filters` and `columns` give the values by which rows are filtered and sorted, an empty one last. The
    parameter `client` is compared folded and in part, every other one whole. `kept` are parameters
    that stay in the addresses of the list. Raises RefusedError for a value that is not possible.
    """
    values = {name: query.get(name, "")[:_LONGEST_VALUE] for name in (*filters, *kept)}
    choices = {name: _choices(rows, value) for name, value in filters.items() if name != "client"}
    for name, known in choices.items():
        if values[name] and values[name] not in known:
            values_shown = {"name": name, "expected": " / ".join(known) or "—"}
            raise RefusedError(Problem("PAGE_PARAMETER", found=values[name][:20], values=values_shown))
    shown = [row for row in rows if all(_fits(name, filters[name](row), values[name]) for name in filters)]
    sort = _one_of("sort", query.get("sort") or next(iter(columns)), tuple(columns))
    descending = _one_of("order", query.get("order") or "asc", ("asc", "desc")) == "desc"
    shown = _sorted(shown, columns[sort], descending=descending)
    pages = max(1, -(-len(shown) // PAGE_ROWS))
    page = _page(query.get("page", "1"), pages)
    part = tuple(shown[(page - 1) * PAGE_ROWS : page * PAGE_ROWS])
    return Listing(part, len(rows), len(shown), page, pages, sort, descending, choices, values)


def _choices(rows: Iterable[Row], value: Callable[[Row], str]) -> tuple[str, ...]:
    return tuple(sorted({value(row) for row in rows} - {""}))


def _fits(name: str, value: str, asked: str) -> bool:
    if name == "client":
        return folded(asked) in folded(value)
    return asked in ("", value)


def _sorted(rows: list[Row], value: Callable[[Row], Any], *, descending: bool) -> list[Row]:
    """The rows sorted by a value; those without one stand last, whichever way."""
    with_value = [row for row in rows if value(row) not in (None, "")]
    without = [row for row in rows if value(row) in (None, "")]
    return sorted(with_value, key=value, reverse=descending) + without


def _page(asked: str, pages: int) -> int:
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= pages:
        return int(asked)
    raise RefusedError(
        Problem("PAGE_PARAMETER", found=asked[:20], values={"name": "page", "expected": f"1–{pages}"})
    )


def _one_of(name: str, asked: str, known: tuple[str, ...]) -> str:
    if asked not in known:
        values = {"name": name, "expected": " / ".join(known)}
        raise RefusedError(Problem("PAGE_PARAMETER", found=asked[:20], values=values))
    return asked
