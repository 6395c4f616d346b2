"""The middleware of every request: host, connection and size are checked, security headers are added."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cts_docs.web.security.authentication import AccessControl

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: with it browsers send `Origin: null` with the server's own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_DISCARDED_BODIES = 5
"""How many times the largest body is received and discarded before the connection is closed."""


class TooLargeError(Exception):
    """The body of the request exceeds the limit."""


class TooSlowError(Exception):
    """The body of the request did not arrive in time."""


@dataclass(frozen=True, slots=True)
class SecurityMiddleware:
    """Wraps the application.

    The body of a request may have up to `largest` bytes, or as many as `larger` names for its path,
    pause for up to `pause` seconds and take up to `duration` seconds.
    """

    app: ASGIApp
    access_control: AccessControl
    largest: int
    pause: float
    duration: float
    larger: Mapping[str, int] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request that is not allowed; add the headers to every response."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._respond(scope, receive, _with_headers(send))

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        if refusal is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.pause):
                    await _discard_body(receive, self._largest(scope) * _DISCARDED_BODIES)
            await refusal(scope, receive, send)
            return
        await self.app(scope, _LimitedBody(receive, self._largest(scope), self.pause, self.duration), send)

    def _largest(self, scope: Scope) -> int:
        return self.larger.get(scope["path"], self.largest)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        address, port = scope.get("client") or ("", 0)
        if not self.access_control.accepts_connection(address, port):
            return PlainTextResponse("this machine or account may not connect", 403)
        if not self.access_control.accepts_secret(headers.getlist):
            return PlainTextResponse("only the configured proxy may connect", 403)
        if not self.access_control.accepts_host(headers.get("host", "")):
            return PlainTextResponse("unknown host", 421)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self._largest(scope):
            return PlainTextResponse("too large", 413, {"connection": "close"})
        return None


@dataclass(slots=True)
class _LimitedBody:
    """Receives a body; raises TooLargeError or TooSlowError at a limit, whatever its headers say."""

    receive: Receive
    largest: int
    pause: float
    duration: float
    received: int = 0
    complete: bool = False
    started: float = field(default_factory=time.monotonic)

    async def __call__(self) -> Message:
        # After the body, the server waits here for the end of the connection, however long that takes.
        message = await (self.receive() if self.complete else self._receive_in_time())
        self.received += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)
        if self.received > self.largest:
            if not self.complete:
                await _discard_body(self._receive_in_time, self.largest * _DISCARDED_BODIES)
            raise TooLargeError
        return message

    async def _receive_in_time(self) -> Message:
        left = self.started + self.duration - time.monotonic()
        try:
            return await asyncio.wait_for(self.receive(), min(self.pause, left))
        except TimeoutError as error:
            raise TooSlowError from error


async def _discard_body(receive: Receive, most: int) -> None:
    """Receive a refused body, up to a limit: a browser that is cut off shows no response at all."""
    received = 0
    while received <= most:
        message = await receive()
        received += len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_with_headers
