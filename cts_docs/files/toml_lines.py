"""The line of each key of a TOML file: the parser keeps no lines, and a problem has to name one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")
_PART = re.compile(r"\.[^.\[]+$|\[\d+\]$")
_DEEPEST = 50
"""Lists and tables nested deeper are passed over."""

KeyLine = tuple[str, int]
"""A key path and its line."""


def key_lines(text: str) -> Mapping[str, int]:
    """The line, from 1, of every key path of a TOML text that parses: `appendix1.header[2]`."""
    found: dict[str, int] = {}
    for path, line in _Scanner(text).key_lines():
        for above in _around(path):
            found.setdefault(above, line)
        found[path] = line
    return found


def repeated_keys(text: str) -> Iterator[tuple[str, int, int]]:
    """Every repetition of a key or table, also in a text that does not parse: path, first line, its line."""
    first: dict[str, int] = {}
    for path, line in _Scanner(text).key_lines():
        if path in first:
            yield path, first[path], line
        else:
            first[path] = line


def line_of(lines: Mapping[str, int], path: str) -> int:
    """The line of a key path, or of the nearest table around it; 0 where the file has neither."""
    return next((lines[each] for each in (path, *_around(path)) if each in lines), 0)


def _around(path: str) -> Iterator[str]:
    """The tables and lists that a key stands in, the nearest first."""
    while (shorter := _PART.sub("", path)) != path:
        yield shorter
        path = shorter


class _Scanner:
    """One pass over the text, from its first character to its last."""

    def __init__(self, text: str) -> None:
        self._text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._at = 0
        self._depth = 0
        self._counts: dict[str, int] = {}
        self._breaks = [place.start() for place in re.finditer("\n", self._text)]

    def key_lines(self) -> Iterator[KeyLine]:
        """Every key path with its line, in the order they stand."""
        table = ""
        while self._next():
            start = self._at
            if self._take("[["):
                table = self._entry_of(self._dotted())
                self._take("]]")
                yield table, self._line(start)
            elif self._take("["):
                table = self._resolved(self._dotted())
                self._take("]")
                yield table, self._line(start)
            else:
                yield from self._assignment(table)

    def _assignment(self, table: str) -> Iterator[KeyLine]:
        start = self._at
        key = ".".join(self._dotted())
        path = f"{table}.{key}" if table else key
        yield path, self._line(start)
        self._take("=")
        yield from self._value(path)

    def _value(self, path: str) -> Iterator[KeyLine]:
        self._match(_SPACE)
        self._depth += 1
        if self._depth <= _DEEPEST and self._take("["):
            yield from self._entries(path)
        elif self._depth <= _DEEPEST and self._take("{"):
            yield from self._inline(path)
        elif not self._match(_STRING):
            self._match(_BARE)
        self._depth -= 1

    def _entries(self, path: str) -> Iterator[KeyLine]:
        number = 0
        while self._next() and not self._take("]"):
            entry = f"{path}[{number}]"
            yield entry, self._line(self._at)
            yield from self._value(entry)
            self._match(_BLANK)
            if not self._take(",") and self._text.startswith("}", self._at):
                return  # A bracket of another kind: the list was never closed.
            number += 1

    def _inline(self, path: str) -> Iterator[KeyLine]:
        while self._next() and not self._take("}"):
            yield from self._assignment(path)
            self._match(_BLANK)
            self._take(",")

    def _dotted(self) -> list[str]:
        parts = [self._key()]
        while self._take("."):
            parts.append(self._key())
        return parts

    def _key(self) -> str:
        self._match(_SPACE)
        found = self._match(_KEY)
        self._match(_SPACE)
        if not found:
            self._at += 1  # A character that no key begins with.
        return found[1:-1] if found[:1] in ('"', "'") else found

    def _resolved(self, parts: list[str]) -> str:
        """A table's path; a list of tables on the way means its last entry."""
        path = ""
        for part in parts:
            path = f"{path}.{part}" if path else part
            if path in self._counts:
                path = f"{path}[{self._counts[path] - 1}]"
        return path

    def _entry_of(self, parts: list[str]) -> str:
        above = self._resolved(parts[:-1])
        path = f"{above}.{parts[-1]}" if above else parts[-1]
        self._counts[path] = self._counts.get(path, 0) + 1
        return f"{path}[{self._counts[path] - 1}]"

    def _next(self) -> bool:
        self._match(_BLANK)
        return self._at < len(self._text)

    def _take(self, sign: str) -> bool:
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) if found else 0
        return found

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found[0] if found else ""

    def _line(self, at: int) -> int:
        return bisect_right(self._breaks, at) + 1
