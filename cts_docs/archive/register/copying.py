"""Rows from one register into another, whatever holds them."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, select

from cts_docs.archive.register.schema import EVENTS, METADATA, VERSION

_BATCH = 1_000


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy all rows of a register of any version into an empty one of the same version."""
    found = MetaData()
    found.reflect(source)
    names = sorted(
        {*METADATA.tables} & {*found.tables} - {VERSION.name}, key=lambda name: name != EVENTS.name
    )
    for table in (found.tables[name] for name in names):
        rows = [dict(row) for row in source.execute(select(table)).mappings()]
        for start in range(0, len(rows), _BATCH):
            target.execute(table.insert(), rows[start : start + _BATCH])
