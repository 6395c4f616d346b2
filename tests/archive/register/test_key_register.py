"""The body's key register: entries verify after a change of keys, and no key signs outside of its days."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.register.signing import KeyRegister, Signer, load_signer
from cts_docs.archive.verification.verdicts import VerifyRequest, VerifyResult, verify
from cts_docs.errors import CannotRunError, CtsDocsError, RefusedError
from cts_docs.services.archive.archive import open_archive_service
from cts_docs.services.archive.keys import ConfiguredSigner, signer, trusted_keys
from cts_docs.services.configuration import check_configuration
from cts_docs.services.context import open_context
from cts_docs.settings import load_settings
from tests.torture.sample_audits import NOW, archive, issue_request

FIRST, CHANGE, AFTER = (datetime.date(2026, 1, 1), datetime.date(2026, 6, 1), datetime.date(2026, 9, 1))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with two key pairs, `old` and `new`."""
    for name in ("old", "new"):
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / f"{name}.pem").write_bytes(pem)
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}-public.pem").write_bytes(public)
    return tmp_path


def configured(folder: Path, register: str, signing: str = "") -> Path:
    """A configuration with a key register; `signing` is the name of the key that signs."""
    (folder / "keys.toml").write_text(register, "utf-8")
    named = f'signing_key = "{signing}.pem"\n' if signing else ""
    (folder / "cts-docs.toml").write_text(f'[issuing]\nkey_register = "keys.toml"\n{named}', "utf-8")
    return folder / "cts-docs.toml"


def entry(name: str, valid_from: datetime.date, more: str = "") -> str:
    return f'[[key]]\nfile = "{name}-public.pem"\nvalid_from = {valid_from}\n{more}\n'


def on(place: Path, day: datetime.date, signs: Signer | None) -> Archive:
    """The archive on a day, its events signed."""
    moment = datetime.datetime.combine(day, NOW.timetz())
    return replace(archive(place), clock=lambda: moment, signer=signs)


def verified(place: Path, trusted: KeyRegister) -> VerifyResult:
    return verify(archive(place).register, VerifyRequest(AFTER, trusted=trusted))


def codes(result: VerifyResult) -> list[str]:
    found = (*result.register_faults, *(fault for one in result.entries for fault in one.faults))
    return [fault.code for fault in found]


def test_old_entries_verify_after_a_change_of_keys(home: Path, keys: Path) -> None:
    ended = entry("old", FIRST, f"valid_until = {CHANGE - datetime.timedelta(days=1)}")
    both = ended + entry("new", CHANGE)
    on(home, FIRST, signer(load_settings(configured(keys, both, "old")))).issue(issue_request(1))
    on(home, CHANGE, signer(load_settings(configured(keys, both, "new")))).issue(issue_request(2))
    result = verified(home, trusted_keys(load_settings(configured(keys, both))))
    assert result.ok
    assert [one.issuer for one in result.entries] == ["signed", "signed"]


@pytest.mark.parametrize(
    ("end", "signed_on", "expected"),
    [
        ("valid_until = 2026-06-01", CHANGE, []),
        ("valid_until = 2026-05-31", CHANGE, ["SIGNATURE_NOT_IN_FORCE"]),
        ('revoked = 2026-06-02\nreason = "遗失"', CHANGE, []),
        ('revoked = 2026-06-01\nreason = "遗失"', CHANGE, ["SIGNATURE_NOT_IN_FORCE"]),
        ('revoked = 2026-06-02\nreason = "遗失"\nlast_event = 2', CHANGE, ["SIGNATURE_NOT_IN_FORCE"]),
        ('revoked = 2026-06-02\nreason = "遗失"\nlast_event = 3', CHANGE, []),
    ],
)
def test_a_signature_after_expiry_or_revocation_is_a_fault(
    home: Path, keys: Path, end: str, signed_on: datetime.date, expected: list[str]
) -> None:
    on(home, FIRST, load_signer(keys / "old.pem")).issue(issue_request(1))
    on(home, signed_on, load_signer(keys / "old.pem")).issue(issue_request(2))
    result = verified(home, trusted_keys(load_settings(configured(keys, entry("old", FIRST, end)))))
    assert codes(result) == expected
    assert [one.issuer for one in result.entries] == ["signed", "unknown" if expected else "signed"]


def test_before_the_first_key_events_are_unsigned_without_fault(home: Path, keys: Path) -> None:
    on(home, FIRST, None).issue(issue_request(1))
    settings = load_settings(configured(keys, entry("new", CHANGE), "new"))
    on(home, FIRST, signer(settings)).issue(issue_request(2))
    on(home, CHANGE, signer(settings)).attach("CTS-TBSC034-2026-BG0001", "scan.pdf", b"scan")
    on(home, CHANGE, signer(settings)).issue(issue_request(3))
    result = verified(home, trusted_keys(settings))
    assert codes(result) == []
    assert [one.issuer for one in result.entries] == ["unsigned", "unsigned", "signed"]


@pytest.mark.parametrize("day", [FIRST, CHANGE])
def test_an_unsigned_event_after_the_first_signed_one_is_a_fault_whatever_day_it_bears(
    home: Path, keys: Path, day: datetime.date
) -> None:
    settings = load_settings(configured(keys, entry("new", CHANGE), "new"))
    on(home, CHANGE, signer(settings)).issue(issue_request(1))
    on(home, day, None).issue(issue_request(2))
    assert codes(verified(home, trusted_keys(settings))) == ["SIGNATURE_NONE"]


@pytest.mark.parametrize(
    ("register", "signing", "expected"),
    [
        (entry("old", FIRST, "valid_until = 2026-05-31"), "old", "SIGNING_KEY_NOT_IN_FORCE"),
        (entry("old", FIRST), "new", "SIGNING_KEY_NOT_IN_FORCE"),
        (entry("old", FIRST), "", "SIGNING_KEY_NEEDED"),
    ],
)
def test_nothing_is_recorded_that_would_be_a_fault(
    home: Path, keys: Path, register: str, signing: str, expected: str
) -> None:
    settings = load_settings(configured(keys, register, signing))
    with pytest.raises(RefusedError) as refused:
        on(home, CHANGE, signer(settings)).issue(issue_request(1))
    assert refused.value.problems[0].code == expected
    assert not archive(home).register.is_founded() or verified(home, KeyRegister()).entries == ()


@pytest.mark.parametrize(
    ("register", "expected", "line"),
    [
        ("", "SETTINGS_TYPE", ""),
        ("[key]\n", "SETTINGS_TYPE", "1"),
        ("[[key]]\nvalid_from = 2026-01-01\n", "SETTINGS_TYPE", "1"),
        ('[[key]]\nfile = "old-public.pem"\nvalid_from = "2026"\n', "SETTINGS_TYPE", "3"),
        (entry("old", FIRST, "until = 2027-01-01"), "SETTINGS_UNKNOWN_KEY", "4"),
        (entry("old", FIRST, "valid_until = 2025-12-31"), "KEY_REGISTER_DATES", "4"),
        (entry("old", FIRST, "revoked = 2026-02-01"), "KEY_REGISTER_REASON", "4"),
        (entry("old", FIRST, "last_event = 3"), "KEY_REGISTER_REASON", "4"),
        (entry("old", FIRST) * 2, "KEY_REGISTER_TWICE", ""),
        (entry("missing", FIRST), "SIGNING_KEY", ""),
        (entry("old", FIRST), "SIGNING_KEY_UNREGISTERED", ""),
    ],
)
def test_the_check_of_a_configuration_names_what_is_wrong_with_its_keys(
    keys: Path, register: str, expected: str, line: str
) -> None:
    with pytest.raises(CtsDocsError) as refused:
        check_configuration(configured(keys, register, "new"))
    problem = refused.value.problems[0]
    assert (problem.code, problem.values.get("line", "")) == (expected, line)


def test_a_public_key_has_one_place(keys: Path) -> None:
    config = configured(keys, entry("old", FIRST), "old")
    config.write_text(config.read_text("utf-8") + 'public_key = "old-public.pem"\n', "utf-8")
    with pytest.raises(RefusedError) as refused:
        check_configuration(config)
    assert [problem.code for problem in refused.value.problems] == ["SETTINGS_KEYS_TWICE"]


def test_who_only_reads_needs_no_private_key(home: Path, keys: Path) -> None:
    config = configured(keys, entry("old", FIRST), "old")
    on(home, FIRST, ConfiguredSigner(load_settings(config))).issue(issue_request(1))
    (keys / "old.pem").unlink()
    elsewhere = open_archive_service(home, open_context(config))
    service = replace(elsewhere, archive=on(home, CHANGE, ConfiguredSigner(elsewhere.context.settings)))
    assert [one.issuer for one in service.verify().entries] == ["signed"]
    with pytest.raises(CannotRunError) as refused:
        service.archive.attach("CTS-TBSC034-2026-BG0001", "scan.pdf", b"scan")
    assert refused.value.problems[0].code == "SIGNING_KEY"
    assert service.verify().ok
