"""What was done before: a note beside the documents of a workbook, written last, and what it still proves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cts_docs.files.hashing import sha256
from cts_docs.services.results import PdfFile, WrittenDocument

NOTE = ".cts-docs.json"
"""The note's file name in the folder of a workbook's documents."""

_LARGEST = 64 * 1024 * 1024
_LARGEST_NOTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Done:
    """What a note says: specification and content hash of the inputs, what was ordered, what stands there."""

    specification: tuple[str, str]
    content_hash: str
    ordered: tuple[str, ...]
    documents: tuple[WrittenDocument, ...]


def note(done: Done) -> bytes:
    """The note's content; paths stand in it without their folder, so that the folder may be moved."""
    content = {
        "specification": list(done.specification),
        "content_hash": done.content_hash,
        "ordered": list(done.ordered),
        "documents": [_noted(document) for document in done.documents],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read_note(folder: Path) -> Done | None:
    """What the note in a folder says; None where there is none, or no note of ours, whatever it is."""
    try:
        path = folder / NOTE
        # Looked at before it is opened: opening a pipe would wait for somebody to write into it.
        if not path.is_file() or path.stat().st_size > _LARGEST_NOTE:
            return None
        content = json.loads(path.read_bytes())
        number, version = content["specification"]
        return Done(
            (_word(number), _word(version)),
            _word(content["content_hash"]),
            tuple(map(_word, content["ordered"])),
            tuple(_document(folder, each) for each in content["documents"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def stand_whole(documents: Sequence[WrittenDocument]) -> bool:
    """Whether every file of a note is there, byte by byte."""
    files = [(one.path, one.sha256) for one in documents]
    files += [(one.pdf.path, one.pdf.sha256) for one in documents if one.pdf is not None]
    return all(file_hash(Path(path)) == expected for path, expected in files)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, nothing where it is no regular file that can be read."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return ""
        return sha256(path.read_bytes())
    except OSError:
        return ""


def _noted(document: WrittenDocument) -> dict[str, object]:
    pdf = document.pdf
    return {
        "name": document.name,
        "form": document.form,
        "file": Path(document.path).name,
        "sha256": document.sha256,
        "pdf": None if pdf is None else {"file": Path(pdf.path).name, "sha256": pdf.sha256},
    }


def _document(folder: Path, noted: dict[str, Any]) -> WrittenDocument:
    pdf, form = noted["pdf"], noted["form"]
    if form is not None and type(form) is not int:
        raise TypeError
    return WrittenDocument(
        _word(noted["name"]),
        form,
        str(folder / _file_name(noted["file"])),
        _word(noted["sha256"]),
        None if pdf is None else PdfFile(str(folder / _file_name(pdf["file"])), _word(pdf["sha256"])),
    )


def _word(value: object) -> str:
    """A value that is to be a text; TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError
    return value


def _file_name(value: object) -> str:
    """The name of a file in the folder itself; ValueError where it leads elsewhere."""
    name = _word(value)
    if Path(name).name != name:
        raise ValueError
    return name
