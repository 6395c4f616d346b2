"""A register in an SQLite file.

The rollback journal is used, because the write-ahead log does not work on network folders. Writers
are serialized by `BEGIN IMMEDIATE`; readers open the file read-only and write nothing, also where a
crash left a journal behind.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from cts_docs.archive.paths import ArchivePaths
from cts_docs.errors import Problem, RefusedError

_COMPANIONS = ("-journal", "-wal")
_COUNTERS = (slice(24, 28), slice(92, 100))


@lru_cache(maxsize=16)
def writing_engine(register: Path, wait: float) -> Engine:
    """An engine whose transactions hold the lock of the register, waiting up to `wait` seconds for it."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(register, timeout=wait, isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = EXTRA")
        return connection

    return _engine(connect, "BEGIN IMMEDIATE")


def refuse_special(register: Path) -> None:
    """Raise RefusedError where something other than a file stands in the register's place, such as a pipe."""
    if register.exists() and not register.is_file():
        raise RefusedError(Problem("REGISTER_DAMAGED", file=str(register), found=register.name))


def create_file(register: Path) -> None:
    """Make the empty file of a register, with the permissions of its folder, where it is missing."""
    try:
        os.close(os.open(register, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    if os.name != "nt":
        register.chmod(register.parent.stat().st_mode & 0o666)


@contextmanager
def reading(paths: ArchivePaths) -> Iterator[Connection]:
    """A read-only transaction on a consistent snapshot."""
    refuse_special(paths.register)
    with ExitStack() as stack:
        register = paths.register
        if _needs_rollback(register):
            aside = stack.enter_context(tempfile.TemporaryDirectory(prefix="cts-docs-"))
            register = _rolled_back_copy(register, Path(aside))
        yield stack.enter_context(_read_only(register).begin())


@contextmanager
def empty() -> Iterator[Connection]:
    """An empty database in memory."""
    with _engine(lambda: sqlite3.connect(":memory:", isolation_level=None), "BEGIN").begin() as connection:
        yield connection


@contextmanager
def in_memory(connection: Connection) -> Iterator[Connection]:
    """A copy of a register in memory, which can be migrated without touching the original."""

    def connect() -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:", isolation_level=None)
        copy.deserialize(_raw(connection).serialize())
        return copy

    with _engine(connect, "BEGIN").begin() as copy:
        yield copy


def copy_file(connection: Connection, target: Path) -> None:
    """Copy a register as a transaction sees it into another file, page by page."""
    with closing(sqlite3.connect(target)) as copy:
        _raw(connection).backup(copy)


def image_hash(connection: Connection) -> str:
    """SHA-256 over every byte of the register as this transaction sees it.

    The counters in the header that SQLite increments with each commit count as zero.
    """
    image = memoryview(_raw(connection).serialize())
    digest = hashlib.sha256()
    start = 0
    for counter in _COUNTERS:
        digest.update(image[start : counter.start])
        digest.update(bytes(len(image[counter])))
        start = counter.stop
    digest.update(image[start:])
    return digest.hexdigest()


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(type(raw).__name__)
    return raw


def _needs_rollback(register: Path) -> bool:
    """Whether a crash left a journal that must be rolled back before the register can be read."""
    try:
        with _read_only(register).begin() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    except DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", "")
        if not name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            raise
        return True
    return False


def _rolled_back_copy(register: Path, aside: Path) -> Path:
    """A copy of the register, rolled back to its last commit."""
    for suffix in ("", *_COMPANIONS):
        source = register.with_name(register.name + suffix)
        if source.exists():
            shutil.copyfile(source, aside / source.name)
    copy = aside / register.name
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return copy


@lru_cache(maxsize=16)
def _read_only(register: Path) -> Engine:
    """An engine without a connection; cached because compiled statements are reused."""

    def connect() -> sqlite3.Connection:
        address = f"{register.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=30, isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    return _engine(connect, "BEGIN")


def _engine(connect: Callable[[], sqlite3.Connection], begin: str) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
