"""One thing in an archive damaged at random: verification must say so, and nothing else may happen."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CtsDocsError
from tests.torture.dice import seeded
from tests.torture.sample_audits import TODAY, archive, issue_request

_SQLITE_VERSION = range(96, 100)
"""The bytes of the register's header that name the SQLite that wrote it last: they mean nothing else."""


def reference(folder: Path) -> None:
    """An archive with issued entries, an attachment and a draft."""
    for number in range(3):
        archive(folder).issue(issue_request(number, certificate=number != 1))
    archive(folder).attach("CTS-TBSC034-2026-BG0001", "scan.pdf", b"a scan of the sealed original")
    archive(folder).draft(issue_request(9))


def flip(victim: Path, others: list[Path], dice: Random) -> str:
    """Flip one bit."""
    del others
    content = bytearray(victim.read_bytes())
    places = [n for n in range(len(content)) if victim.suffix != ".sqlite" or n not in _SQLITE_VERSION]
    place = dice.choice(places)
    content[place] ^= 1 << dice.randrange(8)
    victim.write_bytes(content)
    return f"bit at byte {place}"


def truncate(victim: Path, others: list[Path], dice: Random) -> str:
    """Cut off the end."""
    del others
    length = dice.randrange(len(victim.read_bytes()))
    with victim.open("r+b") as file:
        file.truncate(length)
    return f"to {length} bytes"


def empty(victim: Path, others: list[Path], dice: Random) -> str:
    """Leave the name and no content."""
    del others, dice
    victim.write_bytes(b"")
    return "emptied"


def delete(victim: Path, others: list[Path], dice: Random) -> str:
    """Take the file away."""
    del others, dice
    victim.unlink()
    return "deleted"


def swap(victim: Path, others: list[Path], dice: Random) -> str:
    """Exchange the contents of two files that differ."""
    content = victim.read_bytes()
    other = dice.choice([path for path in others if path.read_bytes() != content])
    victim.write_bytes(other.read_bytes())
    other.write_bytes(content)
    return f"with {other.name}"


Damage = Callable[[Path, list[Path], Random], str]
DAMAGES: tuple[Damage, ...] = (flip, truncate, empty, delete, swap)


def damage_at_random(count: int, seed: int, workshop: Path, deadline: float) -> tuple[int, list[str]]:
    """Damage copies of the reference archive, up to a deadline; what went unnoticed, or went wrong."""
    dice = seeded(seed)
    whole = workshop / "whole"
    if not whole.exists():
        reference(whole)
    missed: list[str] = []
    done = 0
    while done < count and time.monotonic() < deadline:
        damaged = workshop / "damaged"
        shutil.copytree(whole, damaged)
        files = sorted(path for path in damaged.rglob("*") if path.is_file())
        victim = dice.choice(files)
        damage = DAMAGES[done % len(DAMAGES)]
        how = damage(victim, [path for path in files if path != victim], dice)
        done += 1
        name = victim.relative_to(damaged).as_posix()
        missed += [
            f"{done} (seed {seed}): {damage.__name__} {name} {how}: {wrong}" for wrong in _wrong(damaged)
        ]
        shutil.rmtree(damaged)
    return done, missed


def _wrong(damaged: Path) -> list[str]:
    try:
        verified = verify(archive(damaged).register, VerifyRequest(TODAY))
    except CtsDocsError as error:
        return [f"verification stopped: {error}"]
    return ["went unnoticed"] if verified.ok else []
