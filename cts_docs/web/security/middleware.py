"""What holds for every request, before any page sees it: the host, the peer, the size, the headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cts_docs.web.security.authentication import Doorkeeper

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
    # Not no-referrer: with it browsers send `Origin: null` along with the server's own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


_PATIENCE = 5
"""How many times the largest body is let in and thrown away before the connection is cut."""


class TooLargeError(Exception):
    """The request's body is larger than the limit."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Wraps the pages. `largest` is the most bytes that the body of one request may have."""

    app: ASGIApp
    doorkeeper: Doorkeeper
    largest: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what may not come in; put the headers on whatever goes out."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, _with_headers(send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        if refusal is not None:
            await _drain(receive, self.largest * _PATIENCE)
            await refusal(scope, receive, send)
            return
        counted = _Counted(receive, self.largest)
        await self.app(scope, counted, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        peer, port = scope.get("client") or ("", 0)
        if not self.doorkeeper.admits(peer, port):
            return PlainTextResponse("this machine or account may not connect", 403)
        if not self.doorkeeper.knows_host(headers.get("host", "")):
            return PlainTextResponse("unknown host", 421)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.largest:
            return PlainTextResponse("too large", 413, {"connection": "close"})
        return None


@dataclass(slots=True)
class _Counted:
    """A body that ends with an error where it is larger than it may be, whatever its headers said."""

    receive: Receive
    largest: int
    seen: int = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        if self.seen > self.largest:
            if message.get("more_body"):
                await _drain(self.receive, self.largest * _PATIENCE)
            raise TooLargeError
        return message


async def _drain(receive: Receive, most: int) -> None:
    """Let a refused body come in, within reason: a browser that is cut off shows no answer at all."""
    seen = 0
    while seen <= most:
        message = await receive()
        seen += len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sent
