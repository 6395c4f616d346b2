"""Numbers: consecutive in their series, never twice, and the same whatever the clock says.

A series is a pattern with everything filled in but serial and cycle; its year is the year
that the number shows, which follows the grant date. Numbers are allotted by the one who
holds the register and become visible with the commit, so that a failed issue leaves no gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from sqlalchemy import func, select

from cts_docs.archive.folder_names import number_key
from cts_docs.archive.packages.requests import NumberKind, Wanted
from cts_docs.archive.paths import SHELVED, Place
from cts_docs.archive.register.register import Snapshot
from cts_docs.archive.register.schema import NUMBERS
from cts_docs.errors import Problem, RefusedError
from cts_docs.settings import numbered

_LONGEST = 120
_OPEN = ("serial", "cycle")


@dataclass(frozen=True, slots=True)
class Given:
    """A number as allotted."""

    number: str
    kind: NumberKind
    series: str
    serial: int


def allot(snapshot: Snapshot, place: Place, wanted: Iterable[Wanted]) -> tuple[Given, ...]:
    """The next number of each series that is wanted.

    Raises RefusedError where a number is taken already or a bag of that number stands in the
    archive although the register does not know it: then the register is an older copy.
    """
    given: list[Given] = []
    for one in wanted:
        series = series_of(one)
        taken = [other.serial for other in given if other.series == series]
        serial = max(taken, default=_highest(snapshot, series)) + 1
        number = numbered(
            one.pattern, body=one.body, scheme=one.scheme, year=one.year, serial=serial, cycle=one.cycle
        )
        _refuse_taken(snapshot, place, number, [other.number for other in given])
        given.append(Given(number, one.kind, series, serial))
    return tuple(given)


def series_of(wanted: Wanted) -> str:
    """The name of a number's series: the pattern with serial and cycle left open."""
    values = {"body": wanted.body, "scheme": wanted.scheme, "year": wanted.year}
    parts = []
    for literal, name, spec, _ in Formatter().parse(wanted.pattern):
        parts.append(literal)
        if name in _OPEN:
            parts.append("{" + name + "}")
        elif name is not None:
            parts.append(format(values[name], spec or ""))
    return "".join(parts)


def _highest(snapshot: Snapshot, series: str) -> int:
    asked = select(func.max(NUMBERS.c.serial)).where(NUMBERS.c.series == series)
    return snapshot.connection.execute(asked).scalar() or 0


def _refuse_taken(snapshot: Snapshot, place: Place, number: str, given: list[str]) -> None:
    if not number.isprintable() or not 0 < len(number) <= _LONGEST:
        raise RefusedError(Problem("NUMBER_UNUSABLE", found=number, values={"expected": str(_LONGEST)}))
    key = number_key(number)
    asked = select(NUMBERS.c.number).where(NUMBERS.c.key == key)
    if key in map(number_key, given) or snapshot.connection.execute(asked).first():
        raise RefusedError(Problem("NUMBER_TAKEN", found=number))
    if any(_stands(place.shelf(kind), place.bag("package", number, 0).name) for kind in SHELVED):
        raise RefusedError(Problem("REGISTER_ROLLED_BACK", file=str(place.folder), found=number))


def _stands(shelf: Path, name: str) -> bool:
    return (shelf / name).exists() or (shelf / name).is_symlink()
