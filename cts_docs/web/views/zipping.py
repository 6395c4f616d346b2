"""Zip files of documents; the same documents give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from cts_docs.files.zipping import deflated, packing
from cts_docs.services.workbook_paths import folder_name
from cts_docs.web.jobs.results import ItemDocument, JobItem


def document_files(document: ItemDocument) -> tuple[Path, ...]:
    """The files of a document: Word, and PDF where it was converted."""
    pdf = document.printed.pdf if document.printed else None
    return (Path(document.written.path), *((Path(pdf.path),) if pdf else ()))


def write_zip(target: Path, items: Sequence[JobItem]) -> None:
    """Write the documents of several workbooks, each in a folder of its name."""
    members = {
        f"{folder}/{path.name}": path
        for folder, item in zip(folders(items), items, strict=True)
        for document in item.documents
        for path in document_files(document)
    }
    _write(target, members)


def write_plain_zip(target: Path, files: Sequence[Path]) -> None:
    """Write files under their own names."""
    _write(target, {path.name: path for path in files})


def _write(target: Path, members: Mapping[str, Path]) -> None:
    with target.open("wb") as file:
        file.writelines(packing(deflated(name, path.read_bytes()) for name, path in members.items()))


def folders(items: Sequence[JobItem]) -> Iterator[str]:
    """A folder name for each workbook; equal names are distinguished by a number."""
    taken: set[str] = set()
    for item in items:
        name = folder_name(Path(PurePath(item.name).name))
        number = 1
        unique = name
        while unique.casefold() in taken:
            number += 1
            unique = f"{name} ({number})"
        taken.add(unique.casefold())
        yield unique
