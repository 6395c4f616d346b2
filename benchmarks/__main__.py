"""`make bench`: every measurement in one run, printed as ratios and kept as JSON in benchmarks/runs."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import archive, batch, register_size, rendering, whole_job
from benchmarks.measuring import Figure, Skipped
from cts_docs.services import toolkit_version

Part = Callable[[int, Path], Iterator[Figure | Skipped]]

_PARTS: dict[str, tuple[Part, int]] = {
    "rendering": (rendering.figures, 15),
    "job": (whole_job.figures, 15),
    "cold": (whole_job.cold_figures, 7),
    "batch": (batch.figures, 3),
    "archive": (archive.figures, 5),
    "register": (register_size.figures, 3),
}
"""Each part with its rounds."""
_RUNS = Path(__file__).resolve().parent / "runs"


def main() -> None:
    """Measure the parts that are named, all where none is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=" ".join(_PARTS))
    asked = parser.parse_args().parts or list(_PARTS)
    if unknown := [part for part in asked if part not in _PARTS]:
        parser.error(f"{' '.join(unknown)}: the parts are {' '.join(_PARTS)}")
    sys.stdout.write(f"{'':<62} {'median (quartiles)':<24} {'aim':<8}\n")
    found: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="cts-docs-bench-") as name:
        for part in asked:
            measure, rounds = _PARTS[part]
            for figure in measure(rounds, Path(name)):
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()
                found.append(figure.record())
    _keep(found)


def _keep(found: list[dict[str, object]]) -> None:
    moment = datetime.datetime.now(datetime.UTC)
    about = {
        "when": moment.isoformat(timespec="seconds"),
        "toolkit": toolkit_version(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "figures": found,
    }
    _RUNS.mkdir(exist_ok=True)
    path = _RUNS / f"{moment:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(f"\n{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}\n")


if __name__ == "__main__":
    main()
