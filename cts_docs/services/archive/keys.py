"""The keys of the body as its configuration names them: of events, of PDF files, and the key register."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cts_docs.archive.register.actors import Clock, system_clock
from cts_docs.archive.register.signing import (
    KeyRegister,
    Signature,
    Signer,
    TrustedKey,
    load_public_key,
    load_signer,
)
from cts_docs.errors import CannotRunError, CtsDocsError, Problem, RefusedError
from cts_docs.settings import Settings
from cts_docs.settings.key_register import RegisteredKey, load_key_register

if TYPE_CHECKING:
    from cts_docs.documents.pdf.signing import PdfSigner


def trusted_keys(settings: Settings) -> KeyRegister:
    """The public keys of the body: those of its key register, else the one that is configured.

    Raises CannotRunError where a file is missing or holds no key, RefusedError where the register is wrong.
    """
    if path := _file(settings, settings.issuing.key_register):
        return _register(path)
    if path := _file(settings, settings.issuing.public_key):
        return KeyRegister((TrustedKey(load_public_key(path)),))
    if path := _file(settings, settings.issuing.signing_key):
        return KeyRegister((TrustedKey(load_signer(path).key),))
    return KeyRegister()


@dataclass(frozen=True)
class ConfiguredSigner:
    """What signs events under a configuration; the keys are read when the first event is to be signed.

    Who only reads an archive, or restores a backup elsewhere, has no private key.
    """

    settings: Settings

    def key_on(self, day: datetime.date) -> str:
        """The public key that signs the events of a day; raises as `signer` and `Signer.key_on` do."""
        return self._signer.key_on(day)

    def sign(self, event_hash: str) -> Signature:
        """The signature of an event."""
        return self._signer.sign(event_hash)

    @cached_property
    def _signer(self) -> Signer:
        return signer(self.settings)


def signer(settings: Settings) -> Signer:
    """What signs events under a configuration; raises as `trusted_keys` does."""
    keys = trusted_keys(settings)
    path = _file(settings, settings.issuing.signing_key)
    return load_signer(path, keys) if path else Signer(keys=keys)


def pdf_signer(settings: Settings) -> PdfSigner | None:
    """What signs issued PDF files; None where they are not signed.

    Raises CannotRunError where the passphrase cannot be read; the certificate is not opened yet.
    """
    chosen = settings.pdf_signature
    certificate = _file(settings, chosen.certificate)
    if certificate is None:
        return None
    if file := _file(settings, chosen.passphrase_file):
        try:
            passphrase = next(iter(file.read_text("utf-8").splitlines()), "")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotRunError(Problem("PDF_PASSPHRASE", found=str(file))) from error
    elif name := chosen.passphrase_variable:
        if name not in os.environ:
            raise CannotRunError(Problem("PDF_PASSPHRASE", found=name))
        passphrase = os.environ[name]
    else:
        passphrase = ""
    # Imported here: most commands sign nothing.
    from cts_docs.documents.pdf.signing import PdfSigner

    return PdfSigner(certificate, passphrase, chosen.timestamp)


def key_problems(settings: Settings, clock: Clock = system_clock) -> Iterator[Problem]:
    """Key files that are missing or wrong, and a signing key that the body's own register does not hold."""
    try:
        found = signer(settings)
        if signs := pdf_signer(settings):
            signs.check(clock())
    except CtsDocsError as error:
        yield from error.problems
        return
    if found.key and found.keys.find(found.key) is None:
        yield Problem("SIGNING_KEY_UNREGISTERED", field="issuing.signing_key")


def private_files(settings: Settings) -> tuple[Path, ...]:
    """The files of private keys and passphrases that the configuration names."""
    chosen = settings.pdf_signature
    named = (settings.issuing.signing_key, chosen.certificate, chosen.passphrase_file)
    return tuple(path for one in named if (path := _file(settings, one)))


def named_files(settings: Settings) -> tuple[Path, ...]:
    """The files and folders that the configuration names; they may lie inside the archive's folder."""
    issuing = settings.issuing
    public = (_file(settings, one) for one in (issuing.public_key, issuing.key_register))
    keys = (*private_files(settings), *public, *_registered_files(settings))
    named = (settings.specifications, settings.templates, *keys)
    return (*(path for path in named if path is not None), *settings.logos().values())


def _registered_files(settings: Settings) -> Iterator[Path]:
    path = _file(settings, settings.issuing.key_register)
    return (one.file for one in load_key_register(path)) if path else iter(())


def _register(path: Path) -> KeyRegister:
    """The key register in a file; raises RefusedError where two entries are of one key."""
    keys = KeyRegister(tuple(map(_trusted, load_key_register(path))))
    if len({one.key for one in keys.keys}) < len(keys.keys):
        raise RefusedError(Problem("KEY_REGISTER_TWICE", file=str(path)))
    return keys


def _trusted(one: RegisteredKey) -> TrustedKey:
    public = load_public_key(one.file)
    return TrustedKey(public, one.valid_from, one.valid_until, one.revoked, one.reason, one.last_event)


def _file(settings: Settings, named: str) -> Path | None:
    """The path of a key file, which the configuration names relative to its own folder."""
    return settings.path.parent / named if named and settings.path else None
