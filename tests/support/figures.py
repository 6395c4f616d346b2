"""The figures of an answer of `score` by their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

ROOMS = ("service", "management", "composite", "conformity", "grade")
NAMES = ("id", "form", "name")
"""What names a row: the first of these that it has."""


def figures_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Every figure by its path; rows are named by their id, form or name (`service.forms[2].score`).

    What the specification does not have (a maturity part, a composite score) has no figure.
    """
    present = [room for room in ROOMS if answer.get(room) is not None]
    return {name: value for room in present for name, value in _figures(answer[room], room)}


def _figures(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _figures(part, f"{path}.{key}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for row in value:
            naming = next(name for name in NAMES if name in row)
            for key, part in row.items():
                if key != naming:
                    yield from _figures(part, f"{path}[{row[naming]}].{key}")
    else:
        yield path, value
