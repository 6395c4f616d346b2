"""A PostgreSQL server of the tests' own: a temporary cluster on a socket, started and stopped here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

_OWNER = "nobody"
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
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
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


def schema(socket: str) -> str:
    """The address of a new empty schema, where a register may stand."""
    name = f"s{uuid.uuid4().hex}"
    with psycopg.connect(host=socket, user="cts", dbname="postgres") as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"postgresql://cts@/postgres?host={quote(socket)}&options=-csearch_path%3D{name}"


def hang_up(socket: str) -> None:
    """End every other connection to the server, as a lost network would."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    with psycopg.connect(host=socket, user="cts", dbname="postgres") as connection:
        connection.execute(f"{ended} WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
