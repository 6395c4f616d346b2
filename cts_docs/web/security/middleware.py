"""The middleware of every request: host, connection and size are checked, security headers are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class SecurityMiddleware:
    """Wraps the application; `largest` is the limit of a request's body in bytes."""

    app: ASGIApp
    access_control: AccessControl
    largest: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request that is not allowed; add the headers to every response."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._respond(scope, receive, _with_headers(send))

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        if refusal is not None:
            await _discard_body(receive, self.largest * _DISCARDED_BODIES)
            await refusal(scope, receive, send)
            return
        await self.app(scope, _LimitedBody(receive, self.largest), send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        address, port = scope.get("client") or ("", 0)
        if not self.access_control.accepts_connection(address, port):
            return PlainTextResponse("this machine or account may not connect", 403)
        if not self.access_control.accepts_host(headers.get("host", "")):
            return PlainTextResponse("unknown host", 421)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.largest:
            return PlainTextResponse("too large", 413, {"connection": "close"})
        return None


@dataclass(slots=True)
class _LimitedBody:
    """Receives a body; raises TooLargeError where it exceeds the limit, whatever its headers say."""

    receive: Receive
    largest: int
    received: int = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.received += len(message.get("body", b""))
        if self.received > self.largest:
            if message.get("more_body"):
                await _discard_body(self.receive, self.largest * _DISCARDED_BODIES)
            raise TooLargeError
        return message


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
