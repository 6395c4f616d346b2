"""The record of what a render wrote: only a record of the program counts, and any other file does no harm."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from cts_docs.services.rendering.record import RECORD_NAME, RenderRecord, read_record, record_content
from cts_docs.services.results import PdfFile, WrittenDocument


def record(folder: Path) -> RenderRecord:
    pdf = PdfFile(str(folder / "a.pdf"), "22")
    documents = (WrittenDocument("appendix1", 1, str(folder / "a.docx"), "11", pdf),)
    files = {"a.docx": "11", "a.pdf": "22", "of an earlier run.docx": "33"}
    return RenderRecord(("S", "1"), "00", ("pdf",), documents, files)


def test_record_is_read_as_it_was_written_also_where_its_folder_was_moved(tmp_path: Path) -> None:
    (tmp_path / RECORD_NAME).write_bytes(record_content(record(Path("elsewhere"))))

    assert read_record(tmp_path) == record(tmp_path)


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
def test_any_other_file_is_not_a_record(content: bytes, tmp_path: Path) -> None:
    (tmp_path / RECORD_NAME).write_bytes(content)

    assert read_record(tmp_path) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("specification", "S"),
        ("content_hash", 0),
        ("ordered", [["pdf"]]),
        ("files", ["a"]),
        ("files", {"../a": "11"}),
        ("files", {"a": 11}),
        ("documents", ["a"]),
        ("documents", [{"name": "a", "form": "1", "file": "a", "sha256": "", "pdf": None}]),
        ("documents", [{"name": "a", "form": 1, "file": "../a", "sha256": "", "pdf": None}]),
        ("documents", [{"name": "a", "form": 1, "file": "a", "sha256": "", "pdf": "b"}]),
    ],
)
def test_record_of_another_shape_is_none(key: str, value: object, tmp_path: Path) -> None:
    content = json.loads(record_content(record(tmp_path))) | {key: value}
    (tmp_path / RECORD_NAME).write_text(json.dumps(content), "utf-8")

    assert read_record(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders there")
def test_pipe_in_the_place_of_a_record_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / RECORD_NAME)

    assert read_record(tmp_path) is None


def test_record_of_version_0_1_has_the_hashes_of_its_documents(tmp_path: Path) -> None:
    content = json.loads(record_content(record(tmp_path)))
    del content["files"]
    (tmp_path / RECORD_NAME).write_text(json.dumps(content), "utf-8")

    read = read_record(tmp_path)

    assert read is not None
    assert read.files == {"a.docx": "11", "a.pdf": "22"}
