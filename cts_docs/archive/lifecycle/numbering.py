"""Numbering: consecutive serials in each series, never used twice, independent of the clock.

A series is a number pattern with everything filled in but serial and cycle; its year is that of the
grant date. Numbers are allocated inside the register's transaction, so that a failed issue leaves no
gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from sqlalchemy import func, select

from cts_docs.archive.packages.requests import NumberKind, NumberRequest
from cts_docs.archive.paths import BAG_KINDS, ArchivePaths, number_key
from cts_docs.archive.register.schema import NUMBERS
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError
from cts_docs.settings import numbered

_LONGEST = 120
_OPEN = ("serial", "cycle")


@dataclass(frozen=True, slots=True)
class AllocatedNumber:
    """An allocated number with its series and serial."""

    number: str
    kind: NumberKind
    series: str
    serial: int


def allocate(
    snapshot: Snapshot, paths: ArchivePaths, requests: Iterable[NumberRequest]
) -> tuple[AllocatedNumber, ...]:
    """The next number for each request.

    Raises RefusedError where a number is taken, or where there is a bag of that number which the
    register does not know: then the register is an older copy.
    """
    allocated: list[AllocatedNumber] = []
    for request in requests:
        series = series_of(request)
        taken = [other.serial for other in allocated if other.series == series]
        serial = max(taken, default=_highest(snapshot, series)) + 1
        number = numbered(
            request.pattern,
            body=request.body,
            scheme=request.scheme,
            year=request.year,
            serial=serial,
            cycle=request.cycle,
        )
        _refuse_taken(snapshot, paths, number, [other.number for other in allocated])
        allocated.append(AllocatedNumber(number, request.kind, series, serial))
    return tuple(allocated)


def series_of(requests: NumberRequest) -> str:
    """The name of a number's series: the pattern without serial and cycle."""
    values = {"body": requests.body, "scheme": requests.scheme, "year": requests.year}
    parts = []
    for literal, name, spec, _ in Formatter().parse(requests.pattern):
        parts.append(literal)
        if name in _OPEN:
            parts.append("{" + name + "}")
        elif name is not None:
            parts.append(format(values[name], spec or ""))
    return "".join(parts)


def _highest(snapshot: Snapshot, series: str) -> int:
    query = select(func.max(NUMBERS.c.serial)).where(NUMBERS.c.series == series)
    return snapshot.connection.execute(query).scalar() or 0


def _refuse_taken(snapshot: Snapshot, paths: ArchivePaths, number: str, allocated: list[str]) -> None:
    if not number.isprintable() or not 0 < len(number) <= _LONGEST:
        raise RefusedError(Problem("NUMBER_UNUSABLE", found=number, values={"expected": str(_LONGEST)}))
    key = number_key(number)
    query = select(NUMBERS.c.number).where(NUMBERS.c.key == key)
    if key in map(number_key, allocated) or snapshot.connection.execute(query).first():
        raise RefusedError(Problem("NUMBER_TAKEN", found=number))
    if any(_exists(paths.store(kind), paths.bag("package", number, 0).name) for kind in BAG_KINDS):
        raise RefusedError(Problem("REGISTER_ROLLED_BACK", file=str(paths.folder), found=number))


def _exists(store: Path, name: str) -> bool:
    return (store / name).exists() or (store / name).is_symlink()
