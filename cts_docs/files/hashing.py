"""Hashes, and the one written form in which values are hashed and stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]
_CHUNK = 1024 * 1024


def canonical(value: Json) -> str:
    """JSON with sorted keys and without white space: equal values have equal texts.

    There are no fractions in it; they are recorded as decimal text.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def readable(value: Json) -> bytes:
    """JSON for a file that people open too: sorted keys, two spaces, a line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(file: Path) -> str:
    """SHA-256 of a file of any size, read piece by piece; raises OSError where it cannot be read."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def storable(text: str) -> str:
    """A text that UTF-8 can hold; what it cannot (odd bytes of a file name) is escaped."""
    return text.encode("utf-8", "backslashreplace").decode()
