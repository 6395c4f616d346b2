"""Where a key stands in a TOML file: the parser keeps no lines, a reader of problems needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_\"'-]+)*)\s*=")
_QUOTES = ('"""', "'''")


def keys(text: str) -> Iterator[tuple[str, int]]:
    """Every table and key of a TOML text as its dotted path with its line, from 1.

    Keys inside inline tables and lines inside multi-line strings are passed over.
    """
    table = ""
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if found := _TABLE.match(line):
            table = _plain(found[1])
            yield table, number
        elif found := _KEY.match(line):
            yield ".".join(part for part in (table, _plain(found[1])) if part), number
        inside = next((quotes for quotes in _QUOTES if line.count(quotes) % 2), "")


def lines(text: str) -> dict[str, int]:
    """The line of the first place of each key."""
    found: dict[str, int] = {}
    for path, line in keys(text):
        found.setdefault(path, line)
    return found


def doubled(text: str) -> tuple[tuple[str, int, int], ...]:
    """Every key that stands more than once, with the line of its first place and of the repetition."""
    first = lines(text)
    return tuple((path, first[path], line) for path, line in keys(text) if line != first[path])


def _plain(path: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in path.split("."))
