"""The record of what a render wrote, a hidden file next to the documents.

It is written last. It shows which documents are complete (`--resume`), and which files somebody has
changed since they were written: those are not overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cts_docs.files.hashing import sha256
from cts_docs.services.results import PdfFile, WrittenDocument

RECORD_NAME = ".cts-docs.json"
"""The record's file name in the folder of a workbook's documents."""

_LARGEST_FILE = 64 * 1024 * 1024
_LARGEST_RECORD = 1024 * 1024


@dataclass(frozen=True, slots=True)
class RenderRecord:
    """What a render wrote: specification and content hash of its inputs, what was asked for, its documents.

    `files` holds the SHA-256 of every file in the folder that this or an earlier render wrote, by
    its name.
    """

    specification: tuple[str, str]
    content_hash: str
    requested: tuple[str, ...]
    documents: tuple[WrittenDocument, ...]
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def record_content(record: RenderRecord) -> bytes:
    """The record's file; paths are in it without their folder, so that the folder may be moved."""
    content = {
        "specification": list(record.specification),
        "content_hash": record.content_hash,
        "ordered": list(record.requested),
        "documents": [_serialized(document) for document in record.documents],
        "files": dict(sorted(record.files.items())),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read_record(folder: Path) -> RenderRecord | None:
    """The record in a folder; None where there is none, or a file that is not a record.

    A record of version 0.1 has no hashes by name: those of its documents are taken.
    """
    try:
        path = folder / RECORD_NAME
        # Opening a named pipe would wait until somebody writes into it.
        if not path.is_file() or path.stat().st_size > _LARGEST_RECORD:
            return None
        content = json.loads(path.read_bytes())
        number, version = content["specification"]
        documents = tuple(_document(folder, each) for each in content["documents"])
        recorded = content.get("files", {}).items()
        return RenderRecord(
            (_text(number), _text(version)),
            _text(content["content_hash"]),
            tuple(map(_text, content["ordered"])),
            documents,
            {**written_files(documents), **{_file_name(name): _text(value) for name, value in recorded}},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def written_files(documents: Iterable[WrittenDocument]) -> dict[str, str]:
    """The SHA-256 of each Word and PDF file of some documents, by its file name."""
    files: dict[str, str] = {}
    for document in documents:
        files[Path(document.path).name] = document.sha256
        if document.pdf is not None:
            files[Path(document.pdf.path).name] = document.pdf.sha256
    return files


def are_complete(documents: Sequence[WrittenDocument]) -> bool:
    """Whether every file of some documents exists as it was written."""
    files = [(one.path, one.sha256) for one in documents]
    files += [(one.pdf.path, one.pdf.sha256) for one in documents if one.pdf is not None]
    return all(file_hash(Path(path)) == expected for path, expected in files)


def file_hash(path: Path) -> str:
    """SHA-256 of a file; empty where it is not a regular file that can be read."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_FILE:
            return ""
        return sha256(path.read_bytes())
    except OSError:
        return ""


def _serialized(document: WrittenDocument) -> dict[str, object]:
    pdf = document.pdf
    return {
        "name": document.name,
        "form": document.form,
        "file": Path(document.path).name,
        "sha256": document.sha256,
        "pdf": None if pdf is None else {"file": Path(pdf.path).name, "sha256": pdf.sha256},
    }


def _document(folder: Path, recorded: dict[str, Any]) -> WrittenDocument:
    pdf, form = recorded["pdf"], recorded["form"]
    if form is not None and type(form) is not int:
        raise TypeError
    return WrittenDocument(
        _text(recorded["name"]),
        form,
        str(folder / _file_name(recorded["file"])),
        _text(recorded["sha256"]),
        None if pdf is None else PdfFile(str(folder / _file_name(pdf["file"])), _text(pdf["sha256"])),
    )


def _text(value: object) -> str:
    """A value that must be a text; raises TypeError for any other."""
    if not isinstance(value, str):
        raise TypeError
    return value


def _file_name(value: object) -> str:
    """The name of a file in the folder itself; raises ValueError where it leads elsewhere."""
    name = _text(value)
    if Path(name).name != name:
        raise ValueError
    return name
