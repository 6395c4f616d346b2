"""Migrations of the register's schema: each is written once and never changed.

The statements are plain SQL that SQLite and PostgreSQL share; statements for one of them are kept
apart. A register of a newer version than this program knows is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, inspect, select

from cts_docs.archive.register.schema import ENTRIES, EVENTS, METADATA, TEXTS, VERSION
from cts_docs.archive.register.search_index import SEARCHED, folded_lines, index_entry
from cts_docs.errors import CannotRunError, Problem
from cts_docs.progress import tracked

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Migration:
    """The statements from one version to the next, and the function that fills new tables."""

    version: int
    statements: tuple[str, ...]
    sqlite: tuple[str, ...] = ()
    postgresql: tuple[str, ...] = ()
    fill: Callable[[Connection], None] | None = None


def _index_entries(connection: Connection) -> None:
    """Index the facts of existing entries; their reports are indexed by `repair`."""
    known = select(*(ENTRIES.c[name] for name in SEARCHED))
    for entry in connection.execute(known).mappings().all():
        index_entry(connection, dict(entry))


def _fold_texts(connection: Connection) -> None:
    """Write the search texts of existing entries under the key that looks through look-alikes."""
    for number in connection.execute(select(TEXTS.c.number)).scalars().all():
        texts = connection.execute(select(TEXTS).where(TEXTS.c.number == number)).mappings().one()
        written = {name: folded_lines(texts[name]) for name in ("facts", "report")}
        connection.execute(TEXTS.update().where(TEXTS.c.number == number).values(**written))


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        (
            "CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY)",
            "CREATE TABLE events (sequence INTEGER NOT NULL PRIMARY KEY, kind VARCHAR(32) NOT NULL,"
            " number VARCHAR(200) NOT NULL, record TEXT NOT NULL, hash VARCHAR(64) NOT NULL UNIQUE)",
            "CREATE INDEX events_of_number ON events (number)",
            "CREATE TABLE signatures (sequence INTEGER NOT NULL PRIMARY KEY REFERENCES events (sequence),"
            " key VARCHAR(64) NOT NULL, signature VARCHAR(128) NOT NULL)",
            "CREATE TABLE numbers (number VARCHAR(200) NOT NULL PRIMARY KEY,"
            " key VARCHAR(200) NOT NULL UNIQUE, kind VARCHAR(16) NOT NULL, series VARCHAR(300) NOT NULL,"
            " serial INTEGER NOT NULL, entry VARCHAR(200) NOT NULL, UNIQUE (series, serial))",
            "CREATE TABLE entries (number VARCHAR(200) NOT NULL PRIMARY KEY,"
            " certificate VARCHAR(200) UNIQUE, state VARCHAR(16) NOT NULL, client TEXT NOT NULL,"
            " credit_code VARCHAR(32) NOT NULL, scope TEXT NOT NULL, audit_type VARCHAR(32) NOT NULL,"
            " specification VARCHAR(200) NOT NULL, specification_version VARCHAR(32) NOT NULL,"
            " outcome VARCHAR(32) NOT NULL, grade INTEGER, grade_name VARCHAR(32), issued VARCHAR(10),"
            " granted VARCHAR(10), valid_until VARCHAR(10), surveillance_due VARCHAR(10),"
            " retain_until VARCHAR(10), content_hash VARCHAR(64) NOT NULL,"
            " drafted_by VARCHAR(200) NOT NULL, approved_by VARCHAR(200))",
            "CREATE TABLE bags (kind VARCHAR(16) NOT NULL, number VARCHAR(200) NOT NULL,"
            " position INTEGER NOT NULL, token VARCHAR(32) NOT NULL UNIQUE, manifest VARCHAR(64) NOT NULL,"
            " PRIMARY KEY (kind, number, position))",
            "CREATE TABLE files (kind VARCHAR(16) NOT NULL, number VARCHAR(200) NOT NULL,"
            " position INTEGER NOT NULL, path VARCHAR(300) NOT NULL, size INTEGER NOT NULL,"
            " sha256 VARCHAR(64) NOT NULL, document VARCHAR(64), form INTEGER,"
            " PRIMARY KEY (kind, number, position, path))",
            "CREATE INDEX files_by_hash ON files (sha256)",
        ),
        sqlite=(
            "CREATE TRIGGER events_stay BEFORE UPDATE ON events"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
            "CREATE TRIGGER events_remain BEFORE DELETE ON events"
            " BEGIN SELECT RAISE(ABORT, 'events are never removed'); END",
        ),
        postgresql=(
            "CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'events are never changed or removed'; END $$",
            "CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events"
            " FOR EACH STATEMENT EXECUTE FUNCTION events_stay()",
        ),
    ),
    Migration(2, ("ALTER TABLE entries ADD COLUMN superseded_by VARCHAR(200)",)),
    Migration(
        3,
        (
            "CREATE TABLE texts (number VARCHAR(200) NOT NULL PRIMARY KEY, facts TEXT NOT NULL,"
            " report TEXT NOT NULL)",
        ),
        fill=_index_entries,
    ),
    Migration(
        4,
        (),
        # Every search reads every text: unpacking them takes longer than reading them.
        postgresql=(
            "ALTER TABLE texts ALTER COLUMN report SET STORAGE EXTERNAL",
            "UPDATE texts SET report = report || ''",
        ),
    ),
    Migration(
        5,
        (
            "ALTER TABLE entries ADD COLUMN audit_start VARCHAR(10)",
            "ALTER TABLE entries ADD COLUMN audit_end VARCHAR(10)",
        ),
    ),
    Migration(6, ("ALTER TABLE bags ADD COLUMN voided VARCHAR(10)",), fill=_fold_texts),
    # What is asked of one entry must not read all of them.
    Migration(
        7,
        (
            "CREATE INDEX events_of_kind ON events (kind, sequence)",
            "CREATE INDEX numbers_of_entry ON numbers (entry)",
            "CREATE INDEX entries_by_audit ON entries (audit_start)",
            "CREATE INDEX entries_by_client ON entries (credit_code)",
            "CREATE INDEX entries_by_content ON entries (content_hash)",
            "CREATE INDEX entries_by_successor ON entries (superseded_by)",
            "CREATE INDEX bags_by_manifest ON bags (manifest)",
        ),
    ),
)


def migrate(connection: Connection, up_to: int | None = None) -> None:
    """Bring a register to the newest version, or to that of `up_to`, in the current transaction.

    Raises CannotRunError where it was made by a newer program.
    """
    present = version(connection)
    check_version(present)
    for migration in MIGRATIONS[present:up_to]:
        for statement in migration.statements:
            connection.exec_driver_sql(statement)
        embedded = connection.dialect.name == "sqlite"
        for statement in migration.sqlite if embedded else migration.postgresql:
            connection.exec_driver_sql(statement)
        if migration.fill is not None:
            migration.fill(connection)
        connection.execute(VERSION.insert().values(version=migration.version))


def version(connection: Connection) -> int:
    """The schema version of a register; 0 where there is no register yet."""
    if not inspect(connection).has_table(VERSION.name):
        return 0
    found = connection.execute(select(VERSION.c.version).order_by(VERSION.c.version.desc())).scalar()
    return found or 0


def check_version(found: int) -> None:
    """Raise CannotRunError for a register that was made by a newer program."""
    if found > len(MIGRATIONS):
        values = {"expected": str(len(MIGRATIONS))}
        raise CannotRunError(Problem("ARCHIVE_NEWER", found=str(found), values=values))


def is_outdated(connection: Connection) -> bool:
    """Whether a register was made by an older program; raises CannotRunError for a newer one."""
    found = version(connection)
    check_version(found)
    return found < len(MIGRATIONS)


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy all rows of a register of any version into an empty one of the same version."""
    found = MetaData()
    found.reflect(source)
    names = sorted(
        {*METADATA.tables} & {*found.tables} - {VERSION.name}, key=lambda name: name != EVENTS.name
    )
    for table in (found.tables[name] for name in names):
        rows = [dict(row) for row in source.execute(select(table)).mappings()]
        for start in tracked(range(0, len(rows), _BATCH), "PROGRESS_ROWS"):
            target.execute(table.insert(), rows[start : start + _BATCH])
