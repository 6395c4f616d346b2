"""Folder names for numbers: reversible, and safe on every system that an archive may be copied to."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

_FORBIDDEN = frozenset('<>:"/\\|?*%~')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_TOKEN = re.compile(r"[0-9a-f]{32}")


def folder_of(number: str) -> str:
    """The folder name of a number: what a file system could not hold stands as %XX of its UTF-8."""
    name = "".join(sign if _safe(sign) else _escaped(sign) for sign in number)
    if name[:1] == "." or _RESERVED.fullmatch(name):
        name = _escaped(name[0]) + name[1:]
    if name[-1:] in (".", " "):
        name = name[:-1] + _escaped(name[-1])
    return name


def number_of(folder: str) -> str:
    """The number that a folder stands for."""
    return unquote(folder)


def number_key(number: str) -> str:
    """What two numbers must not share: folders that differ in case alone are one on Windows."""
    return unicodedata.normalize("NFC", number).casefold()


def is_token(text: str) -> bool:
    """Whether a text can be the name of something in the staging folder."""
    return _TOKEN.fullmatch(text) is not None


def _safe(sign: str) -> bool:
    """A character that keeps its form on every file system (macOS decomposes what it can)."""
    return sign not in _FORBIDDEN and sign.isprintable() and unicodedata.normalize("NFKD", sign) == sign


def _escaped(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())
