"""`make fuzz`: coverage-guided fuzzing of the workbook reader with atheris, bounded in time.

PYTHONPATH=samples python -m tests.fuzzing [--minutes N]

Inputs are single XML parts of a filled workbook, mutated, put back and zipped again. What goes wrong is kept
under tests/workbook/found/, where the ordinary tests replay it. Ends with 1 where anything was found.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from tests.fuzzing.mutation import mutated

OWN = ("cts_docs.workbook", "cts_docs.assessment", "cts_docs.services")
MEGABYTES, SECONDS_EACH, LONGEST = 1024, 30, 200_000
SEED = 1


def atheris_or_leave() -> ModuleType:
    """The fuzzer; leaves with a word on what to do where it is not installed."""
    try:
        import atheris
    except ImportError:
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"atheris is not installed for Python {version}. It is optional and for development only; "
            "there are wheels for some versions of Python on Linux: python -m pip install --group fuzz"
        )
    found: ModuleType = atheris
    return found


def in_a_child(minutes: float) -> int:
    """Fuzz in a process of its own, for the fuzzer ends the process that it runs in."""
    atheris_or_leave()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        command = [sys.executable, "-m", "tests.fuzzing", "--in", folder, "--minutes", str(minutes)]
        ended = subprocess.run(command, check=False)
        return _report(place, ended.returncode)


def _report(place: Path, code: int) -> int:
    """Keep what ended the fuzzer itself (too long, too much memory), and say what was found."""
    from tests.fuzzing.target import Target, keep

    target = Target(place)
    ended = [keep(target.packed(path.read_bytes())) for path in place.glob("ended-*")]
    told = (place / "finds.txt").read_text("utf-8") if (place / "finds.txt").exists() else ""
    for path in ended:
        told += f"{path.name}: beyond {SECONDS_EACH} s or {MEGABYTES} MB\n"
    print(told or "nothing found")
    return 1 if told or code else 0


def fuzz(folder: Path, minutes: float) -> NoReturn:
    """Fuzz until the time is up."""
    atheris = atheris_or_leave()
    with atheris.instrument_imports(include=list(OWN)):
        from tests.fuzzing.target import Target, keep
    target = Target(folder)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds().values()):
        (corpus / str(number)).write_bytes(seed)
    known: set[str] = set()

    def one(data: bytes) -> None:
        content = target.packed(data)
        try:
            target.look(content)
        except Exception as error:  # noqa: BLE001 - whatever escapes is what is looked for
            place = _place(error)
            if place not in known:
                known.add(place)
                with (folder / "finds.txt").open("a", encoding="utf-8") as told:
                    told.write(f"{keep(content).name}: {place}\n")

    def other(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - repeatable by the fuzzer's own seed
        if chance.random() < 0.2 or len(data) < 2:
            return bytes(atheris.Mutate(data, longest))
        text = mutated(chance, data[1:].decode("utf-8", "replace")).encode("utf-8", "replace")
        return (data[:1] + text)[:longest]

    limits = [f"-max_total_time={int(minutes * 60)}", f"-timeout={SECONDS_EACH}", f"-seed={SEED}"]
    # The honest parts make one and the same workbook: else the fuzzer would keep the shortest of them alone.
    limits += ["-keep_seed=1", "-reduce_inputs=0"]
    limits += [f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}", f"-artifact_prefix={folder}/ended-"]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], one, custom_mutator=other)
    atheris.Fuzz()
    sys.exit(0)


def _place(error: Exception) -> str:
    """Where an error comes from: its kind and the innermost places."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(
        [type(error).__name__, *(f"{Path(each.filename).name}:{each.lineno}" for each in frames)]
    )


def main() -> int:
    """Fuzz for so many minutes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder is not None:
        fuzz(asked.folder, asked.minutes)
    return in_a_child(asked.minutes)


if __name__ == "__main__":
    sys.exit(main())
