"""The seal of the embedded register: its head and a hash over the bytes of its file, kept beside it.

A file beyond LARGEST_SEALED is not hashed, so that a commit does not grow with the register: what has a
meaning in it follows from the event log and is compared with it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, select

from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.databases import sqlite
from cts_docs.archive.register.migrations import version
from cts_docs.archive.register.schema import EVENTS
from cts_docs.archive.register.structure import structure_faults
from cts_docs.errors import Problem
from cts_docs.files.hashing import Json, canonical, readable, sha256
from cts_docs.files.writing import Disk

FORMAT = 1
LARGEST_SEALED = 64 * 1024 * 1024
"""Bytes up to which every commit hashes the whole file; of a larger one the seal holds the head alone."""
UNHASHED = "unhashed"
"""What the seal holds in place of a hash for the head of a larger file."""
_LARGEST = 100_000


def current_seal(connection: Connection, paths: ArchivePaths) -> dict[str, str]:
    """The hash that the seal holds for the present head; computed only where there is none.

    The seal is taken over without comparing, so that earlier damage is still found later.
    """
    head = _head(connection)
    if head is None:
        return {}
    known = _heads(paths).get(head, "").split()
    if len(known) == 1:
        return {head: known[0]}
    now = _hash(connection)
    return {head: now if now in known or not known else " ".join(known)}


def write_seal(disk: Disk, connection: Connection, paths: ArchivePaths, before: Mapping[str, str]) -> None:
    """Write the hashes of the file before and after the coming commit; one of them holds after a crash.

    Where no event was recorded, both are under the same head.
    """
    heads, head = dict(before), _head(connection)
    if head is not None:
        known = (*heads.get(head, "").split(), _hash(connection))
        heads[head] = " ".join(dict.fromkeys(known[-2:]))
    disk.replace(paths.seal, _seal_content(heads), uuid.uuid4().hex)


def seal_holds(connection: Connection, paths: ArchivePaths) -> bool:
    """Whether the register agrees with the seal, up to LARGEST_SEALED byte by byte; true of a new one.

    Checked before anything is written, because the next seal would cover an alteration.
    """
    head = _head(connection)
    if head is None:
        return True
    known = _heads(paths).get(head, "").split()
    if not known or _wrong_size(connection, paths.register):
        return False
    # The hash that an older program made of a large file still counts.
    sealed = _hash(connection) if UNHASHED in known else sqlite.image_hash(connection)
    return sealed in known


def file_faults(paths: ArchivePaths, *, whole: bool = True) -> Iterator[Problem]:
    """Faults of the file: its structure, the seal, and with `whole` SQLite's own check."""
    with sqlite.reading(paths) as connection:
        yield from structure_faults(connection)
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().first() if whole else "ok"
        if found != "ok":
            yield Problem("REGISTER_DAMAGED", file=str(paths.register), found=str(found)[:200])
        if not seal_holds(connection, paths):
            yield seal_fault(connection, paths)


def seal_fault(connection: Connection, paths: ArchivePaths) -> Problem:
    """The problem of a file that differs from its seal."""
    return Problem("REGISTER_SEAL", file=str(paths.register), found=_head(connection) or "")


def _hash(connection: Connection) -> str:
    """The hash of the file's bytes; UNHASHED where it is too large to be hashed at every commit."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
    size = connection.exec_driver_sql("PRAGMA page_size").scalar() or 0
    return UNHASHED if pages * size > LARGEST_SEALED else sqlite.image_hash(connection)


def _head(connection: Connection) -> str | None:
    """The newest event's hash; None in a register that has none."""
    if not version(connection):
        return None
    newest = select(EVENTS.c.hash).order_by(EVENTS.c.sequence.desc()).limit(1)
    found = connection.execute(newest).scalar()
    return None if found is None else str(found)


def _seal_content(heads: Mapping[str, str]) -> bytes:
    """The content of the seal's file: the hashes by head, and a hash of the seal itself."""
    sealing: dict[str, Json] = {"format": FORMAT, "heads": heads}
    return readable({**sealing, "sha256": sha256(canonical(sealing).encode())})


def _heads(paths: ArchivePaths) -> Mapping[str, str]:
    """The hashes of the register's bytes by head; empty where the seal is missing or damaged."""
    if not paths.seal.is_file() or paths.seal.is_symlink():
        return {}
    with paths.seal.open("rb") as file:
        content = file.read(_LARGEST)
    try:
        heads = json.loads(content)["heads"]
        whole = content == _seal_content(heads)
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    sound = whole and isinstance(heads, dict) and all(isinstance(known, str) for known in heads.values())
    return heads if sound else {}


def _wrong_size(connection: Connection, register: Path) -> bool:
    """Whether the file is longer or shorter than its pages."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
    size = connection.exec_driver_sql("PRAGMA page_size").scalar() or 0
    opened = connection.exec_driver_sql("PRAGMA database_list").first()
    own = opened is not None and Path(opened[2]) == register.absolute()
    return own and register.stat().st_size != pages * size
