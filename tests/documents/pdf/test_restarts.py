"""LibreOffice that hangs or breaks: what is tried again, what is told, and that the others go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cts_docs.documents.pdf import Source, convert
from tests.support.pdfs import FakeProgram, codes, word_document


@pytest.fixture(scope="module")
def canned(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF as LibreOffice makes it, for a program that only copies it."""
    assert soffice
    (made,) = convert([Source("丙.docx", word_document("丙"), "丙")])
    assert made.content is not None
    path = tmp_path_factory.mktemp("canned") / "canned.pdf"
    path.write_bytes(made.content)
    return path


def test_document_that_hangs_does_not_stop_the_others(canned: Path, fake_soffice: FakeProgram) -> None:
    fake_soffice(
        "for one in documents:\n"
        "    if b'poison' in zipfile.ZipFile(one).read('word/document.xml'): time.sleep(600)\n"
        f"    (folder / (one.stem + '.pdf')).write_bytes(pathlib.Path({str(canned)!r}).read_bytes())"
    )
    names = ["甲", "poison", "丙"]

    results = convert([Source(name, word_document(name), "丙") for name in names], timeout=3)

    assert [(one.name, codes(one)) for one in results] == [
        ("甲", []),
        ("poison", ["PDF_TIME_LIMIT"]),
        ("丙", []),
    ]


@pytest.mark.parametrize(("crashes", "expected"), [(1, []), (2, ["PDF_NOT_WRITTEN"])])
def test_document_that_breaks_libreoffice_is_retried_once_in_a_new_instance(
    crashes: int,
    expected: list[str],
    canned: Path,
    fake_soffice: FakeProgram,
    tmp_path: Path,
) -> None:
    starts = tmp_path / "starts"
    fake_soffice(
        "for one in documents:\n"
        "    if b'poison' in zipfile.ZipFile(one).read('word/document.xml'):\n"
        f"        with open({str(starts)!r}, 'a+') as seen:\n"
        "            seen.write('x')\n"
        f"        if pathlib.Path({str(starts)!r}).stat().st_size <= {crashes}: sys.exit(81)\n"
        f"    (folder / (one.stem + '.pdf')).write_bytes(pathlib.Path({str(canned)!r}).read_bytes())"
    )
    names = ["甲", "poison", "丙"]

    results = convert([Source(name, word_document(name), "丙") for name in names])

    assert [(one.name, codes(one)) for one in results] == [("甲", []), ("poison", expected), ("丙", [])]
    assert starts.read_text() == "xx"


@pytest.fixture
def crashing_soffice(canned: Path, fake_soffice: FakeProgram, tmp_path: Path) -> Callable[[str], Path]:
    """Install a program that does the given at each document with `poison`; the file of its starts."""

    def install(deed: str) -> Path:
        starts = tmp_path / "starts"
        fake_soffice(
            "import os\n"
            f"with open({str(starts)!r}, 'a') as seen: print(len(documents), file=seen)\n"
            "for one in documents:\n"
            f"    if b'poison' in zipfile.ZipFile(one).read('word/document.xml'): {deed}\n"
            f"    (folder / (one.stem + '.pdf')).write_bytes(pathlib.Path({str(canned)!r}).read_bytes())"
        )
        return starts

    return install


def test_documents_that_break_libreoffice_one_after_the_other_take_no_sound_one_with_them(
    crashing_soffice: Callable[[str], Path],
) -> None:
    starts = crashing_soffice("os.kill(os.getpid(), 11)")
    names = ["poison 1", "poison 2", "poison 3", "甲", "乙"]

    results = convert([Source(name, word_document(name), "丙") for name in names], instances=1)

    broken = ["PDF_NOT_WRITTEN"]
    assert [codes(one) for one in results] == [broken, broken, broken, [], []]
    assert results[0].problems[0].found == "signal 11"
    # All, the first again, all but the first, the second again, the last, what is left, the third again, 甲.
    assert starts.read_text().split() == ["5", "1", "4", "1", "1", "2", "1", "1"]


def test_what_is_not_tried_on_a_broken_machine_is_told_as_that(
    crashing_soffice: Callable[[str], Path],
) -> None:
    starts = crashing_soffice("sys.exit(139)")
    names = [f"poison {number}" for number in range(1, 6)]

    results = convert([Source(name, word_document(name), "丙") for name in names], instances=1)

    assert [codes(one)[0] for one in results] == [
        *("PDF_NOT_WRITTEN", "PDF_NOT_WRITTEN", "PDF_NOT_TRIED", "PDF_NOT_TRIED", "PDF_NOT_WRITTEN")
    ]
    assert results[2].problems[0].found == "poison 1, poison 2, poison 5"
    assert results[4].problems[0].found == "signal 11"
    assert starts.read_text().split() == ["5", "1", "4", "1", "1"]


def test_time_limit_counts_from_the_last_progress(crashing_soffice: Callable[[str], Path]) -> None:
    starts = crashing_soffice("time.sleep(0.5)")
    names = [f"poison {number}" for number in range(1, 8)]

    results = convert([Source(name, word_document(name), "丙") for name in names], instances=1, timeout=3)

    assert [codes(one) for one in results] == [[]] * 7
    assert starts.read_text().split() == ["7"]
