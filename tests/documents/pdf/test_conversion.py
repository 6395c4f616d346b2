"""PDF by LibreOffice: what counts as done, what is refused, and that it always ends."""

from __future__ import annotations

import io
import os
import select
import subprocess
import zipfile
from pathlib import Path

import pytest

from cts_docs.documents.pdf import (
    Converted,
    Source,
    convert,
    pages_of_bookmarks,
    pdf_problems,
    pdf_support,
    share_of_cores,
)
from cts_docs.errors import CannotRunError
from tests.support.pdfs import FakeProgram, codes, word_document

UNASSIGNED = "\U0003fffd"
"""A character that Unicode has not assigned, so that no font can have it."""


@pytest.fixture(scope="module")
def converted(soffice: str) -> dict[str, Converted]:
    """Several documents through two instances of the real LibreOffice."""
    assert soffice
    song = next(face for face in pdf_support().faces if face.wanted == "宋体")
    sources = [
        Source("song.docx", word_document("直骨令门 123 ①≥α"), "直骨令门"),
        Source("stand_in.docx", word_document("直骨令门 123 ①≥α", face=song.used), "直骨令门"),
        Source("pages.docx", word_document("甲", "乙", "丙", bookmarks=("_Toc1", "h_2", "c")), "丙"),
        Source("other.docx", word_document("审核报告"), "认证证书"),
        Source("empty.docx", b"", "审核报告"),
        Source("boxed.docx", word_document(f"审核报告 {UNASSIGNED}"), "审核报告"),
        Source("last.docx", word_document("终"), "终"),
    ]
    return {one.name: one for one in convert(sources, instances=2)}


def test_each_document_becomes_a_pdf_of_its_own(converted: dict[str, Converted]) -> None:
    assert list(converted) == [
        *("song.docx", "stand_in.docx", "pages.docx"),
        *("other.docx", "empty.docx", "boxed.docx", "last.docx"),
    ]
    made = [one.name for one in converted.values() if one.content is not None]
    assert made == ["song.docx", "stand_in.docx", "pages.docx", "boxed.docx", "last.docx"]


def test_converted_pdf_is_pdf_a_2b_with_its_text(converted: dict[str, Converted]) -> None:
    content = converted["song.docx"].content

    assert content is not None
    assert pdf_problems(content, "直骨令门 123") == ()


def test_pdf_without_the_expected_text_is_not_kept(converted: dict[str, Converted]) -> None:
    assert codes(converted["other.docx"]) == ["PDF_TEXT_MISSING"]
    assert converted["other.docx"].problems[0].values == {"expected": "认证证书", "file": "other.docx"}


def test_song_shows_the_glyphs_of_its_simplified_chinese_stand_in(
    converted: dict[str, Converted], pdftoppm: str, tmp_path: Path
) -> None:
    pictures = []
    for name in ("song.docx", "stand_in.docx"):
        content = converted[name].content
        assert content is not None
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        pictures.append(
            subprocess.run([pdftoppm, "-r", "60", str(path)], capture_output=True, check=True).stdout
        )

    assert pictures[0] == pictures[1]


def test_pages_of_bookmarks_are_those_of_the_layout(converted: dict[str, Converted]) -> None:
    content = converted["pages.docx"].content

    assert content is not None
    assert pages_of_bookmarks(content, ["_Toc1", "h_2", "c", "absent"]) == {"_Toc1": 1, "h_2": 2, "c": 3}


def test_character_that_no_font_has_is_warned_about(converted: dict[str, Converted]) -> None:
    assert [(one.code, one.severity, one.found) for one in converted["boxed.docx"].problems] == [
        ("PDF_CHARACTER_BOXED", "warning", UNASSIGNED)
    ]
    assert converted["song.docx"].problems == ()


def without_body(content: bytes) -> bytes:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<w:document" if name == "word/document.xml" else source.read(name))
    return changed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "DOCX_UNREADABLE", id="empty"),
        pytest.param("审核报告".encode(), "DOCX_UNREADABLE", id="plain text"),
        pytest.param(word_document("审核报告")[:-400], "DOCX_UNREADABLE", id="truncated"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048), "DOCX_UNREADABLE", id="encrypted"),
        pytest.param(without_body(word_document("审核报告")), "PDF_SOURCE_DAMAGED", id="ill-formed body"),
    ],
)
def test_damaged_input_is_refused_before_libreoffice_makes_something_of_it(
    content: bytes, code: str, fake_soffice: FakeProgram
) -> None:
    fake_soffice("raise SystemExit('never called')")

    (refused,) = convert([Source("报告.docx", content, "审核报告")])

    assert refused.content is None
    assert [(problem.code, problem.file) for problem in refused.problems] == [(code, "报告.docx")]


def test_exit_code_zero_without_a_pdf_is_a_failure(fake_soffice: FakeProgram) -> None:
    fake_soffice("print('Error: source file could not be loaded')")

    (failed,) = convert([Source("报告.docx", word_document("审核报告"), "审核报告")])

    assert failed.content is None
    assert codes(failed) == ["PDF_NOT_WRITTEN"]
    assert failed.problems[0].found == "Error: source file could not be loaded"


def test_exit_code_zero_with_half_a_pdf_is_a_failure(fake_soffice: FakeProgram) -> None:
    fake_soffice("for one in documents: (folder / (one.stem + '.pdf')).write_bytes(b'%PDF-1.6 half')")

    (failed,) = convert([Source("报告.docx", word_document("审核报告"), "审核报告")])

    assert failed.content is None
    assert codes(failed) == ["PDF_UNREADABLE"]


def test_hanging_program_is_killed_with_its_children_at_the_time_limit(
    fake_soffice: FakeProgram, tmp_path: Path
) -> None:
    pipe = tmp_path / "held_open_by_the_child"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    fake_soffice(f"subprocess.run(['sleep', '600'], stdout=open({str(pipe)!r}, 'w'))")

    (failed,) = convert([Source("报告.docx", word_document("审核报告"), "审核报告")], timeout=1)

    assert codes(failed) == ["PDF_TIME_LIMIT"]
    assert failed.problems[0].values == {"file": "报告.docx", "expected": "1"}
    ended, _, _ = select.select([reader], [], [], 10)
    assert ended, "the child still holds the pipe open"
    assert os.read(reader, 1) == b""
    os.close(reader)


@pytest.mark.parametrize(
    ("documents", "instances", "starts"),
    [
        pytest.param(2, 4, 1, id="too few for a second start-up"),
        pytest.param(7, 1, 1, id="one is asked for"),
        pytest.param(7, 2, 2, id="two"),
        pytest.param(7, 4, 2, id="no more than have three documents each"),
    ],
)
def test_documents_are_divided_over_instances_and_keep_their_order(
    documents: int,
    instances: int,
    starts: int,
    converted: dict[str, Converted],
    fake_soffice: FakeProgram,
    tmp_path: Path,
) -> None:
    whole = converted["pages.docx"].content
    assert whole is not None
    canned, started = tmp_path / "canned.pdf", tmp_path / "started"
    canned.write_bytes(whole)
    fake_soffice(
        f"with open({str(started)!r}, 'a') as seen: print(len(documents), file=seen)\n"
        "for one in documents:\n"
        f"    (folder / (one.stem + '.pdf')).write_bytes(pathlib.Path({str(canned)!r}).read_bytes())"
    )
    names = [str(number) for number in range(documents)]

    results = convert([Source(name, word_document(name), "丙") for name in names], instances=instances)

    assert [(one.name, one.content == whole) for one in results] == [(name, True) for name in names]
    shares = [int(line) for line in started.read_text().split()]
    assert len(shares) == starts
    assert sum(shares) == documents
    assert max(shares) - min(shares) <= 1


@pytest.mark.parametrize(
    ("quota", "processes", "expected"),
    [
        ("max 100000", 1, 8),
        ("400000 100000", 1, 4),
        ("150000 100000", 1, 1),
        ("50000 100000", 1, 1),
        ("max 100000", 3, 2),
        ("max 100000", 64, 1),
    ],
)
def test_cores_are_those_allowed_and_granted_divided_among_processes(
    quota: str, processes: int, expected: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    granted = tmp_path / "cpu.max"
    granted.write_text(quota)
    monkeypatch.setattr("cts_docs.documents.pdf.program._QUOTA", granted)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)

    assert share_of_cores(processes) == expected


def test_missing_libreoffice_cannot_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("cts_docs.documents.pdf.program._PLACES", ())

    with pytest.raises(CannotRunError, match="PDF_PROGRAM_MISSING"):
        convert([Source("报告.docx", word_document("审核报告"), "审核报告")])


def test_libreoffice_that_cannot_be_started_cannot_run(fake_soffice: FakeProgram) -> None:
    program = fake_soffice("")
    program.write_text("#!/nowhere/at/all\n", encoding="utf-8")

    with pytest.raises(CannotRunError, match="PDF_PROGRAM_FAILED"):
        convert([Source("报告.docx", word_document("审核报告"), "审核报告")])


def test_means_of_this_machine_name_program_and_version(soffice: str) -> None:
    means = pdf_support()

    assert str(means.soffice) == soffice
    assert means.version.startswith("LibreOffice ")


def test_missing_program_is_told_as_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("cts_docs.documents.pdf.program._PLACES", ())

    means = pdf_support()

    assert (means.soffice, means.version) == (None, "")
    assert [(one.code, one.severity) for one in means.problems] == [("PDF_PROGRAM_MISSING", "warning")]
