"""The use case `archive export`: the register, the directory of certified clients, whole packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cts_docs.archive.lifecycle.listing import StoredBag
from cts_docs.archive.packages import client_directory as directory
from cts_docs.archive.packages import register_table as tables
from cts_docs.archive.packages.proof import ExportedBag, Proof, proof_files
from cts_docs.archive.packages.zipped_bags import write_zipped_bag
from cts_docs.archive.paths import folder_name
from cts_docs.archive.register.entries import entries_as_of
from cts_docs.archive.register.event_log import parse_event
from cts_docs.archive.register.faults import coded_errors
from cts_docs.archive.register.integrity import refuse_inconsistent
from cts_docs.archive.verification.verdicts import Verdict
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.hashing import file_sha256
from cts_docs.files.writing import Content, write_files
from cts_docs.files.zipping import write_package
from cts_docs.progress import tracked
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.keys import trusted_keys

_TITLE = "台账"
_VOIDED = "作废-voided"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """An exported file.

    `signed_by` are the fingerprints of the keys that signed the events of a proof, None for any other file.
    """

    path: str
    sha256: str
    signed_by: tuple[str, ...] | None = None


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
        "register.xlsx": tables.as_xlsx({_TITLE: rows}),
        "certified-clients.json": directory.as_json(clients, body, service.as_of),
        "certified-clients.html": directory.as_html(clients, body, service.as_of),
    }
    return _written(output, files)


def export_packages(
    service: ArchiveService, numbers: Iterable[str], output: Path
) -> tuple[ExportedFile, ...]:
    """Write each package of some entries unchanged as a zip, and the proof of each entry, see `proof`.

    The zip of an attachment that was struck out says so in its name.

    Raises RefusedError where a number is unknown, a package is damaged, or the register disagrees
    with its event log; CannotRunError where the folder cannot be written or is in the archive.
    """
    refuse_output_in_archive(service, output)
    files: dict[str, Content] = {}
    signed_by: dict[str, tuple[str, ...]] = {}
    for number in tracked([*numbers], "PROGRESS_PACKAGES"):
        verified = service.verify(number)
        faults = (fault for one in verified.entries for fault in one.faults)
        if found := (*verified.register_faults, *faults):
            raise RefusedError(found)
        (verdict,) = verified.entries
        proof, bags = _proof(service, verdict)
        for exported, bag in zip(proof.bags, bags, strict=True):
            files[f"{exported.folder}.zip"] = partial(write_zipped_bag, bag.folder, exported.folder)
        files[f"{proof.name}.zip"] = write_package(proof_files(proof))
        signed_by[f"{proof.name}.zip"] = proof.fingerprints()
    return _written(output, files, signed_by)


def refuse_output_in_archive(service: ArchiveService, output: Path) -> None:
    """Raise CannotRunError where an output would be written into the archive's own folder."""
    if output.resolve().is_relative_to(service.archive.paths.folder.resolve()):
        raise CannotRunError(Problem("OUTPUT_IN_ARCHIVE", file=str(output)))


def _proof(service: ArchiveService, verdict: Verdict) -> tuple[Proof, tuple[StoredBag, ...]]:
    """What proves an entry, and its stored bags in the order of the proof's."""
    number, settings = verdict.number, service.context.settings
    shown = service.show(number)
    with service.archive.register.reading() as snapshot:
        events = [event for stored in snapshot.events_of(number) if (event := parse_event(stored))]
        signatures = snapshot.signatures([event.sequence for event in events])
    facts = {
        "number": number,
        "certificate": verdict.certificate or "",
        "client": str(shown.entry["client"]),
        "body": settings.body.name,
        "as_of": service.as_of.isoformat(),
        "status_code": f"STATUS_{verdict.status.upper()}",
    }
    bags = [_exported(number, bag) for bag in shown.bags]
    proof = Proof(f"{folder_name(number)}-proof", facts, bags, events, signatures, trusted_keys(settings))
    return proof, shown.bags


def _exported(number: str, bag: StoredBag) -> ExportedBag:
    """A stored bag as it is exported: an attachment that was struck out says so in its folder's name."""
    name = folder_name(number)
    if bag.kind != "attachment":
        return ExportedBag(bag.kind, 0, name)
    position, folder = int(bag.folder.name), f"{name}-attachment-{bag.folder.name}"
    if bag.voided is None:
        return ExportedBag(bag.kind, position, folder)
    return ExportedBag(bag.kind, position, f"{folder}-{_VOIDED}", f"{bag.voided} {bag.void_reason}")


def _written(
    output: Path, files: Mapping[str, Content], signed_by: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[ExportedFile, ...]:
    write_files(output, files)
    keys = signed_by or {}
    return tuple(
        ExportedFile(str(output / name), file_sha256(output / name), keys.get(name)) for name in files
    )
