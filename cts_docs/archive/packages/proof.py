"""What an export holds beside the bags, so that others can verify an entry without this program.

The records of its events and their signatures, the public keys, and a page of instructions in Chinese and
English, whose commands need `sha256sum` and OpenSSL alone.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cts_docs.archive.register.event_log import Event
from cts_docs.archive.register.read_model import BAG_OF
from cts_docs.archive.register.signing import KeyRegister, Signature, TrustedKey, fingerprint, public_pem
from cts_docs.messages import LANGUAGES, Language, message

SCRIPT = "check.sh"
_SHORT = 16


@dataclass(frozen=True, slots=True)
class ExportedBag:
    """A bag of an export: its kind, its position, and the folder that its zip unpacks to.

    `voided` is the reason for which it was struck out; empty where it was not.
    """

    kind: str
    position: int
    folder: str
    voided: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves one entry: its facts for people, its bags, its events with their signatures.

    `name` is the folder of the proof; `facts` are the placeholders of the page's heading. `keys` is the
    key register of the body.
    """

    name: str
    facts: Mapping[str, str]
    bags: Sequence[ExportedBag]
    events: Sequence[Event]
    signatures: Mapping[int, Signature]
    keys: KeyRegister

    def fingerprints(self) -> tuple[str, ...]:
        """The fingerprints of the keys that signed events, without repetition."""
        return tuple(dict.fromkeys(fingerprint(one.key) for one in self.signatures.values()))

    def unsigned(self) -> tuple[int, ...]:
        """The numbers of the events that are not signed."""
        return tuple(one.sequence for one in self.events if one.sequence not in self.signatures)


def proof_files(proof: Proof) -> dict[str, bytes]:
    """The files of a proof by their path in its zip."""
    files: dict[str, bytes] = {}
    for event in proof.events:
        files[_record(proof, event.sequence)] = event.record.encode()
    for sequence, signature in proof.signatures.items():
        files[_signature(proof, sequence)] = bytes.fromhex(signature.signature)
        files[_key(proof, signature)] = public_pem(signature.key)
    steps = [*_bag_commands(proof), *_record_commands(proof), *_signature_commands(proof)]
    script = ["#!/bin/sh", "set -e", *steps, *_fingerprint_commands(proof), _conclusion(proof), ""]
    files[f"{proof.name}/{SCRIPT}"] = "\n".join(script).encode()
    for language in LANGUAGES:
        page = "\n".join(_page(proof, language)) + "\n"
        files[f"{proof.name}/{message('PROOF_FILE', language, {})}"] = page.encode()
    return files


def _bag_commands(proof: Proof) -> Iterator[str]:
    """Commands that compare the files of each bag with its manifests."""
    for bag in proof.bags:
        folder = shlex.quote(bag.folder)
        yield f"(cd {folder} && sha256sum -c tagmanifest-sha256.txt && sha256sum -c manifest-sha256.txt)"


def _record_commands(proof: Proof) -> Iterator[str]:
    """Commands that look for the hash of each bag's manifest in the event that registered it."""
    registered: dict[tuple[str, object], int] = {
        (BAG_OF[event.kind], _position(event)): event.sequence
        for event in proof.events
        if event.kind in BAG_OF
    }
    for bag in proof.bags:
        manifest = shlex.quote(f"{bag.folder}/tagmanifest-sha256.txt")
        record = shlex.quote(_record(proof, registered[bag.kind, bag.position]))
        # A record has no line feed at its end, at which `read` complains without harm.
        yield (
            f"h=$(sha256sum {manifest}); read -r r < {record} || true; "
            f'case "$r" in *"${{h%% *}}"*) echo {manifest}: OK;; *) echo {manifest}: FAILED; false;; esac'
        )


def _signature_commands(proof: Proof) -> Iterator[str]:
    """Commands that verify the signature of each event over the hash of its record."""
    for sequence, signature in proof.signatures.items():
        record, key = shlex.quote(_record(proof, sequence)), shlex.quote(_key(proof, signature))
        made = shlex.quote(_signature(proof, sequence))
        yield (
            f"h=$(sha256sum {record}); printf 'cts-docs event %s' \"${{h%% *}}\" > message.txt; "
            f"openssl pkeyutl -verify -pubin -inkey {key} -rawin -in message.txt -sigfile {made}"
        )


def _fingerprint_commands(proof: Proof) -> Iterator[str]:
    """Commands that print the fingerprint of each public key."""
    for key in dict.fromkeys(_key(proof, one) for one in proof.signatures.values()):
        yield f"openssl pkey -pubin -in {shlex.quote(key)} -outform DER | sha256sum"


def _conclusion(proof: Proof) -> str:
    """The last command of the script: everything agrees, and which events nobody signed."""
    unsigned = ", ".join(map(str, proof.unsigned()))
    return f"echo 'OK; not signed: {unsigned}'" if unsigned else "echo OK"


def _page(proof: Proof, language: Language) -> Iterator[str]:
    """The page of instructions, in Markdown."""

    def text(code: str, **values: str) -> str:
        return message(code, language, {**proof.facts, **values})

    yield f"# {text('PROOF_TITLE')}\n"
    yield text("PROOF_ABOUT", status=text(proof.facts["status_code"])) + "\n"
    yield text("PROOF_TOOLS", script=shlex.quote(f"{proof.name}/{SCRIPT}")) + "\n"
    yield from _section(text("PROOF_FILES"), _bag_commands(proof))
    yield from _section(text("PROOF_RECORDS"), _record_commands(proof))
    yield from _section(text("PROOF_SIGNATURES"), _signature_commands(proof))
    if proof.signatures:
        yield from _section(text("PROOF_KEYS"), _fingerprint_commands(proof))
    yield from _keys(proof, language)
    if unsigned := proof.unsigned():
        code = "PROOF_UNSIGNED" if proof.signatures else "PROOF_UNSIGNED_ALL"
        yield text(code, events=", ".join(map(str, unsigned))) + "\n"
    yield from _events(proof, language)
    for bag in proof.bags:
        if bag.voided:
            yield text("PROOF_VOIDED", folder=bag.folder, reason=bag.voided) + "\n"
    if any(event.kind == "disposed" for event in proof.events):
        yield text("PROOF_DISPOSED") + "\n"
    yield text("PROOF_MEANING")


def _section(heading: str, commands: Iterator[str]) -> Iterator[str]:
    """A heading with its commands as a block of code; nothing without commands."""
    if found := list(commands):
        yield heading + "\n\n```sh\n" + "\n".join(found) + "\n```\n"


def _keys(proof: Proof, language: Language) -> Iterator[str]:
    """Each key that signed events: its fingerprint, and its days in the body's key register."""
    for key in dict.fromkeys(one.key for one in proof.signatures.values()):
        registered = proof.keys.find(key)
        days = _days(registered) if registered else {}
        code = "PROOF_KEY" if registered else "PROOF_KEY_UNKNOWN"
        yield message(code, language, {**days, "fingerprint": fingerprint(key)}) + "\n"


def _days(key: TrustedKey) -> dict[str, str]:
    dates = {"from": key.valid_from, "until": key.valid_until, "revoked": key.revoked}
    return {**{name: day.isoformat() for name, day in dates.items() if day}, "reason": key.reason}


def _events(proof: Proof, language: Language) -> Iterator[str]:
    """The events of the entry as a list: number, day, kind, and the key that signed it."""
    yield message("PROOF_EVENTS", language, {}) + "\n"
    for event in proof.events:
        signature = proof.signatures.get(event.sequence)
        signed = {"key": fingerprint(signature.key)[:_SHORT]} if signature else {}
        code = "PROOF_EVENT_SIGNED" if signature else "PROOF_EVENT_UNSIGNED"
        kind = message(f"EVENT_{event.kind.upper()}", language, {})
        values = {"sequence": str(event.sequence), "at": event.at, "kind": kind, **signed}
        yield message(code, language, values)
    yield ""


def _position(event: Event) -> object:
    bag = event.payload["bag"]
    return bag["position"] if isinstance(bag, Mapping) else None


def _record(proof: Proof, sequence: int) -> str:
    return f"{proof.name}/events/{sequence:06d}.json"


def _signature(proof: Proof, sequence: int) -> str:
    return f"{proof.name}/events/{sequence:06d}.sig"


def _key(proof: Proof, signature: Signature) -> str:
    return f"{proof.name}/keys/{fingerprint(signature.key)[:_SHORT]}.pem"
