"""Checks of the register's structure: tables, columns, keys, indexes and triggers of its version.

An added trigger could rewrite records, and a removed one no longer protects the events: every
difference is reported, and nothing is written into such a register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from sqlalchemy import Connection, inspect

from cts_docs.archive.register import migrations
from cts_docs.archive.register.databases import postgresql, sqlite
from cts_docs.archive.register.migrations import Migration, migrate, version
from cts_docs.errors import Problem, RefusedError

Structure = Mapping[str, str | None]
"""Definitions by kind and name."""
_MISSING = "—"
_TABLE = "table "


def structure_faults(connection: Connection) -> Iterator[Problem]:
    """A fault for each element that is missing, altered or foreign."""
    known = version(connection)
    if not known:
        return
    embedded = connection.dialect.name == "sqlite"
    expected = _expected(migrations.MIGRATIONS, known, embedded)
    # A database may hold tables of others, a file may not.
    own = [name.removeprefix(_TABLE) for name in expected if name.startswith(_TABLE)]
    found = _sqlite_structure(connection) if embedded else postgresql.structure(connection, own)
    for name in sorted({*expected, *found}):
        if found.get(name, _MISSING) != expected.get(name, _MISSING):
            yield Problem("REGISTER_SCHEMA", found=name)


def refuse_altered(connection: Connection) -> None:
    """Raise RefusedError where the structure of a register differs from that of its version."""
    if faults := tuple(structure_faults(connection)):
        raise RefusedError(faults)


@lru_cache(maxsize=8)
def _expected(failpoints: tuple[Migration, ...], known: int, embedded: bool) -> Structure:
    """The structure of a fresh register migrated up to a version."""
    with sqlite.empty() as fresh:
        migrate(fresh, up_to=min(known, len(failpoints)))
        return _sqlite_structure(fresh) if embedded else {**dict(_tables(fresh)), **postgresql.GUARDS}


def _sqlite_structure(connection: Connection) -> Structure:
    """The definitions as SQLite stores them."""
    rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")
    return {f"{row[0]} {row[1]}": row[2] for row in rows}


def _tables(fresh: Connection) -> Iterator[tuple[str, str]]:
    """The definitions of the tables, in the form of `postgresql.structure`."""
    found = inspect(fresh)
    for table in found.get_table_names():
        yield f"{_TABLE}{table}", ""
        for column in found.get_columns(table):
            required = "" if column["nullable"] else " NOT NULL"
            yield f"column {table}.{column['name']}", f"{column['type']}{required}"
        if key := ", ".join(found.get_pk_constraint(table)["constrained_columns"]):
            yield f"key {table} ({key})", "unique"
        for name, unique in _indexes(fresh, table):
            if name != key:
                yield f"index {table} ({name})", "unique" if unique else ""
        for one in found.get_foreign_keys(table):
            here, there = ", ".join(one["constrained_columns"]), ", ".join(one["referred_columns"])
            yield f"reference {table}", f"FOREIGN KEY ({here}) REFERENCES {one['referred_table']}({there})"


def _indexes(fresh: Connection, table: str) -> Iterator[tuple[str, bool]]:
    """The columns of each index, those of keys included, and whether they are unique."""
    for index in fresh.exec_driver_sql(f"PRAGMA index_list({table})").mappings().all():
        columns = fresh.exec_driver_sql(f"PRAGMA index_info({index['name']})").mappings()
        yield ", ".join(str(column["name"]) for column in columns), bool(index["unique"])
