"""The content hash: one SHA-256 over everything that a document was made from.

Its preimage is one `name=value` line for each input, sorted by name, in UTF-8 with a line feed after
each. A file is represented by its own SHA-256, something absent by an empty value. Whoever has the
inputs can compute the hash with `sha256sum` alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from cts_docs.files.hashing import sha256

INPUTS = ("workbook", "specification", "templates", "configuration", "toolkit")


def content_parts(
    inputs: Mapping[str, str], report: str, certificate: str | None, granted: datetime.date | None
) -> dict[str, str]:
    """The parts of the hash: the inputs by name (see INPUTS), the numbers and the grant date."""
    return {
        **{name: inputs[name] for name in INPUTS},
        "report_number": report,
        "certificate_number": certificate or "",
        "grant_date": granted.isoformat() if granted else "",
    }


def content_hash(parts: Mapping[str, str]) -> str:
    """SHA-256 over the named parts, in hexadecimal."""
    return sha256(preimage(parts))


def preimage(parts: Mapping[str, str]) -> bytes:
    """The bytes that are hashed: one line for each part, sorted by name."""
    return "".join(f"{name}={value}\n" for name, value in sorted(parts.items())).encode()


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the parts that differ."""
    return tuple(name for name in sorted({*before, *after}) if before.get(name) != after.get(name))
