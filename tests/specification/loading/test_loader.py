"""Where specifications come from: this package, a body's folder, a file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.messages import message, remedy
from cts_docs.specification.loader import LARGEST, available, find, load_specification
from cts_docs.specification.model import Specification

FICTIONAL = Path(__file__).parents[2] / "specifications" / "fictional.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A body's folder with one further specification."""
    (tmp_path / "sandcastles.toml").write_bytes(FICTIONAL.read_bytes())
    (tmp_path / "readme.txt").write_text("示例", "utf-8")
    return tmp_path


def test_without_a_source_it_is_the_delivered_one() -> None:
    assert load_specification().id == "CTS-TBSC034-2026"


@pytest.mark.parametrize("source", ["CTS-TBSC034-2026", "CTS-TBSC034-2026@B/0"])
def test_by_id_and_by_id_with_version(source: str) -> None:
    assert load_specification(source) is load_specification()


@pytest.mark.parametrize("source", [FICTIONAL, str(FICTIONAL)])
def test_by_the_path_of_a_data_file(source: str | Path) -> None:
    specification = load_specification(source)
    assert specification.id == "EXAMPLE-TBSC901-2026"
    assert specification.source == "fictional.toml"
    assert specification.sha256 == hashlib.sha256(FICTIONAL.read_bytes()).hexdigest()


def test_the_same_bytes_are_read_once(folder: Path) -> None:
    first = load_specification(folder / "sandcastles.toml")
    assert load_specification(folder / "sandcastles.toml") is first


def test_changed_bytes_are_read_again(folder: Path) -> None:
    file = folder / "sandcastles.toml"
    load_specification(file)
    file.write_text(file.read_text("utf-8").replace('version = "A/1"', 'version = "A/2"'), "utf-8")
    assert load_specification(file).control.version == "A/2"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + FICTIONAL.read_bytes().replace(b"\n", b"\r\n"))
    assert load_specification(file).text == load_specification(FICTIONAL).text


def test_those_at_hand_are_the_delivered_and_the_bodys(folder: Path) -> None:
    assert [each.id for each in available()] == ["CTS-TBSC034-2026"]
    assert [each.id for each in available(folder)] == ["CTS-TBSC034-2026", "EXAMPLE-TBSC901-2026"]


@pytest.mark.parametrize(
    ("id", "version", "found"),
    [
        ("CTS-TBSC034-2026", "B/0", True),
        ("CTS-TBSC034-2026", "C/0", False),
        ("EXAMPLE-TBSC901-2026", "A/1", True),
        ("EXAMPLE-TBSC902-2026", "A/1", False),
    ],
)
def test_finding_by_id_and_version(folder: Path, id: str, version: str, found: bool) -> None:
    specification = find(id, version, folder)
    assert (specification is not None) is found
    assert specification is None or (specification.id, specification.control.version) == (id, version)


def test_an_unknown_id_names_those_at_hand() -> None:
    with pytest.raises(CannotRunError) as stopped:
        load_specification("CTS-TBSC999-2026")
    (problem,) = stopped.value.problems
    assert (problem.code, problem.found) == ("SPEC_ID_UNKNOWN", "CTS-TBSC999-2026")
    assert problem.values["expected"] == "CTS-TBSC034-2026@B/0"


def test_a_missing_file_cannot_be_run_with(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError) as stopped:
        load_specification(tmp_path / "nowhere.toml")
    assert [problem.code for problem in stopped.value.problems] == ["SPEC_MISSING"]


def test_a_missing_folder_cannot_be_run_with(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError) as stopped:
        available(tmp_path / "nowhere")
    assert [problem.code for problem in stopped.value.problems] == ["SPEC_FOLDER_MISSING"]


def test_two_files_of_one_specification_are_refused(folder: Path) -> None:
    (folder / "twin.toml").write_bytes(FICTIONAL.read_bytes())
    with pytest.raises(RefusedError) as refused:
        available(folder)
    (problem,) = refused.value.problems
    assert (problem.code, problem.file) == ("SPEC_DOUBLED_FILE", "twin.toml")
    assert problem.values["other"] == "sandcastles.toml"


def test_the_faults_of_every_file_of_a_folder_are_told(folder: Path) -> None:
    (folder / "a.toml").write_text("x = ", "utf-8")
    (folder / "b.toml").write_text("y = ", "utf-8")
    with pytest.raises(RefusedError) as refused:
        available(folder)
    assert [problem.file for problem in refused.value.problems] == [
        str(folder / "a.toml"),
        str(folder / "b.toml"),
    ]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(RefusedError) as refused:
        load_specification(file)
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("SPEC_TOO_LARGE", "2000001")


def test_a_folder_or_a_pipe_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    folder, pipe = tmp_path / "folder.toml", tmp_path / "pipe.toml"
    folder.mkdir()
    os.mkfifo(pipe)
    for path in (folder, pipe):
        with pytest.raises(RefusedError) as refused:
            load_specification(path)
        assert [problem.code for problem in refused.value.problems] == ["SPEC_UNREADABLE"]


def test_every_code_of_the_loader_has_its_words() -> None:
    codes = [
        "SPEC_MISSING",
        "SPEC_FOLDER_MISSING",
        "SPEC_ID_UNKNOWN",
        "SPEC_DOUBLED_FILE",
        "SPEC_UNREADABLE",
        "SPEC_TOO_LARGE",
        "SPEC_ENCODING",
        "SPEC_SYNTAX",
        "SPEC_KEY_DOUBLED",
    ]
    for code in codes:
        assert message(code, "zh", {})
        assert remedy(code, "en", {})


def test_a_sibling_may_have_other_counts_everywhere(fictional: Specification) -> None:
    assert len(fictional.indicators) == 5
    assert fictional.appendix1.total_points == 40
    assert [len(chapter.clauses) for chapter in fictional.chapters] == [2, 1, 1]
    assert len(fictional.levels) == 4
    assert (fictional.management_minimum, fictional.management_maximum) == (7, 30)
    assert len(fictional.experience_bands) == 3
    assert dict(fictional.grading.names) == {1: "一级", 2: "二级"}


def test_a_sibling_may_offer_fewer_choices(fictional: Specification) -> None:
    assert list(fictional.readings["A1"].choices) == ["bands"]
    assert list(fictional.readings["C1"].choices) == ["as_issued"]
    assert fictional.readings["C1"].choices["as_issued"].parameters == {}
    assert fictional.excluded == ()
