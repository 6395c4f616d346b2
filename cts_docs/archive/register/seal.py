"""The embedded register as a file: the seal over its bytes, and what else damage or a tool would change."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, select

from cts_docs.archive.paths import Place
from cts_docs.archive.register import sqlite
from cts_docs.archive.register.migrations import version
from cts_docs.archive.register.schema import EVENTS
from cts_docs.archive.register.structure import structure_faults
from cts_docs.errors import Problem
from cts_docs.files.durable import Disk
from cts_docs.files.hashing import Json, canonical, readable, sha256

FORMAT = 1
_LARGEST = 100_000


def sealed(connection: Connection, place: Place) -> dict[str, str]:
    """What the seal says of the register as it is, by chain head; made anew only where there is none.

    A seal that is taken over unseen lets damage since then be found; one made anew would hide it.
    """
    head = _head(connection)
    if head is None:
        return {}
    known = _heads(place).get(head, "").split()
    if len(known) == 1:
        return {head: known[0]}
    now = sqlite.image_hash(connection)
    return {head: now if now in known or not known else " ".join(known)}


def write_seal(disk: Disk, connection: Connection, place: Place, before: Mapping[str, str]) -> None:
    """Record the register's bytes before and after the commit to come: whichever holds then is known.

    Where no event was recorded, both stand under the same head.
    """
    heads, head = dict(before), _head(connection)
    if head is not None:
        known = (*heads.get(head, "").split(), sqlite.image_hash(connection))
        heads[head] = " ".join(dict.fromkeys(known[-2:]))
    disk.replace(place.seal, _written(heads), uuid.uuid4().hex)


def holds(connection: Connection, place: Place) -> bool:
    """Whether the register's file is what the seal says, to the last byte; true of one not founded yet.

    Asked before anything is written: the next commit's seal would cover up what was altered.
    """
    head = _head(connection)
    if head is None:
        return True
    known = _heads(place).get(head, "").split()
    return sqlite.image_hash(connection) in known and not _loose_end(connection, place.register)


def file_faults(place: Place) -> Iterator[Problem]:
    """Damage to the register's file, also where no row shows it, and structure that is not the program's."""
    with sqlite.reading(place) as connection:
        yield from structure_faults(connection)
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().first()
        if found != "ok":
            yield Problem("REGISTER_DAMAGED", file=str(place.register), found=str(found)[:200])
        if not holds(connection, place):
            yield unsealed(connection, place)


def unsealed(connection: Connection, place: Place) -> Problem:
    """That the register's file is not what its seal says."""
    return Problem("REGISTER_SEAL", file=str(place.register), found=_head(connection) or "")


def _head(connection: Connection) -> str | None:
    """The newest event's hash; None in a register that has none."""
    if not version(connection):
        return None
    newest = select(EVENTS.c.hash).order_by(EVENTS.c.sequence.desc()).limit(1)
    found = connection.execute(newest).scalar()
    return None if found is None else str(found)


def _written(heads: Mapping[str, str]) -> bytes:
    """The seal as a file: the hash of the register's bytes by chain head, and a hash of the seal itself."""
    sealing: dict[str, Json] = {"format": FORMAT, "heads": heads}
    return readable({**sealing, "sha256": sha256(canonical(sealing).encode())})


def _heads(place: Place) -> Mapping[str, str]:
    """The hash of the register's bytes by chain head; empty unless the seal is whole to the last byte."""
    if not place.seal.is_file() or place.seal.is_symlink():
        return {}
    with place.seal.open("rb") as file:
        content = file.read(_LARGEST)
    try:
        heads = json.loads(content)["heads"]
        whole = content == _written(heads)
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    sound = whole and isinstance(heads, dict) and all(isinstance(known, str) for known in heads.values())
    return heads if sound else {}


def _loose_end(connection: Connection, register: Path) -> bool:
    """Whether the file is longer or shorter than the pages that the register counts."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
    size = connection.exec_driver_sql("PRAGMA page_size").scalar() or 0
    opened = connection.exec_driver_sql("PRAGMA database_list").first()
    own = opened is not None and Path(opened[2]) == register.absolute()
    return own and register.stat().st_size != pages * size
