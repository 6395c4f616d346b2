"""Where things stand in an archive's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cts_docs.archive.folder_names import folder_of

BagKind = Literal["package", "draft", "attachment"]
SHELVED: tuple[BagKind, ...] = ("package", "draft", "attachment")


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of an archive and the names in it."""

    folder: Path

    @property
    def configuration(self) -> Path:
        """The body's configuration for this archive."""
        return self.folder / "cts-docs.toml"

    @property
    def register(self) -> Path:
        """The embedded register."""
        return self.folder / "register.sqlite"

    @property
    def seal(self) -> Path:
        """The hashes of the register's own bytes."""
        return self.folder / "register.seal.json"

    @property
    def staging(self) -> Path:
        """What is being made, invisible until the register names it."""
        return self.folder / "staging"

    def staged(self, token: str) -> Path:
        """The place of a bag until it stands on its shelf."""
        return self.staging / token

    def shelf(self, kind: BagKind) -> Path:
        """The folder that holds the bags of a kind."""
        return self.folder / f"{kind}s"

    def bag(self, kind: BagKind, number: str, index: int) -> Path:
        """The place of a bag on its shelf; attachments of a number are counted from 1."""
        folder = self.shelf(kind) / folder_of(number)
        return folder / f"{index:04d}" if kind == "attachment" else folder
