"""A PostgreSQL server of the tests' own: a temporary cluster on a socket, started and stopped here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import LiteralString, cast
from urllib.parse import quote

import psycopg

_OWNER = "nobody"
_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""Nobody but these tests, and nothing that has to outlast them."""
_QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def programs() -> Path | None:
    """The folder of the server's programs, which Debian keeps off the path."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """The folder of the socket of a running server; the server refuses to run as root."""
    # A path below pytest's folders would be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="ctspg-") as made:
        folder = Path(made)
        owner = None
        if os.geteuid() == 0:
            owner = _OWNER
            shutil.chown(folder, _OWNER)
        data = folder / "data"
        settings = {**_SETTINGS, "unix_socket_directories": f"'{folder}'"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        setup = [
            binaries / "initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "cts",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        control = [binaries / "pg_ctl", "-D", data, "-w"]
        subprocess.run(setup, check=True, user=owner, cwd=folder, **_QUIET)
        subprocess.run([*control, "-o", options, "start"], check=True, user=owner, cwd=folder, **_QUIET)
        try:
            yield str(folder)
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, user=owner, cwd=folder, **_QUIET)


def database(socket: str, template: str = "") -> str:
    """The address of a new database: empty, or a copy of another to which nobody is connected.

    The names of databases that were dropped are taken again: for an address that it knows, a
    process has its statements ready.
    """
    with _connected(socket) as connection:
        taken = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
        name = next(name for name in map("d{}".format, count()) if name not in taken)
        copied = f" TEMPLATE {template}" if template else ""
        connection.execute(cast(LiteralString, f"CREATE DATABASE {name}{copied}"))
    return f"postgresql://cts@/{name}?host={quote(socket)}"


def schema(socket: str) -> str:
    """The address of a new empty schema in a database that other registers share."""
    name = f"s{uuid.uuid4().hex}"
    _command(socket, f"CREATE SCHEMA {name}")
    return f"postgresql://cts@/postgres?host={quote(socket)}&options=-csearch_path%3D{name}"


def drop(socket: str, name: str) -> None:
    """Take a database away, whoever is connected to it."""
    _command(socket, f"DROP DATABASE {name} WITH (FORCE)")


def isolate(socket: str, name: str, level: str) -> None:
    """Make an isolation level the default of a database."""
    _command(socket, f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = '{level}'")


def _command(socket: str, statement: str) -> None:
    with _connected(socket) as connection:
        connection.execute(cast(LiteralString, statement))


def _connected(socket: str) -> psycopg.Connection:
    return psycopg.connect(host=socket, user="cts", dbname="postgres", autocommit=True)


def hang_up(socket: str) -> None:
    """End every other connection to the server, as a lost network would."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    with psycopg.connect(host=socket, user="cts", dbname="postgres") as connection:
        connection.execute(f"{ended} WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
