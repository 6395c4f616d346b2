"""A person in the archive's folder between commands: things are moved, copied, renamed, edited, linked.

No command may end otherwise than by a coded problem, none may take away the last copy of anything, and
what is not as registered any more must be reported.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Self

from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.packages.storage import locate
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CtsDocsError
from tests.torture.dice import seeded
from tests.torture.locations import Homes
from tests.torture.sample_audits import APPROVER, TODAY, archive, issue_request

ONE = "CTS-TBSC034-2026-BG0001"
_ROUNDS = 8
_REGISTER = "register."
"""How the names of the register's own files begin: their content changes with every command."""

Accident = Callable[[Path, Path, Random], None]


def move(victim: Path, aside: Path, dice: Random) -> None:
    """Drag something into another folder."""
    del aside
    shutil.move(victim, dice.choice(_folders(victim)) / victim.name)


def carry_off(victim: Path, aside: Path, dice: Random) -> None:
    """Drag something out of the archive."""
    shutil.move(victim, aside / f"{dice.randrange(10**9)} {victim.name}")


def copy(victim: Path, aside: Path, dice: Random) -> None:
    """Copy something into another folder."""
    del aside
    target = dice.choice(_folders(victim)) / f"{victim.name} - 副本"
    if victim.is_dir():
        shutil.copytree(victim, target, symlinks=True)
    else:
        shutil.copyfile(victim, target, follow_symlinks=False)


def rename(victim: Path, aside: Path, dice: Random) -> None:
    """Give something another name."""
    del aside
    victim.rename(victim.with_name(f"{victim.name}{dice.choice(('.bak', ' (1)', '~'))}"))


def touch(victim: Path, aside: Path, dice: Random) -> None:
    """Change the time of something, and nothing else."""
    del aside
    os.utime(victim, (dice.randrange(10**9), dice.randrange(10**9)), follow_symlinks=False)


def edit(victim: Path, aside: Path, dice: Random) -> None:
    """Add to a file, after a copy of it was laid aside; drop a new one into a folder."""
    if victim.is_dir():
        (victim / "新建 文本文档.txt").write_bytes(b"")
    elif not victim.is_symlink() and not victim.name.startswith(_REGISTER):
        shutil.copyfile(victim, aside / f"{dice.randrange(10**9)} {victim.name}")
        with victim.open("ab") as file:
            file.write(b" ")


def link(victim: Path, aside: Path, dice: Random) -> None:
    """Put a link in the place of something, which is moved out of the archive."""
    target = aside / f"{dice.randrange(10**9)} {victim.name}"
    shutil.move(victim, target)
    victim.symlink_to(target, target_is_directory=target.is_dir())


ACCIDENTS: tuple[Accident, ...] = (move, carry_off, copy, rename, touch, edit, link)


def accidents_at_random(
    count: int, seed: int, workshop: Path, deadline: float, homes: Homes
) -> tuple[int, list[str]]:
    """So many accidents, each followed by a command, up to a deadline; what went wrong."""
    dice = seeded(seed)
    wrong: list[str] = []
    done = 0
    while done < count and time.monotonic() < deadline:
        root = workshop / f"accidents-{done}"
        aside = root / "aside"
        aside.mkdir(parents=True)
        folder = homes.make(root / "archive")
        _prepare(folder)
        for _ in range(_ROUNDS):
            done += 1
            accident, victim = dice.choice(ACCIDENTS), dice.choice(sorted(folder.rglob("*")))
            what = f"{done} (seed {seed}): {accident.__name__} {victim.relative_to(folder)}"
            with suppress(
                OSError, shutil.Error
            ):  # what the system itself refuses, such as a folder into itself
                accident(victim, aside, dice)
            wrong += [f"{what}: {fault}" for fault in _command(folder, root, done, dice)]
        homes.forget(folder)
        shutil.rmtree(root)
    return done, wrong


def _prepare(folder: Path) -> None:
    archive(folder).issue(issue_request(1))
    archive(folder).issue(issue_request(2))
    archive(folder).attach(ONE, "scan.tif", b"a scan")
    archive(folder).draft(issue_request(3))


def _command(folder: Path, root: Path, number: int, dice: Random) -> list[str]:
    """Give a command after an accident; what is wrong with its end and with what it leaves."""
    drafted = _hashes(folder / "drafts")
    before = _hashes(root)
    act = dice.choice((_issue, _approve, _attach, _suspend, _repair, _nothing))
    with _Ended() as ended:
        act(folder, number)
    wrong = [f"{act.__name__} ended with {ended.error!r}"] if ended.error else []
    # A draft goes when its package stands.
    if lost := before - _hashes(root) - (drafted if _stored(folder) else set()):
        wrong.append(f"{act.__name__} took away {len(lost)} files")
    unnoticed = ""
    with _Ended() as ended:
        if verify(archive(folder).register, VerifyRequest(TODAY)).ok:
            unnoticed = _altered(folder)
    wrong += [f"verify ended with {ended.error!r}"] if ended.error else []
    return [*wrong, *([f"not reported: {unnoticed}"] if unnoticed else [])]


class _Ended:
    """How the work in a block ended: `error` is what is no coded problem."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Exception) and not isinstance(error, CtsDocsError):
            self.error = error
        return isinstance(error, Exception)


def _issue(folder: Path, number: int) -> None:
    archive(folder).issue(issue_request(100 + number))


def _approve(folder: Path, number: int) -> None:
    del number
    archive(folder, APPROVER).approve("CTS-TBSC034-2026-BG0003", issue_request(3))


def _attach(folder: Path, number: int) -> None:
    archive(folder).attach(ONE, "scan.tif", f"scan {number}".encode())


def _suspend(folder: Path, number: int) -> None:
    transition = "suspend" if number % 2 else "restore"
    archive(folder).apply(ONE, StatusChange(transition, "示例理由"), Periods(3, 12))


def _repair(folder: Path, number: int) -> None:
    del number
    archive(folder).repair()


def _nothing(folder: Path, number: int) -> None:
    """Only look."""


def _stored(folder: Path) -> bool:
    """Whether the package of the draft stands in its store."""
    return (folder / "packages" / "CTS-TBSC034-2026-BG0003").is_dir()


def _altered(folder: Path) -> str:
    """A registered file that is not in its place as registered, by looking at the files alone; else empty."""
    with archive(folder).register.reading() as snapshot:
        for bag in snapshot.rows("bags"):
            place = locate(archive(folder).paths, bag)
            for row in snapshot.files_of(bag["kind"], bag["number"], bag["position"]):
                file = place / row["path"]
                linked = any(one.is_symlink() for one in (file, *file.parents) if one.is_relative_to(place))
                if linked or not file.is_file() or _hash(file) != row["sha256"]:
                    return f"{bag['kind']} {bag['number']} {row['path']}"
    return ""


def _folders(victim: Path) -> list[Path]:
    """The folders of the archive that something may be dragged into."""
    root = next(parent for parent in victim.parents if parent.name == "archive")
    inside = {path for path in root.rglob("*") if path.is_dir() and not path.is_symlink()}
    return sorted({root, *inside} - {victim, victim.parent, *victim.rglob("*")})


def _hashes(folder: Path) -> set[str]:
    """The SHA-256 of every file below a folder but the register's own, and empty ones."""
    files: Collection[Path] = [Path(parent, name) for parent, _, names in os.walk(folder) for name in names]
    wanted = (file for file in files if file.is_file() and not file.is_symlink())
    return {_hash(file) for file in wanted if _REGISTER not in file.name and file.stat().st_size}


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
