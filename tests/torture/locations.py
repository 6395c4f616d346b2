"""Where the archives of the tests have their registers: a file in their folder, or a database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.torture.sample_audits import DATABASES


@dataclass(frozen=True)
class Homes:
    """Archives of one kind; `socket` is that of the PostgreSQL server of the tests, empty for SQLite."""

    socket: str = ""

    def make(self, folder: Path) -> Path:
        """The folder of a new archive, which may not exist yet."""
        if self.socket:
            from tests.support.postgresql import database

            DATABASES[folder] = database(self.socket)
        return folder

    def copy(self, source: Path, target: Path) -> Path:
        """A copy of an archive with its register, to the last byte; of one not founded, nothing."""
        if source.exists():
            shutil.copytree(source, target, dirs_exist_ok=True)
        if self.socket:
            from tests.support.postgresql import database

            DATABASES[target] = database(self.socket, make_url(DATABASES[source]).database or "")
        return target

    def isolate(self, folder: Path, level: str) -> None:
        """Make an isolation level the default of the database that holds the register of an archive."""
        from tests.support.postgresql import isolate

        isolate(self.socket, make_url(DATABASES[folder]).database or "", level)

    def forget(self, folder: Path) -> None:
        """Take away an archive that is not looked at any more."""
        if address := DATABASES.pop(folder, ""):
            from tests.support.postgresql import drop

            drop(self.socket, make_url(address).database or "")
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def lent(self, folder: Path) -> Iterator[Path]:
        """A new archive for as long as the block lasts."""
        yield self.make(folder)
        self.forget(folder)


def alter(folder: Path, *statements: str, **values: Any) -> None:
    """Alter a register behind the program's back, as someone with a database tool would."""
    address = DATABASES.get(folder, "")
    url = make_url(address).set(drivername="postgresql+psycopg") if address else _file(folder)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)


def unguarded(folder: Path) -> tuple[str, ...]:
    """The statements that take away what keeps events from being changed."""
    if folder in DATABASES:
        return ("DROP TRIGGER events_stay ON events",)
    return ("DROP TRIGGER events_stay", "DROP TRIGGER events_remain")


def _file(folder: Path) -> str:
    return f"sqlite:///{folder / 'register.sqlite'}"
