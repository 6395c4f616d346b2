"""The use case `archive export`: the register, the directory of certified clients, whole packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cts_docs.archive.lifecycle.listing import StoredBag
from cts_docs.archive.packages import client_directory as directory
from cts_docs.archive.packages import register_table as tables
from cts_docs.archive.paths import folder_name
from cts_docs.archive.register.entries import entries_as_of
from cts_docs.archive.register.faults import coded_errors
from cts_docs.archive.register.integrity import refuse_inconsistent
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.hashing import sha256
from cts_docs.files.writing import write_files
from cts_docs.files.zipping import write_package
from cts_docs.progress import tracked
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.keys import trusted_keys

_TITLE = "台账"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """An exported file."""

    path: str
    sha256: str


def export_register(service: ArchiveService, output: Path) -> tuple[ExportedFile, ...]:
    """Write the register as xlsx and CSV, and the directory of certified clients as JSON and HTML.

    The same register on the same day gives the same bytes. Raises RefusedError where the register
    disagrees with its event log, CannotRunError where the folder cannot be written or is in the archive.
    """
    refuse_output_in_archive(service, output)
    place, trusted = service.archive.paths, trusted_keys(service.context.settings)
    with coded_errors(place.folder), service.archive.register.reading() as snapshot:
        refuse_inconsistent(snapshot, place, trusted=trusted)
        entries = entries_as_of(snapshot, service.as_of, historic=service.historic)
    rows = tables.table(entries, service.as_of)
    body = service.context.settings.body.name
    clients = directory.certified(entries, service.as_of)
    files = {
        "register.csv": tables.as_csv(rows),
        "register.xlsx": tables.as_xlsx(rows, _TITLE),
        "certified-clients.json": directory.as_json(clients, body, service.as_of),
        "certified-clients.html": directory.as_html(clients, body, service.as_of),
    }
    return _written(output, files)


def export_packages(
    service: ArchiveService, numbers: Iterable[str], output: Path
) -> tuple[ExportedFile, ...]:
    """Write each package of some entries unchanged as a zip.

    Raises RefusedError where a number is unknown, a package is damaged, or the register disagrees
    with its event log; CannotRunError where the folder cannot be written or is in the archive.
    """
    refuse_output_in_archive(service, output)
    place, trusted = service.archive.paths, trusted_keys(service.context.settings)
    with coded_errors(place.folder), service.archive.register.reading() as snapshot:
        refuse_inconsistent(snapshot, place, trusted=trusted)
    files: dict[str, bytes] = {}
    for number in tracked([*numbers], "PROGRESS_PACKAGES"):
        (verdict,) = service.verify(number).entries
        if verdict.faults:
            raise RefusedError(verdict.faults)
        for name, bag in _named(verdict.number, service.show(verdict.number).bags):
            files[f"{name}.zip"] = _zipped(name, bag)
    return _written(output, files)


def refuse_output_in_archive(service: ArchiveService, output: Path) -> None:
    """Raise CannotRunError where an output would be written into the archive's own folder."""
    if output.resolve().is_relative_to(service.archive.paths.folder.resolve()):
        raise CannotRunError(Problem("OUTPUT_IN_ARCHIVE", file=str(output)))


def _named(number: str, bags: Iterable[StoredBag]) -> Iterator[tuple[str, StoredBag]]:
    """The packages of an entry, each with the name of its folder in the zip."""
    for bag in bags:
        name = folder_name(number)
        yield (f"{name}-attachment-{bag.folder.name}" if bag.kind == "attachment" else name), bag


def _zipped(name: str, bag: StoredBag) -> bytes:
    """A package as a zip with one top folder, as RFC 8493 requires."""
    files = sorted(path for path in bag.folder.rglob("*") if path.is_file())
    return write_package(
        {f"{name}/{path.relative_to(bag.folder).as_posix()}": path.read_bytes() for path in files}
    )


def _written(output: Path, files: dict[str, bytes]) -> tuple[ExportedFile, ...]:
    write_files(output, files)
    return tuple(ExportedFile(str(output / name), sha256(content)) for name, content in files.items())
