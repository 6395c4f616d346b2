"""Whose process is at the other end of a loopback connection, where the system tells (Linux).

Every account of a machine can reach its loopback address. What is done on the page counts as
done by the account that runs the server, so only that account may connect.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LOCAL, _REMOTE, _UID = 1, 2, 7
_ROOT = 0


def is_own_connection(port: int, server_port: int) -> bool:
    """Whether no other account holds the connection from `port` to this server's port.

    True where the system keeps no such table.
    """
    return all(uid in (os.getuid(), _ROOT) for uid in holders(port, server_port))


def holders(port: int, server_port: int) -> Iterator[int]:
    """The numbers of the accounts that hold sockets from a port to a port."""
    for table in _TABLES:
        try:
            lines = table.read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if _port(fields[_LOCAL]) == port and _port(fields[_REMOTE]) == server_port:
                yield int(fields[_UID])


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)
