"""The body's signature: who issued, as far as it tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from cts_docs.archive.lifecycle.listing import entry_details
from cts_docs.archive.register.integrity import refuse_inconsistent
from cts_docs.archive.register.signing import KeyRegister, TrustedKey, load_public_key, load_signer
from cts_docs.archive.verification.verdicts import VerifyRequest, VerifyResult, verify
from cts_docs.errors import CannotRunError, RefusedError
from tests.torture.locations import alter
from tests.torture.sample_audits import TODAY, archive, issue_request

_PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(*_PEM))
    return path


@pytest.fixture
def signed(home: Path, key: Path) -> Path:
    """An archive with one signed entry and one that is not."""
    replace(archive(home), signer=load_signer(key)).issue(issue_request(1))
    archive(home).issue(issue_request(2))
    return home


def _verify(place: Path, *trusted: str) -> VerifyResult:
    keys = KeyRegister(tuple(map(TrustedKey, trusted)))
    return verify(archive(place).register, VerifyRequest(TODAY, trusted=keys))


def test_an_entry_signed_with_the_bodys_key_says_so(signed: Path, key: Path) -> None:
    verified = _verify(signed, load_signer(key).key)
    assert [entry.issuer for entry in verified.entries] == ["signed", "unsigned"]
    assert all(entry.intact for entry in verified.entries)


def _codes(verified: VerifyResult) -> list[list[str]]:
    """The codes of the faults of the register and of each entry."""
    found = (verified.register_faults, *(entry.faults for entry in verified.entries))
    return [[fault.code for fault in faults] for faults in found]


def test_with_a_public_key_configured_an_unsigned_event_is_a_fault(signed: Path, key: Path) -> None:
    verified = _verify(signed, load_signer(key).key)
    assert not verified.ok
    assert _codes(verified) == [[], [], ["SIGNATURE_NONE"]]
    assert verified.entries[1].faults[0].found == "3"


def test_with_a_public_key_configured_a_foreign_signature_is_a_fault(signed: Path) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    verified = _verify(signed, other)
    assert [entry.issuer for entry in verified.entries] == ["unknown", "unsigned"]
    assert _codes(verified) == [["SIGNATURE_FOREIGN"], ["SIGNATURE_FOREIGN"], ["SIGNATURE_NONE"]]


def test_the_issuer_covers_every_event_of_an_entry(signed: Path, key: Path) -> None:
    archive(signed).attach("CTS-TBSC034-2026-BG0001", "scan.pdf", b"scan")
    verified = _verify(signed, load_signer(key).key)
    assert verified.entries[0].issuer == "unknown"
    assert _codes(verified)[1] == ["SIGNATURE_NONE"]


def test_nothing_is_exported_where_an_event_is_not_signed_by_the_body(signed: Path, key: Path) -> None:
    trusted = KeyRegister((TrustedKey(load_signer(key).key),))
    with archive(signed).register.reading() as snapshot, pytest.raises(RefusedError) as refused:
        refuse_inconsistent(snapshot, archive(signed).paths, trusted=trusted)
    assert [problem.code for problem in refused.value.problems] == ["SIGNATURE_NONE"]


def test_a_key_that_the_body_does_not_name_is_unknown(signed: Path) -> None:
    verified = _verify(signed)
    assert [entry.issuer for entry in verified.entries] == ["unknown", "unsigned"]
    assert verified.ok


def test_the_signature_is_one_that_anyone_can_check(signed: Path, key: Path) -> None:
    event = entry_details(archive(signed).register, "CTS-TBSC034-2026-BG0001", TODAY).events[-1]
    with archive(signed).register.reading() as snapshot:
        found = snapshot.signatures([2])[2]
    assert found.key == load_signer(key).key == event["key"]
    private = Ed25519PrivateKey.from_private_bytes(_raw(key))
    private.public_key().verify(bytes.fromhex(found.signature), f"cts-docs event {event['hash']}".encode())


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        (
            "UPDATE signatures SET signature = replace(signature, '1', '2')",
            ["SIGNATURE_WRONG", "SIGNATURE_WRONG"],
        ),
        ("DELETE FROM signatures", ["SIGNATURE_MISSING"] * 2),
    ],
)
def test_a_signature_that_was_altered_or_removed_is_missed(
    signed: Path, key: Path, statement: str, codes: list[str]
) -> None:
    alter(signed, statement)
    verified = _verify(signed, load_signer(key).key)
    faults = [*verified.register_faults, *verified.entries[0].faults]
    assert [fault.code for fault in faults if fault.code != "REGISTER_SEAL"] == codes
    assert verified.entries[0].issuer == "unknown"


def test_a_public_key_file_names_the_same_key(key: Path, tmp_path: Path) -> None:
    private = Ed25519PrivateKey.from_private_bytes(_raw(key))
    public = tmp_path / "public.pem"
    public.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert load_public_key(public) == load_signer(key).key


@pytest.mark.parametrize("content", [b"", b"no key", generate_private_key(SECP256R1()).private_bytes(*_PEM)])
def test_a_key_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(CannotRunError) as refused:
        load_signer(path)
    assert refused.value.problems[0].code == "SIGNING_KEY"


def _raw(key: Path) -> bytes:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    private = load_pem_private_key(key.read_bytes(), password=None)
    assert isinstance(private, Ed25519PrivateKey)
    return private.private_bytes_raw()
