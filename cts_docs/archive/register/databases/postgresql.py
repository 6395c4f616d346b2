"""A register in a PostgreSQL database.

Writers are serialized by an advisory lock that lasts as long as their transaction; readers see a
consistent snapshot and cannot write. Both state their isolation level. A connection that is lost
before the commit leaves nothing; one that is lost during the commit may leave everything, and the next
recovery stores the bag.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from cts_docs.errors import CannotRunError, Problem

_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_LOCK = 20_260_302
_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds and attempts: a machine that does not answer for a minute counts as lost."""
_CONNECTION = {"connect_timeout": 10, **_KEEPALIVES}
_FOR_WRITERS = (
    # A machine that was switched off blocks the other writers no longer than that.
    *(f"SET LOCAL tcp_{name} = {value}" for name, value in _KEEPALIVES.items()),
    # The transaction is idle while documents are rendered.
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL synchronous_commit = on",
)
_PASSWORD = re.compile(r"^((?:[^:/@]*://)?[^:@?]*:)[^?]*@")
_NAMED_PASSWORD = re.compile(r"(password\s*=\s*)[^&\s]+", re.IGNORECASE)
_STRUCTURE = """
WITH own AS (
  SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = current_schema() AND c.relkind = 'r')
SELECT name, 'table ' || name, '' FROM own
UNION ALL
SELECT name, 'column ' || name || '.' || attname,
       replace(upper(format_type(atttypid, atttypmod)), 'CHARACTER VARYING', 'VARCHAR')
       || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
  FROM own JOIN pg_attribute ON attrelid = own.oid WHERE attnum > 0 AND NOT attisdropped
UNION ALL
SELECT name, CASE WHEN indisprimary THEN 'key ' ELSE 'index ' END || name || ' (' || columns || ')',
       CASE WHEN indisunique THEN 'unique' ELSE '' END
  FROM own JOIN pg_index ON indrelid = own.oid CROSS JOIN LATERAL (
    SELECT string_agg(coalesce(attname, '?'), ', ' ORDER BY place) AS columns
      FROM unnest(indkey) WITH ORDINALITY AS parts (part, place)
      LEFT JOIN pg_attribute ON attrelid = own.oid AND attnum = part) AS listed
UNION ALL
SELECT name, 'reference ' || name, pg_get_constraintdef(pg_constraint.oid)
  FROM own JOIN pg_constraint ON conrelid = own.oid WHERE contype = 'f'
UNION ALL
SELECT name, 'trigger ' || name || '.' || tgname,
       concat_ws(' ', pg_get_triggerdef(pg_trigger.oid, true), tgenabled, btrim(prosrc))
  FROM own JOIN pg_trigger ON tgrelid = own.oid JOIN pg_proc ON pg_proc.oid = tgfoid
 WHERE NOT tgisinternal
UNION ALL
SELECT name, 'rule ' || name || '.' || rulename, pg_get_ruledef(pg_rewrite.oid)
  FROM own JOIN pg_rewrite ON ev_class = own.oid
UNION ALL
SELECT name, 'policy ' || name || '.' || polname, '' FROM own JOIN pg_policy ON polrelid = own.oid
"""

GUARDS = {
    "trigger events.events_stay": "CREATE TRIGGER events_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON events"
    " FOR EACH STATEMENT EXECUTE FUNCTION events_stay()"
    " O BEGIN RAISE EXCEPTION 'events are never changed or removed'; END"
}
"""The trigger that protects the events, as the server describes it."""


def without_password(url: str) -> str:
    """An address without its password, for messages; works for invalid addresses too."""
    return _NAMED_PASSWORD.sub(r"\1***", _PASSWORD.sub(r"\1***@", url)) or "—"


def refuse_unusable_address(url: str) -> None:
    """Raise CannotRunError for an address that is not of PostgreSQL; nothing is connected."""
    _engine(url)


@contextmanager
def writing(url: str, wait: float) -> Iterator[Connection]:
    """A transaction that holds the lock of the register, waiting up to `wait` seconds for it."""
    # Each statement sees what was committed before it: what another writer committed while this one
    # waited for the lock must not be missed, whatever isolation the server takes by default.
    engine = _engine(url).execution_options(isolation_level="READ COMMITTED")
    with engine.begin() as connection:
        for setting in _FOR_WRITERS:
            connection.execute(text(setting))
        connection.execute(text(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}"))
        # The second key is for registers in several schemas of one database.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        yield connection


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A read-only transaction on a consistent snapshot."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with _engine(url).connect() as connection:
        yield connection.execution_options(**options)


def structure(connection: Connection, tables: Collection[str]) -> dict[str, str]:
    """The structure of some tables by kind and name: columns, keys, indexes, references, triggers, rules."""
    rows = connection.exec_driver_sql(_STRUCTURE).all()
    return {name: made for table, name, made in rows if table in tables}


@lru_cache(maxsize=16)
def _engine(url: str) -> Engine:
    """An engine without a connection pool; raises CannotRunError for an address that is not of PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise CannotRunError(Problem("DATABASE_ADDRESS", found=without_password(url))) from error
    if parsed.drivername not in _SCHEMES:
        raise CannotRunError(Problem("DATABASE_ADDRESS", found=without_password(url)))
    try:
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            connect_args={name: value for name, value in _CONNECTION.items() if name not in parsed.query},
        )
    except ImportError as error:
        raise CannotRunError(Problem("DATABASE_EXTRA_MISSING", found="psycopg")) from error
