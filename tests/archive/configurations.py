"""The configuration of the body that the tests of commands issue for."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from tests.support.workbooks import put
from tests.torture.sample_audits import DATABASES


def _configuration(*changes: tuple[str, str]) -> bytes:
    """The sample configuration without PDF files, and with other changes."""
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8")
    for before, after in (("pdf = true", "pdf = false"), *changes):
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def configure(folder: Path, *changes: tuple[str, str], before: str = "") -> None:
    """Give an archive the sample configuration with changes, naming the database that it is in."""
    put(folder, "cts-docs.toml", before.encode() + _configuration(*changes) + database_of(folder))


def database_of(folder: Path) -> bytes:
    """The part of a configuration that names the database of an archive; nothing for a file."""
    address = DATABASES.get(folder, "")
    return f'\n[register]\nurl = "{address}"\n'.encode() if address else b""
