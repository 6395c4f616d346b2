"""The body's own signature: detached Ed25519 over the hash of an event.

What is signed is the text `cts-docs event ` followed by the event's hash in hexadecimal.
That hash covers the manifest of the package and the whole log before it, and so does the signature.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from cts_docs.archive.register.actors import local_date, system_clock
from cts_docs.archive.register.event_log import Event
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.hashing import sha256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Issuer = Literal["signed", "unsigned", "unknown"]
_LARGEST_KEY = 100_000
_SPKI = bytes.fromhex("302a300506032b6570032100")
"""The beginning of every SubjectPublicKeyInfo of an Ed25519 key in DER (RFC 8410); the key follows."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the public key that made it, both in hexadecimal."""

    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key of the body in hexadecimal, and the days on which it is in force; None where not limited.

    From the day `revoked` on it is in force no more. `last_event` is the number of the last event that it
    signed before it was revoked, 0 where that is not known.
    """

    key: str
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    revoked: datetime.date | None = None
    reason: str = ""
    last_event: int = 0

    def in_force(self, day: datetime.date) -> bool:
        """Whether the key is in force on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.valid_until is not None and self.valid_until < day
        return begun and not ended and not (self.revoked is not None and self.revoked <= day)

    def could_sign(self, event: Event) -> bool:
        """Whether the key was in force when an event was recorded."""
        known = self.revoked is None or not self.last_event or event.sequence <= self.last_event
        return known and self.in_force(_day_of(event))


@dataclass(frozen=True, slots=True)
class KeyRegister:
    """The public keys of the body; without any, nothing can be said of the issuer."""

    keys: tuple[TrustedKey, ...] = ()

    def find(self, key: str) -> TrustedKey | None:
        """The registered key of a public key in hexadecimal."""
        return next((one for one in self.keys if one.key == key), None)

    def requires_signature(self, day: datetime.date) -> bool:
        """Whether every event of a day must be signed: from the first day of the first key on."""
        return any(one.valid_from is None or one.valid_from <= day for one in self.keys)


class EventSigner(Protocol):
    """What gives the key of the events of a day, and signs them; see `Signer`."""

    def key_on(self, day: datetime.date) -> str:
        """The public key that signs the events of a day; empty where they are not signed."""

    def sign(self, event_hash: str) -> Signature:
        """The signature of an event."""


@dataclass(frozen=True, slots=True)
class Signer:
    """What signs the events of an archive: the private key, if there is one here, and the key register."""

    _private: Ed25519PrivateKey | None = None
    keys: KeyRegister = field(default_factory=KeyRegister)

    @property
    def key(self) -> str:
        """The public key in hexadecimal; empty where there is no private key here."""
        return _hex(self._private.public_key()) if self._private else ""

    def key_on(self, day: datetime.date) -> str:
        """The public key that signs the events of a day; empty where no key of the body is in force yet.

        Raises RefusedError where events must be signed on that day and the private key is missing or
        is not in force.
        """
        if not self.keys.keys:
            return self.key
        registered = self.keys.find(self.key)
        if registered is not None and registered.in_force(day):
            return self.key
        if self.keys.requires_signature(day):
            code = "SIGNING_KEY_NOT_IN_FORCE" if self.key else "SIGNING_KEY_NEEDED"
            found = fingerprint(self.key) if self.key else ""
            raise RefusedError(Problem(code, found=found, values={"day": day.isoformat()}))
        return ""

    def sign(self, event_hash: str) -> Signature:
        """The signature of an event; raises ValueError where there is no private key here."""
        if self._private is None:
            raise ValueError(event_hash)
        return Signature(self.key, self._private.sign(signed_message(event_hash)).hex())


def load_signer(path: Path, keys: KeyRegister | None = None) -> Signer:
    """The body's private key from a PEM file without password, held to its key register if it has one.

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
    return Signer(private, keys or KeyRegister())


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


def event_issuer(
    event: Event, found: Signature | None, trusted: KeyRegister, first_signed: int | None = None
) -> tuple[Issuer, Problem | None]:
    """The issuer verdict of an event, and a fault where the body's keys do not account for it.

    `first_signed` is the number of the first signed event of the log, after which none may be unsigned.
    Without registered keys nothing can be said of the issuer, and a missing signature is no fault.
    """
    if found is None:
        if event.key:
            return "unknown", None  # a signature that was taken away is a fault of the register
        late = first_signed is not None and first_signed < event.sequence
        needed = bool(trusted.keys) and (late or trusted.requires_signature(_day_of(event)))
        return "unsigned", Problem("SIGNATURE_NONE", found=str(event.sequence)) if needed else None
    if not _is_valid(event.hash, found):
        return "unknown", Problem("SIGNATURE_WRONG", found=str(event.sequence))
    key = trusted.find(found.key)
    if key is None:
        foreign = Problem("SIGNATURE_FOREIGN", found=str(event.sequence)) if trusted.keys else None
        return "unknown", foreign
    return ("signed", None) if key.could_sign(event) else ("unknown", _out_of_force(event, key))


def issuer_of_events(verdicts: Iterable[tuple[Issuer, Problem | None]]) -> tuple[Issuer, list[Problem]]:
    """The issuer of an entry by the verdicts of all its events, and their faults.

    It is `signed` where every event is signed, `unsigned` where some are not because no key was in force.
    """
    issuers, problems = zip(*verdicts, strict=True) if (verdicts := list(verdicts)) else ((), ())
    faults = [problem for problem in problems if problem is not None]
    found: set[Issuer] = set(issuers)
    if len(found) == 1:
        return found.pop(), faults
    return ("unsigned" if found == {"signed", "unsigned"} and not faults else "unknown"), faults


def fingerprint(key: str) -> str:
    """The fingerprint of a public key in hexadecimal: SHA-256 of its SubjectPublicKeyInfo in DER.

    `openssl pkey -pubin -in KEY.pem -outform DER | sha256sum` gives the same.
    """
    return sha256(_SPKI + bytes.fromhex(key))


def public_pem(key: str) -> bytes:
    """The PEM file of a public key in hexadecimal."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signed_message(event_hash: str) -> bytes:
    """The text that the signature of an event signs."""
    return f"cts-docs event {event_hash}".encode()


def _out_of_force(event: Event, key: TrustedKey) -> Problem:
    dates = {"from": key.valid_from, "until": key.valid_until, "revoked": key.revoked}
    days = {name: day.isoformat() for name, day in dates.items() if day is not None}
    values = {**days, "reason": key.reason, "key": fingerprint(key.key)[:16], "at": event.at[:10]}
    return Problem("SIGNATURE_NOT_IN_FORCE", found=str(event.sequence), values=values)


def _day_of(event: Event) -> datetime.date:
    """The day on which an event was recorded; one that cannot be read counts as the latest."""
    try:
        return local_date(event.at, system_clock())
    except (ValueError, TypeError, OverflowError):
        return datetime.date.max


def _is_valid(event_hash: str, found: Signature) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key))
        public.verify(bytes.fromhex(found.signature), signed_message(event_hash))
    except (InvalidSignature, ValueError):
        return False
    return True


def _hex(public: Ed25519PublicKey) -> str:
    return public.public_bytes_raw().hex()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_KEY)
    except OSError as error:
        raise CannotRunError(Problem("SIGNING_KEY", file=str(path), found=error.strerror or "")) from error
