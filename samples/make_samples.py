"""Generate the workbooks of this folder, or check that they are up to date (`--check`).

python samples/make_samples.py [--check]
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from audits import AUDITS
from cts_docs import blank_workbook, load_settings, load_specification
from cts_docs.assessment.readings import choose
from cts_docs.specification.requirements import requirements
from filling import fill

HERE = Path(__file__).resolve().parent


def workbooks() -> Iterator[tuple[str, bytes]]:
    """Every sample by file name with its content."""
    specification = load_specification()
    settings = load_settings(HERE / "cts-docs.toml", specification)
    readings = choose(specification, settings.readings)
    rows = [row for one in requirements(specification) for row in (*(False for _ in one.introduction), True)]
    for audit in AUDITS:
        blank = blank_workbook(specification, readings, audit.forms)
        fillings = audit.fillings(len(specification.indicators), len(specification.clauses), rows)
        yield f"{audit.file}.xlsx", fill(blank, fillings, audit.cells)


def same(one: bytes, other: bytes) -> bool:
    """Whether two packages have the same members; compression differs between machines."""
    return _members(one) == _members(other)


def stale() -> Iterator[str]:
    """The names of samples that are missing, out of date or unknown."""
    expected = dict(workbooks())
    present = {path.name: path.read_bytes() for path in HERE.glob("*.xlsx")}
    for name in sorted(expected.keys() | present.keys()):
        if name not in expected or name not in present or not same(expected[name], present[name]):
            yield name


def main() -> int:
    """Write the samples, or with `--check` print the stale ones; the exit code is 1 where there are any."""
    if sys.argv[1:] == ["--check"]:
        old = list(stale())
        for name in old:
            print(f"samples/{name} is out of date: run make samples", file=sys.stderr)
        return bool(old)
    for name, content in workbooks():
        (HERE / name).write_bytes(content)
        print(f"samples/{name}")
    return 0


def _members(package: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(package)) as members:
        return [(name, members.read(name)) for name in members.namelist()]


if __name__ == "__main__":
    sys.exit(main())
