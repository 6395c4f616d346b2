"""One written form for every value that is hashed, and the hash itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> str:
    """JSON with sorted keys and without white space: equal values have equal texts.

    Fractions have no place here, they are written as decimal text by whoever records them.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def readable(value: Json) -> bytes:
    """JSON for a file that people open too: sorted keys, two spaces, a line at the end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def storable(text: str) -> str:
    """A text that UTF-8 can hold; what it cannot (odd bytes of a file name) is escaped."""
    return text.encode("utf-8", "backslashreplace").decode()
