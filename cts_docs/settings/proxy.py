"""The authenticating proxy in front of the page: all of its keys, or none, each of its own form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address

KEYS = ("user_header", "proxy", "public_host")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def faults(entries: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with `[serve]`: message codes, each with the key and what was found there."""
    given = {key: value for key in KEYS if isinstance(value := entries.get(key), str) and value}
    if given and len(given) < len(KEYS):
        missing = "、".join(key for key in KEYS if key not in given)
        yield "PROXY_INCOMPLETE", next(iter(given)), missing
    if "user_header" in given and not _HEADER.fullmatch(given["user_header"]):
        yield "PROXY_HEADER", "user_header", given["user_header"]
    if "proxy" in given and not _is_address(given["proxy"]):
        yield "PROXY_ADDRESS", "proxy", given["proxy"]
    if "public_host" in given and not _HOST.fullmatch(given["public_host"]):
        yield "PROXY_HOST", "public_host", given["public_host"]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
