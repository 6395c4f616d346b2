"""The four-property check: each fault lands in its item, and what no program sees is never a pass."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.actions.inspecting import Inspected, inspect_archive
from cts_docs.actions.keeping import Keeper
from cts_docs.actions.office import open_office
from cts_docs.archive.life import Happening, Terms
from cts_docs.archive.openness import encrypted, executable, opens
from cts_docs.archive.orders import Allotted, Document, Order, Paperwork, Source
from cts_docs.documents.inspection import InspectedItem, inspection_report
from cts_docs.documents.lines import document_lines
from tests.torture.homes import Homes
from tests.torture.orders import TODAY, archive, order

NUMBER = "CTS-TBSC034-2026-BG0001"
UNSEEN = {
    "数字签名有效",
    "手写签名与印章",
    "应归档的是否都已归档",
    "内容可读",
    "没有病毒",
    "载体状态",
    "管理过程",
}


def _packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


WORD = _packed(word__document_xml=b"<document/>")
EXCEL = _packed(xl__workbook_xml=b"<workbook/>")
METADATA = {
    "title": "示例报告",
    "responsible_party": "示例机构",
    "body": "示例机构",
    "retention_rule": "示例规则",
    "secrecy": "内部",
    "creating_program": "cts-docs 0.1.0",
}


def _real(number: int = 1) -> Order:
    """An audit whose files open."""

    def produce(allotted: Allotted, content_hash: str, draft: bool) -> Paperwork:
        del content_hash, draft
        names = ["report", *(["certificate"] if allotted.certificate else [])]
        return Paperwork(tuple(Document(name, None, f"{name}.docx", WORD) for name in names), {"grade": 2})

    sources = (Source("inputs/workbook.xlsx", EXCEL),)
    return replace(order(number), sources=sources, metadata=METADATA, produce=produce)


@pytest.fixture(scope="module")
def sound(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive with one issued entry that has nothing wrong; not to be changed."""
    with homes.lent(tmp_path_factory.mktemp("sound") / "archive") as folder:
        archive(folder).issue(_real())
        yield folder


def _inspected(place: Path, output: Path | None = None) -> Inspected:
    return inspect_archive(Keeper(archive(place), open_office(None), TODAY), output)


def _faults(place: Path) -> set[str]:
    return {one.name for one in _inspected(place).items if one.finding == "fault"}


def test_a_sound_archive_has_no_fault_and_names_what_no_program_sees(sound: Path) -> None:
    inspected = _inspected(sound)
    assert inspected.ok
    assert {one.name for one in inspected.items if one.finding == "unseen"} == UNSEEN
    assert {one.group for one in inspected.items} == {"真实性", "完整性", "可用性", "安全性"}
    assert all(one.looked_at for one in inspected.items)


def _change(name: str, content: bytes) -> Callable[[Path], None]:
    def change(package: Path) -> None:
        (package / name).write_bytes(content)

    return change


def _metadata(**changes: object) -> Callable[[Path], None]:
    def change(package: Path) -> None:
        file = package / "data" / "metadata.json"
        file.write_text(json.dumps({**json.loads(file.read_bytes()), **changes}), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (_change("data/documents/report.docx", b"x"), "文件可打开"),
        (_change("data/documents/report.docx", b"x"), "文件属性与元数据一致"),
        (_change("data/documents/report.docx", b"\xd0\xcf\x11\xe0"), "没有加密"),
        (_change("data/documents/report.docx", b"MZ"), "没有可执行的文件"),
        (_change("data/documents/other.bin", b"x"), "没有多余的文件"),
        (_change("data/metadata.json", b"{"), "元数据可读"),
        (_metadata(secrecy=""), "元数据齐全"),
        (_metadata(valid_until="2029-02-30"), "元数据的类型、范围与格式"),
        (_metadata(process=[]), "过程记录齐全"),
    ],
)
def test_each_fault_is_found_by_its_item(
    homes: Homes, sound: Path, tmp_path: Path, change: Callable[[Path], None], item: str
) -> None:
    place = homes.copy(sound, tmp_path / "place")
    change(place / "packages" / NUMBER)
    found = _faults(place)
    assert item in found
    assert "文件包与归档时一致" in found


def test_what_stands_beside_the_archive_is_stray_unless_the_system_left_it(
    homes: Homes, sound: Path, tmp_path: Path
) -> None:
    place = homes.copy(sound, tmp_path / "place")
    (place / ".DS_Store").write_bytes(b"x")
    assert _faults(place) == set()
    (place / "game.exe").write_bytes(b"MZ")
    assert _faults(place) == {"没有多余的文件"}


def test_a_cancelled_draft_is_no_record(homes: Homes, sound: Path, tmp_path: Path) -> None:
    place = homes.copy(sound, tmp_path / "place")
    draft = archive(place).draft(order(9)).number
    archive(place).live(draft, Happening("cancel", "示例理由"), Terms(3, 12))
    inspected = _inspected(place)
    assert (inspected.ok, inspected.entries) == (True, 1)


def test_an_attachment_of_another_format_and_a_workbook_with_macros_are_named(home: Path) -> None:
    macros = replace(_real(), sources=(Source("inputs/workbook.xlsm", _packed(xl__vbaProject_bin=b"x")),))
    archive(home).issue(macros)
    archive(home).attach(NUMBER, "scan.exe", b"MZ")
    assert _faults(home) == {"格式允许", "没有可执行的文件", "文件可打开"}


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", b"{"), ("a.toml", b"="), ("a.pdf", b"%PDF"), ("a.png", b"")]
)
def test_what_does_not_open_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert not opens(file)
    assert not encrypted(file)
    assert not executable(file)


def test_the_report_names_every_item_and_is_the_same_each_time(sound: Path, tmp_path: Path) -> None:
    inspected = _inspected(sound, tmp_path / "report.docx")
    content = (tmp_path / "report.docx").read_bytes()
    said = list(document_lines(content))
    assert {one.name for one in inspected.items} <= set(said)
    assert said.count("程序不可见") == len(UNSEEN)
    _inspected(sound, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == content


def test_many_findings_are_shortened_in_the_report() -> None:
    found = tuple(f"示例{n}" for n in range(25))
    report = inspection_report([InspectedItem("真实性", "项目", "对象", "fault", found)], "", "0", 1, TODAY)
    assert any("另有 5 处" in line for line in document_lines(report))
