"""Reads the tables of a data file key by key and records every fault with its key path."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from cts_docs.errors import Problem
from cts_docs.specification.model import FINEST_POINTS, Points, as_points

T = TypeVar("T")

MATURITY: tuple[str, ...] = (
    "maturity_model",
    "appendix2",
    "appendix3",
    "levels",
    "chapters",
    "level_bands",
)
"""The tables of the maturity part, all of which a specification without one leaves out."""

MATURITY_PART = " / ".join(MATURITY)
"""The tables of the maturity part as a problem names them."""

_MOST_SHOWN = 60
_POINTS = "number 0, 1, 2.5 …"
_MOST_DIGITS = 6
"""Most digits before and after the decimal point; also keeps `1e999999999` from being expanded."""


def fault(code: str, field: str, found: object, expected: object) -> Problem:
    """A problem of the data file at the key path `field`."""
    return Problem(code, field=field, found=shown(found), values={"expected": _quoted(expected)})


def shown(value: object) -> str:
    """A value of the data file as a message quotes it, cut where it is long."""
    text = _quoted(value)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def _quoted(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, Mapping):
        return "{…}"
    return "[…]" if isinstance(value, list) else str(value)


def decimal_text(number: Fraction | int) -> str:
    """The shortest decimal text of a number with few decimals: 0.2, 1."""
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.{_MOST_DIGITS}g}"


class TableReader:
    """One table of the data file at its key path.

    A missing or wrong value is recorded and read as an empty one, so that one run reports
    every fault. `finish` records the keys that were never read.
    """

    def __init__(self, table: Mapping[str, object], path: str, problems: list[Problem]) -> None:
        self._table = table
        self._path = path
        self._problems = problems
        self._known: set[str] = set()
        self._children: list[TableReader] = []

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def path(self, key: str) -> str:
        """The whole key path of a key of this table."""
        return f"{self._path}.{key}" if self._path else key

    def names(self) -> tuple[str, ...]:
        """Every key of a table whose keys are names of its own, such as ids."""
        self._known.update(self._table)
        return tuple(self._table)

    def report(self, code: str, key: str, found: object, expected: object) -> None:
        """Record a problem at a key of this table."""
        self._problems.append(fault(code, self.path(key), found, expected))

    def text(self, key: str, *, optional: bool = False, empty: bool = False) -> str:
        """A text; `optional` reads a missing one as empty, `empty` allows an empty one."""
        value = self._take(key, str, 'string "…"', "", optional)
        if not value.strip() and not empty and isinstance(self._table.get(key), str):
            self.report("SPEC_EMPTY", key, value, 'string "…"')
        return value

    def word(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of the allowed words; the first where it is none of them."""
        value = self._take(key, str, " / ".join(allowed), allowed[0], False)
        if value in allowed:
            return value
        self.report("SPEC_VALUE", key, value, " / ".join(allowed))
        return allowed[0]

    def whole(self, key: str) -> int:
        """A whole number from 0."""
        value = self._take(key, int, "integer 0, 1, 2 …", 0, False)
        if value < 0:
            self.report("SPEC_VALUE", key, value, "integer 0, 1, 2 …")
        return value

    def optional_whole(self, key: str) -> int | None:
        """A whole number from 0, None where the key is absent."""
        return self.whole(key) if key in self._table else None

    def flag(self, key: str, default: bool) -> bool:
        """True or false, `default` where the key is absent."""
        return self._take(key, bool, "true / false", default, True)

    def number(self, key: str, expected: str = "number 0.2") -> Fraction:
        """A decimal number, exact."""
        if not isinstance(self._table.get(key), Decimal):
            return Fraction(self._take(key, int, expected, 0, False))
        value = self._take(key, Decimal, expected, Decimal(0), False)
        if _plain(value):
            return Fraction(value)
        self.report("SPEC_TYPE", key, value, expected)
        return Fraction(0)

    def points(self, key: str) -> Points:
        """Points from 0, whole or with one decimal."""
        value = self.number(key, _POINTS)
        if value >= 0 and value % FINEST_POINTS == 0:
            return as_points(value)
        self.report("SPEC_VALUE", key, value, _POINTS)
        return 0

    def texts(self, key: str, *, empty: bool = False) -> tuple[str, ...]:
        """A list of texts; `empty` allows empty ones."""
        entries = self._entries(key)
        return tuple(entries.text(entry, empty=empty) for entry in entries.names())

    def points_list(self, key: str) -> tuple[Points, ...]:
        """A list of points from 0."""
        entries = self._entries(key)
        return tuple(entries.points(entry) for entry in entries.names())

    def lists(self, key: str, *, empty: bool = False) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        entries = self._entries(key)
        return tuple(entries.texts(entry, empty=empty) for entry in entries.names())

    def table(self, key: str, *, optional: bool = False) -> TableReader:
        """A table within this one."""
        nothing: dict[str, object] = {}
        return self._child(self._take(key, dict, "table { … }", nothing, optional), self.path(key))

    def tables(self, key: str, *, optional: bool = False) -> tuple[TableReader, ...]:
        """A list of tables."""
        entries = self._entries(key, optional)
        return tuple(entries.table(entry) for entry in entries.names())

    def finish(self) -> None:
        """Record every key that was never read, in this table and those below it."""
        for key in self._table:
            if key not in self._known:
                self.report("SPEC_KEY_UNKNOWN", key, key, " / ".join(sorted(self._known)))
        for child in self._children:
            child.finish()

    def _entries(self, key: str, optional: bool = False) -> TableReader:
        nothing: list[object] = []
        entries = self._take(key, list, "array [ … ]", nothing, optional)
        return self._child(dict(_indexed(entries)), self.path(key), _Entries)

    def _child(
        self, table: Mapping[str, object], path: str, kind: type[TableReader] | None = None
    ) -> TableReader:
        child = (kind or TableReader)(table, path, self._problems)
        self._children.append(child)
        return child

    def _take(self, key: str, kind: type[T], expected: str, default: T, optional: bool) -> T:
        self._known.add(key)
        if key not in self._table:
            if not optional:
                self.report("SPEC_KEY_MISSING", key, "", expected)
            return default
        value = self._table[key]
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
            return value
        self.report("SPEC_TYPE", key, value, expected)
        return default


class _Entries(TableReader):
    """A list read like a table whose keys are `[0]`, `[1]`, …"""

    def path(self, key: str) -> str:
        return self._path + key


def _indexed(entries: list[object]) -> list[tuple[str, object]]:
    return [(f"[{index}]", entry) for index, entry in enumerate(entries)]


def _plain(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_MOST_DIGITS and number.adjusted() < _MOST_DIGITS
