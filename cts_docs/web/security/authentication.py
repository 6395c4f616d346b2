"""Who is at the door: the person of every event, and whether the request may come in at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

LONGEST_NAME = 200


def _anyone(_port: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Which hosts are answered to, and how the person is known.

    On loopback `account` is the account of the operating system that runs the server, and
    `owns` tells of a connection, by its port, whether that account holds it. Behind a proxy
    `header` is what the proxy names the user in, and only `proxy` may connect: whoever could
    connect directly could write any name into the header.
    """

    hosts: frozenset[str]
    account: str
    header: str = ""
    proxy: str = ""
    owns: Callable[[int], bool] = _anyone
    secure: bool = False

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names this server: another name is a rebound or forged one."""
        return host.lower() in self.hosts

    def admits(self, peer: str, port: int) -> bool:
        """Whether the machine, or on this machine the account, that connects may do so."""
        return peer == self.proxy if self.proxy else self.owns(port)

    def person(self, headers: Mapping[str, str], values: Callable[[str], Iterable[str]]) -> str | None:
        """The person of a request, None where the proxy named nobody or several."""
        if not self.header:
            return self.account
        named = list(values(self.header)) if self.header in headers else []
        name = _readable(named[0]) if len(named) == 1 else ""
        return name or None

    def same_origin(self, origin: str) -> bool:
        """Whether an Origin header is this server's own."""
        scheme, mark, host = origin.partition("://")
        return bool(mark) and scheme in ("http", "https") and self.knows_host(host)


def _readable(name: str) -> str:
    """A name as sent, UTF-8 where it is; empty where it cannot stand in a register."""
    try:
        name = name.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return ""
    name = name.strip()
    return name if name.isprintable() and len(name) <= LONGEST_NAME else ""
