"""The register's tables, as the present version of the program reads and writes them.

`events` is only ever appended to; the tables of READ_MODEL follow from the events (see `read_model`)
and could be made again from them. `texts` serves searching alone and proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

METADATA = MetaData()

VERSION = Table(
    "schema_version",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
)
EVENTS = Table(
    "events",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("number", String(200), nullable=False),
    Column("record", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
SIGNATURES = Table(
    "signatures",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("key", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)
NUMBERS = Table(
    "numbers",
    METADATA,
    Column("number", String(200), primary_key=True),
    Column("key", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("series", String(300), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("entry", String(200), nullable=False),
)
ENTRIES = Table(
    "entries",
    METADATA,
    Column("number", String(200), primary_key=True),
    Column("certificate", String(200)),
    Column("state", String(16), nullable=False),
    Column("client", Text, nullable=False),
    Column("credit_code", String(32), nullable=False),
    Column("scope", Text, nullable=False),
    Column("audit_type", String(32), nullable=False),
    Column("specification", String(200), nullable=False),
    Column("specification_version", String(32), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("grade", Integer),
    Column("grade_name", String(32)),
    Column("issued", String(10)),
    Column("granted", String(10)),
    Column("valid_until", String(10)),
    Column("surveillance_due", String(10)),
    Column("retain_until", String(10)),
    Column("content_hash", String(64), nullable=False),
    Column("drafted_by", String(200), nullable=False),
    Column("approved_by", String(200)),
    Column("superseded_by", String(200)),
    Column("audit_start", String(10)),
    Column("audit_end", String(10)),
)
BAGS = Table(
    "bags",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("number", String(200), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("token", String(32), nullable=False),
    Column("manifest", String(64), nullable=False),
    Column("voided", String(10)),
)
FILES = Table(
    "files",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("number", String(200), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("path", String(300), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("document", String(64)),
    Column("form", Integer),
)

TEXTS = Table(
    "texts",
    METADATA,
    Column("number", String(200), primary_key=True),
    Column("facts", Text, nullable=False),
    Column("report", Text, nullable=False),
)

READ_MODEL = {table.name: table for table in (NUMBERS, ENTRIES, BAGS, FILES)}


def key_columns(table: Table) -> tuple[str, ...]:
    """The names of a table's key, in order."""
    return tuple(column.name for column in table.primary_key.columns)


def row_fits(table: Table, row: Mapping[str, object]) -> bool:
    """Whether each value of a row is of its column's type.

    SQLite stores any type in any column, and stored events are not trusted.
    """
    return all(type(row.get(name)) in types for name, types in _TYPES[table.name])


def partial_row_fits(table: Table, row: Mapping[str, object]) -> bool:
    """Whether some values of a row are of their columns' types."""
    types = dict(_TYPES[table.name])
    return all(name in types and type(value) in types[name] for name, value in row.items())


def _types(column: Column[Any]) -> frozenset[type]:
    kind = int if isinstance(column.type, Integer) else str
    return frozenset({kind, type(None)} if column.nullable else {kind})


_TYPES = {
    table.name: tuple((column.name, _types(column)) for column in table.columns)
    for table in METADATA.sorted_tables
}
