"""The figures of an answer of `score` by their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

ROOMS = ("service", "management", "conformity", "grade")


def figures_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Every figure by its path; rows are named by their id or form (`service.forms[2].score`)."""
    return {name: value for room in ROOMS for name, value in _figures(answer[room], room)}


def _figures(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _figures(part, f"{path}.{key}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for row in value:
            place = row.get("id") or row["form"]
            for key, part in row.items():
                if key not in ("id", "form"):
                    yield from _figures(part, f"{path}[{place}].{key}")
    else:
        yield path, value
