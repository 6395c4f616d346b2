"""The register of an office: a PostgreSQL database in place of the embedded one.

Writers stand in line by a lock that lasts as long as their transaction; readers see one state
and cannot change it. A connection that is lost before the commit leaves nothing; one that is
lost while the server commits leaves the whole, whose bag the next repair brings to its shelf.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from cts_docs.errors import CannotRunError, Problem

_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_LOCK = 20_260_302
_CONNECT_SECONDS = 10


def shown(url: str) -> str:
    """An address as it may be shown: without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "—"


@contextmanager
def writing(url: str, wait: float) -> Iterator[Connection]:
    """A transaction that holds the register alone, waiting up to `wait` seconds for it."""
    with _engine(url).begin() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}"))
        # The second key keeps registers apart that stand in schemas of one database.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL synchronous_commit = on"))
        yield connection


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A transaction that sees one state of the register and cannot change it."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with _engine(url).connect() as connection:
        yield connection.execution_options(**options)


@lru_cache(maxsize=16)
def _engine(url: str) -> Engine:
    """An engine that holds no connection; raises CannotRunError for an address that is none of ours."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise CannotRunError(Problem("DATABASE_ADDRESS", found=shown(url))) from error
    if parsed.drivername not in _SCHEMES:
        raise CannotRunError(Problem("DATABASE_ADDRESS", found=shown(url)))
    try:
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
        )
    except ImportError as error:
        raise CannotRunError(Problem("DATABASE_EXTRA_MISSING", found="psycopg")) from error
