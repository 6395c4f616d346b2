"""A register of version 0.1 is brought up to date whole or not at all, wherever its process is killed."""

from __future__ import annotations

import os
import signal
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from cts_docs.archive.lifecycle.listing import list_entries, read_log_head
from cts_docs.archive.register.databases import sqlite
from cts_docs.archive.register.migrations import MIGRATIONS, copy_rows, migrate, version
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from tests.torture.kills import killed
from tests.torture.locations import Homes
from tests.torture.sample_audits import DATABASES, TODAY, archive

ARCHIVE = Path(__file__).parents[1] / "version-0.1" / "archive.zip"
CERTIFIED, REFUSED = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-BG0002"
HEAD = "2ecf738ace4337f5e797eda018d00637a1cf5076400f4e343ae13da318c361d8"
STEPS = ("CREATE", "ALTER", "INSERT INTO schema_version", "INSERT INTO texts", "UPDATE texts")
"""How the statements of migrations begin."""


@pytest.fixture
def old(homes: Homes, tmp_path: Path) -> Path:
    """The archive that version 0.1 made, its register as a file or as version 0.1 kept it in a database."""
    with zipfile.ZipFile(ARCHIVE) as package:
        package.extractall(tmp_path / "old")
    folder = homes.make(tmp_path / "old")
    if homes.socket:
        register = archive(folder).register
        embedded = archive(tmp_path / "old").paths
        with sqlite.reading(embedded) as source, register.locked(replacing=True) as target:
            migrate(target, up_to=version(source))
            copy_rows(source, target)
        for file in (embedded.register, embedded.seal):
            file.unlink()
    return folder


def _attach(folder: Path) -> str:
    return archive(folder).attach(CERTIFIED, "scan.tif", b"II*\0 a scan").number


class Steps:
    """Counts the statements of migrations, and ends its own process before one of them, from 1."""

    def __init__(self, kill_at: int = 0) -> None:
        self.taken, self.kill_at = 0, kill_at

    def __call__(self, _: object, __: object, statement: str, *___: Any) -> None:
        self.taken += statement.startswith(STEPS)
        if self.taken and self.taken == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def attach(self, folder: Path) -> None:
        """Do what migrates first, under this count."""
        event.listen(Engine, "before_cursor_execute", self)
        try:
            _attach(folder)
        finally:
            event.remove(Engine, "before_cursor_execute", self)


def _version(folder: Path) -> int:
    with archive(folder).register.locked() as connection:
        return version(connection)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot kill a process this way")
def test_a_migration_killed_at_any_step_is_finished_by_the_same_command(
    homes: Homes, old: Path, tmp_path: Path
) -> None:
    before = _version(old)
    assert before < len(MIGRATIONS)
    _attach(homes.copy(old, tmp_path / "first"))  # the program remembers what a register looks like
    counted = Steps()
    counted.attach(homes.copy(old, tmp_path / "counted"))
    assert counted.taken > len(MIGRATIONS) - before
    for step in range(1, counted.taken + 1):
        folder = homes.copy(old, tmp_path / f"killed-{step}")
        assert killed(lambda at=step, into=folder: Steps(at).attach(into))
        assert read_log_head(archive(folder).register).head == HEAD
        assert [one.number for one in list_entries(archive(folder).register, TODAY)] == [CERTIFIED, REFUSED]
        assert _attach(folder) == CERTIFIED
        assert _version(folder) == len(MIGRATIONS)
        verified = verify(archive(folder).register, VerifyRequest(TODAY, digest=HEAD))
        assert (verified.ok, verified.notes) == (True, ()), step
        homes.forget(folder)


def test_what_version_0_1_recorded_stands_in_the_newest_version(homes: Homes, old: Path) -> None:
    shown = list_entries(archive(old).register, TODAY)
    _attach(old)
    assert list_entries(archive(old).register, TODAY) == shown
    assert verify(archive(old).register, VerifyRequest(TODAY, digest=HEAD)).ok
    assert bool(DATABASES.get(old)) is bool(homes.socket)
