"""The note of what is done: only a note of ours counts, and whatever else stands there does no harm."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from cts_docs.services.rendering.resume import NOTE, Done, note, read_note
from cts_docs.services.results import PdfFile, WrittenDocument


def done(folder: Path) -> Done:
    pdf = PdfFile(str(folder / "a.pdf"), "22")
    documents = (WrittenDocument("appendix1", 1, str(folder / "a.docx"), "11", pdf),)
    return Done(("S", "1"), "00", ("pdf",), documents)


def test_note_says_what_was_done_also_where_its_folder_was_moved(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_bytes(note(done(Path("elsewhere"))))

    assert read_note(tmp_path) == done(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 100_000, id="deeply nested"),
        pytest.param(b'{"specification":' * 5_000, id="deeply nested objects"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b" " * (1024 * 1024 + 1), id="too large"),
    ],
)
def test_anything_else_is_no_note(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NOTE).write_bytes(content)

    assert read_note(tmp_path) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("specification", "S"),
        ("content_hash", 0),
        ("ordered", [["pdf"]]),
        ("documents", ["a"]),
        ("documents", [{"name": "a", "form": "1", "file": "a", "sha256": "", "pdf": None}]),
        ("documents", [{"name": "a", "form": 1, "file": "../a", "sha256": "", "pdf": None}]),
        ("documents", [{"name": "a", "form": 1, "file": "a", "sha256": "", "pdf": "b"}]),
    ],
)
def test_note_of_another_shape_is_none(key: str, value: object, tmp_path: Path) -> None:
    content = json.loads(note(done(tmp_path))) | {key: value}
    (tmp_path / NOTE).write_text(json.dumps(content), "utf-8")

    assert read_note(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders there")
def test_pipe_in_the_place_of_a_note_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NOTE)

    assert read_note(tmp_path) is None
