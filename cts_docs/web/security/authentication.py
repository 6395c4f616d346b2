"""Authentication: which hosts and connections are accepted, and the account of every request."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from cts_docs.text import folded

LONGEST_NAME = 200
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
Role = Literal["reader", "drafter", "approver", "controller"]
ROLES: tuple[Role, ...] = get_args(Role)
PROXY_HEADER = "x-cts-docs-proxy-secret"
"""The header in which the proxy sends the secret that it shares with the server."""
_SEPARATOR = re.compile(r"[,;，；]")
_GROUP = "@"
_LOCAL, _REMOTE, _UID, _INODE = 1, 2, 7, 9
_NO_SOCKET = "0"
_ROOT = 0


def _every_port(_port: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class AccessControl:
    """The accepted host names, and how the account of a request is known.

    On loopback, `account` is the account that runs the server, and `owns` tells by port whether that
    account holds a connection. Behind a proxy, `header` names the authenticated user, and only
    `proxy` may connect: whoever could connect directly could write any name into the header. Where
    other accounts share the proxy's address, the proxy proves itself by the `secret`.

    `roles` are the folded names of accounts, and of groups with an @ before them, by role; without
    any, every account has every role.
    """

    hosts: frozenset[str]
    account: str
    header: str = ""
    proxy: str = ""
    owns: Callable[[int], bool] = _every_port
    secure: bool = False
    secret: str = ""
    groups_header: str = ""
    roles: Mapping[Role, Collection[str]] = field(default_factory=dict)

    def accepts_host(self, host: str) -> bool:
        """Whether a Host header names this server; any other name is forged or rebound."""
        return host.lower() in self.hosts

    def accepts_connection(self, address: str, port: int) -> bool:
        """Whether this machine, or this account of it, may connect."""
        return address == self.proxy if self.proxy else self.owns(port)

    def accepts_secret(self, values: Callable[[str], Iterable[str]]) -> bool:
        """Whether a request bears the secret of the proxy, once; true where none is configured."""
        if not self.secret:
            return True
        sent = list(values(PROXY_HEADER))
        return len(sent) == 1 and secrets.compare_digest(sent[0].encode(), self.secret.encode())

    def roles_of(self, account: str, values: Callable[[str], Iterable[str]]) -> frozenset[Role]:
        """The roles of an account, by its own name or by the groups that the proxy names."""
        if not self.roles:
            return frozenset(ROLES)
        sent = values(self.groups_header) if self.groups_header else ()
        groups = (_readable(part) for text in sent for part in text.split(","))
        names = {_GROUP + folded(group) for group in groups if group}
        if not (name := folded(account)).startswith(_GROUP):
            names.add(name)
        return frozenset(role for role, members in self.roles.items() if not names.isdisjoint(members))

    def account_of(self, headers: Mapping[str, str], values: Callable[[str], Iterable[str]]) -> str | None:
        """The account of a request, None where the proxy named no user or several."""
        if not self.header:
            return self.account
        named = list(values(self.header)) if self.header in headers else []
        name = _readable(named[0]) if len(named) == 1 else ""
        return name or None

    def same_origin(self, origin: str) -> bool:
        """Whether an Origin header is that of this server."""
        scheme, mark, host = origin.partition("://")
        return bool(mark) and scheme in ("http", "https") and self.accepts_host(host)


def role_members(text: str) -> frozenset[str]:
    """The folded names of accounts and groups in a configured list."""
    return frozenset(name for part in _SEPARATOR.split(text) if (name := folded(part)))


def is_own_connection(port: int, server_port: int) -> bool:
    """Whether no other account of this machine holds the connection from `port` to the server's port.

    Every account of a machine can reach its loopback address, and what is done on the page counts as
    done by the account that runs the server. A connection that no process holds any more belongs to
    nobody and is refused. True where the system keeps no such table (not Linux).
    """
    if not any(table.exists() for table in _TABLES):
        return True
    owners = set(connection_owners(port, server_port))
    return bool(owners) and owners <= {os.getuid(), _ROOT}


def connection_owners(port: int, server_port: int) -> Iterator[int | None]:
    """The user ids that hold sockets from one port to another; None for a socket without a process."""
    for table in _TABLES:
        try:
            lines = table.read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if _port(fields[_LOCAL]) == port and _port(fields[_REMOTE]) == server_port:
                yield None if fields[_INODE] == _NO_SOCKET else int(fields[_UID])


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _readable(name: str) -> str:
    """A name decoded as UTF-8; empty where it cannot be stored in a register."""
    try:
        name = name.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return ""
    name = name.strip()
    return name if name.isprintable() and len(name) <= LONGEST_NAME else ""
