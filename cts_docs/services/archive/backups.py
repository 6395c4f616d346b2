"""The use cases `archive backup` and `archive restore`."""

from __future__ import annotations

from pathlib import Path

from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.actors import Clock, system_clock
from cts_docs.archive.verification.backup import BackupResult, back_up, restore
from cts_docs.errors import CannotRunError, Problem
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.configuration import name_database
from cts_docs.services.archive.export import refuse_output_in_archive
from cts_docs.services.archive.issue import open_archive
from cts_docs.services.archive.keys import named_files, private_files
from cts_docs.services.context import open_context
from cts_docs.settings import load_settings


def back_up_archive(service: ArchiveService, output: Path) -> BackupResult:
    """Write a verified backup; private keys are left out.

    Raises CannotRunError where the output would be in the archive or cannot be written, RefusedError where
    the archive is damaged.
    """
    refuse_output_in_archive(service, output)
    if not output.parent.is_dir():
        raise CannotRunError(Problem("OUTPUT_FOLDER", file=str(output.parent)))
    settings = service.context.settings
    private = private_files(settings)
    kept = [path for path in named_files(settings) if path not in private]
    return back_up(service.archive.register, output, kept)


def restore_archive(file: Path, place: Path, person: str = "", clock: Clock = system_clock) -> BackupResult:
    """Restore a backup into a new or empty folder, its register as a file in it.

    The register of a backup from a database is recorded as moved into the folder, and the configuration
    names no database any more.
    """
    restored = restore(file, place)
    own = ArchivePaths(place).configuration
    if own.is_file() and load_settings(own, stored=True).register.url:
        name_database(own, "")
        context = open_context(own)
        open_archive(place, context, person, clock).take_over()
    return restored
