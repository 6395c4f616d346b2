"""The keys of the body as its configuration names them: the key that signs, and the key register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cts_docs.archive.register.signing import KeyRegister, Signer, TrustedKey, load_public_key, load_signer
from cts_docs.errors import CtsDocsError, Problem, RefusedError
from cts_docs.settings import Settings
from cts_docs.settings.key_register import RegisteredKey, load_key_register


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


def signer(settings: Settings) -> Signer:
    """What signs events under a configuration; raises as `trusted_keys` does."""
    keys = trusted_keys(settings)
    path = _file(settings, settings.issuing.signing_key)
    return load_signer(path, keys) if path else Signer(keys=keys)


def key_problems(settings: Settings) -> Iterator[Problem]:
    """Key files that are missing or wrong, and a signing key that the body's own register does not hold."""
    try:
        found = signer(settings)
    except CtsDocsError as error:
        yield from error.problems
        return
    if found.key and found.keys.find(found.key) is None:
        yield Problem("SIGNING_KEY_UNREGISTERED", field="issuing.signing_key")


def named_files(settings: Settings) -> tuple[Path, ...]:
    """The files and folders that the configuration names; they may lie inside the archive's folder."""
    issuing = settings.issuing
    keys = (_file(settings, one) for one in (issuing.signing_key, issuing.public_key, issuing.key_register))
    named = (settings.specifications, settings.templates, *keys, *_registered_files(settings))
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
