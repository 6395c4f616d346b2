"""Which faces a PDF shows for those that the documents ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from cts_docs.documents.ooxml.styles import FANG, HEI, KAI, SONG
from cts_docs.documents.pdf.availability import FaceFound, face_problems, faces_found
from cts_docs.documents.pdf.faces import FACE_REQUESTS, with_faces, write_configuration

JAPANESE = ("JP", "Mincho", "Gothic", "Hiragino")


def preferences(folder: Path) -> dict[str, list[str]]:
    """The faces that the configuration names for each family, in order."""
    root = etree.parse(write_configuration(folder)).getroot()
    return {
        match.findtext("test/string") or "": [one.text or "" for one in match.iterfind("edit/string")]
        for match in root.iterfind("match")
    }


def test_every_face_of_the_house_style_has_stand_ins(tmp_path: Path) -> None:
    asked_for = {name for face in (SONG, HEI, FANG, KAI) for name in (face.latin, face.east_asian)}

    assert asked_for <= set(preferences(tmp_path))


@pytest.mark.parametrize(
    ("family", "stand_in"),
    [
        ("宋体", "Noto Serif CJK SC"),
        ("SimSun", "Noto Serif CJK SC"),
        ("黑体", "Noto Sans CJK SC"),
        ("SimHei", "Noto Sans CJK SC"),
        ("仿宋", "Noto Serif CJK SC"),
        ("楷体", "Noto Serif CJK SC"),
    ],
)
def test_chinese_faces_fall_to_simplified_chinese_ones(family: str, stand_in: str, tmp_path: Path) -> None:
    assert stand_in in preferences(tmp_path)[family]


def test_no_japanese_face_is_ever_a_stand_in(tmp_path: Path) -> None:
    named = {face for faces in preferences(tmp_path).values() for face in faces}

    assert [face for face in named if any(mark in face for mark in JAPANESE)] == []


def test_faces_of_other_regions_are_hidden(tmp_path: Path) -> None:
    root = etree.parse(write_configuration(tmp_path)).getroot()
    hidden = {one.text for one in root.iterfind("selectfont/rejectfont/pattern/patelt/string")}

    assert {"Noto Serif CJK JP", "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK TC"} <= hidden


def test_an_installed_face_comes_before_its_stand_ins(tmp_path: Path) -> None:
    assert all(preferences(tmp_path)[wanted.names[0]][0] == wanted.names[0] for wanted in FACE_REQUESTS)


def test_configuration_builds_on_one_already_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/of & another.conf")

    path = with_faces({"LANG": "C"}, tmp_path)["FONTCONFIG_FILE"]

    assert etree.parse(path).findtext("include") == "/etc/of & another.conf"


def test_without_fontconfig_nothing_is_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert {face.state for face in faces_found(tmp_path)} == {"unknown"}


def test_only_a_face_without_any_stand_in_is_a_problem() -> None:
    found = (
        FaceFound("宋体", "Noto Serif CJK SC", "stand_in"),
        FaceFound("仿宋", "Noto Serif CJK SC", "other_style"),
        FaceFound("黑体", "DejaVu Sans", "missing"),
        FaceFound("Arial", "", "unknown"),
    )

    (problem,) = face_problems(found)

    assert (problem.code, problem.severity) == ("PDF_FACE_MISSING", "warning")
    assert (problem.found, problem.values["expected"]) == ("DejaVu Sans", "黑体")


def test_fontconfig_without_suitable_faces_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "system.conf"
    empty.write_text("<fontconfig/>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))

    assert {face.state for face in faces_found(tmp_path)} <= {"missing", "unknown"}
