"""The body's own signature: detached Ed25519 over the hash of an event.

What is signed is the text `cts-docs event ` followed by the event's hash in hexadecimal.
That hash covers the manifest of the package and the whole log before it, and so does the signature.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cts_docs.archive.register.event_log import Event
from cts_docs.errors import CannotRunError, Problem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Issuer = Literal["signed", "unsigned", "unknown"]
_LARGEST_KEY = 100_000


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the public key that made it, both in hexadecimal."""

    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Signer:
    """The body's private key."""

    _private: Ed25519PrivateKey

    @property
    def key(self) -> str:
        """The public key in hexadecimal."""
        return _hex(self._private.public_key())

    def sign(self, event_hash: str) -> Signature:
        """The signature of an event."""
        return Signature(self.key, self._private.sign(_message(event_hash)).hex())


def load_signer(path: Path) -> Signer:
    """The body's private key from a PEM file without password.

    Raises CannotRunError where there is none or it is of another kind.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(_content(path), password=None)
    except (ValueError, TypeError) as error:
        raise CannotRunError(Problem("SIGNING_KEY", file=str(path), found=type(error).__name__)) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise CannotRunError(Problem("SIGNING_KEY", file=str(path), found=type(private).__name__))
    return Signer(private)


def load_public_key(path: Path) -> str:
    """A public key in hexadecimal from a PEM file; raises CannotRunError as `load_signer` does."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        public = load_pem_public_key(_content(path))
    except (ValueError, TypeError) as error:
        raise CannotRunError(Problem("SIGNING_KEY", file=str(path), found=type(error).__name__)) from error
    if not isinstance(public, Ed25519PublicKey):
        raise CannotRunError(Problem("SIGNING_KEY", file=str(path), found=type(public).__name__))
    return _hex(public)


def issuer_of(event_hash: str, found: Signature | None, trusted: Collection[str]) -> tuple[Issuer, bool]:
    """The issuer verdict of an event, and whether its signature is valid for its own key.

    A valid signature by a key that is not `trusted` gives `unknown`, because anyone can make a key.
    """
    if found is None:
        return "unsigned", True
    if not _is_valid(event_hash, found):
        return "unknown", False
    return ("signed" if found.key in trusted else "unknown"), True


def event_issuer(
    event: Event, found: Signature | None, trusted: Collection[str]
) -> tuple[Issuer, Problem | None]:
    """The issuer verdict of an event, and a fault where its signature is wrong or not by a trusted key.

    Without trusted keys nothing can be said of the issuer, and a missing signature is no fault.
    """
    if found is None and event.key:
        return "unknown", None  # a signature that was taken away is a fault of the register
    issuer, right = issuer_of(event.hash, found, trusted)
    if not right:
        return issuer, Problem("SIGNATURE_WRONG", found=str(event.sequence))
    if trusted and issuer != "signed":
        code = "SIGNATURE_FOREIGN" if event.key else "SIGNATURE_NONE"
        return issuer, Problem(code, found=str(event.sequence))
    return issuer, None


def _is_valid(event_hash: str, found: Signature) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key))
        public.verify(bytes.fromhex(found.signature), _message(event_hash))
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(event_hash: str) -> bytes:
    return f"cts-docs event {event_hash}".encode()


def _hex(public: Ed25519PublicKey) -> str:
    return public.public_bytes_raw().hex()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_KEY)
    except OSError as error:
        raise CannotRunError(Problem("SIGNING_KEY", file=str(path), found=error.strerror or "")) from error
