"""Where an archive keeps its files: the paths in its folder, and the folder names of numbers.

A folder name can be turned back into its number, and is valid on every system that an archive
may be copied to.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

BagKind = Literal["package", "draft", "attachment"]
BAG_KINDS: tuple[BagKind, ...] = ("package", "draft", "attachment")

REMOVED = ".removed"
_FORBIDDEN = frozenset('<>:"/\\|?*%~')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class ArchivePaths:
    """The paths of everything in the folder of an archive."""

    folder: Path

    @property
    def configuration(self) -> Path:
        """The body's configuration for this archive."""
        return self.folder / "cts-docs.toml"

    @property
    def register(self) -> Path:
        """The file of the embedded register."""
        return self.folder / "register.sqlite"

    @property
    def seal(self) -> Path:
        """The file with the hashes of the register's own bytes."""
        return self.folder / "register.seal.json"

    @property
    def staging(self) -> Path:
        """The folder of bags that are being built; the register does not name them yet."""
        return self.folder / "staging"

    @property
    def quarantine(self) -> Path:
        """The folder of what recovery found in the way and did not delete."""
        return self.folder / "quarantine"

    def staged(self, token: str) -> Path:
        """The path of a bag while it is being built."""
        return self.staging / token

    def store(self, kind: BagKind) -> Path:
        """The folder that stores the bags of a kind."""
        return self.folder / f"{kind}s"

    def bag(self, kind: BagKind, number: str, index: int) -> Path:
        """The path of a stored bag; the attachments of a number are counted from 1."""
        folder = self.store(kind) / folder_name(number)
        return folder / f"{index:04d}" if kind == "attachment" else folder


def folder_name(number: str) -> str:
    """The folder name of a number: a character that a file system cannot hold becomes %XX of its UTF-8."""
    name = "".join(sign if _is_safe(sign) else _escaped(sign) for sign in number)
    if name[:1] == "." or _RESERVED.fullmatch(name):
        name = _escaped(name[0]) + name[1:]
    if name[-1:] in (".", " "):
        name = name[:-1] + _escaped(name[-1])
    return name


def number_from_folder(name: str) -> str:
    """The number that a folder is named after."""
    return unquote(name)


def number_key(number: str) -> str:
    """The form in which numbers are unique: folders that differ only in case are the same on Windows."""
    return unicodedata.normalize("NFC", number).casefold()


def is_token(name: str) -> bool:
    """Whether a name is that of a bag in the staging folder."""
    return _TOKEN.fullmatch(name) is not None


def is_removed(name: str) -> bool:
    """Whether a name is that of a verified draft in staging whose removal was begun."""
    return name.endswith(REMOVED) and is_token(name.removesuffix(REMOVED))


def _is_safe(sign: str) -> bool:
    """Whether a character keeps its form on every file system (macOS decomposes what it can)."""
    return sign not in _FORBIDDEN and sign.isprintable() and unicodedata.normalize("NFKD", sign) == sign


def _escaped(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())
