"""A large attachment is never held in memory: attached, exported, verified, backed up, restored."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.verification.backup import back_up, restore
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import RefusedError
from cts_docs.files.writing import Failpoints
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import export_packages
from cts_docs.services.context import open_context
from tests.torture.invariants import files
from tests.torture.sample_audits import TODAY, archive, issue_request

ONE = "CTS-TBSC034-2026-BG0001"
SIZE = 24 * 1024 * 1024
MOST = SIZE // 3
"""The most memory that a step may take at any moment, in bytes; it takes some pieces of 1 MiB."""


def peak(work: Callable[[], object]) -> int:
    """The most memory that was in use for some work, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def scan(file: Path) -> Path:
    """A file of SIZE bytes: a PDF with a large picture, or a picture by itself."""
    if file.suffix != ".pdf":
        file.write_bytes(b"II*\0" + bytes(SIZE))
        return file
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    picture = StreamObject()
    picture.set_data(bytes(SIZE))
    page[NameObject("/Contents")] = writer._add_object(picture)
    writer.write(file)
    return file


@pytest.fixture
def issued(tmp_path: Path) -> Path:
    """An archive with one entry."""
    folder = tmp_path / "archive"
    archive(folder).issue(issue_request(1))
    return folder


def _service(place: Path) -> ArchiveService:
    return ArchiveService(archive(place), open_context(None), TODAY)


@pytest.mark.parametrize("name", ["scan.pdf", "scan.tif"])
def test_every_step_takes_a_large_file_piece_by_piece(issued: Path, tmp_path: Path, name: str) -> None:
    large, out = scan(tmp_path / name), tmp_path / "out"
    service = _service(issued)
    zipped = out / f"{ONE}-attachment-0001.zip"
    steps: dict[str, Callable[[], object]] = {
        "attach": lambda: service.attach(ONE, large),
        "verify": lambda: service.verify(ONE),
        "verify the file": lambda: service.verify(str(large)),
        "export": lambda: export_packages(service, [ONE], out),
        "verify the zip": lambda: service.verify(str(zipped)),
        "back up": lambda: back_up(service.archive.register, tmp_path / "backup.zip"),
        "restore": lambda: restore(tmp_path / "backup.zip", tmp_path / "restored"),
    }
    taken = {step: peak(work) for step, work in steps.items()}
    assert {step: memory for step, memory in taken.items() if memory > MOST} == {}
    with zipfile.ZipFile(zipped) as package:
        content = package.read(f"{ONE}-attachment-0001/data/attached/{name}")
    assert content == large.read_bytes()
    assert files(tmp_path / "restored" / "attachments") == files(issued / "attachments")
    if name == "scan.pdf":
        assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_a_zip_of_any_size_is_recognized_and_nothing_more_than_registered_is_read(
    issued: Path, tmp_path: Path
) -> None:
    service, large = _service(issued), scan(tmp_path / "scan.tif")
    service.attach(ONE, large)
    export_packages(service, [ONE], tmp_path / "out")
    zipped = tmp_path / "out" / f"{ONE}-attachment-0001.zip"
    stored = tmp_path / "stored.zip"
    longer = tmp_path / "longer.zip"
    name = f"{ONE}-attachment-0001/data/attached/scan.tif"
    with zipfile.ZipFile(zipped) as package:
        contents = {one: package.read(one) for one in package.namelist()}
    for target, added in ((stored, b""), (longer, bytes(4 * SIZE))):
        method = zipfile.ZIP_DEFLATED if added else zipfile.ZIP_STORED
        with zipfile.ZipFile(target, "w", method) as package:
            for one, content in contents.items():
                package.writestr(one, content + (added if one == name else b""))
    del contents
    assert stored.stat().st_size > 20 * 1024 * 1024
    assert [one.number for one in service.verify(str(stored)).entries] == [ONE]
    verified = []
    assert peak(lambda: verified.append(service.verify(str(longer)))) < MOST
    (refused,) = verified
    assert (refused.ok, refused.entries) == (False, ())
    assert refused.file is not None
    assert refused.file.claims == ONE


def test_a_file_that_changes_while_it_is_attached_is_refused(issued: Path, tmp_path: Path) -> None:
    growing = tmp_path / "scan.tif"
    growing.write_bytes(b"II*\0 the first")

    class Changing(Failpoints):
        def reach(self, point: str) -> None:
            if point == "file.create":
                growing.write_bytes(b"II*\0 the other")

    before = verify(archive(issued).register, VerifyRequest(TODAY)).head
    changing: Archive = archive(issued, failpoints=Changing())
    with pytest.raises(RefusedError) as refused:
        changing.attach(ONE, growing.name, growing)
    assert refused.value.problems[0].code == "ATTACHMENT_CHANGED"
    verified = verify(archive(issued).register, VerifyRequest(TODAY))
    assert (verified.ok, verified.head, verified.notes) == (True, before, ())
    assert not list((issued / "staging").iterdir())
