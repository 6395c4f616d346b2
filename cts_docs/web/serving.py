"""The server: its address (loopback, or behind an authenticating proxy), access control and process."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from cts_docs.errors import CannotRunError, Problem
from cts_docs.services import ServiceContext
from cts_docs.services.context import this_account
from cts_docs.web.app import create_app
from cts_docs.web.app_state import AppState
from cts_docs.web.security.authentication import AccessControl, Role, is_own_connection, role_members

LOOPBACK = "127.0.0.1"
_LOCAL_NAMES = ("localhost", LOOPBACK, "[::1]")
_BACKLOG = 128
_MOST_CONNECTIONS = 500
_SHORTEST_SECRET, _LONGEST_SECRET = 32, 1000


@dataclass(frozen=True, slots=True)
class Address:
    """An address with its listening socket."""

    listening: socket.socket
    host: str
    port: int

    @property
    def url(self) -> str:
        """The URL of the first page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can connect."""
        return ip_address(self.host).is_loopback


def open_address(host: str, port: int, service_context: ServiceContext) -> Address:
    """Open an address for listening; port 0 is any free port.

    Raises CannotRunError where the address is not loopback and no authenticating proxy is configured;
    where it is loopback and the configured proxy shares no secret, so that [serve] would not be in
    effect; where it does not belong to this machine, or where the port is in use.
    """
    address = LOOPBACK if host == "localhost" else host
    try:
        known = ip_address(address)
    except ValueError as error:
        raise CannotRunError(Problem("SERVE_HOST", found=host)) from error
    if not known.is_loopback and not _has_proxy(service_context):
        raise CannotRunError(Problem("SERVE_NOT_LOOPBACK", found=host))
    if known.is_loopback and _has_proxy(service_context) and not service_context.settings.serve.secret_file:
        raise CannotRunError(Problem("SERVE_PROXY_UNUSED", found=host))
    family = socket.AF_INET6 if known.version == 6 else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there it would let two programs share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        values = {"expected": error.strerror or str(error)}
        raise CannotRunError(Problem("SERVE_ADDRESS", found=f"{host}:{port}", values=values)) from error
    return Address(listening, address, listening.getsockname()[1])


def access_control(address: Address, service_context: ServiceContext) -> AccessControl:
    """The access control of an address: the users of the proxy, or the own account on loopback.

    Raises CannotRunError where the secret of the proxy cannot be read.
    """
    if not _has_proxy(service_context):
        names = (*_LOCAL_NAMES, f"[{address.host}]" if ":" in address.host else address.host)
        hosts = frozenset(f"{name}:{address.port}" for name in names)
        owns = partial(is_own_connection, server_port=address.port)
        return AccessControl(hosts, this_account(), owns=owns)
    proxy = service_context.settings.serve
    named: Mapping[Role, str] = {
        "reader": proxy.readers,
        "drafter": proxy.drafters,
        "approver": proxy.approvers,
        "controller": proxy.controllers,
    }
    return AccessControl(
        frozenset((proxy.public_host.lower(),)),
        "",
        proxy.user_header.lower(),
        proxy.proxy,
        secure=True,
        secret=_secret(service_context) if proxy.secret_file else "",
        groups_header=proxy.groups_header.lower(),
        roles={role: role_members(text) for role, text in named.items()} if any(named.values()) else {},
    )


def _secret(service_context: ServiceContext) -> str:
    """The secret that the proxy sends along; raises CannotRunError where it cannot be read or is short."""
    settings = service_context.settings
    path = (settings.path.parent if settings.path else Path()) / settings.serve.secret_file
    try:
        with path.open("rb") as file:
            secret = file.read(_LONGEST_SECRET).decode("ascii").strip()
    except (OSError, UnicodeError) as error:
        raise CannotRunError(Problem("SERVE_SECRET", file=str(path), found=type(error).__name__)) from error
    if len(secret) < _SHORTEST_SECRET:
        found, values = str(len(secret)), {"expected": str(_SHORTEST_SECRET)}
        raise CannotRunError(Problem("SERVE_SECRET_SHORT", file=str(path), found=found, values=values))
    return secret


class _TimedProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose request header is not complete in time."""

    header_seconds = 0.0

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._header_timer: asyncio.TimerHandle | None = None
        self._start_timer()

    def data_received(self, data: bytes) -> None:
        """Stop the timer where the header is complete; start it where another request begins."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_timer()
        elif self._header_timer is None:
            self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_timer()
        super().connection_lost(exc)

    def _start_timer(self) -> None:
        self._header_timer = self.loop.call_later(self.header_seconds, lambda: self.transport.abort())

    def _stop_timer(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None


def server_config(state: AppState) -> uvicorn.Config:
    """The configuration of the server, with the application."""
    protocol = type("TimedProtocol", (_TimedProtocol,), {"header_seconds": state.limits.header_seconds})
    return uvicorn.Config(
        create_app(state),
        http=protocol,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=5,
    )


def serve_page(
    address: Address, service_context: ServiceContext, archive: Path | None, announce: Callable[[str], None]
) -> None:
    """Serve until interrupted; `announce` receives the URL of the first page once it accepts connections."""
    control = access_control(address, service_context)
    config = server_config(AppState(service_context, control, archive))
    public_host = service_context.settings.serve.public_host
    announce(f"https://{public_host}/" if public_host else address.url)
    uvicorn.Server(config).run(sockets=[address.listening])


def _has_proxy(service_context: ServiceContext) -> bool:
    return bool(service_context.settings.serve.user_header)
