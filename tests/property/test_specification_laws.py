"""No data file makes a traceback: whatever stands at whatever key, faults are told by path."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.loader import from_tables

SPECIFICATIONS = Path(__file__).parents[1] / "specifications"
TABLES: dict[str, dict[str, Any]] = {
    name: tomllib.loads((SPECIFICATIONS / f"{name}.toml").read_text("utf-8"), parse_float=Decimal)
    for name in ("fictional", "home", "care", "hall")
}

AWKWARD = st.sampled_from(
    [
        "",
        " ",
        "示例",
        "fixed",
        "choice",
        "grade_table",
        "clause_4",
        "9" * 400,
        0,
        1,
        -1,
        3,
        10**30,
        True,
        Decimal("0.25"),
        Decimal("NaN"),
        Decimal("-Infinity"),
        [],
        [[]],
        {},
        ["示例"],
        [1, 2, 3, 4],
        {"示例": 1},
    ]
)
REMOVED = object()


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key path of the file, its parts' and its values'."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(node[key], (*path, key))


PLACES = {name: list(places(tables)) for name, tables in TABLES.items()}
Mutations = list[tuple[tuple[Any, ...], Any]]


def mutations_of(name: str) -> st.SearchStrategy[tuple[str, Mutations]]:
    values = AWKWARD | st.just(REMOVED)
    one = st.tuples(st.sampled_from(PLACES[name]), values)
    return st.tuples(st.just(name), st.lists(one, min_size=1, max_size=3))


def changed(name: str, mutations: Mutations) -> dict[str, Any]:
    tables = copy.deepcopy(TABLES[name])
    for path, value in mutations:
        node: Any = tables
        try:
            for key in path[:-1]:
                node = node[key]
            if value is REMOVED:
                del node[path[-1]]
            else:
                node[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier mutation took this place away
    return tables


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(list(TABLES)).flatmap(mutations_of))
def test_whatever_is_changed_is_read_or_refused_by_path(mutated: tuple[str, Mutations]) -> None:
    for problem in problems(changed(*mutated)):
        assert problem.field
        assert problem.code.startswith("SPEC_")


def problems(tables: dict[str, Any]) -> tuple[Problem, ...]:
    """What a data file is refused for; nothing where it is read."""
    try:
        from_tables(tables, "mutated.toml", "0" * 64)
    except RefusedError as refused:
        return refused.problems
    return ()
